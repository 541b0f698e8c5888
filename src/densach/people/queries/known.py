"""Everything that is known about a person, for that person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from densach.core.models import StaffAct
from densach.people.models import (
    DeviceKey,
    ErasureRequest,
    Guardianship,
    Invitation,
    Membership,
    OnlineSession,
    Person,
    Pin,
)

from .parts import parts


@dataclass(frozen=True, slots=True)
class Known:
    """What this room holds about a person."""

    person: Person
    memberships: list[Membership]
    guardians: list[Guardianship]
    wards: list[Guardianship]
    sessions: int
    devices: list[DeviceKey]
    cards: int
    class_cards: int
    pin: Pin | None
    acts: int
    erasure: ErasureRequest | None

    def as_json(self) -> dict[str, Any]:
        """For taking along: plain names and ISO times; what the rooms above know, under their name."""
        person = self.person
        return {
            **{part.name: part.tell(person) for part in parts()},
            "user_name": person.username,
            "name": person.full_name,
            "telephone": person.phone,
            "email": person.email,
            "year_of_birth": person.birth_year,
            "school_number": person.identifier,
            "language": person.language,
            "screen_for": person.age_mode,
            "guardian_agreed_at": _iso(person.guardian_agreed_at),
            "account_made_at": _iso(person.created_at),
            "last_signed_in_at": _iso(person.last_login),
            "roles": [
                {
                    "role": held.role,
                    "organization": held.organization.name,
                    "from": _iso(held.created_at),
                    "to": _iso(held.ended_at),
                }
                for held in self.memberships
            ],
            "guardians": [tie.guardian.full_name for tie in self.guardians],
            "guardian_of": [tie.child.full_name for tie in self.wards],
            "signed_in_devices": self.sessions,
            "devices": [
                {
                    "name": key.device.name,
                    "from": _iso(key.made_at),
                    "to": _iso(key.ended_at),
                    "last_seen_at": _iso(key.seen_at),
                }
                for key in self.devices
            ],
            "sign_in_cards": self.cards,
            "class_cards": self.class_cards,
            "pin_set_at": _iso(self.pin.made_at) if self.pin else None,
            "acts_as_staff": self.acts,
        }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def known_about(person: Person) -> Known:
    """Ten queries."""
    return Known(
        person=person,
        memberships=list(
            person.memberships.select_related("organization__parent").order_by(
                "ended_at", "created_at"
            )
        ),
        guardians=guardians_of(person),
        wards=wards_of(person),
        sessions=person.online_sessions.count(),
        devices=list(person.device_keys.select_related("device").order_by("-seen_at", "-pk")),
        cards=person.cards.count(),
        class_cards=person.class_cards.count(),
        pin=Pin.objects.filter(person=person).first(),
        acts=StaffAct.objects.filter(actor=person).count(),
        erasure=ErasureRequest.objects.filter(person=person).first(),
    )


def guardians_of(child: Person) -> list[Guardianship]:
    """Present guardians of `child`. One query."""
    ties = Guardianship.objects.filter(child=child, ended_at__isnull=True)
    return list(ties.select_related("guardian").order_by("guardian__sort_key"))


def wards_of(guardian: Person) -> list[Guardianship]:
    """The children for whom `guardian` answers now. One query."""
    ties = Guardianship.objects.filter(guardian=guardian, ended_at__isnull=True)
    return list(ties.select_related("child").order_by("child__sort_key"))


def memberships_now(person: Person) -> list[Membership]:
    """Roles held now, with their places. One query."""
    held = person.memberships.filter(ended_at__isnull=True)
    return list(held.select_related("organization__parent").order_by("created_at", "pk"))


def sessions_of(person: Person) -> QuerySet[OnlineSession]:
    """Signed-in devices, last seen first."""
    return person.online_sessions.order_by("-seen_at", "-pk")


def invitations_for(person: Person) -> QuerySet[Invitation]:
    """Organisations that ask this person to join."""
    return person.invitations.select_related("organization", "made_by").order_by("made_at")
