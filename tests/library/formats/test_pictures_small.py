"""Pictures inside books: large ones are made fit for phones, the others stay byte for byte."""

import io
import random

import pytest
from PIL import Image

from densach.library.formats.images import Picture, picture
from densach.library.formats.pictures_small import SMALL_BYTES, for_phones


def made(size, *, kind="JPEG", mode="RGB", **options):
    noise = random.Random(4).randbytes(300 * 400 * len(mode))
    image = Image.frombytes(mode, (300, 400), noise).resize(size)
    out = io.BytesIO()
    image.save(out, kind, **options)
    found = picture(out.getvalue())
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_scan_of_many_dots_becomes_small(kind):
    large = made((3000, 4000), kind=kind)

    small = for_phones(large)

    assert (small.suffix, small.width, small.height) == ("webp", 1200, 1600)
    assert len(small.data) < len(large.data) / 2
    with Image.open(io.BytesIO(small.data)) as image:
        assert image.size == (1200, 1600)


def test_a_photograph_on_its_side_stands_up():
    exif = Image.Exif()
    exif[0x0112] = 6
    small = for_phones(made((4000, 3000), exif=exif))
    assert (small.width, small.height) == (1200, 1600)


def test_what_is_small_clear_or_broken_stays_as_it_is():
    for kept in (
        made((1600, 1200)),
        made((2000, 30)),  # few bytes
        made((2000, 1500), kind="PNG", mode="RGBA"),
        Picture(b"\xff\xd8\xff" + b"x" * SMALL_BYTES, "jpg", 4000, 3000),
        Picture(b"GIF89a" + b"x" * SMALL_BYTES, "gif", 4000, 3000),
    ):
        assert for_phones(kept) is kept
