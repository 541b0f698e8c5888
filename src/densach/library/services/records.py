"""One catalogue record as a record: seen, changed, mended, taken in; and kept in step with the card."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from densach.core import audit
from densach.core.errors import DomainError
from densach.core.permissions import require
from densach.people.models import Person
from densach.search import services as search

from ..catalogue import iso2709
from ..catalogue.changes import apply_changes
from ..catalogue.describe import describe
from ..catalogue.description import Description
from ..catalogue.entry import Entry
from ..catalogue.record import NEW_LEADER, Field, Record, join, parse, salvage, stored
from ..catalogue.text_form import from_text, to_text
from ..errors import AlreadyDecided
from ..models import CatalogueRecord, Edition, Identifier, ImportLine, Work
from ..permissions import can_catalogue
from ..protocols.ahead import with_keys
from ..queries import exchange
from . import naming
from .bulk_known import sort_out
from .bulk_rows import Rows
from .taking import refresh_card, set_people

Status = ImportLine.Status


class ChangedMeanwhile(DomainError):
    """Somebody else saved the record after it was opened. `text` is theirs, `version` its number."""

    code = "library.record_changed_meanwhile"
    message = gettext_lazy("Somebody changed this record while you were working on it.")
    advice = gettext_lazy("Compare both versions below and save again what should stay.")

    def __init__(self, *, text: str, version: int) -> None:
        super().__init__(version=version)
        self.text = text


def text_of(edition: Edition) -> str:
    """The record of `edition` as lines of text; one made from the card where none came with it."""
    kept = CatalogueRecord.objects.filter(edition=edition).first()
    if kept is not None:
        return to_text(stored(bytes(kept.data)))
    (loaded,) = exchange.load(Work.objects.filter(pk=edition.work_id))
    return to_text(loaded.made())


@transaction.atomic
def save_text(
    *, actor: Person, edition: Edition, text: str, seen_version: int, at: datetime
) -> CatalogueRecord:
    """Save an edited record; the card follows what it says.

    `seen_version` is the edition's version when the form was opened. Raises Forbidden, TextWrong
    (with every wrong line), NoTitle, ChangedMeanwhile; nothing changed then.
    """
    edition = Edition.objects.select_for_update(of=("self",)).select_related(
        "work__organization"
    ).get(pk=edition.pk)  # fmt: skip
    work = Work.objects.select_for_update(of=("self",)).get(pk=edition.work_id)
    require(can_catalogue(actor, edition.work.organization), action=_("change this record"))
    if edition.version != seen_version:
        raise ChangedMeanwhile(text=text_of(edition), version=edition.version)
    before = text_of(edition)
    record = from_text(text)
    record.leader = record.leader[:9] + "a" + record.leader[10:]
    kept = replace_record(edition, record, describe(record), work=work, at=at)
    changes = _differences(before, to_text(record))
    if changes:
        audit.note("library.record_changed", actor=actor, at=at, subject=work, facts=changes)
    return kept


def replace_record(
    edition: Edition,
    record: Record,
    told: Description,
    *,
    work: Work,
    at: datetime,
    sha256: str = "",
    kept_as: str = "",
) -> CatalogueRecord:
    """Make `record` the record of `edition`, and the card say what it says. Call in a transaction."""
    data = join(record)
    fields: dict[str, Any] = {"data": data, "control_number": told.control_number[:80]}
    # The hash stays that of the bytes as they came: the same file is then still known.
    if sha256:
        fields |= {"sha256": sha256, "kept_as": kept_as}
    kept, _made = CatalogueRecord.objects.update_or_create(
        edition=edition,
        defaults=fields,
        create_defaults={"kept_as": "MADE", "sha256": hashlib.sha256(data).hexdigest(), **fields},
    )
    _follow_in_edition(edition, told, at=at)
    _follow_in_work(work, told, at=at)
    search.changed([work.pk.hex])
    return kept


def _follow_in_edition(edition: Edition, told: Description, *, at: datetime) -> None:
    edition.title = " = ".join(told.other_titles)[:500]
    edition.statement, edition.publisher = told.statement[:200], told.publisher[:300]
    edition.place, edition.published = told.place[:200], told.published[:60]
    edition.year, edition.language = told.year, told.language[:35]
    edition.extent = told.extent[:200]
    if not edition.format:
        edition.pages = told.pages
    edition.updated_at, edition.version = at, edition.version + 1
    edition.save()
    # Numbers that say where files came from are not the record's to take away.
    ours = edition.identifiers.exclude(value__startswith="sha256:").exclude(scheme="URI")
    ours.delete()
    kept = set(edition.identifiers.values_list("scheme", "value"))
    said = dict.fromkeys((scheme, value[:200]) for scheme, value in told.identifiers)
    Identifier.objects.bulk_create(
        [Identifier(edition=edition, scheme=s, value=v) for s, v in said if (s, v) not in kept]
    )


def _follow_in_work(work: Work, told: Description, *, at: datetime) -> None:
    work.title, work.subtitle = told.title[:500], told.subtitle[:500]
    work.kind, work.language, work.level = told.kind, told.language[:35], told.level
    work.year, work.description, work.ddc = told.year, told.description, told.ddc[:60]
    work.series, work.series_number = told.series[:300], told.series_number[:30]
    work.rights_note = told.rights[:500]
    people = [(p.name, p.role, p.sort_name) for p in told.people]
    set_people(work, people, at=at, as_written=True)
    work.subjects.set(naming.subjects_named(told.subjects).values())
    refresh_card(work, at=at)


def follow_correction(work: Work, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """After a correction of the card: the same change in the records that came with the work.

    Only the fields concerned change. Call in the transaction of the correction. One query, and one
    for each record that changed.
    """
    rows = CatalogueRecord.objects.filter(edition__work=work).select_related("edition")
    for kept in rows:
        record = stored(bytes(kept.data))
        changed = apply_changes(record, before, after, at=work.updated_at)
        if changed.fields != record.fields or changed.leader != record.leader:
            kept.data = join(changed)
            kept.save(update_fields=["data"])
            Edition.objects.filter(pk=kept.edition_id).update(
                version=kept.edition.version + 1, updated_at=work.updated_at
            )


def text_of_line(line: ImportLine) -> str:
    """A bad record of an import as text, as far as it can be read, for a person to mend."""
    raw = bytes(line.raw or b"")
    if line.details.get("record") in {"MARC", "MARC-8", "WINDOWS-1251"}:
        return to_text(salvage(raw))
    came = " ".join(raw.decode(errors="replace").split())
    fields = [
        Field("245", "00", [("a", line.title or "…")]),
        Field("500", "  ", [("a", came[:5000])]),
    ]
    return to_text(Record(NEW_LEADER, [(field.tag, field.raw()) for field in fields]))


@transaction.atomic
def mend_line(*, actor: Person, line: ImportLine, text: str, at: datetime) -> ImportLine:
    """Take in a bad record that a person has mended. Raises Forbidden, TextWrong, AlreadyDecided."""
    line = ImportLine.objects.select_for_update(of=("self",)).select_related("run").get(pk=line.pk)
    require(can_catalogue(actor, line.run.organization), action=_("change this import"))
    if line.status != Status.REFUSED or line.raw is None:
        raise AlreadyDecided
    record = from_text(text)
    record.leader = record.leader[:9] + "a" + record.leader[10:]
    data = join(record)
    line.raw, line.details = data, {**line.details, "record": "MARC", "sha256": _hash(data)}
    take_line(line=line, at=at)
    audit.note("library.record_mended", actor=actor, at=at, subject=line, label=line.title)
    return line


@transaction.atomic
def take_line(*, line: ImportLine, at: datetime) -> ImportLine:
    """Take in the record that a line holds, by the decision in its details; saves the line.

    No decision: as an import would (new, known, or similar: decide). `new`: a work of its own.
    `edition`: one more edition of the work in `into`, or, where both have the same control number,
    the newer version of its record.
    """
    entry = with_keys(iso2709.read_one(bytes(line.raw or b"")))
    if entry.problem is not None:
        line.status, line.message, line.code = (
            Status.REFUSED,
            str(entry.problem),
            entry.problem.code,
        )
        line.save()
        return line
    assert entry.description is not None
    sha = line.details.get("sha256") or _hash(entry.raw)
    line.title = entry.description.title[:500]
    decision = line.details.get("decision", "")
    if decision == "edition" and (into := line.details.get("into")):
        work = Work.objects.select_for_update(of=("self",)).get(pk=into)
        _take_as_edition(entry, sha, work, line, at=at)
    else:
        _take_as_work(entry, sha, line, at=at, anyway=decision == "new")
    line.percent = 100
    line.save()
    return line


def _take_as_work(entry: Entry, sha: str, line: ImportLine, *, at: datetime, anyway: bool) -> None:
    sorted_out = sort_out([(entry, sha)])
    if sorted_out.known:
        line.status, line.message = Status.KNOWN, ""
        line.work = Work.objects.filter(editions__record__sha256=sha).first()
    elif sorted_out.similar and not anyway:
        line.similar_to_id = line.work_id = sorted_out.similar[0][2]
        line.status = Status.SIMILAR
        title = line.similar_to.title if line.similar_to else ""
        line.message = _("It looks like “%(title)s”, which is on the shelves.") % {"title": title}
    else:
        rows = Rows(line.run, source=line.source, at=at)
        documents = rows.write([(entry, sha)])
        search.changed([documents[0].key])
        line.work = Work.objects.get(number=documents[0].number)
        line.status, line.message, line.code = Status.ADDED, "", ""


def _take_as_edition(entry: Entry, sha: str, work: Work, line: ImportLine, *, at: datetime) -> None:
    told = entry.description
    assert told is not None
    record = parse(entry.marc)
    number = told.control_number
    edition = None
    if number:
        same = Edition.objects.filter(
            work=work, identifiers__scheme="CONTROL", identifiers__value=number
        )
        edition = same.first()
    if edition is not None:
        replace_record(edition, record, told, work=work, at=at, sha256=sha, kept_as=entry.kept_as)
    else:
        add_edition(work, record, told, sha256=sha, kept_as=entry.kept_as, at=at)
    line.work, line.status, line.message, line.code = work, Status.ADDED, "", ""


def add_edition(
    work: Work, record: Record, told: Description, *, sha256: str, kept_as: str, at: datetime
) -> Edition:
    """One more edition of `work`, with its record. The work's own card stays as it is."""
    edition = Edition.objects.create(work=work, created_at=at, updated_at=at)
    _follow_in_edition(edition, told, at=at)
    CatalogueRecord.objects.create(
        edition=edition, data=join(record), kept_as=kept_as, sha256=sha256,
        control_number=told.control_number[:80],
    )  # fmt: skip
    refresh_card(work, at=at)
    search.changed([work.pk.hex])
    return edition


def _differences(before: str, after: str) -> dict[str, Any]:
    """Lines taken out and put in, as the audit keeps them."""
    old, new = before.splitlines(), after.splitlines()
    gone = [line for line in old if line not in new and not line.startswith("=005")]
    come = [line for line in new if line not in old and not line.startswith("=005")]
    return {"fields": [gone[:40], come[:40]]} if gone or come else {}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
