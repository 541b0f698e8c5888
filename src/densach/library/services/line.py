"""One line of an import on its way: bytes known? → read apart → one transaction → a sentence."""

import logging
import shutil
import time
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from densach.core import files
from densach.core.errors import DomainError
from densach.core.models import StoredFile

from ..errors import CutOff, DiskFull, NothingHere
from ..formats.detect import detect
from ..formats.errors import Unreadable
from ..formats.model import Extracted
from ..models import Edition, ImportLine, ImportRun, Work
from ..queries import known
from . import keeping, renewing, taking
from .fetch import fetch
from .harvest import harvest_address
from .readers import Outcome, Readers, scratch_folder
from .record_files import RECORDS, take_records, told
from .records import take_line
from .sources import Item, path_of_text

log = logging.getLogger("densach.library")
Status = ImportLine.Status
APART = (*RECORDS, "BUNDLE", "SHELF")  # become lines or records, not one work
NO_SPACE = (28, 122)  # errno ENOSPC, EDQUOT
RESERVE_BYTES = 200 * 1024 * 1024  # of disk that imports leave to the database and the index


class Passage:
    """A line from waiting to its end. `begin` starts reading, `end` writes and returns the line."""

    def __init__(
        self, run: ImportRun, line: ImportLine, item: Item | None, readers: Readers
    ) -> None:
        self.run, self.line, self.item, self.readers = run, line, item, readers
        self.scratch = scratch_folder(line.pk)
        self.started = time.monotonic()
        self._open = ExitStack()
        self._begun: Future[Outcome] | None = None
        self._refusal: DomainError | None = None
        self._known: Work | None = None
        self.fingerprint = self.sha256 = ""
        self.kind = ""
        self._harvested = False

    def begin(self) -> "Passage":
        """Find the bytes, look whether they are known, start reading them elsewhere."""
        ImportLine.objects.filter(pk=self.line.pk).update(status=Status.READING)
        if self.line.raw is not None:  # a catalogue record: nothing to fetch or read apart
            return self
        try:
            _room_left()
            if self._is_server():
                return self
            self.path = self._find()
            self._known = self._known_already()
            self.kind = detect(self.path, name=self._name()) if self._known is None else ""
            if self._known is None and self.kind not in APART:
                self._begun = self.readers.begin(self.path, self._name(), self.scratch)
        except DomainError as refusal:
            self._refusal = refusal
        return self

    def end(self) -> ImportLine:
        """Wait for the reader and write what came of it. Never raises for a bad file."""
        try:
            with translation.override(_language(self.run)):
                self._settle()
        finally:
            self._open.close()
            shutil.rmtree(self.scratch, ignore_errors=True)
        return self.line

    def _settle(self) -> None:
        try:
            self._finish()
        except DomainError as refusal:
            self._refuse(str(refusal), refusal.code)
        except OSError as error:
            full = DiskFull(free_mb=_free_bytes() // 2**20)
            facts = {"error": error.strerror or str(error)}
            other = _("The file could not be stored: %(error)s.") % facts
            self._refuse(str(full) if error.errno in NO_SPACE else other, full.code)
        except OperationalError:
            raise  # the database is away: nothing about this file
        except Exception:
            log.exception("a line of an import failed")
            failed = Unreadable()
            self._refuse(str(failed), failed.code)

    def _finish(self) -> None:
        if self._refusal is not None:
            raise self._refusal
        if self.line.raw is not None:
            take_line(line=self.line, at=timezone.now())
        elif self._harvested:
            self._say(self.line.status)
        elif self._known is not None:
            self._say(Status.KNOWN, work=self._known, title=self._known.title)
        elif self.kind == "BUNDLE":
            self._unpack()
        elif self.kind == "SHELF":
            self._unpack_shelf()
        elif self._begun is None:
            self._take_records()
        else:
            outcome = self.readers.outcome(self._begun, self.path, self._name(), self.scratch)
            # The same bytes, under another name, may have come in while these were read.
            if (work := self._known_now()) is not None:
                self._say(Status.KNOWN, work=work, title=work.title)
            else:
                self._take(outcome)

    def _refuse(self, message: str, code: str) -> None:
        self._say(Status.REFUSED, message=message, code=code)

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome, DomainError):
            raise outcome
        outcome.title = outcome.title.strip() or title_from(self._name())
        decision = self.line.details.get("decision", "")
        may_renew = decision == "renew" or self.line.details.get("renew", False)
        if (may_renew or not decision) and (release := known.release_of(outcome)) is not None:
            self._take_release(outcome, release, may_renew=may_renew)
            return
        similar = None if decision == "new" else self._similar(outcome)
        if similar is not None and decision != "edition":
            message = _(
                "It looks like “%(title)s”, which is on the shelves. Decide what becomes of it."
            )
            self._ask(outcome, similar, message % {"title": similar.title})
            return
        # The line's new state and the work stand or fall together: a kill doubles nothing.
        with transaction.atomic():
            edition = taking.take(
                outcome,
                source=self.path,
                name=self.line.source,
                at=timezone.now(),
                actor=self.run.started_by,
                organization=self.run.organization,
                audience=self.run.audience,
                into=similar,
                fingerprint=self.fingerprint or (self.sha256 if outcome.mended else ""),
                source_url=self.line.source if _is_address(self.line.source) else "",
            )
            self.line.details["edition"] = str(edition.pk)
            if outcome.recoded is not None:
                self.line.details["recoded"] = list(outcome.recoded)
            self._say(
                Status.ADDED,
                work=edition.work,
                title=outcome.title,
                message=" ".join(map(str, outcome.warnings)),
            )

    def _take_release(self, told: Extracted, edition: Edition, *, may_renew: bool) -> None:
        """A newer or older release of what is on the shelves: put in its place, left out, or asked."""
        work, age = edition.work, renewing.age(told, edition)
        if not may_renew:
            self.line.details["release"] = age
            self._ask(told, work, renewing.question(told, edition))
        elif age == renewing.OLDER:
            message = _("A newer release of “%(title)s” is on the shelves already.")
            self._say(
                Status.KNOWN, work=work, title=work.title, message=message % {"title": work.title}
            )
        else:
            with transaction.atomic():
                renewing.renew(
                    edition,
                    told,
                    source=self.path,
                    name=self.line.source,
                    at=timezone.now(),
                    actor=self.run.started_by,
                    fingerprint=self.fingerprint or (self.sha256 if told.mended else ""),
                )
                self.line.details["edition"] = str(edition.pk)
                message = _("The newer release took the place of the older one.")
                self._say(Status.ADDED, work=work, title=told.title, message=message)

    def _similar(self, told: Extracted) -> Work | None:
        if chosen := self.line.details.get("into"):
            return Work.objects.get(pk=chosen)
        if beside := self.line.details.get("beside"):  # another edition of a work on a shelf file
            other = self.run.lines.filter(pk=beside).select_related("work").first()
            if other is not None and other.work is not None:
                return other.work
        return known.similar_work(told)

    def _ask(self, told: Extracted, similar: Work, message: str) -> None:
        """Keep the bytes and what was read, for the librarian's decision."""
        keeping.keep(self.line, self.path, media_type=told.media_type, at=timezone.now())
        self.line.details["new"] = _told(told, self.path)
        self.line.similar_to = similar
        self._say(Status.SIMILAR, title=told.title, message=message, work=similar)

    def _say(self, status: str, **fields: Any) -> None:
        line = self.line
        line.status, line.seconds = status, round(time.monotonic() - self.started, 3)
        line.percent, line.code = 100, ""
        for field, value in fields.items():
            setattr(line, field, value[:500] if field == "title" else value)
        line.save()

    def _is_server(self) -> bool:
        """Whether the address is an OAI-PMH server or an OPDS feed; then its records are taken."""
        if self.item is not None or self.line.stored_id or not _is_address(self.line.source):
            return False
        counts = harvest_address(
            run=self.run, line=self.line, address=self.line.source, at=timezone.now()
        )
        if counts is None:
            return False
        told(self.line, counts)
        self._harvested = True
        return True

    def _find(self) -> Path:
        if self.item is not None:
            return self.item.path
        if self.line.details.get("parts"):
            return self._laid_out()
        if self.line.stored is not None:
            return self._open.enter_context(files.path_of(self.line.stored))
        if (path := path_of_text(self.line.details.get("path", ""))).is_absolute():
            if path.exists():
                return path
            raise NothingHere(source=self.line.source)
        if not _is_address(self.line.source):
            raise CutOff(source=self.line.source)
        self.scratch.mkdir(parents=True, exist_ok=True)
        return fetch(self.line.source, into=self.scratch).path

    def _laid_out(self) -> Path:
        """Files that belong together, side by side in a folder, by their own names."""
        folder = self.scratch / "parts"
        folder.mkdir(parents=True, exist_ok=True)
        for name, sha256 in self.line.details["parts"]:
            with files.path_of(StoredFile(sha256=sha256)) as kept:
                shutil.copyfile(kept, folder / Path(name).name)
        main = self.line.details.get("main")
        return folder / main if main else folder

    def _name(self) -> str:
        return Path(self.line.source).name or self.path.name

    def _known_already(self) -> Work | None:
        if self.path.is_dir():
            self.fingerprint = known.fingerprint(self.path)
        elif self.line.stored_id:
            self.sha256 = self.line.stored_id
        else:
            with self.path.open("rb") as source:
                self.sha256, _size = files.digest(source)
        return self._known_now()

    def _known_now(self) -> Work | None:
        if self.fingerprint:
            return known.work_with_fingerprint(self.fingerprint)
        # A file that was mended or cleaned is known by what it was, too.
        return known.work_with_bytes(self.sha256) or known.work_with_fingerprint(self.sha256)

    def _unpack(self) -> None:
        """A zip of separate works: each becomes a line of its own, which the run comes to next."""
        from . import unpacking

        count = unpacking.unpack(self.path, run=self.run, line=self.line, name=self._name())
        text = ngettext("%(n)d file was unpacked; it stands on its own line.",
                        "%(n)d files were unpacked; each stands on its own line.", count)  # fmt: skip
        self._say(Status.ADDED if count else Status.KNOWN, message=text % {"n": count})

    def _unpack_shelf(self) -> None:
        """A shelf of another library: each edition becomes a line; the shelf stands at the end."""
        from . import shelf_in

        count = shelf_in.unpack(self.path, run=self.run, line=self.line)
        text = ngettext("A shelf with %(n)d file was unpacked; it stands on its own line.",
                        "A shelf with %(n)d files was unpacked; each stands on its own line.", count)  # fmt: skip
        self._say(
            Status.ADDED, title=self.line.details["shelf"]["title"], message=text % {"n": count}
        )

    def _take_records(self) -> None:
        take_records(self.path, run=self.run, line=self.line)
        self._say(self.line.status)


def title_from(name: str) -> str:
    """A title for a work that does not say one: `truyen_dem-mua.pdf` → `truyen dem mua`."""
    words = Path(name).stem.replace("_", " ").replace("-", " ").split()
    return " ".join(words) or name


def _told(told: Extracted, path: Path) -> dict[str, Any]:
    """What the page compares with the work on the shelves."""
    return {
        "title": told.title,
        "people": ", ".join(person.name for person in told.people),
        "year": told.year,
        "publisher": told.publisher,
        "language": told.language,
        "format": told.format,
        "pages": told.pages,
        "words": sum(len(part.text.split()) for part in told.parts),
        "size_bytes": keeping.size_of(path),
        "isbn": next((v for s, v in told.identifiers if s == "ISBN"), ""),
    }


def _language(run: ImportRun) -> str:
    person = run.started_by
    return person.language if person and person.language else translation.get_language() or "vi"


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _free_bytes() -> int:
    return shutil.disk_usage(settings.HOME).free


def _room_left() -> None:
    """Raise DiskFull before the disk is really full, so that the library stays readable."""
    if _free_bytes() < RESERVE_BYTES:
        raise DiskFull(free_mb=_free_bytes() // 2**20)
