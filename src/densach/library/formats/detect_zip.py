"""What a zip is, by what lies in it."""

import re
from collections import Counter
from pathlib import Path, PurePosixPath

from densach.core.errors import DomainError
from densach.core.unpack import Archive

BY_SUFFIX = {
    ".epub": "EPUB",
    ".docx": "DOCX",
    ".odt": "ODT",
    ".xlsx": "XLSX",
    ".cbz": "PICTURES",
    ".pptx": "PPTX",
}
BY_MIMETYPE = {
    b"application/epub+zip": "EPUB",
    b"application/vnd.oasis.opendocument.text": "ODT",
    b"application/vnd.oasis.opendocument.text-template": "ODT",
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS",
    b"application/vnd.oasis.opendocument.presentation": "ODP",
}
# A member that tells what the zip is, in the order of asking.
BY_MEMBER = (
    ("META-INF/container.xml", "EPUB"),
    ("word/document.xml", "DOCX"),
    ("xl/workbook.xml", "XLSX"),
    ("xl/workbook.bin", "XLSX"),
    ("ppt/presentation.xml", "PPTX"),
    ("imsmanifest.xml", "SCORM"),
    ("h5p.json", "H5P"),
    ("collection.anki2", "ANKI"),
    ("AndroidManifest.xml", "PROGRAM"),
    ("META-INF/MANIFEST.MF", "PROGRAM"),
)
OFFICE_FOLDERS = {"word/": "DOCX", "xl/": "XLSX", "ppt/": "PPTX"}
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
PAGES = frozenset({".html", ".htm", ".xhtml"})
PICTURES = frozenset(
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".bmp"]
)
SOUNDS = frozenset(
    [".mp3", ".m4a", ".m4b", ".ogg", ".opus", ".oga", ".flac", ".wav", ".aac", ".wma"]
)
FILMS = frozenset(
    [".mp4", ".webm", ".mkv", ".mov", ".m4v", ".avi", ".wmv", ".mpg", ".mpeg", ".ogv"]
)
# Each of these is a work of its own, also when it lies beside others.
WORKS = frozenset(
    [".epub", ".pdf", ".docx", ".odt", ".md", ".txt", ".cbz", ".mrc", ".csv", ".xlsx", ".zip"]
)


def zip_kind(path: Path, suffix: str) -> str:
    """The kind of a zip; one that cannot be opened is what its name says, else "ZIP"."""
    try:
        with Archive(path) as archive:
            return _kind(archive)
    except DomainError:
        return BY_SUFFIX.get(suffix, "ZIP")


def _kind(archive: Archive) -> str:
    if (name := archive.find("mimetype")) and archive.size(name) <= 200:  # noqa: PLR2004 - a line
        declared = archive.read(name).strip().removeprefix(b"\xef\xbb\xbf")
        if declared in BY_MIMETYPE:
            return BY_MIMETYPE[declared]
    if "ke.json" in archive:
        return "SHELF"
    for member, kind in BY_MEMBER:
        if archive.find(member):
            return kind
    names = [name for name in archive.names if not LITTER.search(name)]
    for folder, kind in OFFICE_FOLDERS.items():
        if any(name.startswith(folder) for name in names):
            return kind  # an office file whose main part is lost: its reader says so
    if any(name.lower().endswith(".opf") for name in names):
        return "EPUB"
    return _by_suffixes(names)


def _by_suffixes(names: list[str]) -> str:
    counts = Counter(PurePosixPath(name).suffix.lower() for name in names)

    def count(suffixes: frozenset[str]) -> int:
        return sum(counts[suffix] for suffix in suffixes)

    if not names:
        return "EMPTY"
    pages, works = count(PAGES), count(WORKS - {".md", ".txt"})
    # A page that lists fifty PDFs is their list, not a book.
    if pages >= max(works, 1) or (pages * 3 >= works and _has_index(names) and pages):
        return "SITE"
    if works:
        return "BUNDLE"
    if films := count(FILMS):
        return "VIDEO" if films == 1 else "BUNDLE"
    if count(SOUNDS):
        return "AUDIO"
    if count(PICTURES) > count(frozenset({".md", ".txt"})):
        return "PICTURES"
    return "BUNDLE" if count(WORKS) else "ZIP"


def _has_index(names: list[str]) -> bool:
    """Whether the first page of a site lies at the top, or in the one folder that is there."""
    tops = {name.partition("/")[0] for name in names}
    at_top = [name for name in names if name.count("/") == (1 if len(tops) == 1 else 0)]
    return any(re.search(r"(?:^|/)index\.x?html?$", name, re.IGNORECASE) for name in at_top)
