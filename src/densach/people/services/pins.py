"""PINs of four pictures or digits: set, kept, tried on a device where their owner is at home."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import (
    PinMissing,
    PinOdd,
    PinTooEasy,
    PinWait,
    PinWrong,
    PinWrongHere,
    PinWrongTooOften,
    PresentWrong,
)
from densach.people.models import DeviceKey, Person, Pin
from densach.people.permissions import can_set_pin, pinned_by

from .devices import sha256_of

# The drawings h-… of the room `web`, with their words; four of twelve in a row: 20,736 PINs.
PICTURE_WORDS = {
    "trau": pgettext_lazy("picture", "Buffalo"),
    "ca": pgettext_lazy("picture", "Fish"),
    "hoa": pgettext_lazy("picture", "Flower"),
    "nha": pgettext_lazy("picture", "House"),
    "trang": pgettext_lazy("picture", "Moon"),
    "la": pgettext_lazy("picture", "Leaf"),
    "trong": pgettext_lazy("picture", "Drum"),
    "ngo": pgettext_lazy("picture", "Maize"),
    "chim": pgettext_lazy("picture", "Bird"),
    "non": pgettext_lazy("picture", "Hat"),
    "thuyen": pgettext_lazy("picture", "Boat"),
    "sao": pgettext_lazy("picture", "Star"),
}
PICTURES = tuple(PICTURE_WORDS)
LENGTH = 4
MOST_DIGITS = 8
TRIES = 8  # wrong ones on one device; then a password or a card is asked for
# Seconds to wait after the first, second, … wrong try. A child slips twice without noticing.
WAITS = (0, 0, 5, 15, 30, 60, 120, 0)
# scrypt with 4 MiB, 7 ms on one core of a small server: forty children at once take 0.3 s of work.
# What protects so few PINs is the key outside the database, see docs/adr/0014.
_COST, _BLOCK, _LANES = 4096, 8, 1
_SALT = "densach.people.pin"

Kind = Pin.Kind
if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def tidy_pin(kind: str, text: str) -> str:
    """`trau-ca-hoa-nha` or `4711`, as it is hashed. Raises PinOdd, PinTooEasy."""
    if kind == Kind.PICTURES:
        parts = text.strip().lower().split("-")
        if len(parts) != LENGTH or set(parts) - set(PICTURES):
            raise PinOdd
        if len(set(parts)) == 1:
            raise PinTooEasy
        return "-".join(parts)
    digits = text.strip()
    if kind != Kind.DIGITS or not (
        digits.isascii() and digits.isdigit() and LENGTH <= len(digits) <= MOST_DIGITS
    ):
        raise PinOdd
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise PinTooEasy
    return digits


@transaction.atomic
def set_pin(
    *, actor: Person, person: Person, kind: str, pin: str, at: datetime, place: str = ""
) -> None:
    """Give `person` a PIN; what their devices keep of an older one opens nothing here any more.

    By the person, a guardian, or who may print their card. Raises Forbidden, PinOdd, PinTooEasy.
    """
    require(can_set_pin(actor, person), action=_("set a PIN for this person"))
    _store({person: (kind, tidy_pin(kind, pin))}, made_by=actor, at=at)
    if actor.pk != person.pk:
        audit.note("people.pin_set", actor=actor, subject=person, at=at, place=place)


def set_own_pin(*, person: Person, present: str, kind: str, pin: str, at: datetime) -> None:
    """`set_pin` by the owner, who shows the PIN or password that holds now: a device left alone must
    not give the account away. Raises PresentWrong, PinOdd, PinTooEasy.
    """
    _prove(person, present)
    set_pin(actor=person, person=person, kind=kind, pin=pin, at=at)


def remove_own_pin(*, person: Person, present: str, at: datetime) -> None:
    """`remove_pin` by the owner, likewise. Raises PresentWrong."""
    _prove(person, present)
    remove_pin(actor=person, person=person, at=at)


def _prove(person: Person, present: str) -> None:
    has_pin = Pin.objects.filter(person=person).exists()
    if not (has_pin or person.has_usable_password()):
        return
    if not (has_pin and is_pin(person, present)) and not person.check_password(present):
        raise PresentWrong


@dataclass(frozen=True, slots=True)
class PrintedPin:
    """What is printed, and known only now."""

    person: Person
    pictures: tuple[str, ...]

    @property
    def drawn(self) -> list[tuple[str, "StrPromise | str"]]:
        """(name of the drawing, word) of each picture."""
        return [(f"h-{key}", PICTURE_WORDS[key]) for key in self.pictures]


@transaction.atomic
def draw_pins(
    *, actor: Person, persons: Sequence[Person], at: datetime, place: str = ""
) -> list[PrintedPin]:
    """New picture PINs by chance, to print and hand out; older PINs end.

    Raises Forbidden, and sets none, if one of `persons` is not the actor's to look after.
    """
    mine = Person.objects.filter(pinned_by(actor), pk__in=[p.pk for p in persons])
    allowed = set(mine.values_list("pk", flat=True))
    require(all(p.pk in allowed for p in persons), action=_("set a PIN for these people"))
    drawn = [PrintedPin(person, tuple(_draw())) for person in persons]
    pins = {one.person: (str(Kind.PICTURES), "-".join(one.pictures)) for one in drawn}
    _store(pins, made_by=actor, at=at)
    for person in persons:
        audit.note("people.pin_set", actor=actor, subject=person, at=at, place=place)
    return drawn


def _draw() -> list[str]:
    """Four different pictures: a child remembers them better than a repetition."""
    left = list(PICTURES)
    return [left.pop(secrets.randbelow(len(left))) for _n in range(LENGTH)]


def _store(pins: dict[Person, tuple[str, str]], *, made_by: Person, at: datetime) -> None:
    for person, (kind, pin) in pins.items():
        facts = {"kind": kind, "hash": _hash(person, kind, pin), "made_at": at, "made_by": made_by}
        Pin.objects.update_or_create(person=person, defaults=facts)
    _unseal(list(pins))


@transaction.atomic
def remove_pin(*, actor: Person, person: Person, at: datetime, place: str = "") -> None:
    """The person has no PIN any more. Raises Forbidden."""
    require(can_set_pin(actor, person), action=_("take away the PIN of this person"))
    gone = Pin.objects.filter(person=person).delete()[0]
    _unseal([person])
    if gone and actor.pk != person.pk:
        audit.note("people.pin_removed", actor=actor, subject=person, at=at, place=place)


def _unseal(persons: Sequence[Person]) -> None:
    keys = DeviceKey.objects.filter(person__in=persons)
    keys.update(proof_sha256="", wrong_pins=0, wait_until=None)


def try_pin(*, key: DeviceKey, kind: str, pin: str, at: datetime) -> str:
    """Is this the PIN of the key's person? Returns a fresh proof for the device to seal with it.

    A try is counted before it is looked at, so that many at once are not tried for one: of two at
    the same moment one has to wait. Raises PinMissing, PinWait, PinWrong, PinWrongTooOften.
    """
    known = Pin.objects.filter(person=key.person_id).first()
    if known is None:
        raise PinMissing
    tries = _count_try(key, at)
    if known.kind != kind or not _fits(key.person, known, pin):
        left = TRIES - tries
        raise PinWrong(left=left, seconds=WAITS[tries - 1]) if left else PinWrongTooOften
    proof = secrets.token_urlsafe(32)
    DeviceKey.objects.filter(pk=key.pk).update(
        wrong_pins=0, wait_until=None, seen_at=at, proof_sha256=sha256_of(proof)
    )
    return proof


def _count_try(key: DeviceKey, at: datetime) -> int:
    """Which try in a row this is."""
    if key.wrong_pins >= TRIES:
        raise PinWrongTooOften
    if key.wait_until and key.wait_until > at:
        raise PinWait(seconds=int((key.wait_until - at).total_seconds()) + 1)
    tries = key.wrong_pins + 1
    wait = timedelta(seconds=WAITS[tries - 1])
    fresh = DeviceKey.objects.filter(pk=key.pk, wrong_pins=key.wrong_pins)
    if not fresh.update(wrong_pins=tries, wait_until=at + wait):
        raise PinWait(seconds=1)
    return tries


def check_proof(*, key: DeviceKey, proof: str) -> None:
    """The device shows what it got for a right PIN. Raises PinWrongHere."""
    right = bool(key.proof_sha256) and hmac.compare_digest(key.proof_sha256, sha256_of(proof))
    if not right:
        raise PinWrongHere


def is_pin(person: Person, text: str) -> bool:
    """Whether `text` is the present PIN, for its signed-in owner who changes it. One query."""
    known = Pin.objects.filter(person=person).first()
    return known is not None and _fits(person, known, text)


def _fits(person: Person, known: Pin, text: str) -> bool:
    try:
        pin = tidy_pin(known.kind, text)
    except (PinOdd, PinTooEasy):
        return False
    salt = bytes.fromhex(known.hash.split("$")[1])
    found = [
        _hash(person, known.kind, pin, salt=salt, secret=secret)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return any(hmac.compare_digest(one, known.hash) for one in found)


def _hash(
    person: Person,
    kind: str,
    pin: str,
    *,
    salt: bytes | None = None,
    secret: str | bytes | None = None,
) -> str:
    """`scrypt4096$<salt>$<hash>`: scrypt over an HMAC whose key does not lie in the database."""
    salt = salt or secrets.token_bytes(16)
    text = f"{person.pk}:{kind}:{pin}"
    keyed = salted_hmac(_SALT, text, secret=secret, algorithm="sha256").digest()
    slow = hashlib.scrypt(keyed, salt=salt, n=_COST, r=_BLOCK, p=_LANES, dklen=32)
    return f"scrypt{_COST}${salt.hex()}${slow.hex()}"
