"""Lists of people, as those who look after them see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from densach.people.models import (
    ErasureRequest,
    Membership,
    Organization,
    Person,
)
from densach.people.permissions import Role, changed_by, managed_by, roles_of, seen_by
from densach.people.text import phone_number
from densach.search.text import fold_key

PAGE = 30
LONG_AGO = timedelta(days=60)
ACTIVE, NEVER, AWAY, LOCKED = "active", "never", "away", "locked"
_PHONE_DIGITS = 6  # from here on a row of digits is looked for in telephone numbers


@dataclass(frozen=True, slots=True)
class Row:
    """One person of a list: what they are and where, and whether the account is in use."""

    person: Person
    held: tuple[Membership, ...]
    state: str

    @property
    def roles(self) -> str:
        """Each role once: `teacher, librarian`; who runs the installation says so."""
        labels = dict.fromkeys(str(membership.get_role_display()) for membership in self.held)
        if self.person.is_superuser:
            labels[_("runs the installation")] = None
        return ", ".join(labels)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of a list; `after` is the key of the next one, empty on the last."""

    rows: list[Row]
    after: str


def people_page(  # noqa: PLR0913 - what a list can be asked
    actor: Person,
    *,
    organization: Organization | None,
    words: str = "",
    role: str = "",
    state: str = "",
    after: str = "",
    at: datetime,
    size: int = PAGE,
) -> PeoplePage:
    """People under `organization` (None: all the actor sees), in the order of class lists.

    Only whom the actor may see (`permissions.seen_by`). Two queries.
    """
    people = Person.objects.filter(seen_by(actor), _in_places(organization, role))
    people = people.filter(_with_words(words), _in_state(state, at), _behind(after))
    found = list(people.order_by("sort_key", "pk")[: size + 1])
    shown = found[:size]
    rows = _rows(shown, organization, at)
    more = len(found) > size
    return PeoplePage(rows, f"{shown[-1].sort_key}.{shown[-1].pk.hex}" if more else "")


def _in_places(organization: Organization | None, role: str) -> Q:
    if organization is None and not role:
        return Q()
    held = Membership.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)
    if organization is not None:
        held = held.filter(organization__path__startswith=organization.path)
    if role:
        held = held.filter(role=role)
    return Q(Exists(held))


def _with_words(words: str) -> Q:
    """Every word in the name, or the user name's beginning, or a telephone number."""
    key = fold_key(words)
    if not words.strip():
        return Q()
    by_name = Q()
    for word in key.split():
        by_name &= Q(name_key__contains=word)
    found = Q(username__startswith=words.strip().lower())
    if key:
        found |= by_name
    if phone := phone_number(words):
        found |= Q(phone=phone)
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) >= _PHONE_DIGITS:
        found |= Q(phone__contains=digits.lstrip("0")) | Q(identifier=digits)
    return found


def _in_state(state: str, at: datetime) -> Q:
    if state == LOCKED:
        return Q(is_active=False)
    if state == NEVER:
        return Q(is_active=True, last_login__isnull=True)
    if state == AWAY:
        return Q(is_active=True, last_login__lt=at - LONG_AGO)
    if state == ACTIVE:
        return Q(is_active=True, last_login__gte=at - LONG_AGO)
    return Q()


def _behind(after: str) -> Q:
    key, _dot, last = after.rpartition(".")
    try:
        last_id = UUID(last)
    except ValueError:
        return Q()
    return Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=last_id)


def _rows(people: Sequence[Person], organization: Organization | None, at: datetime) -> list[Row]:
    held = Membership.objects.filter(
        person__in=people, ended_at__isnull=True, organization__closed_at__isnull=True
    )
    if organization is not None:
        held = held.filter(organization__path__startswith=organization.path)
    by_person: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in held.select_related("organization__parent").order_by("created_at", "pk"):
        by_person[membership.person_id].append(membership)
    return [Row(person, tuple(by_person[person.pk]), state_of(person, at=at)) for person in people]


def state_of(person: Person, *, at: datetime) -> str:
    """How the account is used: active, never, away (60 days), locked."""
    if not person.is_active:
        return LOCKED
    if person.last_login is None:
        return NEVER
    return ACTIVE if person.last_login >= at - LONG_AGO else AWAY


def person_seen(actor: Person, username: str) -> Person | None:
    """The person with this user name, if the actor may see them. One query."""
    return Person.objects.filter(seen_by(actor), username=username).first()


def erasures_asked(actor: Person) -> list[ErasureRequest]:
    """Requests to erase accounts that the actor can carry out, oldest first. One query."""
    people = Person.objects.filter(changed_by(actor))
    asked = ErasureRequest.objects.filter(person__in=people)
    return list(asked.select_related("person", "asked_by").order_by("asked_at")[:50])


def classes_taught(actor: Person) -> list[Organization]:
    """Open classes in which the actor teaches. Two queries."""
    paths = [path for role, path in roles_of(actor) if role == Role.TEACHER]
    classes = Organization.objects.filter(
        path__in=paths, kind=Organization.Kind.CLASS, closed_at__isnull=True
    )
    return list(classes.select_related("parent").order_by("name_key", "pk"))


def classes_managed(actor: Person, *, of: Organization | None = None) -> list[Organization]:
    """Open classes the actor administers, of one school or all (at most 200). One query."""
    classes = Organization.objects.filter(
        managed_by(actor), kind=Organization.Kind.CLASS, closed_at__isnull=True
    )
    if of is not None:
        classes = classes.filter(path__startswith=of.path)
    return list(classes.select_related("parent").order_by("parent__name_key", "name_key")[:200])
