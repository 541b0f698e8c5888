"""Covers: small pictures without metadata, and drawn ones that are whole SVG files."""

import io

import pytest
from lxml import etree
from PIL import Image

from densach.library.formats import covers
from densach.library.formats.pictures_open import NotAPicture
from tests.library.formats.making import picture_bytes

SVG = "{http://www.w3.org/2000/svg}"


def words_of(svg):
    return [text.text for text in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("size", "width", "expected"),
    [
        ((1000, 1500), 480, (480, 720)),
        ((1000, 1500), 240, (240, 360)),
        ((100, 150), 480, (100, 150)),  # never larger than it was
        ((300, 3000), 240, (240, 480)),  # a strip is cut
    ],
)
def test_a_small_cover_is_a_webp_of_its_width(size, width, expected):
    with Image.open(io.BytesIO(covers.small_cover(picture_bytes(size), width=width))) as small:
        assert (small.format, small.size) == ("WEBP", expected)


def test_metadata_of_a_cover_goes_and_its_turn_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SECRET-MAKER"

    small = covers.small_cover(picture_bytes((60, 40), exif=exif))

    assert b"SECRET" not in small
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()


def test_what_is_no_picture_is_refused():
    with pytest.raises(NotAPicture):
        covers.small_cover(b"GIF89a<script>alert(1)</script>")


def test_a_drawn_cover_carries_title_and_people():
    svg = covers.drawn_cover("Truyện Kiều", "Nguyễn Du", "BOOK", "văn học")

    root = etree.fromstring(svg.encode())
    assert root.get("viewBox") == "0 0 260 360"
    assert root.get("aria-label") == "Truyện Kiều. Nguyễn Du"
    assert words_of(svg) == ["Truyện Kiều", "Nguyễn Du"]
    assert not list(root.iter(f"{SVG}script", f"{SVG}style", f"{SVG}image", f"{SVG}use"))


@pytest.mark.parametrize(
    "title",
    [
        "",
        "x",
        "Báo cáo tổng kết thực hiện Đề án đẩy mạnh phong trào học tập suốt đời trong gia đình",
        "https://example.org/an-address-without-a-single-blank-that-is-much-too-long-for-a-line.pdf",
        "W" * 400,
        "Ễ Ậ " * 100,
        "a\x00b\x0b]]>&<\ufffe\U0001f4da",
    ],
)
def test_any_title_fits_on_the_cover(title):
    svg = covers.drawn_cover(title, "Ủy ban nhân dân tỉnh & các sở " * 5, "DOCUMENT", "")

    rows = list(etree.fromstring(svg.encode()).iter(f"{SVG}text"))
    for row in rows:
        assert 0 < float(row.get("y")) < 355
        assert covers._width(row.text) * float(row.get("font-size")) <= covers.WIDE - covers.LEFT


def test_long_titles_are_smaller():
    def size(title):
        return float(
            next(
                etree.fromstring(covers.drawn_cover(title, "", "BOOK", "").encode()).iter(
                    f"{SVG}text"
                )
            ).get("font-size")
        )

    assert size("Tắt đèn") > size("Dùng điện thoại an toàn") > size("Vườn rau " * 9)


def test_the_colour_is_the_title_s_own_in_any_unicode_form():
    assert covers.colour_of("Tắt đèn") == covers.colour_of("T\u0103\u0301t đe\u0300n")
    assert {covers.colour_of(f"Sách {n}") for n in range(200)} == set(range(1, 9))


@pytest.mark.parametrize(
    ("kind", "subjects", "motif"),
    [
        ("BOOK", "van hoc viet nam", "song"),
        ("BOOK", "Truyện cổ tích", "qua"),
        ("BOOK", "Nông nghiệp", "la"),
        ("BOOK", "Lịch sử địa phương", "trong"),
        ("BOOK", "Computer programming", "vai"),
        ("BOOK", "truyền thông", "song"),
        ("PERIODICAL", "Nông nghiệp", "trang"),
        ("PICTURE_BOOK", "", "qua"),
        ("DOCUMENT", "", "vai"),
        ("OTHER", "", "song"),
    ],
)
def test_the_motif_follows_subject_and_kind(kind, subjects, motif):
    assert covers.motif_of(kind, subjects) == motif
