"""What a list of people would do here: for each line new, changed, known or wrong, and why."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.core.errors import DomainError
from densach.people.formats.rosters import Line, role_of, year_of
from densach.people.models import Membership, Organization, Person
from densach.people.permissions import changed_by
from densach.people.text import phone_number, tidy_name, user_name
from densach.search.text import fold_key

from .accounts import Facts, check_plain

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)
Role = Membership.Role
NEW, CHANGED, KNOWN, WRONG = "new", "changed", "known", "wrong"
_TRIES = 10  # numbers asked for at once; more namesakes are asked for one by one
_CHUNK = 400  # parameters of one query; SQLite takes 250,000, old ones 999


@dataclass(frozen=True, slots=True)
class Parent:
    """A guardian whom a line names, and what becomes of it. `why` is a sentence for the reader.

    NEW: an account is made (once for all lines with `key`) and tied to the child; KNOWN: the account `person_id` is here, and is tied where it is not yet; WRONG: left out.
    """

    name: str
    phone: str
    outcome: str
    why: str = ""
    person_id: UUID | None = None
    key: str = ""
    tied: bool = False

    @property
    def is_news(self) -> bool:
        """Whether carrying the list out changes something for this guardian."""
        return self.outcome == NEW or (self.outcome == KNOWN and not self.tied)


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of the list and what becomes of it. `why` is a sentence for the person who reads."""

    line: Line
    outcome: str
    why: str = ""
    facts: Facts | None = None
    role: str = ""
    person_id: UUID | None = None
    parents: tuple[Parent, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether the line is left out."""
        return self.outcome == WRONG


@dataclass(slots=True)
class _Known:
    """The people already under the organisation, by what tells them from others."""

    by_identifier: dict[str, Person]
    by_username: dict[str, Person]
    by_phone: dict[str, Person]
    by_name: dict[str, list[Person]]
    groups: dict[UUID, set[str]]
    held: dict[UUID, set[tuple[str, str]]]
    changeable: set[UUID]
    taken_phones: set[str]  # by people elsewhere
    taken_usernames: set[str]


def plan(
    *, actor: Person, organization: Organization, lines: Sequence[Line], role: str, at: datetime
) -> list[Plan]:
    """The plan for `lines`; `role` where a line names none. Writes nothing; about ten queries."""
    known = _known(actor, organization, lines)
    plans: list[Plan] = []
    first_of: dict[str, int] = {}
    for line in lines:
        made = _plan_line(line, known, role, at)
        twin = _twin(made, first_of)
        if twin is not None and not made.is_wrong:
            why = _("The same person stands in row %(row)d already.") % {"row": twin}
            made = replace(made, outcome=WRONG, why=why, facts=None, person_id=None)
        plans.append(made)
    return plans


def _twin(made: Plan, first_of: dict[str, int]) -> int | None:
    """The row of the file that is the same person as `made`, if any."""
    if made.facts is None:
        return None
    facts = made.facts
    keys = [
        f"u:{facts.username}" if facts.username else "",
        f"p:{facts.phone}" if facts.phone else "",
    ]
    if facts.identifier:
        keys.append(f"i:{facts.identifier}")
    else:
        keys.append(f"n:{fold_key(facts.full_name)}:{facts.birth_year}:{fold_key(made.line.group)}")
    keys.append(f"id:{made.person_id}" if made.person_id else "")
    twin = next((first_of[key] for key in keys if key in first_of), None)
    for key in filter(None, keys):
        first_of.setdefault(key, made.line.number)
    return twin


def _plan_line(line: Line, known: _Known, role: str, at: datetime) -> Plan:
    try:
        facts = _facts(line, at)
        meant = _role(line, role)
        person = _match(line, facts, known)
    except DomainError as refusal:
        return Plan(line, WRONG, str(refusal))
    except _WrongLine as wrong:
        return Plan(line, WRONG, str(wrong))
    if person is None:
        if facts.phone in known.taken_phones:
            return Plan(line, WRONG, _("This telephone number signs in another account already."))
        if facts.username in known.taken_usernames:
            why = _("The user name “%(name)s” belongs to somebody already. Leave it empty.")
            return Plan(line, WRONG, why % {"name": facts.username})
        return Plan(line, NEW, "", facts, meant)
    return _plan_known(line, facts, meant, person, known)


def _plan_known(line: Line, facts: Facts, meant: str, person: Person, known: _Known) -> Plan:
    """Somebody who is here: what the file would change, empty cells change nothing."""
    merged = Facts(
        full_name=facts.full_name,
        username=person.username,
        phone=facts.phone or person.phone,
        email=facts.email or person.email,
        birth_year=facts.birth_year or person.birth_year,
        identifier=facts.identifier or person.identifier,
    )
    changes = [
        str(label)
        for name, label in _LABELS().items()
        if getattr(merged, name) != getattr(person, name)
    ]
    if changes and merged.phone != person.phone and merged.phone in known.taken_phones:
        return Plan(line, WRONG, _("This telephone number signs in another account already."))
    if changes and person.pk not in known.changeable:
        why = _("This person works elsewhere too; only somebody above both places may change them.")
        return Plan(line, WRONG, why, None, meant, person.pk)
    changes += _changed_places(line, meant, person, known)
    if not changes:
        return Plan(line, KNOWN, "", merged, meant, person.pk)
    why = _("Changes: %(what)s.") % {"what": ", ".join(changes)}
    return Plan(line, CHANGED, why, merged, meant, person.pk)


def _changed_places(line: Line, meant: str, person: Person, known: _Known) -> list[str]:
    held = known.held[person.pk]
    group = fold_key(line.group)
    if group and (meant, group) not in held:
        return [_("class %(name)s") % {"name": line.group}]
    if not group and (meant, "") not in held and not any(role == meant for role, _g in held):
        return [_("role")]
    return []


def _LABELS() -> dict[str, str]:  # noqa: N802 - words in the reader's language
    return {
        "full_name": _("name"),
        "phone": _("telephone"),
        "email": _("e-mail"),
        "birth_year": _("year of birth"),
        "identifier": _("school's number"),
    }


class _WrongLine(Exception):
    pass


def _facts(line: Line, at: datetime) -> Facts:
    year = year_of(line.birth)
    if line.birth and year is None:
        raise _WrongLine(_("“%(text)s” has no year of birth in it.") % {"text": line.birth})
    facts = Facts(
        full_name=tidy_name(line.full_name),
        username=line.username.strip().lower(),
        phone=phone_of(line.phone) or line.phone,
        email=line.email.strip().lower(),
        birth_year=year,
        identifier=line.identifier.strip()[:40],
    )
    check_plain(facts, at=at)
    return facts


def _role(line: Line, role: str) -> str:
    if not line.role:
        return role
    meant = role_of(line.role)
    if not meant:
        names = ", ".join(str(label) for label in Role.labels)
        raise _WrongLine(
            _("“%(text)s” is not a role. Write one of: %(names)s.")
            % {"text": line.role, "names": names}
        )
    return meant


def _match(line: Line, facts: Facts, known: _Known) -> Person | None:
    """Who this is among those here: by number, user name, telephone, else by name and year."""
    if facts.identifier and facts.identifier in known.by_identifier:
        return known.by_identifier[facts.identifier]
    if facts.username and facts.username in known.by_username:
        return known.by_username[facts.username]
    if facts.phone and facts.phone in known.by_phone:
        person = known.by_phone[facts.phone]
        if fold_key(facts.full_name) == person.name_key:
            return person
        raise _WrongLine(
            _("This telephone number belongs to %(name)s here.") % {"name": person.full_name}
        )
    alike = [
        person
        for person in known.by_name.get(fold_key(facts.full_name), [])
        if not (facts.identifier and person.identifier)
        and (facts.birth_year or person.birth_year) in {person.birth_year, facts.birth_year}
        and (not facts.birth_year or not person.birth_year or facts.birth_year == person.birth_year)
    ]
    if len(alike) > 1:
        in_group = [p for p in alike if fold_key(line.group) in known.groups[p.pk]]
        alike = in_group if len(in_group) == 1 else alike
    if len(alike) > 1:
        text = ngettext(
            "%(count)d person here has this name. Add the year of birth or the school's number.",
            "%(count)d people here have this name. Add the year of birth or the school's number.",
            len(alike),
        )
        raise _WrongLine(text % {"count": len(alike)})
    return alike[0] if alike else None


def _known(actor: Person, organization: Organization, lines: Sequence[Line]) -> _Known:
    """Three queries, and two for 400 lines."""
    held = Membership.objects.filter(
        organization__path__startswith=organization.path, ended_at__isnull=True
    ).values_list("person_id", "role", "organization__kind", "organization__name_key")
    groups: dict[UUID, set[str]] = defaultdict(set)
    roles: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
    for person_id, role, kind, name in held:
        group = name if kind == Organization.Kind.CLASS else ""
        roles[person_id].add((role, group))
        groups[person_id].add(group)
    here = Q(
        memberships__organization__path__startswith=organization.path,
        memberships__ended_at__isnull=True,
    )
    people = list(Person.objects.filter(here).distinct())
    known = _Known({}, {}, {}, defaultdict(list), groups, roles, set(), set(), set())
    for person in people:
        if person.identifier:
            known.by_identifier[person.identifier] = person
        if person.phone:
            known.by_phone[person.phone] = person
        known.by_username[person.username] = person
        known.by_name[person.name_key].append(person)
    known.changeable = set(
        Person.objects.filter(changed_by(actor)).filter(here).values_list("pk", flat=True)
    )
    phones = {phone_of(line.phone) for line in lines} - set(known.by_phone) - {""}
    names = {line.username.strip().lower() for line in lines} - set(known.by_username) - {""}
    known.taken_phones = _taken("phone", phones)
    known.taken_usernames = _taken("username", names)
    return known


def phone_of(text: str) -> str:
    """A number as kept. Excel eats the zero in front: `912345678` is `0912345678`."""
    return phone_number(text) or (phone_number(f"0{text}") if text.isdigit() else "")


def _taken(field: str, values: set[str]) -> set[str]:
    """Which of `values` somebody has, wherever they are. One query for 400 values."""
    taken: set[str] = set()
    for some in chunks(sorted(values)):
        taken.update(Person.objects.filter(**{f"{field}__in": some}).values_list(field, flat=True))
    return taken


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """`values` in pieces that fit into one query."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def name_accounts(plans: Sequence[Plan]) -> dict[int, str]:
    """Row → user name for the new people whose line names none: `nguyen.van.an`, `…2`, `…3`."""
    wanted = [p for p in plans if p.outcome == NEW and p.facts and not p.facts.username]
    reserved = {p.facts.username for p in plans if p.facts and p.facts.username}
    return account_names({p.line.number: p.line.full_name for p in wanted}, reserved=reserved)


def account_names(
    full_names: Mapping[Key, str], *, reserved: AbstractSet[str] = frozenset()
) -> dict[Key, str]:
    """A free user name for each of `full_names`, by the same keys; none of `reserved`."""
    bases = {key: _base(name) for key, name in full_names.items()}
    tries = {_numbered(base, n) for base in bases.values() for n in range(1, _TRIES)}
    taken = _taken("username", tries) | reserved
    names = {}
    for row, base in bases.items():
        n = 1
        while _numbered(base, n) in taken or (
            n >= _TRIES and _taken("username", {_numbered(base, n)})
        ):
            n += 1
        names[row] = _numbered(base, n)
        taken.add(names[row])
    return names


def _numbered(base: str, n: int) -> str:
    return base if n == 1 else f"{base}{n}"


def _base(full_name: str) -> str:
    base = user_name(full_name)
    return base if len(base) > 2 else f"{base}.ds"  # noqa: PLR2004 - the shortest user name has three
