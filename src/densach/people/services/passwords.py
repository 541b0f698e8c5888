"""Choosing a password: what is good enough, and what happens to the other devices."""

from datetime import datetime
from difflib import SequenceMatcher

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import (
    PasswordLikeName,
    PasswordTooCommon,
    PasswordTooShort,
    PasswordWrong,
)
from densach.people.models import ClassCard, Person
from densach.people.permissions import can_change, needs_password
from densach.people.text import user_name

from . import devices, sessions

# Staff hold others' data; children must remember theirs. Guessing is throttled for both.
LEAST_STAFF = 8
LEAST = 6
_TOO_ALIKE = 0.8


def least_length(person: Person) -> int:
    """The fewest characters a password of `person` may have."""
    return LEAST_STAFF if needs_password(person) else LEAST


def check_choice(person: Person, password: str) -> None:
    """Raise PasswordTooShort, PasswordTooCommon or PasswordLikeName."""
    least = least_length(person)
    if len(password) < least:
        raise PasswordTooShort(length=len(password), least=least)
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError as error:
        raise PasswordTooCommon from error
    plain = user_name(password).replace(".", "")
    own = (person.username, user_name(person.full_name), person.phone.removeprefix("+84"))
    for text in filter(None, (text.replace(".", "") for text in own)):
        if SequenceMatcher(a=plain, b=text).ratio() >= _TOO_ALIKE:
            raise PasswordLikeName


@transaction.atomic
def choose_password(
    *, person: Person, password: str, at: datetime, keep_session: str | None = None
) -> None:
    """Give `person` a new password; every session of theirs but `keep_session` ends.

    Raises the refusals of `check_choice`.
    """
    check_choice(person, password)
    person.set_password(password)
    person.must_change_password = False
    person.updated_at = at
    person.version += 1
    person.save(update_fields=["password", "must_change_password", "updated_at", "version"])
    sessions.end_others(person=person, keep=keep_session)


def change_password(
    *, person: Person, present: str, password: str, session_key: str | None, at: datetime
) -> None:
    """`choose_password` by the owner, who shows the present one. Raises PasswordWrong."""
    if not person.check_password(present):
        raise PasswordWrong
    choose_password(person=person, password=password, at=at, keep_session=session_key)


@transaction.atomic
def demand_new_password(*, actor: Person, person: Person, at: datetime, place: str = "") -> None:
    """At the next sign-in `person` has to choose another password; sessions, device keys and cards end."""
    require(can_change(actor, person), action=_("change this account"))
    person.must_change_password = True
    person.updated_at = at
    person.save(update_fields=["must_change_password", "updated_at"])
    sessions.end_others(person=person, keep=None)
    devices.end_all_keys(person=person, at=at)
    ClassCard.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)
    audit.note("people.password_demanded", actor=actor, subject=person, at=at, place=place)
