"""Contents of an EPUB: the navigation document, else the NCX, else the guide of EPUB 2."""

from typing import TYPE_CHECKING

from densach.core import markup
from densach.core.errors import DomainError

from . import addresses, documents
from .binding import Line
from .epub_package import Package, children
from .trees import local, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

EPUB_TYPE = ("{http://www.idpf.org/2007/ops}type", "epub:type", "role")
TOC_BYTES = 16 << 20
DEEPEST = 6


def contents(package: Package) -> list[Line]:
    """The lines of the contents, of the first source that has any."""
    if package.nav and (lines := _from_nav(package)):
        return lines
    if package.ncx and (lines := _from_ncx(package)):
        return lines
    return []


def _from_nav(package: Package) -> list[Line]:
    assert package.nav
    document = documents.parse(package.archive.read(package.nav.name, limit=TOC_BYTES))
    if document is None:
        return []
    navs = list(document.root.iter("{*}nav"))
    nav = next((nav for nav in navs if _types(nav) & {"toc", "doc-toc"}), None)
    if nav is None and len(navs) == 1:
        nav = navs[0]
    lists = [] if nav is None else list(nav.iter("{*}ol", "{*}ul"))
    return _nav_lines(lists[0], package, 0) if lists else []


def _types(element: "_Element") -> set[str]:
    return {word for key in EPUB_TYPE for word in element.get(key, "").split()}


def _nav_lines(listing: "_Element", package: Package, depth: int) -> list[Line]:
    assert package.nav
    lines = []
    for entry in listing:
        if not isinstance(entry.tag, str) or local(entry.tag).lower() != "li":
            continue
        title, target, nested = "", None, []
        for part in entry:
            name = local(str(part.tag)).lower()
            if name in {"ol", "ul"}:
                nested = _nav_lines(part, package, depth + 1) if depth < DEEPEST else []
            elif not title:
                title = _text(part)
                target = _target(package, package.nav.name, _link_of(part))
        lines.append(Line(title or (entry.text or "").strip(), target, nested))
    return lines


def _link_of(part: "_Element") -> str:
    if part.get("href"):
        return str(part.get("href"))
    return next((str(a.get("href")) for a in part.iter("{*}a") if a.get("href")), "")


def _from_ncx(package: Package) -> list[Line]:
    assert package.ncx
    data = package.archive.read(package.ncx.name, limit=TOC_BYTES)
    root: _Element | None
    try:
        root = markup.xml(data)
    except markup.BrokenMarkup:
        document = documents.parse(data)
        root = document.root if document else None
    except DomainError:
        return []
    navmap = None if root is None else next(root.iter("{*}navMap", "{*}navmap"), None)
    return [] if navmap is None else _ncx_lines(navmap, package, 0)


def _ncx_lines(parent: "_Element", package: Package, depth: int) -> list[Line]:
    assert package.ncx
    lines = []
    for point in parent:
        if local(str(point.tag)).lower() != "navpoint":
            continue
        title, src = "", ""
        for part in point:
            name = local(str(part.tag)).lower()
            if name == "navlabel":
                title = _text(part)
            elif name == "content":
                src = part.get("src", "")
        nested = _ncx_lines(point, package, depth + 1) if depth < DEEPEST else []
        lines.append(Line(title, _target(package, package.ncx.name, src), nested))
    return lines


def _target(package: Package, base: str, address: str) -> tuple[str, str] | None:
    """Entry and fragment that an address of the contents means, mended as far as it goes."""
    found = addresses.resolve(base, address) if address else None
    if found is None:
        return None
    name = package.archive.find(found[0])
    if name is None:
        last = found[0].rpartition("/")[2].casefold()
        same = [item.name for item in package.spine if item.name.casefold().endswith("/" + last)]
        name = same[0] if len(same) == 1 else None
    return (name, found[1]) if name else None


def _text(element: "_Element") -> str:
    return text_of(element)


def landmark(package: Package, kind: str) -> str | None:
    """The entry that the guide names for `kind` (cover, toc, text …)."""
    for reference in children(package.root, "reference"):
        if reference.get("type", "").lower() == kind:
            return package.find(reference.get("href", ""))
    return None
