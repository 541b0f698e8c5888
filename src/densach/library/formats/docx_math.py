"""Formulas of Word (OMML) as MathML. Elements and their meaning: ECMA-376-1, 22.1.

mammoth passes formulas over. So each is taken out before, a mark stands in its place, and the mark is
turned into MathML in the HTML that comes back. What is not known here gives at least its text.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING

from densach.core import markup

if TYPE_CHECKING:
    from lxml.etree import _Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = re.compile("\ue0f0(\\d+)\ue0f1")  # signs for private use, which text does not hold
DEEPEST = 60  # formulas in formulas; beyond it, only their text
# A number with comma or point, a name of several letters (sin, log) only in upright runs, a sign.
PIECES = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]|\s+|.", re.DOTALL)
MARKED = re.compile("[À-ỹ]")  # words with marks are words, not letters that are multiplied
UPRIGHT_PIECES = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\s+|.", re.DOTALL)
LARGE = "∑∏∐⋂⋃⋀⋁⨀⨁⨂⨄⨆"  # take their limits above and below, integrals beside


def take_out(data: bytes, formulas: list[str]) -> bytes:
    """A part of Word with a mark for each formula; their MathML goes to the end of `formulas`."""
    if b"oMath" not in data:
        return data
    from lxml import etree

    root = markup.xml(data, deep=True)
    for paragraph in list(root.iter(f"{M}oMathPara")):
        for formula in list(paragraph.iter(f"{M}oMath")):
            _put_mark(formula, _math(formula, display="block"), formulas)
        _unwrap(paragraph)
    for formula in list(root.iter(f"{M}oMath")):
        _put_mark(formula, _math(formula, display="inline"), formulas)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def put_in(html: str, formulas: list[str]) -> str:
    """The HTML with MathML where the marks stand."""
    return MARK.sub(lambda mark: formulas[int(mark[1])], html)


def _put_mark(formula: "_Element", mathml: str, formulas: list[str]) -> None:
    from lxml import etree

    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = f"\ue0f0{len(formulas)}\ue0f1"
    run.tail = formula.tail
    parent = formula.getparent()
    if parent is not None:
        parent.replace(formula, run)
        formulas.append(mathml)


def _unwrap(element: "_Element") -> None:
    """Leave the children of `element` in its place."""
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = [child for child in element if child.tag == f"{W}r"]


def _math(formula: "_Element", *, display: str) -> str:
    said = " ".join("".join(_text(formula)).split())
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{display}" '
        f'alttext="{escape(said)}">{_row(formula, 0)}</math>'
    )


def _text(element: "_Element") -> Iterable[str]:
    """The formula in one line: fractions with `/`, powers with `^`, indices with `_`."""
    name = _name(element)
    if name == "t":
        yield element.text or ""
    elif name in LINEAR:
        first, sign, second = LINEAR[name]
        yield from ("(", *_text_of(element, first), ")", sign)
        yield from ("(", *_text_of(element, second), ")")
    elif name == "rad":
        yield from ("√(", *_text_of(element, "e"), ")")
    else:
        if name in ("nary", "acc", "groupChr"):
            yield _property(element, "chr", "∫" if name == "nary" else "")
        for child in element:
            if not _name(child).endswith("Pr"):
                yield from _text(child)


LINEAR = {"f": ("num", "/", "den"), "sSup": ("e", "^", "sup"), "sSub": ("e", "_", "sub")}


def _text_of(element: "_Element", name: str) -> Iterable[str]:
    child = element.find(M + name)
    return _text(child) if child is not None else ()


def _name(element: "_Element") -> str:
    """The local name of an element of Word; comments have none."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _row(element: "_Element | None", depth: int) -> str:
    """All that stands in `element`, as one."""
    if element is None:
        return "<mrow></mrow>"
    if depth > DEEPEST:
        return _tag("mtext", escape("".join(_text(element))))
    return _tag("mrow", "".join(_one(child, depth + 1) for child in element))


def _one(element: "_Element", depth: int) -> str:
    name = _name(element)
    if name == "r" or element.tag == f"{M}t":
        return _run(element)
    if not name or name.endswith("Pr"):
        return ""
    if maker := MAKERS.get(name):
        return maker(element, depth)
    return _row(element, depth)  # boxes, and whatever is not known


def _tag(name: str, inner: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{inner}</{name}>"


def _part(element: "_Element", name: str, depth: int) -> str:
    return _row(element.find(M + name), depth)


def _property(element: "_Element", name: str, default: str) -> str:
    """A value of the element's properties; an empty one is meant (no bracket), a missing one not."""
    found = element.find(f"{M}{_name(element)}Pr/{M}{name}")
    return default if found is None else str(found.get(f"{M}val", default))


def _is_on(element: "_Element", name: str) -> bool:
    """A switch: there without a value is on."""
    found = element.find(f"{M}{_name(element)}Pr/{M}{name}")
    return found is not None and found.get(f"{M}val", "1") not in {"0", "off", "false"}


def _run(run: "_Element") -> str:
    text = "".join(part.text or "" for part in run.iter(f"{M}t", f"{W}t"))
    properties = run.find(f"{M}rPr")
    style = ""
    if properties is not None:
        if properties.find(f"{M}nor") is not None:
            return _tag("mtext", escape(text))
        sty = properties.find(f"{M}sty")
        style = sty.get(f"{M}val", "") if sty is not None else ""
    slanted = style in ("", "i", "bi") and not MARKED.search(text)
    pieces = (PIECES if slanted else UPRIGHT_PIECES).findall(text)
    return "".join(_piece(piece, style) for piece in pieces)


def _piece(piece: str, style: str) -> str:
    if piece.isspace():
        return _tag("mspace", "", ' width="0.3em"')
    if piece[0].isdecimal():
        return _tag("mn", escape(piece))
    if piece[0].isalpha():
        variant = {"p": ' mathvariant="normal"', "b": ' mathvariant="bold"'}.get(style, "")
        return _tag("mi", escape(piece), variant if len(piece) == 1 or style == "b" else "")
    return _tag("mo", escape(piece))


def _fraction(element: "_Element", depth: int) -> str:
    both = _part(element, "num", depth) + _part(element, "den", depth)
    kind = _property(element, "type", "bar")
    if kind == "lin":
        return _part(element, "num", depth) + _tag("mo", "/") + _part(element, "den", depth)
    look = {"noBar": ' linethickness="0"', "skw": ' bevelled="true"'}.get(kind, "")
    return _tag("mfrac", both, look)


def _scripts(tag: str, *names: str) -> Callable[["_Element", int], str]:
    def make(element: "_Element", depth: int) -> str:
        return _tag(tag, "".join(_part(element, name, depth) for name in names))

    return make


def _before(element: "_Element", depth: int) -> str:
    sub, sup = _part(element, "sub", depth), _part(element, "sup", depth)
    inner = _part(element, "e", depth) + _tag("mprescripts", "") + sub + sup
    return _tag("mmultiscripts", inner)


def _root(element: "_Element", depth: int) -> str:
    degree = element.find(f"{M}deg")
    if _is_on(element, "degHide") or degree is None or not len(degree):
        return _tag("msqrt", _part(element, "e", depth))
    return _tag("mroot", _part(element, "e", depth) + _row(degree, depth))


def _large(element: "_Element", depth: int) -> str:
    """A sum, product or integral with its limits, and what it is taken of."""
    sign = _property(element, "chr", "∫")
    beside = _property(element, "limLoc", "undOvr" if sign in LARGE else "subSup") == "subSup"
    limits = [
        (name, _part(element, name, depth))
        for name, hidden in (("sub", "subHide"), ("sup", "supHide"))
        if not _is_on(element, hidden)
    ]
    tag = {
        ("sub", "sup"): ("msubsup", "munderover"), ("sub",): ("msub", "munder"),
        ("sup",): ("msup", "mover"), (): ("mrow", "mrow"),
    }[tuple(name for name, _limit in limits)][0 if beside else 1]  # fmt: skip
    whole = _tag("mo", escape(sign)) + "".join(limit for _name, limit in limits)
    return _tag(tag, whole) + _part(element, "e", depth)


def _brackets(element: "_Element", depth: int) -> str:
    begin, end = _property(element, "begChr", "("), _property(element, "endChr", ")")
    between = _tag("mo", escape(_property(element, "sepChr", "|")))
    inner = between.join(_row(part, depth) for part in element.findall(f"{M}e"))
    marks = [_tag("mo", escape(mark), ' stretchy="true"') if mark else "" for mark in (begin, end)]
    return _tag("mrow", marks[0] + inner + marks[1])


def _function(element: "_Element", depth: int) -> str:
    return _part(element, "fName", depth) + _tag("mo", "\u2061") + _part(element, "e", depth)


def _over(tag: str, name: str, usual: str) -> Callable[["_Element", int], str]:
    """An accent, a bar or a brace over (or under) what stands below it."""

    def make(element: "_Element", depth: int) -> str:
        place = {"bot": "munder", "top": "mover"}.get(_property(element, "pos", ""), tag)
        sign = _tag("mo", escape(_property(element, name, usual)), ' stretchy="true"')
        return _tag(place, _part(element, "e", depth) + sign)

    return make


def _table(element: "_Element", depth: int) -> str:
    rows = element.findall(f"{M}mr")
    if not rows:  # equations one under another
        cells = [[part] for part in element.findall(f"{M}e")]
        return _rows(cells, depth, ' columnalign="left"')
    return _rows([row.findall(f"{M}e") for row in rows], depth, "")


def _rows(rows: "list[list[_Element]]", depth: int, look: str) -> str:
    lines = (_tag("mtr", "".join(_tag("mtd", _row(c, depth)) for c in row)) for row in rows)
    return _tag("mtable", "".join(lines), look)


MAKERS: dict[str, Callable[["_Element", int], str]] = {
    "f": _fraction,
    "sSup": _scripts("msup", "e", "sup"),
    "sSub": _scripts("msub", "e", "sub"),
    "sSubSup": _scripts("msubsup", "e", "sub", "sup"),
    "limLow": _scripts("munder", "e", "lim"),
    "limUpp": _scripts("mover", "e", "lim"),
    "sPre": _before,
    "rad": _root,
    "nary": _large,
    "d": _brackets,
    "func": _function,
    "acc": _over("mover", "chr", "\u0302"),
    "bar": _over("munder", "chr", "\u00af"),
    "groupChr": _over("munder", "chr", "\u23df"),
    "m": _table,
    "eqArr": _table,
    "borderBox": lambda element, depth: _tag(
        "menclose", _part(element, "e", depth), ' notation="box"'
    ),
    "phant": lambda element, depth: _tag("mphantom", _part(element, "e", depth)),
}
