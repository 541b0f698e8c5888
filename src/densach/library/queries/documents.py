"""Works as the search index wants them."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from densach.search.services import Document, Text

from ..models import Contribution, TextPart, Work
from ..permissions import audience_term

PRESENT = {"merged_into__isnull": True, "withdrawn_at__isnull": True}


class WorkSource:
    """What the search room asks for; see `search.services.Source`. Keys are hex ids of works."""

    def load(self, keys: Iterable[str]) -> Iterable[Document]:
        """Documents for those of `keys` that are on the shelves. Four queries."""
        works = Work.objects.filter(pk__in=[UUID(key) for key in keys], **PRESENT)
        return _documents(works.select_related("organization"))

    def walk(self, after: str, size: int) -> list[Document]:
        """The next `size` documents by key. Four queries."""
        works = Work.objects.filter(**PRESENT).select_related("organization").order_by("pk")
        if after:
            works = works.filter(pk__gt=UUID(after))
        return _documents(works[:size])

    def texts(self, key: str) -> Iterator[Text]:
        """The chapters and pages of a work, one at a time. One query."""
        parts = TextPart.objects.filter(edition__work=UUID(key)).order_by("edition", "position")
        for part in parts.iterator(chunk_size=50):
            yield Text(part_id=part.pk, place=part.place, title=part.title, text=part.text)


def _documents(works: Iterable[Work]) -> list[Document]:
    loaded = list(works)
    _prefetch(loaded)
    with_text = set(
        TextPart.objects.filter(edition__work__in=loaded)
        .values_list("edition__work", flat=True)
        .distinct()
    )
    return [document(work, has_text=work.pk in with_text) for work in loaded]


def _prefetch(works: list[Work]) -> None:
    from django.db.models import Prefetch, prefetch_related_objects

    # Joined, not prefetched: for a thousand agents Django would ask `id = … OR id = …`, which is deeper
    # than SQLite lets an expression be.
    people = Prefetch("contributions", Contribution.objects.select_related("agent"))
    prefetch_related_objects(works, people, "subjects", "editions")


def document(work: Work, *, has_text: bool) -> Document:
    """One work for the index. Contributions with agents, subjects and editions are loaded."""
    people = sorted(work.contributions.all(), key=lambda c: c.position)
    editions = work.editions.all()
    other = [work.subtitle, work.series, work.description, work.ddc]
    other += [part for e in editions for part in (e.title, e.publisher, e.place) if part]
    return Document(
        key=work.pk.hex,
        number=work.number,
        title=work.title,
        people=tuple(c.agent.name for c in people),
        subjects=tuple(subject.name for subject in work.subjects.all()),
        other=" . ".join(filter(None, other)),
        kind=work.kind,
        language=work.language,
        level=work.level,
        audience=audience_term(work),
        licence=work.licence_id or "",
        year=work.year,
        added=int(work.created_at.timestamp()),
        readable=bool(work.formats),
        minutes=work.minutes,
        agent_keys=tuple(c.agent.key for c in people),
        has_text=has_text,
    )
