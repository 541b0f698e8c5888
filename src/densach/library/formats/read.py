"""read(): what the file is, then the module that reads it."""

import importlib
import logging
from pathlib import Path
from types import ModuleType

from densach.core.errors import DomainError
from densach.core.unpack import Archive

from .detect import detect
from .errors import (
    BeyondOurParsers,
    EmptyFile,
    ForLearning,
    ListOfFeeds,
    Mislabelled,
    NeedsAnotherForm,
    NotABookAlone,
    OtherMarkup,
    PagesElsewhere,
    ProgramFile,
    RecordsNotAWork,
    SubtitlesAlone,
    UnknownFormat,
)
from .model import Extracted

log = logging.getLogger(__name__)

# Kinds and the modules of this package that read them; imported when first needed.
READERS = {
    "EPUB": "epub",
    "PDF": "pdf",
    "HTML": "html",
    "SITE": "site",
    "DOCX": "docx",
    "ODT": "odt",
    "MARKDOWN": "markdown",
    "TEXT": "text",
    "SVG": "html",
    "PICTURES": "pictures",
    "AUDIO": "audio",
    "VIDEO": "video",
}
RECORDS = frozenset(
    {"MARC", "MARCXML", "MARCJSON", "OAI", "ONIX", "FEED", "OPDS", "CSLJSON", "RIS", "BIBTEX"}
    | {"TABLE", "XLSX"}
)
# Names that only files with a structure of their own have.
BINARY = frozenset(
    {".pdf", ".epub", ".docx", ".odt", ".cbz", ".mp3", ".m4b", ".mp4", ".jpg", ".png"}
)
# What the file is called, and into what it can be turned.
OTHER_FORMS = {
    "DOC": ("Word 97–2003 (.doc)", "DOCX"),
    "OLE": ("Office 97–2003", "PDF"),
    "RTF": ("RTF", "DOCX"),
    "PPTX": ("PowerPoint (.pptx)", "PDF"),
    "ODP": ("Impress (.odp)", "PDF"),
    "ODS": ("Calc (.ods)", "XLSX"),
    "MOBI": ("Kindle (MOBI, AZW)", "EPUB"),
    "LIT": ("Microsoft Reader (.lit)", "EPUB"),
    "FB2": ("FictionBook (FB2)", "EPUB"),
    "DAISY": ("DAISY", "EPUB"),
    "TEI": ("TEI", "EPUB"),
    "CHM": ("CHM", "EPUB"),
    "DJVU": ("DjVu", "PDF"),
    "POSTSCRIPT": ("PostScript", "PDF"),
    "MHTML": ("MHTML", "HTML"),
    "ZIM": ("ZIM (Kiwix)", "EPUB"),
    "RAR": ("RAR", "ZIP"),
    "7Z": ("7-Zip", "ZIP"),
    "TAR": ("TAR", "ZIP"),
    "GZIP": ("GZIP", "ZIP"),
    "BZIP2": ("BZIP2", "ZIP"),
    "XZ": ("XZ", "ZIP"),
    "SQLITE": ("SQLite", "CSV"),
}
# What is nothing to read, with its own sentence.
OTHER_THINGS = {
    "ALTO": (PagesElsewhere, "ALTO"),
    "METS": (PagesElsewhere, "METS"),
    "IIIF": (PagesElsewhere, "IIIF"),
    "SCORM": (ForLearning, "SCORM, QTI, Common Cartridge"),
    "H5P": (ForLearning, "H5P"),
    "ANKI": (ForLearning, "Anki"),
    "MOODLE": (ForLearning, "Moodle XML"),
    "QTI": (ForLearning, "QTI"),
    "OPML": (ListOfFeeds, "OPML"),
    "XML": (OtherMarkup, "XML"),
    "JSON": (OtherMarkup, "JSON"),
}


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read the file at `path`, called `name` by people; what it makes lies under `scratch`.

    Raises a DomainError: the refusals of `errors`, of the format's module, of `core.unpack` and
    `core.markup`. Nothing is written outside `scratch`.
    """
    kind = detect(path, name=name)
    suffix = Path(name).suffix.lower()
    if kind in {"HTML", "TEXT", "MARKDOWN"} and suffix in BINARY:
        raise Mislabelled(suffix=suffix)
    if kind in READERS:
        module = importlib.import_module(f".{READERS[kind]}", __package__)
        return _read_with(module, path, name, scratch)
    _refuse(kind, path)
    raise UnknownFormat


def _read_with(module: ModuleType, path: Path, name: str, scratch: Path) -> Extracted:
    try:
        found: Extracted = module.read(path, name=name, scratch=scratch)
    except (DomainError, OSError, MemoryError):
        raise
    except Exception as error:
        # One strange file must not stop a folder of a thousand; the mistake is ours to find.
        log.exception("%s failed to read a file", module.__name__)
        raise BeyondOurParsers from error
    return found


def _refuse(kind: str, path: Path) -> None:
    if kind == "EMPTY":
        raise EmptyFile
    if kind == "PROGRAM":
        raise ProgramFile
    if kind == "CAPTIONS":
        raise SubtitlesAlone
    if kind in RECORDS:
        raise RecordsNotAWork
    if kind in OTHER_THINGS:
        refusal, called = OTHER_THINGS[kind]
        raise refusal(kind=called)
    if kind in OTHER_FORMS:
        called, form = OTHER_FORMS[kind]
        raise NeedsAnotherForm(kind=called, form=form)
    if kind in {"BUNDLE", "ZIP"}:
        with Archive(path) as archive:  # says what is wrong with a zip that cannot be opened
            archive.weigh()
            if kind == "BUNDLE":
                raise NotABookAlone(count=len(archive.names))
