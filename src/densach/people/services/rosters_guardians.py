"""The parents in a list of pupils: who they are, shown before, made and tied to their child after."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from densach.people.models import Guardianship, Membership, Person
from densach.people.permissions import changed_by
from densach.people.text import given_name, tidy_name
from densach.search.text import fold_key

from .accounts import Facts, new_person
from .rosters_plan import KNOWN, NEW, WRONG, Parent, Plan, account_names, chunks, phone_of

LONGEST_NAME = 120
_BATCH = 500


@dataclass(slots=True)
class _Here:
    """What the plan needs to know: accounts by telephone, guardians of each child."""

    by_phone: dict[str, Person]
    mine: set[UUID]
    tied: dict[UUID, list[Person]]
    first: dict[str, Parent] = field(default_factory=dict)


def with_parents(actor: Person, plans: Sequence[Plan]) -> list[Plan]:
    """`plans` with the guardians of their pupils. A query for 400 telephone numbers, and two more."""
    named = [p for p in plans if _names_parents(p)]
    if not named:
        return list(plans)
    here = _here(actor, named)
    return [replace(p, parents=tuple(_parents(p, here))) if _names_parents(p) else p for p in plans]


def _names_parents(made: Plan) -> bool:
    return not made.is_wrong and made.role == Membership.Role.LEARNER and bool(made.line.parents())


def _here(actor: Person, plans: Sequence[Plan]) -> _Here:
    phones = {phone_of(phone) for p in plans for _name, phone in p.line.parents()} - {""}
    found = [
        person
        for some in chunks(sorted(phones))
        for person in Person.objects.filter(phone__in=some)
    ]
    children = [p.person_id for p in plans if p.person_id]
    tied: dict[UUID, list[Person]] = defaultdict(list)
    for some in chunks(children):
        ties = Guardianship.objects.filter(child__in=some, ended_at__isnull=True)
        for tie in ties.select_related("guardian"):
            tied[tie.child_id].append(tie.guardian)
    ids = [person.pk for person in found]
    mine = {
        pk
        for some in chunks(ids)
        for pk in Person.objects.filter(changed_by(actor), pk__in=some).values_list("pk", flat=True)
    }
    return _Here({person.phone: person for person in found}, mine, tied)


def _parents(made: Plan, here: _Here) -> Iterable[Parent]:
    for name, phone in made.line.parents():
        yield _parent(made, tidy_name(name), phone, here)


def _parent(made: Plan, name: str, text: str, here: _Here) -> Parent:
    phone = phone_of(text)
    if not name or len(name) > LONGEST_NAME:
        return Parent(name, phone, WRONG, _("The name of the parent is missing."))
    if text.strip() and not phone:
        why = _("“%(text)s” is not a telephone number we understand.") % {"text": text.strip()}
        return Parent(name, "", WRONG, why)
    ties = here.tied.get(made.person_id, []) if made.person_id else []
    for guardian in ties:
        if (phone and guardian.phone == phone) or guardian.name_key == fold_key(name):
            return Parent(name, phone, KNOWN, person_id=guardian.pk, tied=True)
    if made.facts and phone and phone == made.facts.phone:
        why = _("The pupil's own account has this telephone number already.")
        return Parent(name, phone, WRONG, why)
    if person := here.by_phone.get(phone):
        return _known(name, phone, person, here)
    return _new(made, name, phone, here)


def _known(name: str, phone: str, person: Person, here: _Here) -> Parent:
    """Somebody has the number. An account elsewhere is never tied unasked, nor one of another name:
    a mistyped digit would show a child's record to a stranger.
    """
    if person.pk not in here.mine:
        why = _("This number signs in an account elsewhere; its owner has to be asked first.")
        return Parent(name, phone, WRONG, why)
    if not _alike(name, person.full_name):
        why = _("This number belongs to %(name)s here.") % {"name": person.full_name}
        return Parent(name, phone, WRONG, why)
    return Parent(name, phone, KNOWN, person_id=person.pk)


def _new(made: Plan, name: str, phone: str, here: _Here) -> Parent:
    key = phone or f"{made.line.number}:{fold_key(name)}"
    parent = Parent(name, phone, NEW, key=key)
    first = here.first.setdefault(key, parent)
    if not _alike(first.name, name):
        why = _("Another row gives this number to %(name)s.") % {"name": first.name}
        return Parent(name, phone, WRONG, why)
    return parent


def _alike(one: str, other: str) -> bool:
    """`Hoa` and `Lầu Thị Hoa` may be the same person; `Hoa` and `Hạnh` are not."""
    return fold_key(given_name(one)) == fold_key(given_name(other))


def tie_parents(plans: Sequence[Plan], made: dict[int, Person], *, at: datetime) -> list[Person]:
    """Make the accounts of new guardians and tie all to their children. Returns the new accounts.

    `made`: row → the pupil whom this list has just made. Guardians get no role: they are looked
    after by whoever looks after all their children (permissions).
    """
    new: dict[str, Parent] = {}
    for parent in (parent for p in plans for parent in p.parents if parent.outcome == NEW):
        new.setdefault(parent.key, parent)  # the first row says the name
    names = account_names({key: parent.name for key, parent in new.items()})
    people = {
        key: new_person(
            Facts(full_name=parent.name, username=names[key], phone=parent.phone), at=at
        )
        for key, parent in new.items()
    }
    Person.objects.bulk_create(people.values(), batch_size=_BATCH)
    ties: dict[tuple[UUID, UUID], Guardianship] = {}
    for p in plans:
        child = made[p.line.number].pk if p.line.number in made else p.person_id
        for parent in p.parents:
            if child is None or not parent.is_news:
                continue
            guardian = people[parent.key].pk if parent.outcome == NEW else parent.person_id
            assert guardian is not None
            ties[guardian, child] = Guardianship(
                guardian_id=guardian, child_id=child, created_at=at, updated_at=at
            )
    Guardianship.objects.bulk_create(
        [tie for (guardian, child), tie in ties.items() if guardian != child], batch_size=_BATCH
    )
    return list(people.values())
