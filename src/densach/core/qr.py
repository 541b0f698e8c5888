"""QR codes for paper."""

from django.utils.safestring import SafeString, mark_safe


def qr(text: str, *, level: str = "q", css: str = "") -> SafeString:
    """A QR code as inline SVG of no fixed size.

    At level Q (ISO/IEC 18004) a quarter of it may be worn off or covered and it is still read.
    """
    import segno

    code = segno.make(text, error=level, micro=False)
    drawn = code.svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass=css or None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by segno
