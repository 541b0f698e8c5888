"""Rows of many records at once, written by plain INSERTs: Django's objects cost more than the rows.

`insert` is the only place that speaks SQL; it fills every column that is not named with the default
of its field, so a column added to a model needs no change here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models

from densach.core import numbers
from densach.core.ids import uuid7
from densach.search.services import Document
from densach.search.text import fold_key, name_key

from ..catalogue.entry import Entry
from ..models import (
    Agent,
    Audience,
    CatalogueRecord,
    Contribution,
    Edition,
    Identifier,
    ImportRun,
    Subject,
    Work,
)
from .licences import code_of
from .naming import slug_of

CHUNK = 500  # values in one question
FIRST_ROLES, LEFT_OUT_ROLES = ("aut", "cre", "art"), ("pbl", "bkp")
KEPT_NAMES = 60_000  # agents and subjects that one import remembers, to save questions


class Rows:
    """Writes batches of new works for one run; remembers agents and subjects between batches."""

    def __init__(self, run: ImportRun, *, source: str, at: datetime) -> None:
        self.run, self.source, self.at = run, source, at
        self._now = connection.ops.adapt_datetimefield_value(at)
        self._agents: dict[str, Any] = {}
        self._subjects: dict[str, int] = {}
        self._licences: dict[str, str] = {}
        self._uuid = _plain_uuid()
        organization = run.organization_id
        is_closed = run.audience == Audience.ORGANIZATION and organization is not None
        self._audience_term = f"org:{organization.hex}" if is_closed and organization else "PUBLIC"

    def write(self, entries: Sequence[tuple[Entry, str]]) -> list[Document]:
        """New works for (entry, SHA-256 of what came); documents for the index.

        Call in a transaction. About a dozen statements, whatever the number of entries.
        """
        if not entries:
            return []
        agents = self._agents_of(entries)
        subjects = self._subjects_of(entries)
        slugs = _slugs_for(Work, [_told(entry).title for entry, _sha in entries])
        works = [uuid7() for _ in entries]
        editions = [uuid7() for _ in entries]
        taken = numbers.take("work", count=len(entries))
        people = [self._people(entry, agents) for entry, _sha in entries]
        self._works(entries, works, taken, slugs, people)
        self._editions(entries, works, editions)
        self._links(entries, works, editions, people, subjects)
        return [
            self._document(entry, work, number, who)
            for (entry, _sha), work, number, who in zip(entries, works, taken, people, strict=True)
        ]

    def forget(self) -> None:
        """After a rolled-back batch: what it made is not there."""
        self._agents.clear()
        self._subjects.clear()

    def _works(
        self,
        entries: Sequence[tuple[Entry, str]],
        works: Sequence[UUID],
        taken: Iterable[int],
        slugs: Sequence[str],
        people: Sequence[list[tuple[Any, str, str]]],
    ) -> None:
        columns = (
            "id", "number", "slug", "title", "subtitle", "title_key", "kind", "language", "level",
            "year", "description", "series", "series_number", "ddc", "licence_id", "rights_note",
            "people_line", "source", "audience", "organization_id", "added_by_id", "created_at",
            "updated_at", "origin",
        )  # fmt: skip
        run = self.run
        common = (
            self.source[:500], run.audience, self._uuid(run.organization_id),
            self._uuid(run.started_by_id), self._now, self._now, settings.DENSACH_NODE,
        )  # fmt: skip
        rows = []
        for (entry, _sha), work, number, slug, who in zip(
            entries, works, taken, slugs, people, strict=True
        ):
            told = _told(entry)
            rows.append(
                (
                    self._uuid(work), number, slug, told.title[:500], told.subtitle[:500],
                    entry.keys[0], told.kind, told.language[:35], told.level, told.year,
                    told.description, told.series[:300], told.series_number[:30], told.ddc[:60],
                    self._licence(told.rights), told.rights[:500], people_line(who), *common,
                )
            )  # fmt: skip
        insert(Work, columns, rows)

    def _editions(
        self, entries: Sequence[tuple[Entry, str]], works: Sequence[UUID], editions: Sequence[UUID]
    ) -> None:
        columns = (
            "id", "work_id", "title", "statement", "publisher", "place", "published", "year",
            "language", "extent", "pages", "source_url", "created_at", "updated_at", "origin",
        )  # fmt: skip
        rows, records = [], []
        for (entry, sha), work, edition in zip(entries, works, editions, strict=True):
            told = _told(entry)
            url = next((link.url for link in told.links if link.is_work), "")
            rows.append(
                (
                    self._uuid(edition), self._uuid(work), " = ".join(told.other_titles)[:500],
                    told.statement[:200], told.publisher[:300], told.place[:200],
                    told.published[:60], told.year, told.language[:35], told.extent[:200],
                    told.pages, url[:1000], self._now, self._now, settings.DENSACH_NODE,
                )
            )  # fmt: skip
            records.append(
                (self._uuid(edition), entry.marc, entry.kept_as, told.control_number, sha)
            )
        insert(Edition, columns, rows)
        insert(
            CatalogueRecord,
            ("edition_id", "data", "kept_as", "control_number", "sha256"),
            records,
        )

    def _links(
        self,
        entries: Sequence[tuple[Entry, str]],
        works: Sequence[UUID],
        editions: Sequence[UUID],
        people: Sequence[list[tuple[Any, str, str]]],
        subjects: dict[str, int],
    ) -> None:
        """Identifiers, contributions, subjects of the new works."""
        identifiers, contributions, headings = [], [], []
        for (entry, _sha), work, edition, who in zip(entries, works, editions, people, strict=True):
            told, key = _told(entry), self._uuid(work)
            for scheme, value in dict.fromkeys(told.identifiers):
                identifiers.append((self._uuid(edition), scheme, value[:200]))
            for position, (agent, role) in enumerate(dict.fromkeys((a, r) for a, r, _n in who)):
                contributions.append((key, agent, role, position))
            found = dict.fromkeys(
                subjects[fold] for s in told.subjects if (fold := fold_key(s)[:255])
            )
            headings += [(key, subject) for subject in found]
        insert(Identifier, ("edition_id", "scheme", "value"), identifiers)
        insert(Contribution, ("work_id", "agent_id", "role", "position"), contributions)
        insert(Work.subjects.through, ("work_id", "subject_id"), headings)

    def _people(self, entry: Entry, agents: dict[str, Any]) -> list[tuple[Any, str, str]]:
        """(agent, role, name) of a record's people."""
        return [
            (agents[key], person.role[:8], person.name)
            for person in _told(entry).people
            if (key := name_key(person.name)[:300])
        ]

    def _agents_of(self, entries: Sequence[tuple[Entry, str]]) -> dict[str, Any]:
        """Ids of all people of `entries` by key, made where they are missing."""
        wanted = {
            key: person
            for entry, _sha in entries
            for person in _told(entry).people
            if (key := name_key(person.name)[:300])
        }
        found = {key: self._agents[key] for key in wanted if key in self._agents}
        unknown = [key for key in wanted if key not in found]
        for part in _chunks(unknown):
            kept = Agent.objects.filter(key__in=part).order_by("-created_at", "-pk")
            found.update({key: self._uuid(pk) for key, pk in kept.values_list("key", "pk")})
        missing = [key for key in unknown if key not in found]
        rows = []
        for key, slug in zip(
            missing, _slugs_for(Agent, [wanted[k].name for k in missing]), strict=True
        ):
            person, agent = wanted[key], self._uuid(uuid7())
            found[key] = agent
            rows.append(
                (agent, person.name[:300], person.sort_name[:300], key, person.dates[:60], slug,
                 self._now, self._now, settings.DENSACH_NODE)
            )  # fmt: skip
        insert(
            Agent,
            (
                "id",
                "name",
                "sort_name",
                "key",
                "dates",
                "slug",
                "created_at",
                "updated_at",
                "origin",
            ),
            rows,
        )
        _remember(self._agents, found)
        return found

    def _subjects_of(self, entries: Sequence[tuple[Entry, str]]) -> dict[str, int]:
        """Ids of all subjects of `entries` by key, made where they are missing."""
        wanted = {
            key: subject
            for entry, _sha in entries
            for subject in _told(entry).subjects
            if (key := fold_key(subject)[:255])
        }
        found = {key: self._subjects[key] for key in wanted if key in self._subjects}
        unknown = [key for key in wanted if key not in found]
        found.update(_subject_ids(unknown))
        missing = [key for key in unknown if key not in found]
        slugs = _slugs_for(Subject, [wanted[key] for key in missing])
        insert(
            Subject,
            ("name", "key", "slug"),
            [(wanted[k][:255], k, slug) for k, slug in zip(missing, slugs, strict=True)],
        )
        found.update(_subject_ids(missing))
        _remember(self._subjects, found)
        return found

    def _licence(self, rights: str) -> str | None:
        if not rights:
            return None
        if rights not in self._licences:
            self._licences[rights] = code_of("", rights)
        code = self._licences[rights]
        return code if code and code in self._known_licences() else None

    def _known_licences(self) -> frozenset[str]:
        known: frozenset[str] | None = getattr(self, "_codes", None)
        if known is None:
            from ..models import Licence

            known = self._codes = frozenset(Licence.objects.values_list("code", flat=True))
        return known

    def _document(
        self, entry: Entry, work: UUID, number: int, who: list[tuple[Any, str, str]]
    ) -> Document:
        """The work as the index wants it; the same as `queries.documents` makes of the rows."""
        told = _told(entry)
        other = [told.subtitle, told.series, told.description, told.ddc]
        other += [" = ".join(told.other_titles)[:500], told.publisher, told.place]
        return Document(
            key=work.hex,
            number=number,
            title=told.title[:500],
            people=tuple(dict.fromkeys(name for _agent, _role, name in who)),
            subjects=tuple(told.subjects),
            other=" . ".join(filter(None, other)),
            kind=told.kind,
            language=told.language,
            level=told.level,
            audience=self._audience_term,
            licence=self._licence(told.rights) or "",
            year=told.year,
            added=int(self.at.timestamp()),
            agent_keys=entry.keys[1],
        )


def people_line(who: Iterable[tuple[Any, str, str]]) -> str:
    """Names for the card: authors first, publishers never (as `taking.refresh_card` does)."""
    named = [
        (role not in FIRST_ROLES, name) for _agent, role, name in who if role not in LEFT_OUT_ROLES
    ]
    named.sort(key=lambda pair: pair[0])
    return ", ".join(dict.fromkeys(name for _last, name in named))[:500]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """INSERT `rows`, whose values are as the database wants them; other columns get their defaults."""
    if not rows:
        return
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    rest = [f for f in fields if f.column not in columns]
    fixed = tuple(f.get_db_prep_save(f.get_default(), connection) for f in rest)
    quote = connection.ops.quote_name
    named = ", ".join(quote(str(name)) for name in [*columns, *(f.column for f in rest)])
    marks = ", ".join(["%s"] * (len(columns) + len(rest)))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({named}) VALUES ({marks})",  # noqa: S608 - names of our own models
            [(*row, *fixed) for row in rows] if fixed else rows,
        )


def _plain_uuid() -> Any:
    """How this database wants a UUID: as it is, or 32 letters."""
    if connection.features.has_native_uuid_field:
        return lambda value: value
    return lambda value: value.hex if value is not None else None


def _told(entry: Entry) -> Any:
    assert entry.description is not None
    return entry.description


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _subject_ids(keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in _chunks(keys):
        found.update(Subject.objects.filter(key__in=part).values_list("key", "pk"))
    return found


def _remember(kept: dict[str, Any], found: dict[str, Any]) -> None:
    if len(kept) > KEPT_NAMES:
        kept.clear()
    kept.update(found)


def _slugs_for(model: Any, names: Sequence[str]) -> list[str]:
    """A slug nobody has for each name: plain where it is free, else with letters of chance behind.

    Looking for the next free number would cost a question for each; with a million works most short
    titles are taken.
    """
    stems = [slug_of(name) for name in names]
    taken: set[str] = set()
    for part in _chunks(list(dict.fromkeys(stems))):
        taken.update(model.objects.filter(slug__in=part).values_list("slug", flat=True))
    slugs = []
    for stem in stems:
        slug = stem if stem not in taken else f"{stem}-{uuid7().hex[-8:]}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
