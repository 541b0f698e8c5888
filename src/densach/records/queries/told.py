"""What this room knows of a person, told to that person."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from densach.people.models import Person

from ..models import Document, Forgotten, Heard, Statement
from ..text.verbs import IN_WORDS

AT_ONCE = 2000
Told = list[dict[str, Any]]


def statements(person: Person) -> Told:
    """How often they did what, from when to when; each single one stands in the file. One query."""
    rows = (
        Statement.objects.filter(person=person)
        .order_by("verb")
        .values("verb", "client__name")
        .annotate(count=Count("pk"), first=Min("timestamp"), last=Max("timestamp"))
    )
    return [
        {
            "did": str(IN_WORDS.get(row["verb"]) or row["verb"] or _("told by another program")),
            "by": row["client__name"] or "",
            "count": row["count"],
            "first": row["first"].isoformat(),
            "last": row["last"].isoformat(),
        }
        for row in rows
    ]


def count_statements(person: Person) -> int:
    """One query."""
    return Statement.objects.filter(person=person).count()


def documents(person: Person) -> Told:
    """What programs noted about the person. One query."""
    rows = Document.objects.filter(person=person).order_by("updated_at")
    return [
        {"kind": row.get_kind_display(), "name": row.name, "at": row.updated_at.isoformat()}
        for row in rows.defer("content")
    ]


def orders(person: Person) -> Told:
    """How far the person's devices were heard. Two queries."""
    heard = Heard.objects.filter(person=person).first()
    if heard is None:
        return []
    deleted = Forgotten.objects.filter(person=person).count()
    return [{"counter": heard.counter, "batches": heard.turn, "deleted": deleted}]


def statement_files(person: Person) -> Iterator[tuple[str, Iterable[bytes]]]:
    """All statements as xAPI, oldest first, as the Learning Record Store gives them out."""
    yield "xapi/statements.json", _statements(person)


def document_files(person: Person) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Each document as its program wrote it."""
    for row in Document.objects.filter(person=person).order_by("pk").iterator(100):
        yield f"xapi/documents/{row.pk}-{row.kind.lower()}", [bytes(row.content)]
        about = {"name": row.name, "type": row.content_type, "at": row.updated_at.isoformat()}
        yield (
            f"xapi/documents/{row.pk}-about.json",
            [json.dumps(about, ensure_ascii=False).encode()],
        )


def _statements(person: Person) -> Iterator[bytes]:
    yield b'{"statements": ['
    rows = Statement.objects.filter(person=person).order_by("number")
    for number, raw in enumerate(rows.values_list("raw", flat=True).iterator(AT_ONCE)):
        yield (b",\n" if number else b"\n") + raw.encode()
    yield b"\n]}\n"
