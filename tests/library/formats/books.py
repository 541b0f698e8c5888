"""Small books made for the tests of reflowable formats."""

import io
import zipfile
from pathlib import Path

from densach.library.formats import reading
from densach.library.formats.model import Extracted
from densach.library.formats.read import read

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
XHTML = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
VERSE = (
    "Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau. Trải qua một cuộc bể dâu, "
    "những điều trông thấy mà đau đớn lòng."
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000030806000000b9eade8100000010494441547"
    "8da63fcffff3f030303030000190003ff5b5b4f5c0000000049454e44ae426082"
)


def page(body: str, *, head: str = "", attributes: str = "") -> str:
    """A chapter of an EPUB."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<html {XHTML} {attributes}><head>'
        f"<title>Trang</title>{head}</head><body>{body}</body></html>"
    )


def make_epub(
    path: Path,
    chapters: dict[str, str | bytes] | None = None,
    *,
    metadata: str = "<dc:title>Sách thử</dc:title><dc:language>vi</dc:language>",
    items: str = "",
    spine: str = "",
    spine_attributes: str = "",
    version: str = "3.0",
    files: dict[str, str | bytes] | None = None,
    container: str | None = CONTAINER,
    mimetype: bool = True,
    guide: str = "",
) -> Path:
    """An EPUB whose chapters are documents of `OEBPS/`, listed and in the spine in their order."""
    chapters = (
        chapters if chapters is not None else {"a.xhtml": page(f"<h1>Một</h1><p>{VERSE}</p>")}
    )
    listed = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(chapters)
    )
    refs = "".join(f'<itemref idref="i{at}"/>' for at in range(len(chapters)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{listed}{items}</manifest>"
        f"<spine {spine_attributes}>{refs}{spine}</spine>{guide}</package>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        if mimetype:
            out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        if container is not None:
            out.writestr("META-INF/container.xml", container)
        if "OEBPS/content.opf" not in (files or {}):
            out.writestr("OEBPS/content.opf", package)
        for name, data in chapters.items():
            out.writestr(f"OEBPS/{name}", data)
        for name, data in (files or {}).items():
            out.writestr(name, data)
    return path


def take(path: Path, scratch: Path) -> Extracted:
    """Read `path` as the importer does."""
    return read(path, name=path.name, scratch=scratch)


def opened(found: Extracted) -> reading.ReadingCopy:
    """The reading copy of what was read."""
    assert found.reading is not None
    return reading.open_reading(found.reading)


def html_of(found: Extracted) -> str:
    """All chapters, one after the other."""
    with opened(found) as copy:
        return "\n".join(copy.chapter(line["id"]) for line in copy.book["chapters"])


def sheet_of(found: Extracted) -> str:
    """The style sheet of the copy; "" where it has none."""
    with opened(found) as copy:
        return "".join(copy.resource(name)[0].decode() for name in copy.book["css"])


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A zip in memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
