"""Lists of people brought in as files: first shown, then carried out with one click."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.errors import (
    RosterGone,
    RosterTooLong,
    RosterUnreadable,
    RosterWithoutNames,
)
from densach.people.formats.oneroster import is_oneroster, oneroster_lines
from densach.people.formats.rosters import Line, NoNames, lines_of
from densach.people.formats.tables import UnreadableTable, read_table
from densach.people.models import Membership, Organization, Person, Roster
from densach.people.permissions import can_manage
from densach.search.text import fold_key

from .accounts import fill, new_person
from .organizations import Description, found
from .roles import hold, place_in_class
from .rosters_guardians import tie_parents, with_parents
from .rosters_plan import CHANGED, KNOWN, NEW, Plan, name_accounts, plan

LONGEST = 5000  # rows of one list: a large school; provinces bring one list for each school
_BATCH = 500


def bring(
    *, actor: Person, organization: Organization, file_name: str, content: bytes, at: datetime
) -> Roster:
    """Read a list and keep its lines for the dry run. Nobody is made yet.

    Raises Forbidden, RosterUnreadable, RosterWithoutNames, RosterTooLong.
    """
    require(
        can_manage(actor, organization),
        action=_("add people to “%(name)s”") % {"name": organization},
    )
    name = file_name[-200:]
    try:
        if is_oneroster(content):
            lines = list(oneroster_lines(content))
        else:
            lines = list(lines_of(read_table(content)))
    except UnreadableTable as error:
        raise RosterUnreadable(file=name) from error
    except NoNames as error:
        raise RosterWithoutNames(file=name) from error
    if len(lines) > LONGEST:
        raise RosterTooLong(limit=LONGEST)
    return Roster.objects.create(
        organization=organization,
        brought_by=actor,
        brought_at=at,
        file_name=name,
        rows=[line.as_json() for line in lines],
    )


def preview(
    *, roster: Roster, actor: Person, at: datetime, role: str = Membership.Role.LEARNER
) -> list[Plan]:
    """The dry run: each line with its outcome. Raises RosterGone."""
    if roster.done_at is not None or not roster.rows:
        raise RosterGone
    lines = [Line(**row) for row in roster.rows]
    plans = plan(actor=actor, organization=roster.organization, lines=lines, role=role, at=at)
    return with_parents(actor, plans)


@transaction.atomic
def carry_out(
    *, roster: Roster, actor: Person, at: datetime, role: str = Membership.Role.LEARNER
) -> Roster:
    """Do what the dry run showed: make classes and people, change the changed, leave out the wrong.

    Judged anew, so what happened since is respected; the same file again changes nothing.
    Raises Forbidden, RosterGone (also for the second of two clicks).
    """
    organization = roster.organization
    require(
        can_manage(actor, organization),
        action=_("add people to “%(name)s”") % {"name": organization},
    )
    roster = Roster.objects.select_for_update().select_related("organization").get(pk=roster.pk)
    plans = preview(roster=roster, actor=actor, at=at, role=role)
    places = _places(organization, plans, at)
    made = _make(plans, places, organization, at)
    _change(plans, places, organization, at)
    parents = tie_parents(plans, made, at=at)
    roster.figures = dict(Counter(p.outcome for p in plans))
    if parents:
        roster.figures["guardians"] = len(parents)
    roster.made = [str(person.pk) for person in [*made.values(), *parents]]
    roster.done_at, roster.rows = at, []
    roster.save()
    audit.note(
        "people.roster_done",
        actor=actor,
        label=roster.file_name,
        at=at,
        facts={"organization": organization.name, **roster.figures},
        place=organization.path,
    )
    return roster


def _places(
    organization: Organization, plans: Iterable[Plan], at: datetime
) -> dict[str, Organization]:
    """The classes that the list names, made where they are missing, by folded name."""
    classes = {
        part.name_key: part
        for part in organization.parts.filter(kind=Organization.Kind.CLASS, closed_at__isnull=True)
    }
    for made in plans:
        group = fold_key(made.line.group)
        if made.is_wrong or not group or group in classes:
            continue
        text = Description(name=made.line.group, kind=Organization.Kind.CLASS)
        classes[group] = found(parent=organization, text=text, at=at)
    return classes


def _held(
    made: Plan, places: dict[str, Organization], organization: Organization
) -> list[Organization]:
    """Where the role is held: pupils in their class, teachers in the school and in their class."""
    group = places.get(fold_key(made.line.group))
    if group is None:
        return [organization]
    return [group] if made.role == Membership.Role.LEARNER else [organization, group]


def _make(
    plans: list[Plan], places: dict[str, Organization], organization: Organization, at: datetime
) -> dict[int, Person]:
    """Row → the person made for it."""
    names = name_accounts(plans)
    people: dict[int, Person] = {}
    memberships = []
    for made in plans:
        if made.outcome != NEW or made.facts is None:
            continue
        facts = made.facts
        name = facts.username or names[made.line.number]
        person = new_person(replace(facts, username=name), at=at)
        people[made.line.number] = person
        memberships += [
            Membership(
                person=person, organization=place, role=made.role, created_at=at, updated_at=at
            )
            for place in _held(made, places, organization)
        ]
    Person.objects.bulk_create(people.values(), batch_size=_BATCH)
    Membership.objects.bulk_create(memberships, batch_size=_BATCH)
    return people


def _change(
    plans: list[Plan], places: dict[str, Organization], organization: Organization, at: datetime
) -> None:
    changed = {p.person_id: p for p in plans if p.outcome in {CHANGED, KNOWN} and p.person_id}
    ids = [pk for pk, p in changed.items() if p.outcome == CHANGED]
    for person in Person.objects.filter(pk__in=ids):
        made = changed[person.pk]
        assert made.facts is not None
        fill(person, made.facts)
        person.updated_at = at
        person.version += 1
        person.save()
        for place in _held(made, places, organization):
            if made.role == Membership.Role.LEARNER and place.kind == Organization.Kind.CLASS:
                place_in_class(person=person, to=place, at=at)
            else:
                hold(person=person, organization=place, role=made.role, at=at)


def people_made(roster: Roster) -> list[Person]:
    """Those whom a list made, in the order of a class list, for printing their cards. One query."""
    ids = [UUID(text) for text in roster.made]
    return list(Person.objects.filter(pk__in=ids).order_by("sort_key", "pk"))
