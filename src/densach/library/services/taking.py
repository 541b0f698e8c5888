"""From what a file told to rows: one transaction for one work, edition, files, text and cover."""

import mimetypes
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from densach.core import files, numbers
from densach.core.errors import DomainError
from densach.core.models import StoredFile
from densach.people.models import Organization, Person
from densach.search import services as search
from densach.search.text import fold_key, name_key

from ..formats.model import Extracted, Track
from ..models import (
    Audience,
    Contribution,
    Edition,
    EditionFile,
    Identifier,
    TextPart,
    Work,
)
from . import naming
from .licences import licence_of

# Silent reading of prose: 238 English words a minute (Brysbaert 2019, “How many words do we read
# per minute?”); Vietnamese is written by syllables, which go faster, but our readers are young.
WORDS_A_MINUTE = 220
SECONDS_A_PICTURE = 20
READABLE_FORMATS = (
    "EPUB",
    "HTML",
    "DOCX",
    "ODT",
    "MARKDOWN",
    "TEXT",
    "PDF",
    "PICTURES",
    "AUDIO",
    "VIDEO",
)


@transaction.atomic
def take(  # noqa: PLR0913 - a file comes with its circumstances
    extracted: Extracted,
    *,
    source: Path,
    name: str,
    at: datetime,
    actor: Person | None,
    organization: Organization | None,
    audience: str = Audience.PUBLIC,
    into: Work | None = None,
    fingerprint: str = "",
    source_url: str = "",
) -> Edition:
    """Put a file that was read onto the shelves: as a new work, or as one more edition of `into`.

    `source` is the file, or the folder for books of several files; `fingerprint` is the SHA-256 by
    which a folder is known again. Everything is written, or nothing. Raises OSError (disk full).
    """
    work = into or _work(
        extracted, at=at, actor=actor, organization=organization, audience=audience
    )
    edition = _edition(work, extracted, at=at, fingerprint=fingerprint, source_url=source_url)
    keep_files(edition, extracted, source=source, name=name, at=at)
    keep_text(edition, extracted)
    if work.cover_id is None and extracted.cover:
        work.cover = cover_of(extracted.cover, at=at)
    refresh_card(work, at=at)
    search.changed([work.pk.hex])
    return edition


def refresh_card(work: Work, *, at: datetime) -> None:
    """Make the copies that lists show true again: people, formats, size, minutes. Saves the work."""
    editions = list(work.editions.all())
    mains = EditionFile.objects.filter(
        edition__in=editions, purpose__in=(EditionFile.Purpose.MAIN, EditionFile.Purpose.TRACK)
    ).select_related("stored")
    formats = sorted({e.format for e in editions if e.format}, key=_rank)
    names = [c.agent.name for c in _contributions(work)]
    work.people_line = ", ".join(dict.fromkeys(names))[:500]
    work.formats = " ".join(formats)[:60]
    work.is_readable = bool(formats)
    work.size_bytes = max((f.stored.size_bytes for f in mains), default=0)
    work.minutes = max((_minutes(e) for e in editions), default=0)
    work.year = work.year or next((e.year for e in editions if e.year), None)
    work.title_key = fold_key(work.title)[:500]
    work.updated_at = at
    work.version += 1
    work.save()


def _contributions(work: Work) -> list[Contribution]:
    """Those named on the card: authors first, publishers never."""
    rows = work.contributions.exclude(role__in=("pbl", "bkp")).select_related("agent")
    return sorted(rows, key=lambda c: (c.role not in ("aut", "cre", "art"), c.position))


def _rank(name: str) -> int:
    return READABLE_FORMATS.index(name) if name in READABLE_FORMATS else len(READABLE_FORMATS)


def _minutes(edition: Edition) -> int:
    if edition.duration_seconds:
        return max(1, round(edition.duration_seconds / 60))
    if edition.words:
        return max(1, round(edition.words / WORDS_A_MINUTE))
    if edition.format == "PICTURES" and edition.pages:
        return max(1, round(edition.pages * SECONDS_A_PICTURE / 60))
    return 0


def _work(
    told: Extracted,
    *,
    at: datetime,
    actor: Person | None,
    organization: Organization | None,
    audience: str,
) -> Work:
    (number,) = numbers.take("work")
    title = told.title.strip()[:500]
    (slug,) = naming.free_slugs(Work, [naming.slug_of(title)])
    work = Work.objects.create(
        number=number,
        slug=slug,
        title=title,
        subtitle=told.subtitle[:500],
        title_key=fold_key(title)[:500],
        kind=told.kind,
        language=told.language[:35],
        level=told.manifest.get("level", ""),
        year=told.year,
        description=told.description,
        series=told.series[:300],
        series_number=told.series_number[:30],
        licence=licence_of(told.licence_url, told.rights),
        rights_note=told.rights[:500],
        source=told.source[:500],
        audience=audience,
        organization=organization,
        accessibility=told.accessibility,
        added_by=actor,
        created_at=at,
        updated_at=at,
        origin=settings.DENSACH_NODE,
    )
    set_people(work, [(n.name, n.role, n.sort_name) for n in told.people], at=at)
    work.subjects.set(naming.subjects_named(told.subjects).values())
    return work


def set_people(
    work: Work, people: list[tuple[str, str, str]], *, at: datetime, as_written: bool = False
) -> None:
    """Make `people` (name, relator code, sort name), in this order, the people of `work`.

    `as_written`: a cataloguer wrote the names, so their marks count; else whoever is here already
    under the same folded name keeps the spelling.
    """
    agents = naming.agents_named([(name, sort) for name, _role, sort in people], at=at)
    work.contributions.all().delete()
    rows: dict[tuple[Any, str], Contribution] = {}
    for position, (name, role, _sort) in enumerate(people):
        agent = agents.get(name_key(name))
        if agent is not None and as_written:
            agent = naming.agent_spelled(agent, name, at=at)
        if agent is not None:
            rows.setdefault(
                (agent.pk, role), Contribution(work=work, agent=agent, role=role, position=position)
            )
    Contribution.objects.bulk_create(rows.values())


def _edition(
    work: Work, told: Extracted, *, at: datetime, fingerprint: str, source_url: str
) -> Edition:
    edition = Edition(
        work=work,
        source_url=source_url[:1000],
        created_at=at,
        updated_at=at,
        origin=settings.DENSACH_NODE,
    )
    describe_edition(edition, told)
    edition.save(force_insert=True)
    Identifier.objects.bulk_create(
        [
            Identifier(edition=edition, scheme=scheme, value=value)
            for scheme, value in identifiers_of(told, fingerprint)
        ]
    )
    return edition


def describe_edition(edition: Edition, told: Extracted) -> None:
    """What a file says of itself, onto its edition; not saved."""
    edition.title = told.title[:500] if told.title != edition.work.title else ""
    edition.publisher, edition.published = told.publisher[:300], told.published[:60]
    edition.year, edition.language = told.year, told.language[:35]
    edition.format, edition.pages = told.format, told.pages
    edition.duration_seconds = round(told.duration_seconds) if told.duration_seconds else None
    edition.words = sum(len(part.text.split()) for part in told.parts)
    edition.manifest = told.manifest
    edition.release_id, edition.revised_at = told.release_id[:200], told.revised_at


def identifiers_of(told: Extracted, fingerprint: str) -> list[tuple[str, str]]:
    """(scheme, value) of all numbers of a file, with the fingerprint of what it was made from."""
    known = [(scheme, value[:200]) for scheme, value in told.identifiers]
    if fingerprint:
        known.append((Identifier.Scheme.OTHER, f"sha256:{fingerprint}"))
    return list(dict.fromkeys(known))


def keep_files(edition: Edition, told: Extracted, *, source: Path, name: str, at: datetime) -> None:
    """Store what belongs to an edition: the file, its reading copy, tracks and subtitles."""
    purpose = EditionFile.Purpose
    if source.is_file():
        kept = files.keep_path(told.mended or source, media_type=told.media_type, at=at)
        ending = told.mended.suffix if told.mended else ""
        called = Path(name).with_suffix(ending).name if ending else Path(name).name
        _file(edition, kept, called, purpose.MAIN)
    if told.reading is not None:
        kept = files.keep_path(told.reading, media_type="application/zip", at=at)
        _file(edition, kept, "reading.zip", purpose.READING)
    if told.tracks:
        edition.manifest = {**told.manifest, "tracks": _keep_tracks(edition, told, source, at=at)}
        edition.save(update_fields=["manifest"])
    for caption in told.captions:
        import io

        kept = files.keep(io.BytesIO(caption.vtt.encode()), media_type="text/vtt", at=at)
        row = _file(edition, kept, caption.name, purpose.SUBTITLES, position=caption.track)
        row.language = caption.language[:35]
        row.save(update_fields=["language"])


def _keep_tracks(
    edition: Edition, told: Extracted, source: Path, *, at: datetime
) -> list[dict[str, Any]]:
    """Store the tracks of a recording; what the player needs to know of each."""
    return [
        _keep_track(edition, told, track, position, source, at=at)
        for position, track in enumerate(told.tracks, start=1)
    ]


def _keep_track(
    edition: Edition,
    told: Extracted,
    track: Track,
    position: int,
    source: Path,
    *,
    at: datetime,
) -> dict[str, Any]:
    if track.path in (source, told.mended):
        row = edition.files.get(purpose=EditionFile.Purpose.MAIN)
    else:
        kept = files.keep_path(track.path, media_type=track.media_type, at=at)
        row = _file(edition, kept, track.name, EditionFile.Purpose.TRACK, position=position)
    return {
        "token": row.token.hex,
        "title": track.title or f"{position}",
        "seconds": round(track.seconds, 2),
        "type": track.media_type,
        "chapters": [[title, round(begin, 2)] for title, begin in track.chapters],
    }


def _file(
    edition: Edition, kept: StoredFile, name: str, purpose: str, *, position: int = 0
) -> EditionFile:
    return EditionFile.objects.create(
        edition=edition, stored=kept, purpose=purpose, name=_short(name), position=position
    )


def _short(name: str) -> str:
    """A file name of at most 255 letters that keeps its ending."""
    path = Path(name.replace("\x00", ""))
    return f"{path.stem[: 250 - len(path.suffix[:20])]}{path.suffix[:20]}" or "tep"


def keep_text(edition: Edition, told: Extracted) -> None:
    """Store the text of an edition by chapter or page."""
    TextPart.objects.bulk_create(
        [
            TextPart(
                edition=edition,
                position=position,
                title=part.title[:300],
                place=part.place[:200],
                text=part.text.replace("\x00", ""),  # PostgreSQL refuses NUL in text
            )
            for position, part in enumerate(told.parts)
        ],
        batch_size=200,
    )


def cover_of(picture: bytes, *, at: datetime) -> StoredFile | None:
    """A cover small enough for lists; None where the picture cannot be read."""
    import io

    from ..formats.covers import small_cover

    try:
        small = small_cover(picture)
    except DomainError:
        return None  # a bad cover does not make a bad book: one is drawn
    return files.keep(io.BytesIO(small), media_type="image/webp", at=at)


def media_type_of(name: str) -> str:
    """The media type that a name promises; for files whose reader does not say."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
