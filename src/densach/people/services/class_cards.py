"""Cards that pupils keep: printed for a class, shown to the camera, ended and made again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import CardUnknown
from densach.people.models import ClassCard, Organization, Person
from densach.people.permissions import can_hand_class_card, class_carded_by, without_power
from densach.people.text import CODE_ALPHABET, code_groups, code_letters

from .devices import sha256_of

SECRET_BYTES = 16  # 128 bits in the square
CODE_LENGTH = 12  # 60 bits to type, as on the cards for one time
ENDED_KEPT = timedelta(days=365)
USED_EVERY = timedelta(hours=1)  # how exact “last used” is
_SALT = "densach.people.class_card"


@dataclass(frozen=True, slots=True)
class PrintedClassCard:
    """What is printed, and known only now."""

    person: Person
    secret: str
    code: str

    @property
    def groups(self) -> str:
        """The code as people type it: `4KQ7-M2XT-9PBD`."""
        return code_groups(self.code)


@transaction.atomic
def make_class_cards(
    *, actor: Person, persons: Sequence[Person], organization: Organization | None, at: datetime
) -> list[PrintedClassCard]:
    """A new card for each of `persons`, in their order; their older ones end.

    Only for people without power over others. Raises Forbidden, and makes none, if one of them is
    not the actor's to look after.
    """
    mine = Person.objects.filter(class_carded_by(actor), pk__in=[p.pk for p in persons])
    allowed = set(mine.values_list("pk", flat=True))
    require(
        all(person.pk in allowed for person in persons),
        action=_("make class cards for these people"),
    )
    ClassCard.objects.filter(person__in=persons, ended_at__isnull=True).update(ended_at=at)
    printed = [
        PrintedClassCard(
            person=person,
            secret=secrets.token_urlsafe(SECRET_BYTES),
            code="".join(secrets.choice(CODE_ALPHABET) for _n in range(CODE_LENGTH)),
        )
        for person in persons
    ]
    ClassCard.objects.bulk_create(
        ClassCard(
            person=one.person,
            organization=organization,
            secret_sha256=sha256_of(one.secret),
            code_hash=_keyed(one.code)[0],
            made_at=at,
            made_by=actor,
        )
        for one in printed
    )
    place = organization.path if organization else ""
    for person in persons:
        audit.note("people.class_card_made", actor=actor, subject=person, at=at, place=place)
    return printed


@transaction.atomic
def end_class_card(*, actor: Person, person: Person, at: datetime, place: str = "") -> bool:
    """The card is lost or not wanted; whether there was one. Raises Forbidden."""
    require(can_hand_class_card(actor, person), action=_("end the class card of this person"))
    ended = ClassCard.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)
    if ended:
        audit.note("people.class_card_ended", actor=actor, subject=person, at=at, place=place)
    return bool(ended)


def class_card_with(shown: str, *, at: datetime) -> ClassCard:
    """The card in force whose secret was scanned or whose code was typed. One query; one more an hour.

    Raises CardUnknown: also for a person who was locked, or came to hold power since.
    """
    letters = code_letters(shown)
    carriers = Person.objects.filter(without_power(), is_active=True)
    cards = ClassCard.objects.select_related("person")
    cards = cards.filter(ended_at__isnull=True, person__in=carriers)
    if len(letters) == CODE_LENGTH:
        card = cards.filter(code_hash__in=_keyed(letters)).first()
    else:
        card = cards.filter(secret_sha256=sha256_of(shown.strip())).first()
    if card is None:
        raise CardUnknown
    if card.used_at is None or at - card.used_at >= USED_EVERY:
        ClassCard.objects.filter(pk=card.pk).update(used_at=at)
    return card


def card_in_force(pk: int) -> ClassCard | None:
    """A card that was shown a moment ago, if it still holds. One query."""
    carriers = Person.objects.filter(without_power(), is_active=True)
    cards = ClassCard.objects.select_related("person")
    return cards.filter(pk=pk, ended_at__isnull=True, person__in=carriers).first()


def _keyed(code: str) -> list[str]:
    """The hash of a code to type, with the present secret of the installation and older ones."""
    return [
        salted_hmac(_SALT, code, secret=secret, algorithm="sha256").hexdigest()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def tidy(*, at: datetime) -> int:
    """Delete cards that ended a year ago. Returns how many."""
    return ClassCard.objects.filter(ended_at__lt=at - ENDED_KEPT).delete()[0]
