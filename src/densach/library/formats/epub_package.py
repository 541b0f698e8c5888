"""The package of an EPUB: container, manifest, spine, rendition. No metadata, no text."""

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from densach.core import markup
from densach.core.unpack import Archive

from .errors import ProtectedBook, Unreadable
from .trees import raw_text

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
PACKAGE_BYTES = 16 << 20
IDPF_FONTS = "http://www.idpf.org/2008/embedding"
ADOBE_FONTS = "http://ns.adobe.com/pdf/enc#RC"
DOCUMENT_TYPES = frozenset(
    {"application/xhtml+xml", "text/html", "image/svg+xml", "application/xml", "text/xml"}
    | {"text/x-oeb1-document", "application/x-dtbook+xml"}
)
DOCUMENT_SUFFIXES = (".xhtml", ".html", ".htm", ".svg", ".xml")


class NoContainer(Unreadable):
    """An EPUB must say where its package is."""

    code = "library.epub_no_container"
    message = _("This EPUB has no META-INF/container.xml, so nothing says where the book begins.")
    advice = _("Open it in an EPUB editor (Sigil, calibre), save it again and send that.")


class NoPackage(Unreadable):
    """The container names a package that is not there."""

    code = "library.epub_no_package"
    message = _("This EPUB lacks its package file “%(name)s”.")
    advice = _("Copying it was perhaps interrupted. Get the book again from where it came.")


class NoChapters(Unreadable):
    """The spine is empty or none of its documents is there."""

    code = "library.epub_no_chapters"
    message = _("This EPUB lists no chapter that is really in it.")
    advice = _("Open it in an EPUB editor (Sigil, calibre), save it again and send that.")


@dataclass(slots=True)
class Item:
    """A file of the manifest. `name` is its entry in the archive."""

    id: str
    name: str
    media_type: str
    properties: frozenset[str] = frozenset()
    overlay: str = ""  # id of a SMIL document
    linear: bool = True
    fixed: bool | None = None  # None: as the book


@dataclass(slots=True)
class Package:
    """What the package says, with every name led to an entry that is there."""

    archive: Archive
    root: "_Element"
    folder: str
    version: str
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[Item] = field(default_factory=list)
    fixed: bool = False
    direction: str = "ltr"
    ncx: Item | None = None
    nav: Item | None = None
    fonts: dict[str, str] = field(default_factory=dict)  # obfuscated entries: algorithm
    missing: list[str] = field(default_factory=list)
    mended: bool = False

    @property
    def unique_id(self) -> str:
        """The identifier that stands for the publication, as written; empty where none is named."""
        wanted = self.root.get("unique-identifier", "")
        found = (raw_text(e) for e in children(self.root, "identifier") if e.get("id") == wanted)
        return next(found, "")

    def find(self, href: str) -> str | None:
        """The entry that an address in the package means."""
        path = unquote(href.partition("#")[0])
        joined = posixpath.normpath(posixpath.join(self.folder, path)) if path else ""
        return self.archive.find(joined) or self.archive.find(path.lstrip("/"))


def open_package(archive: Archive) -> Package:
    """Read container, encryption and package.

    Raises NoContainer, NoPackage, NoChapters, ProtectedBook, HostileMarkup, BrokenMarkup.
    """
    fonts = _encrypted(archive)
    name = _package_name(archive)
    data = archive.read(name, limit=PACKAGE_BYTES)
    mistake: markup.BrokenMarkup | None = None
    try:
        root = markup.xml(data)
    except markup.BrokenMarkup as error:
        # An unescaped & in a title is common; what can be read of the package often suffices.
        root, mistake = markup.mended_xml(data), error
    package = Package(
        archive, root, posixpath.dirname(name), version=root.get("version", "2.0"), fonts=fonts
    )
    _read_rendition(package)
    _read_manifest(package)
    _read_spine(package)
    if not package.spine:
        raise mistake or NoChapters
    package.mended = mistake is not None
    return package


def children(root: "_Element", name: str) -> "list[_Element]":
    """All elements of that local name, wherever they stand and in whatever namespace."""
    return list(root.iter(f"{{*}}{name}"))


def _package_name(archive: Archive) -> str:
    container = archive.find(CONTAINER)
    if container is None:
        raise NoContainer
    root = markup.xml(archive.read(container, limit=PACKAGE_BYTES))
    wanted = [found.get("full-path", "") for found in children(root, "rootfile")]
    for path in filter(None, wanted):
        if found := archive.find(path.lstrip("/")):
            return found
    packages = [name for name in archive.names if name.lower().endswith(".opf")]
    if packages:
        return packages[0]
    raise NoPackage(name=(wanted or [""])[0][:100])


def _encrypted(archive: Archive) -> dict[str, str]:
    """Obfuscated fonts; a book with anything else encrypted is refused."""
    name = archive.find(ENCRYPTION)
    if name is None:
        return {}
    root = markup.xml(archive.read(name, limit=PACKAGE_BYTES))
    fonts = {}
    for part in children(root, "EncryptedData"):
        algorithm = next((m.get("Algorithm", "") for m in children(part, "EncryptionMethod")), "")
        uri = next((ref.get("URI", "") for ref in children(part, "CipherReference")), "")
        if algorithm not in {IDPF_FONTS, ADOBE_FONTS}:
            raise ProtectedBook
        fonts[archive.find(uri) or uri] = algorithm
    return fonts


def _read_rendition(package: Package) -> None:
    for meta in children(package.root, "meta"):
        prop = meta.get("property", "")
        value = raw_text(meta).strip()
        if prop == "rendition:layout" or meta.get("name") == "fixed-layout":
            package.fixed = "pre-paginated" in {value, meta.get("content", "")} or (
                meta.get("content", "").lower() == "true"
            )
        elif meta.get("name") == "primary-writing-mode":
            package.direction = _direction(meta.get("content", ""))


def _direction(mode: str) -> str:
    if mode.startswith(("vertical", "sideways")):
        return "vertical-rl"
    return "rtl" if mode.endswith("rl") else "ltr"


def _read_manifest(package: Package) -> None:
    for element in children(package.root, "item"):
        href = element.get("href", "")
        if "://" in href or not href:
            continue
        name = package.find(href)
        if name is None:
            package.missing.append(href)
            continue
        item = Item(
            id=element.get("id", ""),
            name=name,
            media_type=element.get("media-type", "").lower().strip(),
            properties=frozenset(element.get("properties", "").split()),
            overlay=element.get("media-overlay", ""),
        )
        package.items[item.id] = item
        if "nav" in item.properties:
            package.nav = item


def _read_spine(package: Package) -> None:
    spine = next(iter(children(package.root, "spine")), None)
    refs = children(spine, "itemref") if spine is not None else []
    for ref in refs:
        item = package.items.get(ref.get("idref", ""))
        if item is None or not is_document(item):
            continue
        properties = ref.get("properties", "").split()
        if "rendition:layout-pre-paginated" in properties:
            item.fixed = True
        elif "rendition:layout-reflowable" in properties:
            item.fixed = False
        item.linear = ref.get("linear", "yes") != "no"
        if item not in package.spine:
            package.spine.append(item)
    if spine is not None:
        package.ncx = package.items.get(spine.get("toc", ""))
        if spine.get("page-progression-direction") == "rtl" and package.direction == "ltr":
            package.direction = "rtl"
    if package.ncx is None:
        package.ncx = next(
            (i for i in package.items.values() if i.media_type == "application/x-dtbncx+xml"), None
        ) or next((i for i in package.items.values() if i.name.lower().endswith(".ncx")), None)


def is_document(item: Item) -> bool:
    """By type or, since makers err, by name."""
    return item.media_type in DOCUMENT_TYPES or item.name.lower().endswith(DOCUMENT_SUFFIXES)
