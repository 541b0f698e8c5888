"""Opening a picture from a stranger: bounded pixels, upright, RGB, and nothing but pixels left.

What comes out has been decoded and is encoded anew, so that no GPS place, serial number, name,
colour-profile trick or second file behind the picture goes any further.
"""

import io
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 64_000_000  # 64 MP decode to 192 MB; cameras of phones give 48 or 50
# JPEG is decoded at a half, a quarter, an eighth of its size, so large ones cost no more.
MAX_PIXELS_JPEG = 400_000_000
MAX_SIDE = 65_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "HEIF", "JPEG2000")
SUFFIXES = {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".tif", ".tiff", ".bmp", ".avif",
    ".heic", ".heif", ".jp2",
}  # fmt: skip


class NotAPicture(Unreadable):
    """Bytes that no reader of pictures understands, whatever their name or first letters say."""

    code = "library.not_a_picture"
    message = _("“%(name)s” is not a picture that can be read.")
    advice = _("Open it on your computer and save it as JPEG or PNG, then send it again.")


class PictureBroken(Unreadable):
    """A picture whose end is missing or whose inside is damaged."""

    code = "library.picture_broken"
    message = _("The picture “%(name)s” is damaged: a part of it is missing.")
    advice = _("Copy it again from where it came from, then send it again.")


class PictureTooLarge(Unreadable):
    """More pixels than can be opened safely; most often a bomb."""

    code = "library.picture_too_large"
    message = _(
        "The picture “%(name)s” has %(megapixels)d million dots; at most %(most)d are read."
    )
    advice = _("Make it smaller, then send it again.")


def opened(source: IO[bytes], *, name: str, longest: int) -> "Image":
    """The picture as RGB, upright, its longer side at most `longest` pixels. The first frame only.

    Transparent places become white. `name` is for the sentences.
    Raises NotAPicture, PictureBroken, PictureTooLarge.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    prepare()
    try:
        image: Image.Image = Image.open(source, formats=FORMATS)
    except UnidentifiedImageError:
        raise NotAPicture(name=name) from None
    except Exception as error:  # each decoder breaks in its own way on damaged headers
        if isinstance(error, Image.DecompressionBombError):
            raise PictureTooLarge(
                name=name, megapixels=1000, most=MAX_PIXELS // 1_000_000
            ) from None
        raise PictureBroken(name=name) from error
    _check_size(image, name=name)
    try:
        image.draft("RGB", (longest, longest))
        image.load()
        image = ImageOps.exif_transpose(image)
        image = _flat(image)
    except Exception as error:  # truncated or hostile data: any error of any decoder
        raise PictureBroken(name=name) from error
    if max(image.size) > longest:
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return image


def media_type_of(path: Path) -> str:
    """Of a picture, or of the zip or folder that pictures came in."""
    from PIL import Image

    if path.is_dir():
        return "inode/directory"
    prepare()
    try:
        with Image.open(path, formats=FORMATS) as image:
            return image.get_format_mimetype() or "application/octet-stream"
    except Exception:  # noqa: BLE001  no picture, whatever its decoder said
        return "application/vnd.comicbook+zip"


def webp(image: "Image", *, quality: int, quick: bool = False) -> bytes:
    """The picture as WebP without metadata. `quick`: in half the time, a twentieth larger."""
    out = io.BytesIO()
    method = 2 if quick else 4
    image.save(out, "WEBP", quality=quality, method=method, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def prepare() -> None:
    """Teach Pillow HEIC, once; limits are checked here, so its own may not warn before."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS_JPEG
    if "HEIF" not in Image.OPEN:
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    Image.init()


def _check_size(image: "Image", *, name: str) -> None:
    most = MAX_PIXELS_JPEG if image.format in {"JPEG", "MPO"} else MAX_PIXELS
    pixels = image.width * image.height
    if pixels > most or max(image.size) > MAX_SIDE:
        raise PictureTooLarge(
            name=name, megapixels=max(1, pixels // 1_000_000), most=most // 1_000_000
        )


def _flat(image: "Image") -> "Image":
    """RGB in sRGB, on white where it was transparent."""
    from PIL import Image

    image = _srgb(image)
    if image.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        # Sixteen bits of grey: plain convert() would clip them all to white.
        highest = image.getextrema()[1]
        scale = 255 / highest if isinstance(highest, (int, float)) and highest > 255 else 1  # noqa: PLR2004
        image = image.convert("F").point(lambda value: value * scale).convert("L")
    if image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    return image.convert("RGB")


def _srgb(image: "Image") -> "Image":
    """Colours of another profile (Display P3 of phones, CMYK of printers) turned into sRGB."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    from PIL import ImageCms

    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(
            image, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image  # a profile that is wrong changes nothing
    return turned or image
