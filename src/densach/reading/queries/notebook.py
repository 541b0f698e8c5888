"""A person's notes as a text to take along: Markdown, or plain."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from densach.library.queries.cards import WorkCard
from densach.people.models import Person

from ..models import Note
from .places import Marked, marked

MOST = 20_000  # notes; a reader of forty years who notes something each day has fewer


def notebook(person: Person, *, origin: str, markdown: bool) -> str:
    """All notes of `person`, by work and in reading order, each with the address of its place.

    `origin`: `https://…` of this library. Three queries.
    """
    rows = Note.objects.filter(person=person, gone=False).select_related("edition")
    ordered = rows.order_by("edition__work__title", "edition", "fraction", "offset", "pk")[:MOST]
    heading = _("Notes of %(name)s") % {"name": person.full_name}
    parts = [f"# {heading}" if markdown else heading.upper()]
    work = None
    for line in marked(person, list(ordered)):
        if line.card.pk != work:
            work = line.card.pk
            parts.append(_heading(line.card, markdown=markdown))
        parts.append(_note(line, origin=origin, markdown=markdown))
    return "\n\n".join(parts) + "\n"


def _heading(card: WorkCard, *, markdown: bool) -> str:
    lines = [f"## {card.title}" if markdown else f"== {card.title}", card.people]
    return ("\n\n" if markdown else "\n").join(line for line in lines if line)


def _note(line: Marked, *, origin: str, markdown: bool) -> str:
    mark = line.mark
    when = date_format(timezone.localtime(mark.at), "SHORT_DATE_FORMAT")
    place = f"{round(mark.fraction * 100)} % · {when}"
    lines = [
        (f"> {mark.excerpt}" if markdown else f"“{mark.excerpt}”") if mark.excerpt else "",
        mark.name,
        mark.text,
        f"[{place}]({origin}{line.url})" if markdown else f"{place} · {origin}{line.url}",
    ]
    return ("\n\n" if markdown else "\n").join(part for part in lines if part)
