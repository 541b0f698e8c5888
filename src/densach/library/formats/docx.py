"""DOCX → HTML by mammoth → chapters by its headings; pictures, tables and notes kept."""

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from densach.core import markup
from densach.core.errors import DomainError
from densach.core.unpack import Archive

from . import docx_fonts, docx_math
from .errors import NothingToRead, Unreadable
from .flow import Manuscript, bind
from .model import Extracted
from .office import PART_BYTES, official_title, read_properties

if TYPE_CHECKING:
    from lxml.etree import _Element

XML_PARTS = re.compile(r"(?:\.xml|\.rels)$", re.IGNORECASE)
NEEDED = re.compile(r"^(?:\[content_types\]\.xml|_rels/|word/)", re.IGNORECASE)
MEDIA = re.compile(r"^word/media/", re.IGNORECASE)
NOT_NEEDED = re.compile(r"theme/|stylesWithEffects|fontTable|webSettings|embeddings/|activeX/|vba")
ALL_BYTES = 256 << 20
STYLES = """
p[style-name='Title'] => h1.tieu-de:fresh
p[style-name='Subtitle'] => p.phu-de:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='densach center'] => p.giua:fresh
p[style-name='densach right'] => p.phai:fresh
u => u
strike => s
comment-reference => !
"""
SHEET = (
    ".giua{text-align:center}.phai{text-align:right}.tieu-de{text-align:center}"
    ".phu-de{text-align:center;font-style:italic}td p{margin:0}"
)


class DocxBroken(Unreadable):
    """The zip is whole but Word's document in it is not."""

    code = "library.docx_broken"
    message = _("The Word document in this file is damaged.")
    advice = _("Open it in Word or LibreOffice, save it under a new name and send that.")


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """Read a DOCX. Raises DocxBroken, NothingToRead, the refusals of `unpack` and `markup`."""
    extracted = Extracted(format="DOCX", media_type=MEDIA_TYPE, kind="BOOK")
    formulas: list[str] = []
    with Archive(path) as archive:
        if archive.find("word/document.xml") is None:
            raise DocxBroken
        try:
            read_properties(archive, "docProps/core.xml", extracted)
            plain, extracted.recoded = _plain_copy(archive, formulas)
        except markup.BrokenMarkup as error:
            raise DocxBroken from error
    pictures: dict[str, bytes] = {}
    html = docx_math.put_in(_converted(plain, pictures), formulas)
    root = markup.html(f"<html><body>{html}</body></html>".encode("utf-8", "replace"))
    body = None if root is None else root.find("body")
    if body is None or (not len(body) and not (body.text or "").strip()):
        raise NothingToRead
    _mark_notes(body)
    if body.find(".//h1") is None:
        extracted.title = extracted.title or official_title(body)
    manuscript = Manuscript(body, sheets=[("", SHEET)], source=Pictures(pictures))
    return bind(manuscript, extracted, name=name, scratch=scratch)


MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Pictures:
    """The pictures that mammoth found, by the names given to them here."""

    def __init__(self, found: dict[str, bytes]) -> None:
        self._found = found

    def find(self, name: str) -> str | None:
        """The picture of that name."""
        return name if name in self._found else None

    def fetch(self, name: str, limit: int) -> bytes | None:
        """Its bytes."""
        data = self._found.get(name)
        return data if data and len(data) <= limit else None

    def stream(self, name: str) -> None:  # noqa: ARG002 - the protocol's shape
        """There is no sound in a DOCX."""
        return


def _plain_copy(
    archive: Archive, formulas: list[str]
) -> tuple[io.BytesIO, tuple[str, str, str] | None]:
    """The parts that mammoth reads, checked and within limits, old fonts made Unicode.

    Formulas go into `formulas`, and marks for them stay.

    mammoth parses XML and unzips without limits of its own, so it is given only this copy.
    """
    plain, recoded, total = io.BytesIO(), None, 0
    styles = archive.find("word/styles.xml")
    fonts = docx_fonts.fonts_of_styles(archive.read(styles, limit=PART_BYTES)) if styles else {}
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.names:
            if not NEEDED.match(name) or NOT_NEEDED.search(name):
                continue
            if not XML_PARTS.search(name) and not MEDIA.match(name):
                continue
            data = archive.read(name, limit=PART_BYTES)
            total += len(data)
            if total > ALL_BYTES:
                raise DocxBroken
            if XML_PARTS.search(name):
                markup.check(data)
            if docx_fonts.TEXT_PARTS.search(name):
                data, sample = docx_fonts.recode(data, fonts)
                recoded = recoded or sample
                data = docx_math.take_out(data, formulas)
            copy.writestr(name, data)
    plain.seek(0)
    return plain, recoded


def _converted(plain: io.BytesIO, pictures: dict[str, bytes]) -> str:
    import mammoth

    def keep(image: Any) -> dict[str, str]:
        with image.open() as source:
            data = source.read()
        name = f"picture-{len(pictures) + 1}"
        pictures[name] = data
        return {"src": name}

    try:
        result = mammoth.convert_to_html(
            plain,
            style_map=STYLES,
            convert_image=mammoth.images.img_element(keep),
            transform_document=mammoth.transforms.paragraph(_by_alignment),
            id_prefix="d-",
        )
    except DomainError:
        raise
    except Exception as error:  # mammoth has no errors of its own: whatever it stumbles over
        raise DocxBroken from error
    return str(result.value)


def _by_alignment(paragraph: Any) -> Any:
    """Keep centred and right-hand paragraphs, which administrative documents are made of."""
    if paragraph.style_name is not None and paragraph.style_name not in {"Normal", "Body Text"}:
        return paragraph
    if paragraph.alignment in {"center", "right"} and not paragraph.numbering:
        style = f"densach {paragraph.alignment}"
        return paragraph.copy(style_id=style, style_name=style)
    return paragraph


def _mark_notes(body: "_Element") -> None:
    """Say which links are notes, so that the reader may show them where they are called."""
    for link in body.iter("a"):
        target, own = link.get("href", ""), link.get("id", "")
        if re.match(r"#d-(?:foot|end)note-ref-", target):
            link.set("role", "doc-backlink")
        elif re.match(r"#d-(?:foot|end)note-", target) and "note-ref-" in own:
            link.set("role", "doc-noteref")
    for item in body.iter("li"):
        if re.match(r"d-(?:foot|end)note-", item.get("id", "")):
            item.set("role", "doc-footnote")
