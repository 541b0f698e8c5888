"""Pictures inside books: what they are by their bytes, how large, and what must not travel.

Photographs from phones say where they were taken; that goes before they are kept.
"""

from dataclasses import dataclass

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
START_OF_SCAN = 0xDA
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# What of a JPEG's application segments is needed to show it: JFIF, colour profile, Adobe's colours.
SHOWN_SEGMENTS = frozenset({0xE0, 0xE2, 0xEE})
EXIF = b"Exif\x00\x00"
ORIENTATION = 0x0112
PRIVATE_CHUNKS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be kept. Width and height in pixels; 0 when not known."""

    data: bytes
    suffix: str
    width: int = 0
    height: int = 0


def picture(data: bytes) -> Picture | None:
    """The picture in `data` without private tags, or None when browsers would not show it.

    Drawings (SVG) are not for here: they need cleaning of another kind.
    """
    if data.startswith(JPEG):
        return _jpeg(data)
    if data.startswith(PNG):
        return _png(data)
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return Picture(data, "gif", _little(data, 6), _little(data, 8))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Picture(data, "webp", *_webp_size(data))
    if data[4:12] in {b"ftypavif", b"ftypavis"}:
        return Picture(data, "avif")
    if data[:2] == b"BM" and len(data) > 26:  # noqa: PLR2004 - the smallest header
        return Picture(data, "bmp", _little(data, 18, 4), abs(_little(data, 22, 4)))
    return None


def _little(data: bytes, at: int, count: int = 2) -> int:
    return int.from_bytes(data[at : at + count], "little", signed=count > 2)  # noqa: PLR2004


def _big(data: bytes, at: int, count: int = 2) -> int:
    return int.from_bytes(data[at : at + count], "big")


def _webp_size(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if data[12:16] == b"VP8 ":
        return _little(data, 26) & 0x3FFF, _little(data, 28) & 0x3FFF
    return 0, 0


def _png(data: bytes) -> Picture:
    width, height = _big(data, 16, 4), _big(data, 20, 4)
    if not any(chunk in data for chunk in PRIVATE_CHUNKS):
        return Picture(data, "png", width, height)
    parts, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 12 + _big(data, at, 4)
        if data[at + 4 : at + 8] not in PRIVATE_CHUNKS:
            parts.append(data[at:end])
        at = end
    return Picture(b"".join(parts), "png", width, height)


def _jpeg(data: bytes) -> Picture:
    """Only the segments that are needed to show it, and which way up it is."""
    parts, at = [data[:2]], 2
    width = height = 0
    turned = 1
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - each segment begins so
        marker = data[at + 1]
        if marker == START_OF_SCAN:
            break
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
            continue
        end = at + 2 + _big(data, at + 2)
        segment = data[at:end]
        if marker in FRAMES:
            height, width = _big(data, at + 5), _big(data, at + 7)
        if marker == 0xE1 and segment[4:10] == EXIF:  # noqa: PLR2004 - APP1
            turned = _orientation(segment[10:])
            parts.append(_turn(turned) if turned > 1 else b"")
        elif not 0xE1 <= marker <= 0xEF or marker in SHOWN_SEGMENTS:  # noqa: PLR2004 - APPn
            parts.append(segment if marker != 0xFE else b"")  # noqa: PLR2004 - COM
        at = end
    if turned > 4:  # noqa: PLR2004 - lying on its side
        width, height = height, width
    return Picture(b"".join([*parts, data[at:]]), "jpg", width, height)


def _orientation(tiff: bytes) -> int:
    """Which way up (1 to 8) by the first directory of the Exif block; 1 when it does not say."""
    order = "little" if tiff[:2] == b"II" else "big"

    def number(at: int, count: int) -> int:
        return int.from_bytes(tiff[at : at + count], order)  # type: ignore[arg-type]

    start = number(4, 4)
    for line in range(min(number(start, 2), 200)):
        at = start + 2 + line * 12
        if number(at, 2) == ORIENTATION:
            value = number(at + 8, 2)
            return value if 1 <= value <= 8 else 1  # noqa: PLR2004 - TIFF 6.0
    return 1


def _turn(orientation: int) -> bytes:
    """An Exif segment that says nothing but which way up the picture is."""
    tiff = (
        b"MM\x00\x2a\x00\x00\x00\x08\x00\x01"
        + ORIENTATION.to_bytes(2, "big")
        + b"\x00\x03\x00\x00\x00\x01"
        + orientation.to_bytes(2, "big")
        + b"\x00\x00\x00\x00\x00\x00"
    )
    body = EXIF + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
