"""The signed-in person of a request, where the request comes from, and rules of access by role."""

import ipaddress
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from densach.core.access import Rule

from . import queries
from .models import Device, DeviceKey, Membership, Person
from .services import devices, sessions

BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
PENDING = "people_chooses_password"  # in the session: who proved who they are and must choose
PENDING_SECONDS = 900

GetResponse = Callable[[HttpRequest], HttpResponseBase]

Role = Membership.Role


def person_of(request: HttpRequest) -> Person:
    """The account behind `request`. Call only where sign-in is already required."""
    assert isinstance(request.user, Person), "view lacks @access(signed_in)"
    return request.user


def viewer_of(request: HttpRequest) -> Person | None:
    """The account behind `request`, or None for a stranger."""
    return request.user if isinstance(request.user, Person) else None


def device_key_of(request: HttpRequest) -> DeviceKey | None:
    """The key that a device shows (`Authorization: Device <secret>`), with person and device.

    None where the request shows none. One SHA-256 and one query; once an hour two more, which note
    that the device was seen. Raises DeviceEnded (401), AccountErased (410).
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "device":
        return None
    key = devices.key_with(secret.strip())
    devices.mark_seen(key, at=timezone.now())
    return key


def let_in(
    request: HttpRequest, person: Person, *, shared: bool = False, home: Device | None = None
) -> None:
    """Begin the session of `person`, ending one of somebody else in this browser.

    On a shared device it ends with the browser. `home`: the device that showed its key.
    """
    if request.session.session_key and request.user.is_authenticated:
        sessions.forget_session(session_key=request.session.session_key)
    request.densach_home = home  # type: ignore[attr-defined]  # for the list of devices
    login(request, person, backend=BACKEND)
    _is_new(str(request.session.session_key))
    if shared or (home is not None and home.organization_id is not None):
        request.session.set_expiry(0)
    if shared:
        request.session["guest"] = True


def enter_session(request: HttpRequest, person: Person, *, key: DeviceKey | None = None) -> str:
    """`let_in`, or first a new password where one was demanded; the address to go on to."""
    if not person.must_change_password:
        let_in(request, person, home=key.device if key else None)
        return safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL))
    demand_password(request, person)
    return resolve_url("people:choose_password")


def demand_password(request: HttpRequest, person: Person) -> None:
    """Remember for a quarter of an hour that `person` proved who they are and must choose a password."""
    request.session[PENDING] = {
        "person": person.pk.hex,
        "until": (timezone.now() + timedelta(seconds=PENDING_SECONDS)).timestamp(),
        "next": safe_next(request, ""),
    }


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


def note_session_use(get_response: GetResponse) -> GetResponse:
    """Middleware: once an hour, remember when a signed-in browser was last seen."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        session = request.session
        key = session.session_key
        if session.accessed and key and SESSION_KEY in session and _is_new(key):
            sessions.mark_seen(session_key=key, at=timezone.now())
        return response

    return middleware


def _is_new(session_key: str) -> bool:
    """Whether the session was not noted as seen within the hour; from now on it is."""
    every = int(sessions.SEEN_EVERY.total_seconds())
    return bool(cache.add(f"people:seen:{session_key}", 1, timeout=every))


def safe_next(request: HttpRequest, default: str) -> str:
    """Where to go after signing in: `next` of the request if it stays on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    stays = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if stays else default


def public_address(request: HttpRequest, path: str) -> str:
    """The full address that paper carries: PUBLIC_URL where it is set, else as it was asked."""
    base = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    return f"{base}{path}"
