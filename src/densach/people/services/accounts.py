"""Accounts of persons: made by an administrator or by themselves, corrected, locked."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import (
    BirthYearOdd,
    EmailOdd,
    GuardianMustAgree,
    LastAdministrator,
    NameMissing,
    NameTooLong,
    PhoneOdd,
    PhoneTaken,
    RegistrationClosed,
    UserNameOdd,
    UserNameTaken,
)
from densach.people.models import Membership, Organization, Person
from densach.people.permissions import can_change, can_manage, roles_of
from densach.people.queries import installation
from densach.people.text import phone_number, sort_key, tidy_name, user_name
from densach.search.text import fold_key

from . import passwords, sessions

OLDEST = 1900
CHILD = 16  # years: below, a guardian agrees (Law 91/2025/QH15 on personal data, children)
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Facts:
    """What is entered about a person. Empty: not known; an empty `username` is made of the name."""

    full_name: str
    username: str = ""
    phone: str = ""
    email: str = ""
    birth_year: int | None = None
    identifier: str = ""


def free_username(full_name: str, *, besides: Collection[str] = ()) -> str:
    """`nguyen.van.an`, or `nguyen.van.an2` and so on. `besides`: taken too. One query."""
    base = user_name(full_name)
    if len(base) < 3:  # noqa: PLR2004 - the shortest user name
        base += ".ds"
    taken = set(Person.objects.filter(username__startswith=base).values_list("username", flat=True))
    taken.update(besides)
    return next(
        name for n in range(1, len(taken) + 2) if (name := base + (str(n) * (n > 1))) not in taken
    )


def checked(facts: Facts, *, at: datetime, person: Person | None = None) -> Facts:
    """`facts` tidied, for a new person or a present one. At most three queries.

    Raises the refusal of the first field that is wrong.
    """
    facts = check_plain(facts, at=at)
    username = facts.username or (person.username if person else "")
    return replace(
        facts,
        username=_free_username(username, facts.full_name, person),
        phone=_free_phone(facts.phone, person),
    )


def check_plain(facts: Facts, *, at: datetime) -> Facts:
    """`checked` without looking whether user name and telephone are free. No query."""
    full_name = tidy_name(facts.full_name)
    if not full_name:
        raise NameMissing
    if len(full_name) > LONGEST_NAME:
        raise NameTooLong(length=len(full_name), limit=LONGEST_NAME)
    username = facts.username.strip().lower()
    if username and not re.fullmatch(r"(?=.*[a-z])[a-z0-9._-]{3,60}", username):
        raise UserNameOdd
    phone = phone_number(facts.phone)
    if facts.phone.strip() and not phone:
        raise PhoneOdd
    return Facts(
        full_name=full_name,
        username=username,
        phone=phone,
        email=_checked_email(facts.email),
        birth_year=_checked_year(facts.birth_year, at),
        identifier=facts.identifier.strip()[:40],
    )


def _free_username(username: str, full_name: str, person: Person | None) -> str:
    if not username:
        return free_username(full_name)
    others = Person.objects.exclude(pk=person.pk) if person else Person.objects.all()
    if others.filter(username=username).exists():
        raise UserNameTaken(username=username, free=free_username(full_name))
    return username


def _free_phone(phone: str, person: Person | None) -> str:
    others = Person.objects.exclude(pk=person.pk) if person else Person.objects.all()
    if phone and others.filter(phone=phone).exists():
        raise PhoneTaken
    return phone


def _checked_email(text: str) -> str:
    email = text.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise EmailOdd from error
    return email


def _checked_year(year: int | None, at: datetime) -> int | None:
    if year is not None and not OLDEST <= year <= at.year:
        raise BirthYearOdd(first=OLDEST, last=at.year)
    return year


def new_person(facts: Facts, *, at: datetime) -> Person:
    """An unsaved person with `facts` (checked already) and no password yet."""
    person = Person(created_at=at, updated_at=at)
    fill(person, facts)
    person.set_unusable_password()
    return person


def fill(person: Person, facts: Facts) -> None:
    """Put `facts` (checked) into `person`, with the keys made from the name. Saves nothing."""
    person.full_name = facts.full_name
    person.name_key = fold_key(facts.full_name)[:160]
    person.sort_key = sort_key(facts.full_name)
    person.username = facts.username
    person.phone = facts.phone
    person.email = facts.email
    person.birth_year = facts.birth_year
    person.identifier = facts.identifier


@transaction.atomic
def create_person(
    *, actor: Person, organization: Organization, role: str, facts: Facts, at: datetime
) -> Person:
    """A new account with one role. Without a password: print a card for it.

    Raises Forbidden and the refusals of `checked`.
    """
    require(
        can_manage(actor, organization),
        action=_("add people to “%(name)s”") % {"name": organization},
    )
    person = new_person(checked(facts, at=at), at=at)
    person.save(force_insert=True)
    Membership.objects.create(
        person=person, organization=organization, role=role, created_at=at, updated_at=at
    )
    audit.note(
        "people.person_created",
        actor=actor,
        subject=person,
        at=at,
        facts={"role": str(role), "organization": organization.name},
        place=organization.path,
    )
    return person


@transaction.atomic
def correct_person(
    *, actor: Person, person: Person, facts: Facts, at: datetime, place: str = ""
) -> Person:
    """Correct what is known about somebody. Raises Forbidden and the refusals of `checked`."""
    require(can_change(actor, person), action=_("change this account"))
    before = {name: getattr(person, name) for name in Facts.__slots__}
    facts = checked(facts, at=at, person=person)
    changed = [name for name, value in before.items() if value != getattr(facts, name)]
    if not changed:
        return person
    fill(person, facts)
    _touch(person, at)
    person.save()
    # Which fields, not what they held: the log would keep what was corrected or taken away.
    audit.note(
        "people.person_changed",
        actor=actor,
        subject=person,
        at=at,
        facts={"fields": changed},
        place=place,
    )
    return person


@transaction.atomic
def change_own(
    *, person: Person, full_name: str, phone: str, email: str, language: str, age_mode: str,
    at: datetime,
) -> Person:  # fmt: skip
    """What people change themselves. The name only while no organisation answers for it."""
    name = person.full_name if roles_of(person) else full_name
    facts = Facts(
        full_name=name,
        username=person.username,
        phone=phone,
        email=email,
        birth_year=person.birth_year,
        identifier=person.identifier,
    )
    fill(person, checked(facts, at=at, person=person))
    person.language, person.age_mode = language, age_mode
    _touch(person, at)
    person.save()
    return person


@transaction.atomic
def set_locked(
    *, actor: Person, person: Person, locked: bool, at: datetime, place: str = ""
) -> None:
    """Lock an account (its sessions end, nothing is deleted) or open it again.

    Raises Forbidden, LastAdministrator.
    """
    require(can_change(actor, person) and actor.pk != person.pk, action=_("lock this account"))
    operators = Person.objects.filter(is_superuser=True, is_active=True)
    if locked and person.is_superuser and not operators.exclude(pk=person.pk).exists():
        raise LastAdministrator
    person.is_active = not locked
    _touch(person, at)
    person.save(update_fields=["is_active", "updated_at", "version"])
    if locked:
        sessions.end_others(person=person, keep=None)
    code = "people.person_locked" if locked else "people.person_opened"
    audit.note(code, actor=actor, subject=person, at=at, place=place)


@transaction.atomic
def register(*, facts: Facts, password: str, guardian_agrees: bool, at: datetime) -> Person:
    """An account that somebody makes for themselves, without any role.

    Raises RegistrationClosed, GuardianMustAgree, the refusals of `checked` and of a weak password.
    """
    if not installation().allows_registration:
        raise RegistrationClosed
    if facts.birth_year is None:
        raise BirthYearOdd(first=OLDEST, last=at.year)
    facts = checked(facts, at=at)
    assert facts.birth_year is not None
    is_child = at.year - facts.birth_year <= CHILD  # by year alone: rather ask once too often
    if is_child and not guardian_agrees:
        raise GuardianMustAgree(age=CHILD)
    person = new_person(facts, at=at)
    person.guardian_agreed_at = at if is_child else None
    passwords.check_choice(person, password)
    person.set_password(password)
    person.save(force_insert=True)
    return person


def _touch(person: Person, at: datetime) -> None:
    person.updated_at = at
    person.version += 1
