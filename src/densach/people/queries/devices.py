"""Devices: of a person, of a school; who can come in how."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from densach.people.models import (
    ClassCard,
    Device,
    DeviceKey,
    Guardianship,
    Membership,
    OnlineSession,
    Organization,
    Person,
    Pin,
)
from densach.people.permissions import ended_by, seen_by

PAGE = 50
MOST_PUPILS = 400


@dataclass(frozen=True, slots=True)
class Home:
    """A person at home on a device: since when, when last seen there."""

    device: Device
    person: Person
    since: datetime
    seen_at: datetime


def pin_kind(person: Person) -> str:
    """PICTURES or DIGITS; "" for somebody without a PIN. One query."""
    return Pin.objects.filter(person=person).values_list("kind", flat=True).first() or ""


def homes_of(person: Person) -> list[Home]:
    """Where `person` is at home now, each device once, last seen first. One query."""
    return _homes(Q(person=person))


def homes_of_wards(person: Person) -> list[Home]:
    """The same of the children for whom `person` answers. One query."""
    wards = Guardianship.objects.filter(guardian=person, ended_at__isnull=True)
    return _homes(Q(person__in=wards.values("child")))


def _homes(whose: Q) -> list[Home]:
    keys = DeviceKey.objects.filter(whose, ended_at__isnull=True, device__ended_at__isnull=True)
    found: dict[tuple[UUID, UUID], Home] = {}
    for key in keys.select_related("device__organization", "person").order_by("-seen_at", "-pk"):
        pair = (key.device_id, key.person_id)
        first = found.get(pair)
        since = min(key.made_at, first.since) if first else key.made_at
        seen_at = first.seen_at if first else key.seen_at
        found[pair] = Home(key.device, key.person, since, seen_at)
    return list(found.values())


def device_of(person: Person, device_id: UUID) -> Device | None:
    """The device with this id on which `person`, or a child of theirs, is at home. One query."""
    wards = Guardianship.objects.filter(guardian=person, ended_at__isnull=True)
    keys = DeviceKey.objects.filter(
        Q(person=person) | Q(person__in=wards.values("child")), ended_at__isnull=True
    )
    return Device.objects.filter(pk=device_id, keys__in=keys).distinct().first()


def endable(actor: Person, devices: Sequence[Device]) -> set[UUID]:
    """The ids of those of `devices` that `actor` may end. One query; none where there are none."""
    found = Device.objects.filter(ended_by(actor), pk__in=[device.pk for device in devices])
    return set(found.values_list("pk", flat=True)) if devices else set()


def stray_sessions(person: Person) -> QuerySet[OnlineSession]:
    """Signed-in browsers that never said which device they are, last seen first."""
    return person.online_sessions.filter(home__isnull=True).order_by("-seen_at", "-pk")


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A line of the list of devices: those at home there whom the reader may see; `others` are not."""

    device: Device
    people: tuple[Person, ...]
    others: int


@dataclass(frozen=True, slots=True)
class DevicePage:
    """A page of the list; `after` is the key of the next one, empty on the last."""

    rows: list[DeviceRow]
    after: str


def devices_page(
    actor: Person, *, organization: Organization | None, words: str = "", after: str = ""
) -> DevicePage:
    """Devices that `actor` may end, newest first; of `organization`'s people, or all. Four queries."""
    found = Device.objects.filter(ended_by(actor), ended_at__isnull=True)
    if organization is not None:
        under = Membership.objects.filter(
            organization__path__startswith=organization.path, ended_at__isnull=True
        )
        keys = DeviceKey.objects.filter(ended_at__isnull=True, person__in=under.values("person"))
        owned = Q(organization__path__startswith=organization.path)
        found = found.filter(owned | Q(pk__in=keys.values("device")))
    if words.strip():
        named = DeviceKey.objects.filter(
            Q(person__username=words.strip().lower())
            | Q(person__full_name__icontains=words.strip()),
            ended_at__isnull=True,
            person__in=Person.objects.filter(seen_by(actor)),
        )
        found = found.filter(Q(name__icontains=words.strip()) | Q(pk__in=named.values("device")))
    if after:
        found = found.filter(pk__lt=_uuid(after))
    page = list(found.select_related("organization").order_by("-pk")[: PAGE + 1])
    shown = page[:PAGE]
    return DevicePage(_rows(actor, shown), shown[-1].pk.hex if len(page) > PAGE else "")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=2**128 - 1)


def _rows(actor: Person, devices: Sequence[Device]) -> list[DeviceRow]:
    keys = DeviceKey.objects.filter(device__in=devices, ended_at__isnull=True)
    at_home: dict[UUID, set[UUID]] = defaultdict(set)
    for device_id, person_id in keys.values_list("device_id", "person_id"):
        at_home[device_id].add(person_id)
    ids = set().union(*at_home.values()) if at_home else set()
    seen = Person.objects.filter(seen_by(actor), pk__in=ids).order_by("sort_key", "pk")
    people = list(seen)
    return [
        DeviceRow(
            device,
            tuple(p for p in people if p.pk in at_home[device.pk]),
            len(at_home[device.pk]) - sum(p.pk in at_home[device.pk] for p in people),
        )
        for device in devices
    ]


@dataclass(frozen=True, slots=True)
class Ways:
    """How one pupil of a class can come in."""

    person: Person
    card: ClassCard | None
    pin: Pin | None
    devices: int


def ways_in(organization: Organization) -> list[Ways]:
    """The pupils of a class, in the order of class lists, each with card, PIN, devices. Four queries."""
    held = Membership.objects.filter(
        organization=organization, role=Membership.Role.LEARNER, ended_at__isnull=True
    )
    pupils = Person.objects.filter(memberships__in=held, is_active=True).distinct()
    people = list(pupils.order_by("sort_key", "pk")[:MOST_PUPILS])
    cards = {
        card.person_id: card
        for card in ClassCard.objects.filter(person__in=people, ended_at__isnull=True)
    }
    pins = {pin.person_id: pin for pin in Pin.objects.filter(person__in=people)}
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    keys = DeviceKey.objects.filter(person__in=people, ended_at__isnull=True)
    for person_id, device_id in keys.values_list("person_id", "device_id"):
        homes[person_id].add(device_id)
    return [Ways(one, cards.get(one.pk), pins.get(one.pk), len(homes[one.pk])) for one in people]
