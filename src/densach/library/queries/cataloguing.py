"""Works as cataloguers look at them: what is new, what is missing, what may be double."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from densach.people import queries as people
from densach.people.models import Person

from ..models import Merge, Work
from ..permissions import CATALOGUERS

PAGE = 50
NEWEST = 2000  # works among which the list of doubles looks
PRESENT = Q(merged_into__isnull=True, withdrawn_at__isnull=True)
NEEDS = {
    "moi": PRESENT,
    "giay-phep": PRESENT & Q(licence__isnull=True) & ~Q(formats=""),
    "tac-gia": PRESENT & Q(people_line=""),
    "ngon-ngu": PRESENT & Q(language=""),
    "danh-cho": PRESENT & Q(level=""),
    "rut": Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A page of works and the number after which the next page begins."""

    works: list[Work]
    before: int | None


def kept_by(person: Person) -> Q:
    """The works that `person` may change, as `permissions.can_catalogue` says."""
    if person.is_superuser:
        return Q()
    paths = [path for role, path in people.roles_of(person) if role in CATALOGUERS]
    mine = Q(pk__in=[])
    for path in paths:
        mine |= Q(organization__path__startswith=path)
        if path.count("/") == 1:
            mine |= Q(organization__isnull=True)
    return mine


def works_needing(person: Person, need: str, *, before: int | None = None) -> Block:
    """Works of `person`'s places that need something, the newest first. One query."""
    works = Work.objects.filter(NEEDS.get(need, PRESENT), kept_by(person))
    if before is not None:
        works = works.filter(number__lt=before)
    found = list(works.select_related("licence", "cover").order_by("-number")[: PAGE + 1])
    return Block(found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None)


def chosen(person: Person, numbers: Sequence[int]) -> "QuerySet[Work]":
    """Those of the works with these numbers that `person` may change; not evaluated."""
    return Work.objects.filter(PRESENT, kept_by(person), number__in=numbers).order_by("number")


def perhaps_double(person: Person) -> list[list[Work]]:
    """Groups of works with the same title, one of them among the NEWEST. Two queries."""
    newest = Work.objects.filter(PRESENT, kept_by(person)).exclude(title_key="")
    keys = list(newest.order_by("-number").values_list("title_key", flat=True)[:NEWEST])
    groups: dict[str, list[Work]] = {}
    step = 500  # SQLite takes so many values in one question without trouble
    for begin in range(0, len(keys), step):
        alike = Work.objects.filter(
            PRESENT, kept_by(person), title_key__in=keys[begin : begin + step]
        )
        for work in alike.select_related("cover").order_by("number"):
            group = groups.setdefault(work.title_key, [])
            if all(work.pk != other.pk for other in group):
                group.append(work)
    return [group for group in groups.values() if len(group) > 1][:PAGE]


def merges(person: Person) -> list[Merge]:
    """The last merges in `person`'s places, also those taken back. One query."""
    rows = Merge.objects.select_related("kept", "gone", "actor").order_by("-at")
    if not person.is_superuser:
        rows = rows.filter(kept__in=Work.objects.filter(kept_by(person)))
    return list(rows[:PAGE])
