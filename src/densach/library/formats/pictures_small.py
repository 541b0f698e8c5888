"""Pictures of books made fit for phones: a scan of 4,000 dots is no sharper on any screen of ours.

The book as it came keeps them; this is for the copy that is read.
"""

import io
from dataclasses import replace

from densach.core.errors import DomainError

from .images import Picture
from .pictures_copy import LONGEST, QUALITY

SMALL_BYTES = 150_000  # goes over 400 kbit/s in three seconds, whatever its size in dots
_PNG_COLOURS = 25  # place of the byte that tells whether a PNG has an alpha channel
_WITH_ALPHA = (4, 6)


def for_phones(picture: Picture) -> Picture:
    """The picture, at most LONGEST dots on its longer side; as it is where that gains nothing.

    What moves, is see-through, or cannot be opened stays as it is. 100 ms for 12 million dots.
    """
    if max(picture.width, picture.height) <= LONGEST or len(picture.data) <= SMALL_BYTES:
        return picture
    if picture.suffix not in {"jpg", "png"} or _is_clear(picture):
        return picture
    from .pictures_open import opened, webp

    try:
        image = opened(io.BytesIO(picture.data), name="", longest=LONGEST)
    except DomainError:
        return picture
    data = webp(image, quality=QUALITY, quick=True)
    if len(data) >= len(picture.data):
        return picture
    return replace(picture, data=data, suffix="webp", width=image.width, height=image.height)


def _is_clear(picture: Picture) -> bool:
    if picture.suffix != "png":
        return False
    return picture.data[_PNG_COLOURS] in _WITH_ALPHA or b"tRNS" in picture.data[:4096]
