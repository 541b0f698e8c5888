"""Pictures as they came, without what they tell of people: places, names, cameras, hidden files.

What is offered for download is this and never the picture as a phone made it. JPEG and PNG keep
every dot as it was; other forms that carry such tags are encoded anew.
"""

import io
import zipfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from .bundle import Bundle
from .images import JPEG, PNG, picture
from .pictures_open import FORMATS, SUFFIXES, prepare

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITY = 90
# After FF in a JPEG: a dot of that value, a fill byte, restarts, the start of the image.
NO_SEGMENT = {0x00, 0xFF, *range(0xD0, 0xD9)}
MOMENT = (1980, 1, 1, 0, 0, 0)
# Of TIFF and Exif: description, camera, program, time, artist, copyright, XMP, IPTC, Photoshop, the
# directories of Exif and GPS.
PRIVATE_TAGS = frozenset(
    {0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298, 0x02BC, 0x83BB, 0x8649, 0x8769, 0x8825}
)
PRIVATE_INFO = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "metadata")
# Pillow's name → how it is saved again.
AGAIN: dict[str, dict[str, Any]] = {
    "WEBP": {"quality": QUALITY, "method": 4, "exif": b"", "xmp": b""},
    "AVIF": {"quality": QUALITY, "exif": b"", "xmp": b""},
    "HEIF": {"quality": QUALITY, "exif": None, "xmp": None},
    "TIFF": {"compression": "tiff_lzw"},
    "GIF": {"save_all": True, "comment": b""},
}


def cleaned(data: bytes) -> bytes:
    """The picture `data` (one that opens) without private tags; the same bytes where it has none."""
    if data.startswith(JPEG):
        kept = picture(data)
        return _until_end_of_jpeg(kept.data) if kept else data
    if data.startswith(PNG):
        kept = picture(data)
        clean = kept.data if kept else data
        end = clean.find(b"IEND")
        return clean[: end + 8] if end > 0 else clean
    return _again(data)


def clean_copy(bundle: Bundle, pictures: list[str], out: Path, *, limit: int) -> bool:
    """Write `bundle` without private tags of `pictures` to `out`; whether anything had to go.

    A single picture becomes a picture, anything else a zip with the same names. Where nothing had
    to go, `out` is not there.
    """
    wanted = set(pictures)
    if bundle.is_single:
        data = bundle.read(bundle.names[0], limit=limit)
        clean = cleaned(data)
        if clean != data:
            out.write_bytes(clean)
        return clean != data
    changed = False
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for name in bundle.names:
            if name not in wanted and PurePath(name).suffix.lower() in SUFFIXES:
                continue  # a picture that does not open: nobody knows what is in it
            data = bundle.read(name, limit=limit)
            clean = cleaned(data) if name in wanted else data
            changed = changed or clean != data
            copy.writestr(zipfile.ZipInfo(name, MOMENT), clean)
    if not changed:
        out.unlink()
    return changed


def _until_end_of_jpeg(data: bytes) -> bytes:
    """Without what lies behind the picture: a film (motion photos), a second picture, a zip."""
    at = 2
    while 0 <= at < len(data) - 1:
        if data[at] != 0xFF or data[at + 1] in NO_SEGMENT:  # noqa: PLR2004  how each begins
            at = data.find(b"\xff", at + 1)  # inside the dots
        elif data[at + 1] == 0xD9:  # noqa: PLR2004  end of image
            return data[: at + 2]
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return data


def _again(data: bytes) -> bytes:
    from PIL import Image, ImageOps

    prepare()
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        form = image.format or ""
        if form not in AGAIN or not _is_private(image, data):
            return data
        out = io.BytesIO()
        if form == "GIF":
            image.save(out, form, **AGAIN[form])
            return out.getvalue()
        upright = ImageOps.exif_transpose(image)
        bare = Image.new(upright.mode, upright.size)
        bare.paste(upright)
        profile = image.info.get("icc_profile")
        bare.save(out, form, **AGAIN[form], **({"icc_profile": profile} if profile else {}))
    return out.getvalue()


def _is_private(image: "Image", data: bytes) -> bool:
    if image.format == "GIF":
        return b"\x21\xfe" in data or b"XMP DataXMP" in data
    tags = set(image.getexif()) & PRIVATE_TAGS
    return bool(tags) or any(image.info.get(key) for key in PRIVATE_INFO)
