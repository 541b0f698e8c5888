"""Devices: the key of a browser, coming in by name card, PIN and class card, ending a device."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Router, Schema
from ninja.responses import Status
from ninja.security import django_auth

from densach.core import limits
from densach.core.access import anyone, api_access
from densach.core.errors import NotForYou, SignInFirst

from .http import address_of, device_key_of, enter_session, person_of, viewer_of
from .models import Device, DeviceKey, Person
from .permissions import needs_password
from .queries import devices as known_devices
from .services import class_cards, devices, pins

TRIES, WINDOW_SECONDS = 2000, 900  # from one address: a school comes in within a quarter of an hour
MOST_NEW_KEYS = 40  # of one person in an hour
ASKS_BY_SCRIPT = "X-Requested-With"  # other sites cannot send it without asking first

router = Router(tags=["devices"])
KindIn = Literal["PICTURES", "DIGITS"]
PinText = Annotated[str, Field(min_length=4, max_length=60)]


class NewKeyIn(Schema):
    """`device`: as this browser was called before; none, unknown or ended makes a new device."""

    device: UUID | None = None


class NewKeyOut(Schema):
    """`name` is the device's; `kind` of the person's PIN, "" without; `guest`: on a shared computer."""

    key: str
    device: UUID
    name: str
    username: str
    kind: str
    guest: bool


class CardOut(Schema):
    """What a device may show on the name card of the person whose key it holds."""

    person: UUID
    name: str
    username: str
    kind: str
    device: UUID
    device_name: str
    school_device: bool
    needs_password: bool


class DeviceOut(Schema):
    id: UUID
    name: str
    since: datetime
    seen_at: datetime


class DeviceName(Schema):
    name: Annotated[str, Field(max_length=200)]


class PinIn(Schema):
    """`pin`: four pictures joined by dashes (`trau-ca-hoa-nha`), or four to eight digits."""

    kind: KindIn
    pin: PinText
    present: Annotated[str, Field(max_length=500)] = ""


class TriedPin(Schema):
    kind: KindIn
    pin: PinText


class EnterIn(Schema):
    """One of `pin` and `proof` (with the key of the device), or `card` (secret or code)."""

    pin: TriedPin | None = None
    proof: Annotated[str, Field(max_length=100)] = ""
    card: Annotated[str, Field(max_length=100)] = ""


class EnterOut(Schema):
    """`entered` is false where a PIN is right but does not suffice: then `next` asks for a password.

    `proof` is for the device to seal with the PIN.
    """

    person: UUID
    name: str
    username: str
    entered: bool
    proof: str
    next: str


@router.post("", response=NewKeyOut, auth=django_auth)
def post_device(request: HttpRequest, body: NewKeyIn) -> NewKeyOut:
    """The person who is signed in is at home in this browser: a key for it, shown only now."""
    person = person_of(request)
    limits.allow("device_key", str(person.pk), times=MOST_NEW_KEYS, seconds=3600)
    key, secret = devices.give_key(
        person=person,
        device=Device.objects.filter(pk=body.device).first() if body.device else None,
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        at=timezone.now(),
    )
    if request.session.session_key:
        devices.place_session(session_key=request.session.session_key, device=key.device)
    return NewKeyOut(
        key=secret,
        device=key.device_id,
        name=key.device.name,
        username=person.username,
        kind=known_devices.pin_kind(person),
        guest=bool(request.session.get("guest")),
    )


@router.get("", response=list[DeviceOut], auth=django_auth)
def get_devices(request: HttpRequest) -> list[DeviceOut]:
    """The devices on which the person is at home, last seen first."""
    return [
        DeviceOut(id=home.device.pk, name=home.device.name, since=home.since, seen_at=home.seen_at)
        for home in known_devices.homes_of(person_of(request))
    ]


@router.get("card", response=CardOut, auth=None)
@api_access(anyone)  # the key of the device says whose card it is
def get_card(request: HttpRequest) -> CardOut:
    """The name card of the person whose key is shown."""
    key = _key(request)
    return CardOut(
        person=key.person_id,
        name=key.person.full_name,
        username=key.person.username,
        kind=known_devices.pin_kind(key.person),
        device=key.device_id,
        device_name=key.device.name,
        school_device=key.device.organization_id is not None,
        needs_password=needs_password(key.person),
    )


@router.delete("key", response={204: None}, auth=None)
@api_access(anyone)  # the key of the device says who leaves it
def delete_key(request: HttpRequest) -> Status[None]:
    """“Remove me from this device”: the key that is shown ends, and what it opened there."""
    devices.end_key(key=_key(request), at=timezone.now())
    return Status(204, None)


@router.post("enter", response=EnterOut, auth=None)
@api_access(anyone)  # it is the door
def post_enter(request: HttpRequest, body: EnterIn) -> EnterOut:
    """Come in with what was shown. Refusals: people.pin_*, people.card_unknown, people.device_ended."""
    limits.allow("enter", address_of(request), times=TRIES, seconds=WINDOW_SECONDS)
    now = timezone.now()
    if body.card:
        if not request.headers.get(ASKS_BY_SCRIPT):
            raise NotForYou
        person = class_cards.class_card_with(body.card, at=now).person
        return _entered(person, enter_session(request, person), proof="")
    key, proof = _key(request), body.proof
    if body.pin is not None:
        proof = pins.try_pin(key=key, kind=body.pin.kind, pin=body.pin.pin, at=now)
    else:
        pins.check_proof(key=key, proof=proof)
    if needs_password(key.person) and viewer_of(request) != key.person:
        door = f"{reverse('people:sign_in')}?ten={key.person.username}"
        return _entered(key.person, door, proof=proof, entered=False)
    return _entered(key.person, enter_session(request, key.person, key=key), proof=proof)


def _entered(person: Person, onward: str, *, proof: str, entered: bool = True) -> EnterOut:
    return EnterOut(
        person=person.pk,
        name=person.full_name,
        username=person.username,
        entered=entered,
        proof=proof,
        next=onward,
    )


@router.put("pin", response={204: None}, auth=django_auth)
def put_pin(request: HttpRequest, body: PinIn) -> Status[None]:
    """The person sets their PIN; who has one, or a password, shows it (`present`) first."""
    person = person_of(request)
    limits.allow("own_pin", str(person.pk), times=20, seconds=3600)
    pins.set_own_pin(
        person=person, present=body.present, kind=body.kind, pin=body.pin, at=timezone.now()
    )
    return Status(204, None)


@router.patch("{uuid:device_id}", response={204: None}, auth=django_auth)
def patch_device(request: HttpRequest, device_id: UUID, body: DeviceName) -> Status[None]:
    """Call one of the person's devices by a name of its own."""
    person = person_of(request)
    devices.rename(actor=person, device=_own(person, device_id), name=body.name, at=timezone.now())
    return Status(204, None)


@router.delete("{uuid:device_id}", response={204: None}, auth=django_auth)
def delete_device(request: HttpRequest, device_id: UUID) -> Status[None]:
    """The person, and the children they answer for, are at home on this device no more."""
    person = person_of(request)
    devices.leave_device(person=person, device=_own(person, device_id), at=timezone.now())
    return Status(204, None)


def _own(person: Person, device_id: UUID) -> Device:
    device = known_devices.device_of(person, device_id)
    if device is None:
        raise Http404
    return device


def _key(request: HttpRequest) -> DeviceKey:
    key = device_key_of(request)
    if key is None:
        raise SignInFirst
    return key
