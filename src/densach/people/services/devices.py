"""Devices and their keys: given out after sign-in, named, ended."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import AccountErased, DeviceEnded, DeviceNameMissing
from densach.people.models import Device, DeviceKey, ErasedKey, OnlineSession, Organization, Person
from densach.people.permissions import can_end_device, can_manage, can_name_device
from densach.people.text import tidy_name

from . import sessions

SEEN_EVERY = timedelta(hours=1)  # how exact “last seen” is; finer would write with every batch
KEYS_SIDE_BY_SIDE = 3  # of one person on one device: two tabs may ask at once and keep either
MOST_KEYS = 60  # of one person in all: more computers than a school has
ENDED_KEPT = timedelta(days=365)
ERASED_KEPT = timedelta(days=730)
NAME_LENGTH = 80


def sha256_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def give_key(
    *, person: Person, device: Device | None, user_agent: str, at: datetime
) -> tuple[DeviceKey, str]:
    """A key for `person` on `device` (None or ended: a new device, named after the browser).

    Returns it with its secret, 43 letters, which is kept nowhere here. An older key of the same
    person on the same device goes on for a while, since another tab may hold it.
    """
    if device is None or device.ended_at is not None:
        device = Device.objects.create(
            name=sessions.device_of(user_agent) or _("Browser"),
            created_at=at,
            updated_at=at,
            seen_at=at,
        )
    secret = secrets.token_urlsafe(32)
    before = DeviceKey.objects.filter(device=device, person=person).order_by("-seen_at", "-pk")
    key = DeviceKey.objects.create(
        device=device,
        person=person,
        secret_sha256=sha256_of(secret),
        made_at=at,
        seen_at=at,
        # The device still holds what it sealed with the PIN.
        proof_sha256=before.values_list("proof_sha256", flat=True).first() or "",
    )
    _keep_few(key, at=at)
    return key, secret


def _keep_few(key: DeviceKey, *, at: datetime) -> None:
    mine = DeviceKey.objects.filter(person=key.person, ended_at__isnull=True)
    here = mine.filter(device=key.device).order_by("-made_at", "-pk")
    surplus = list(here.values_list("pk", flat=True)[KEYS_SIDE_BY_SIDE:])
    surplus += mine.order_by("-seen_at", "-pk").values_list("pk", flat=True)[MOST_KEYS:]
    if surplus:
        DeviceKey.objects.filter(pk__in=surplus).update(ended_at=at)


def key_with(secret: str) -> DeviceKey:
    """The key in force whose secret was shown, with its person and device. One query.

    Raises DeviceEnded (ended, locked or never given out), AccountErased.
    """
    digest = sha256_of(secret)
    key = DeviceKey.objects.select_related("person", "device").filter(secret_sha256=digest).first()
    if key is None and ErasedKey.objects.filter(pk=digest).exists():
        raise AccountErased
    if key is None or key.ended_at or key.device.ended_at or not key.person.is_active:
        raise DeviceEnded
    return key


def mark_seen(key: DeviceKey, *, at: datetime) -> None:
    """Note, at most once an hour, that the device was here. No query in between, else two."""
    if at - key.seen_at < SEEN_EVERY:
        return
    DeviceKey.objects.filter(pk=key.pk).update(seen_at=at)
    Device.objects.filter(pk=key.device_id).update(seen_at=at)
    key.seen_at = key.device.seen_at = at


def place_session(*, session_key: str, device: Device) -> None:
    """The signed-in browser with this key is `device`: ending the device ends it. One query."""
    OnlineSession.objects.filter(session_key=session_key).update(home=device)


@transaction.atomic
def end_key(*, key: DeviceKey, at: datetime) -> None:
    """`key.person` is at home on the device no more: every key and session of theirs there ends."""
    _end(Q(device=key.device_id, person=key.person_id), at=at)


@transaction.atomic
def leave_device(*, person: Person, device: Device, at: datetime) -> int:
    """End what `person`, and the children they answer for, hold on `device`. Returns how many keys."""
    wards = Person.objects.filter(guardians__guardian=person, guardians__ended_at__isnull=True)
    return _end(Q(device=device) & (Q(person=person) | Q(person__in=wards)), at=at)


@transaction.atomic
def end_device(*, actor: Person, device: Device, at: datetime, place: str = "") -> int:
    """The device is lost: all keys and all sessions on it end. Returns how many keys.

    What lies on it and was not sent stays there; whoever signs in on it again sends it.
    Raises Forbidden.
    """
    require(can_end_device(actor, device), action=_("end this device"))
    ended = _end(Q(device=device), at=at)
    Device.objects.filter(pk=device.pk).update(ended_at=at, updated_at=at)
    device.ended_at = at
    audit.note("people.device_ended", actor=actor, subject=device, at=at, place=place)
    return ended


def _end(which: Q, *, at: datetime) -> int:
    keys = DeviceKey.objects.filter(which, ended_at__isnull=True)
    pairs = list(keys.values_list("device_id", "person_id"))
    ended = keys.update(ended_at=at)
    homes = Q(pk__in=[])
    for device_id, person_id in set(pairs):
        homes |= Q(home=device_id, person=person_id)
    sessions.end(list(OnlineSession.objects.filter(homes).values_list("session_key", flat=True)))
    return ended


def end_all_keys(*, person: Person, at: datetime) -> int:
    """Every key of `person`, on every device: an account that somebody else got into."""
    return DeviceKey.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)


@transaction.atomic
def rename(*, actor: Person, device: Device, name: str, at: datetime) -> None:
    """Call the device by a name of its own. Raises Forbidden, DeviceNameMissing."""
    require(can_name_device(actor, device), action=_("name this device"))
    name = tidy_name(name)[:NAME_LENGTH]
    if not name:
        raise DeviceNameMissing
    device.name, device.updated_at = name, at
    device.version += 1
    device.save(update_fields=["name", "updated_at", "version"])


@transaction.atomic
def set_school(
    *, actor: Person, device: Device, organization: Organization | None, at: datetime
) -> None:
    """Say that the device belongs to a school, or to nobody but its people. Raises Forbidden."""
    allowed = can_end_device(actor, device)
    allowed = allowed and (organization is None or can_manage(actor, organization))
    require(allowed, action=_("say whose device this is"))
    device.organization, device.updated_at = organization, at
    device.version += 1
    device.save(update_fields=["organization", "updated_at", "version"])
    audit.note(
        "people.device_owned",
        actor=actor,
        subject=device,
        at=at,
        facts={"organization": organization.name if organization else "—"},
        place=organization.path if organization else "",
    )


def forget_keys(*, person: Person, at: datetime) -> None:
    """Before `person` is erased: keep bare hashes, so that their devices hear why they must forget."""
    mine = DeviceKey.objects.filter(person=person)
    digests = list(mine.values_list("secret_sha256", flat=True))
    devices = list(mine.values_list("device_id", flat=True))
    ErasedKey.objects.bulk_create(
        [ErasedKey(pk=digest, erased_at=at) for digest in digests], ignore_conflicts=True
    )
    mine.delete()
    Device.objects.filter(pk__in=devices, keys__isnull=True).delete()


def tidy(*, at: datetime) -> int:
    """Delete keys long ended, devices without keys, hashes of erased accounts. Returns how many."""
    gone = [
        DeviceKey.objects.filter(ended_at__lt=at - ENDED_KEPT).delete()[0],
        Device.objects.filter(keys__isnull=True, updated_at__lt=at - ENDED_KEPT).delete()[0],
        ErasedKey.objects.filter(erased_at__lt=at - ERASED_KEPT).delete()[0],
    ]
    return sum(gone)
