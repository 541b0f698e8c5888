"""Works as other programs want them: descriptions and records for export, OAI-PMH and OPDS."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from densach.people.models import Person

from ..catalogue.compose import compose
from ..catalogue.description import Contributor, Description, Link
from ..catalogue.record import Record, stored
from ..models import (
    Agent,
    Audience,
    CatalogueRecord,
    Contribution,
    Edition,
    EditionFile,
    ShelfPlace,
    Work,
)
from ..permissions import visible_to

CHUNK = 200  # works loaded at a time
# Works that strangers may hear of, also as gone. Those that always were of one organisation alone
# never were theirs to see; those that became so are told as gone.
EXCHANGED = ~Q(audience=Audience.ORGANIZATION) | Q(was_open=True)


@dataclass(slots=True)
class Loaded:
    """A work with what exchange needs: `editions` first to last, with identifiers, files, record."""

    work: Work
    editions: list[Edition]

    def description(self, edition: Edition | None = None, *, base: str = "") -> Description:
        """The work in the words of catalogues; `edition` (the first) gives publisher and extent."""
        return describe(self, edition, base=base)

    def records(self, *, base: str = "") -> list[Record]:
        """A MARC record for each edition that came with one, as it came; else one made from the work."""
        kept = [stored(bytes(kept.data)) for e in self.editions if (kept := record_of(e))]
        return kept or [self.made(base=base)]

    def made(self, *, base: str = "") -> Record:
        """A MARC record made from the rows."""
        return compose(
            self.description(base=base),
            number=f"{self.work.number}",
            changed_at=self.work.updated_at,
        )


def load(works: "QuerySet[Work]") -> list[Loaded]:
    """The works of a queryset that is filtered, ordered and cut. Seven queries."""
    return [_loaded(work) for work in works.prefetch_related(*_wanted()).select_related("licence")]


def walk(works: "QuerySet[Work]") -> Iterator[Loaded]:
    """The same for any number of works, by number, CHUNK at a time; seven queries for each chunk."""
    after = -1
    while found := load(works.filter(number__gt=after).order_by("number")[:CHUNK]):
        yield from found
        after = found[-1].work.number


def chosen(viewer: Person | None, *, numbers: Sequence[int] | None = None) -> "QuerySet[Work]":
    """Works to export: those with these numbers, or all, that `viewer` may see; not evaluated."""
    works = Work.objects.filter(visible_to(viewer))
    return works if numbers is None else works.filter(number__in=list(numbers)[:5000])


def everything() -> "QuerySet[Work]":
    """All works on the shelves, for the operator; not evaluated."""
    return Work.objects.filter(merged_into__isnull=True, withdrawn_at__isnull=True)


def _wanted() -> list[Any]:
    contributions = Contribution.objects.select_related("agent").order_by("position", "pk")
    main = EditionFile.objects.filter(
        purpose__in=(EditionFile.Purpose.MAIN, EditionFile.Purpose.TRACK)
    )
    editions = Edition.objects.select_related("record").order_by("created_at", "pk")
    return [
        Prefetch("contributions", contributions, to_attr="ordered_people"),
        "subjects",
        Prefetch("editions", editions, to_attr="ordered_editions"),
        "ordered_editions__identifiers",
        Prefetch(
            "ordered_editions__files",
            main.select_related("stored").order_by("position", "pk"),
            to_attr="main_files",
        ),
    ]


def _loaded(work: Work) -> Loaded:
    editions: list[Edition] = work.ordered_editions  # type: ignore[attr-defined]
    return Loaded(work, editions)


def record_of(edition: Edition) -> CatalogueRecord | None:
    """The catalogue record of a loaded edition, if it came with one."""
    return getattr(edition, "record", None)


def files_of(edition: Edition) -> list[EditionFile]:
    """The files of a loaded edition that are the work itself."""
    files: list[EditionFile] = edition.main_files  # type: ignore[attr-defined]
    return files


def describe(loaded: Loaded, edition: Edition | None = None, *, base: str = "") -> Description:
    """See Loaded.description."""
    work = loaded.work
    first = edition or next(iter(loaded.editions), None)
    told = Description(
        title=work.title,
        subtitle=work.subtitle,
        kind=work.kind,
        language=work.language,
        level=work.level,
        year=work.year,
        series=work.series,
        series_number=work.series_number,
        description=work.description,
        ddc=work.ddc,
        rights=_rights(work),
    )
    told.people = [
        Contributor(c.agent.name, c.role, _sort_name(c.agent), c.agent.dates)
        for c in work.ordered_people  # type: ignore[attr-defined]
    ]
    told.subjects = sorted(subject.name for subject in work.subjects.all())
    if first is not None:
        told.publisher, told.place, told.published = first.publisher, first.place, first.published
        told.statement, told.extent, told.pages = first.statement, first.extent, first.pages
        told.other_titles = [t for t in first.title.split(" = ") if t and t != work.title]
    editions = [edition] if edition is not None else loaded.editions
    pairs = [(i.scheme, i.value) for e in editions for i in e.identifiers.all()]
    told.identifiers = [pair for pair in dict.fromkeys(pairs) if not pair[1].startswith("sha256:")]
    kept = record_of(first) if first is not None else None
    number = kept.control_number if kept is not None else ""
    told.control_number = next((v for s, v in told.identifiers if s == "CONTROL"), number)
    told.links = _links(loaded, base)
    return told


def _sort_name(agent: Agent) -> str:
    return agent.sort_name if agent.sort_name and agent.sort_name != agent.name else ""


def _rights(work: Work) -> str:
    if work.rights_note:
        return work.rights_note
    return (work.licence.url or work.licence.name) if work.licence is not None else ""


def _links(loaded: Loaded, base: str) -> list[Link]:
    links = []
    if base:
        page = base + reverse("library:work", args=[loaded.work.slug])
        links.append(Link(page, "text/html", is_work=bool(loaded.work.formats)))
    links += [Link(e.source_url, is_work=True) for e in loaded.editions if e.source_url]
    return list({link.url: link for link in links}.values())


def file_address(row: EditionFile) -> str:
    """The path where a file can be taken along."""
    return reverse("library:download", args=[row.token, row.name.replace("/", "_") or "tep"])


def sets_of(works: Iterable[Work]) -> dict[Any, list[str]]:
    """Public shelves on which the works stand, by work. One query."""
    found: dict[Any, list[str]] = {}
    rows = ShelfPlace.objects.filter(work__in=[work.pk for work in works], shelf__is_public=True)
    for work, slug in rows.order_by("shelf__slug").values_list("work", "shelf__slug"):
        found.setdefault(work, []).append(slug)
    return found


def changed_works(
    *,
    begin: datetime | None,
    end: datetime | None,
    after: tuple[datetime, int] | None,
    chosen_set: tuple[str, str] | None,
) -> "QuerySet[Work]":
    """Works by the moment of their last change, gone ones too, from `begin` on, before `end`, behind

    `after` (moment, number). `chosen_set` is (`kind`, code) or (`shelf`, slug). Not evaluated.
    """
    works = Work.objects.filter(EXCHANGED).order_by("updated_at", "number")
    if begin is not None:
        works = works.filter(updated_at__gte=begin)
    if end is not None:
        works = works.filter(updated_at__lt=end)
    if after is not None:
        moment, number = after
        later = Q(updated_at__gt=moment) | Q(updated_at=moment, number__gt=number)
        works = works.filter(later, updated_at__gte=moment)
    if chosen_set is not None:
        name, value = chosen_set
        if name == "kind":
            works = works.filter(kind=value)
        else:
            works = works.filter(pk__in=ShelfPlace.objects.filter(
                shelf__slug=value, shelf__is_public=True
            ).values("work"))  # fmt: skip
    return works


def is_gone(work: Work) -> bool:
    """Whether strangers no longer see a work of EXCHANGED: withdrawn, merged away, or closed to them."""
    return not work.is_present or work.audience == Audience.ORGANIZATION


def first_change() -> datetime | None:
    """The earliest moment of change. One query."""
    rows = Work.objects.filter(EXCHANGED).order_by("updated_at", "number")
    return rows.values_list("updated_at", flat=True).first()
