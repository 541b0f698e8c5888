"""One-time cards: how people without e-mail get in, first or again."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import CardUnknown
from densach.people.models import Person, SignInCard
from densach.people.permissions import carded_by
from densach.people.text import CODE_ALPHABET, code_groups, code_letters

from .passwords import choose_password

# 12 letters of 5 bits: 60 bits cannot be guessed over the network, and a child types three groups.
LENGTH = 12
VALID = timedelta(days=30)
VALID_FIRST = timedelta(days=7)  # the first administrator's, whom the command line can give another


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What is printed, and known only now: the code is kept nowhere."""

    person: Person
    code: str
    expires_at: datetime

    @property
    def groups(self) -> str:
        """The code as people type it: `4KQ7-M2XT-9PBD`."""
        return code_groups(self.code)


def _sha256(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@transaction.atomic
def make_cards(
    *, actor: Person, persons: Sequence[Person], at: datetime, place: str = ""
) -> list[PrintedCard]:
    """A new card for each of `persons`, in their order; their older cards end.

    Raises Forbidden, and makes none, if one of them is not the actor's to look after.
    """
    allowed = set(
        Person.objects.filter(
            carded_by(actor), pk__in=[person.pk for person in persons]
        ).values_list("pk", flat=True)
    )
    require(
        all(person.pk in allowed for person in persons),
        action=_("make sign-in cards for these people"),
    )
    printed = _make(persons, made_by=actor, at=at)
    for person in persons:
        audit.note("people.card_made", actor=actor, subject=person, at=at, place=place)
    return printed


def _make(
    persons: Sequence[Person], *, made_by: Person | None, at: datetime, valid: timedelta = VALID
) -> list[PrintedCard]:
    SignInCard.objects.filter(person__in=persons, used_at__isnull=True).delete()
    printed = [
        PrintedCard(
            person=person,
            code="".join(secrets.choice(CODE_ALPHABET) for _n in range(LENGTH)),
            expires_at=at + valid,
        )
        for person in persons
    ]
    SignInCard.objects.bulk_create(
        SignInCard(
            person=card.person,
            secret_sha256=_sha256(card.code),
            made_at=at,
            made_by=made_by,
            expires_at=card.expires_at,
        )
        for card in printed
    )
    return printed


def make_first_card(*, person: Person, at: datetime) -> PrintedCard:
    """The card of the first administrator, whom nobody stands above yet."""
    return _make([person], made_by=None, at=at, valid=VALID_FIRST)[0]


def card_with(code: str, *, at: datetime) -> SignInCard:
    """The card whose code was typed, while it opens an account. One query. Raises CardUnknown."""
    letters = code_letters(code)
    card = (
        SignInCard.objects.select_related("person")
        .filter(
            secret_sha256=_sha256(letters),
            used_at__isnull=True,
            expires_at__gt=at,
            person__is_active=True,
        )
        .first()
    )
    if card is None:
        raise CardUnknown
    return card


@transaction.atomic
def use_card(*, code: str, password: str, at: datetime) -> Person:
    """Give the card's person the password they chose; the card is spent. All their sessions end.

    Raises CardUnknown (also for the second of two at once) and the refusals of a weak password,
    after which the card is still good.
    """
    card = card_with(code, at=at)
    spent = SignInCard.objects.filter(pk=card.pk, used_at__isnull=True).update(used_at=at)
    if not spent:
        raise CardUnknown
    choose_password(person=card.person, password=password, at=at)
    return card.person
