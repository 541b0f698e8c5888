"""Is this here already? By bytes, by ISBN, by title and people."""

import hashlib
from pathlib import Path

from densach.core.files import BLOCK
from densach.search.text import fold_key, name_key

from ..formats.model import Extracted
from ..models import Edition, EditionFile, Identifier, Work

PRESENT = {"merged_into__isnull": True, "withdrawn_at__isnull": True}
WORDS_OF_A_TITLE = 2  # a title of one word alone proves nothing without a person


def work_with_bytes(sha256: str) -> Work | None:
    """The work on the shelves that has a file with these very bytes. One query."""
    main = (EditionFile.Purpose.MAIN, EditionFile.Purpose.TRACK)
    return Work.objects.filter(
        editions__files__stored=sha256, editions__files__purpose__in=main, **PRESENT
    ).first()


def work_with_fingerprint(sha256: str) -> Work | None:
    """The work made from a folder with this fingerprint. One query."""
    return Work.objects.filter(
        editions__identifiers__scheme=Identifier.Scheme.OTHER,
        editions__identifiers__value=f"sha256:{sha256}",
        **PRESENT,
    ).first()


def similar_work(told: Extracted) -> Work | None:
    """The work that `told` may be: the same ISBN, or title and people alike after folding.

    At most two queries.
    """
    isbns = [value for scheme, value in told.identifiers if scheme == Identifier.Scheme.ISBN]
    if isbns and (work := _with_isbn(isbns)):
        return work
    title = fold_key(told.title)[:500]
    if not title:
        return None
    alike = Work.objects.filter(title_key=title, **PRESENT).prefetch_related("agents")[:20]
    people = {name_key(person.name) for person in told.people}
    for work in alike:
        theirs = {agent.key for agent in work.agents.all()}
        if people & theirs:
            return work
        nobody = not people and not theirs
        if nobody and len(title.split()) >= WORDS_OF_A_TITLE and _same_language(work, told):
            return work
    return None


def release_of(told: Extracted) -> Edition | None:
    """The edition on the shelves of which `told` is a release, newer or older.

    That is: the same format and the same identifier of the publication, and title or people alike,
    since careless makers leave one identifier in all their books. At most two queries.
    """
    if not told.release_id:
        return None
    found = Edition.objects.filter(
        release_id=told.release_id,
        format=told.format,
        work__merged_into__isnull=True,
        work__withdrawn_at__isnull=True,
    ).select_related("work")
    editions = found.order_by("created_at", "pk").prefetch_related("work__agents")[:20]
    return next((edition for edition in editions if _is_of(edition, told)), None)


def _is_of(edition: Edition, told: Extracted) -> bool:
    title = fold_key(told.title)[:500]
    if title in (edition.work.title_key, fold_key(edition.title)[:500]):
        return True
    people = {name_key(person.name) for person in told.people}
    return bool(people & {agent.key for agent in edition.work.agents.all()})


def _with_isbn(isbns: list[str]) -> Work | None:
    return Work.objects.filter(
        editions__identifiers__scheme=Identifier.Scheme.ISBN,
        editions__identifiers__value__in=isbns,
        **PRESENT,
    ).first()


def _same_language(work: Work, told: Extracted) -> bool:
    return not work.language or not told.language or work.language[:2] == told.language[:2]


def fingerprint(folder: Path) -> str:
    """SHA-256 over names and bytes of the files in `folder`, in order of name."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        part = hashlib.sha256()
        with path.open("rb") as source:
            while block := source.read(BLOCK):
                part.update(block)
        whole.update(f"{path.name}\0{part.hexdigest()}\n".encode())
    return whole.hexdigest()
