"""The signed-in person of a request, where the request comes from, and rules of access by role."""

import ipaddress

from django.http import HttpRequest

from densach.core.access import Rule

from . import queries
from .models import Membership, Person

Role = Membership.Role


def person_of(request: HttpRequest) -> Person:
    """The account behind `request`. Call only where sign-in is already required."""
    assert isinstance(request.user, Person), "view lacks @access(signed_in)"
    return request.user


def viewer_of(request: HttpRequest) -> Person | None:
    """The account behind `request`, or None for a stranger."""
    return request.user if isinstance(request.user, Person) else None


def staff(*roles: Role) -> Rule:
    """People who hold one of `roles` anywhere (and the installation's operator).

    It opens the door of a page; what they may touch there is for the room's permissions, which
    look at the organisation.
    """

    def rule(request: HttpRequest) -> bool:
        person = viewer_of(request)
        return person is not None and queries.holds_any(person, roles)

    rule.roles = roles  # type: ignore[attr-defined]
    return rule


def address_of(request: HttpRequest) -> str:
    """The address the request comes from, as the server sees it; "" if it has none."""
    return str(request.META.get("REMOTE_ADDR", ""))


def on_premises(request: HttpRequest) -> bool:
    """Whether the request comes from a network that some organisation named as its own.

    Behind a proxy the server must be told to trust it, else every visitor has the proxy's address.
    """
    networks = queries.premises()
    if not networks:
        return False
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in networks)
