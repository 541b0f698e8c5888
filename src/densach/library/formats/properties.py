"""The CSS properties that flowing text keeps, with their keywords where not all are harmless."""

_ANY: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Margins and paddings may not be negative: text must not slip over the page around the book.
SIDES = frozenset(
    f"{name}{side}"
    for name in ("margin", "padding")
    for side in (
        "",
        "-top",
        "-right",
        "-bottom",
        "-left",
        "-inline",
        "-inline-start",
        "-inline-end",
        "-block",
        "-block-start",
        "-block-end",
    )
)
_STYLES = _words(
    "none hidden dotted dashed solid double groove ridge inset outset thin medium thick"
)
_BORDERS = {
    f"border{side}{part}": _STYLES
    for side in ("", "-top", "-right", "-bottom", "-left")
    for part in ("", "-style", "-width")
}
FLOWING: dict[str, frozenset[str]] = {
    **dict.fromkeys(sorted(SIDES), _words("auto inherit initial unset")),
    **_BORDERS,
    "border-collapse": _words("collapse separate inherit"),
    "border-spacing": _ANY,
    "border-radius": _ANY,
    "break-after": _ANY,
    "break-before": _ANY,
    "break-inside": _ANY,
    "caption-side": _ANY,
    "clear": _words("none left right both inline-start inline-end"),
    "content": _words("none normal open-quote close-quote no-open-quote no-close-quote"),
    "counter-increment": _ANY,
    "counter-reset": _ANY,
    "direction": _words("ltr rtl inherit"),
    "display": _words(
        "none block inline inline-block list-item table inline-table table-row table-cell "
        "table-row-group table-header-group table-footer-group table-column table-column-group "
        "table-caption ruby ruby-base ruby-text flow-root"
    ),
    "empty-cells": _ANY,
    "float": _words("none left right inline-start inline-end"),
    "font-family": _ANY,
    "font-kerning": _ANY,
    "font-size": _words(
        "xx-small x-small small medium large x-large xx-large smaller larger inherit"
    ),
    "font-style": _words("normal italic oblique inherit initial"),
    "font-variant": _ANY,
    "font-variant-caps": _ANY,
    "font-variant-numeric": _ANY,
    "font-weight": _words("normal bold bolder lighter inherit initial"),
    "hyphens": _words("none manual"),
    "letter-spacing": _words("normal inherit"),
    "list-style": _ANY,
    "list-style-position": _ANY,
    "list-style-type": _ANY,
    "max-width": _words("none 100%"),
    "orphans": _ANY,
    "page-break-after": _ANY,
    "page-break-before": _ANY,
    "page-break-inside": _ANY,
    "quotes": _words("none auto"),
    "ruby-align": _ANY,
    "ruby-position": _ANY,
    "table-layout": _ANY,
    "text-align": _words("left right center justify start end inherit initial match-parent"),
    "text-align-last": _words("left right center justify start end auto inherit"),
    "text-combine-upright": _ANY,
    "text-decoration": _words(
        "none underline overline line-through inherit dotted dashed wavy double"
    ),
    "text-decoration-line": _words("none underline overline line-through inherit"),
    "text-decoration-style": _ANY,
    "text-emphasis": _ANY,
    "text-emphasis-position": _ANY,
    "text-emphasis-style": _ANY,
    "text-indent": _words("inherit initial"),
    "text-orientation": _ANY,
    "text-transform": _words("none uppercase lowercase capitalize inherit"),
    "unicode-bidi": _ANY,
    "vertical-align": _words(
        "baseline sub super top text-top middle bottom text-bottom inherit initial"
    ),
    "white-space": _words("normal nowrap pre-wrap pre-line pre inherit"),
    "widows": _ANY,
    "width": _words("auto inherit"),
    "height": _words("auto inherit"),
    "word-spacing": _words("normal inherit"),
    "writing-mode": _words("horizontal-tb vertical-rl vertical-lr sideways-rl sideways-lr"),
    "-epub-writing-mode": _words("horizontal-tb vertical-rl vertical-lr"),
    "-webkit-writing-mode": _words("horizontal-tb vertical-rl vertical-lr"),
    # Drawings inside the text.
    "fill-rule": _ANY,
    "stroke-width": _ANY,
    "stroke-linecap": _ANY,
    "stroke-linejoin": _ANY,
    "text-anchor": _ANY,
}
LENGTHS = (
    SIDES
    | frozenset(_BORDERS)
    | {
        "border-radius",
        "border-spacing",
        "font-size",
        "height",
        "letter-spacing",
        "max-width",
        "stroke-width",
        "text-indent",
        "vertical-align",
        "width",
        "word-spacing",
    }
)
