"""Tables. Others import them from here, whatever file they stand in.

places.py    AdminUnit, FormerUnit, Organization, Installation
persons.py   Person, Membership, Guardianship, Invitation, Roster, ErasureRequest, Erased
entering.py  SignInCard, ClassCard, Pin
devices.py   Device, DeviceKey, ErasedKey, OnlineSession
"""

from .devices import Device, DeviceKey, ErasedKey, OnlineSession
from .entering import ClassCard, Pin, SignInCard
from .persons import (
    Erased,
    ErasureRequest,
    Guardianship,
    Invitation,
    Membership,
    Person,
    PersonManager,
    Roster,
)
from .places import AdminUnit, FormerUnit, Installation, Organization

__all__ = [
    "AdminUnit",
    "ClassCard",
    "Device",
    "DeviceKey",
    "Erased",
    "ErasedKey",
    "ErasureRequest",
    "FormerUnit",
    "Guardianship",
    "Installation",
    "Invitation",
    "Membership",
    "OnlineSession",
    "Organization",
    "Person",
    "PersonManager",
    "Pin",
    "Roster",
    "SignInCard",
]
