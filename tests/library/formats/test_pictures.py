"""Pictures become a picture book: in order, upright, without a trace of where they were taken."""

import io
import struct
import zlib

import pytest
from django.utils.translation import override
from PIL import Image

from densach.core.unpack import UnpacksTooLarge
from densach.library.formats import pictures, pictures_clean, pictures_copy
from densach.library.formats.errors import NoSuchPart, NothingToRead
from densach.library.formats.pictures_open import (
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    opened,
)
from tests.library.formats.making import picture_bytes, zip_of

COMIC = """<?xml version="1.0"?><ComicInfo><Title>Dế Mèn ra chợ</Title><Series>Dế Mèn</Series>
<Number>3</Number><Year>1941</Year><Month>6</Month><Writer>Tô Hoài, Lan</Writer><Penciller>Ngô Mạnh
Lân</Penciller><Translator>Minh</Translator><Genre>Thiếu nhi; Đồng thoại</Genre><LanguageISO>vi
</LanguageISO><Manga>YesAndRightToLeft</Manga><Web>https://example.org/de-men</Web>
<Pages><Page Image="1" Bookmark="Chợ phiên"/></Pages></ComicInfo>"""


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def private_exif():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRET-MAKER"
    exif.get_ifd(0x8825)[2] = (18.0, 40.0, 1.0)
    return exif


def png_of(width, height):
    """A PNG that says it is this large, in a few bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def read(path, tmp_path, name=""):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return pictures.read(path, name=name or path.name, scratch=scratch)


def page(book, number):
    return Image.open(io.BytesIO(pictures_copy.page_picture(book.reading, number)))


def test_pages_come_in_natural_order_and_a_cover_first(tmp_path):
    colours = {"trang 10.png": "#ff0000", "trang 2.jpg": "#00ff00", "Trang 1.webp": "#0000ff"}
    files = {
        name: picture_bytes(
            colour=colour, form={"jpg": "JPEG", "png": "PNG"}.get(name[-3:], "WEBP")
        )
        for name, colour in colours.items()
    }
    files |= {"bia.jpg": picture_bytes(colour="#ffffff"), "__MACOSX/._x.jpg": b"?", ".an.jpg": b"?"}

    book = read(zip_of(tmp_path / "truyen.cbz", files), tmp_path)

    assert (book.format, book.kind, book.pages) == ("PICTURES", "PICTURE_BOOK", 4)
    seen = [page(book, number).getpixel((20, 20)) for number in (1, 2, 3, 4)]
    expected = [(255, 255, 255), (0, 0, 255), (0, 255, 0), (255, 0, 0)]
    for got, wanted in zip(seen, expected, strict=True):
        assert all(abs(a - b) < 12 for a, b in zip(got, wanted, strict=True))
    assert not book.warnings


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_each_form_is_read_turned_upright_and_stripped(form, tmp_path):
    from pillow_heif import register_heif_opener

    register_heif_opener()
    source = tmp_path / f"anh.{form.lower()}"
    source.write_bytes(picture_bytes((60, 40), form=form, exif=private_exif()))
    # HEIF turns by a property of its own; what Exif says of it has no force there.
    upright = (60, 40) if form == "HEIF" else (40, 60)

    book = read(source, tmp_path)

    with page(book, 1) as image:
        assert image.size == upright
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile"} & set(image.info)
    assert b"SECRET" not in book.reading.read_bytes()
    assert book.manifest["pages"] == [list(upright)]


def test_gifs_bitmaps_grey_of_16_bits_and_transparency_are_read(tmp_path):
    clear, deep, out = io.BytesIO(), io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (30, 30), (255, 0, 0, 0)).save(clear, "PNG")
    Image.new("I;16", (30, 30), 30_000).save(deep, "TIFF")
    Image.new("CMYK", (30, 30), (0, 0, 0, 255)).save(out, "JPEG")
    files = {
        "1.gif": picture_bytes(form="GIF"), "2.bmp": picture_bytes(form="BMP"),
        "3.png": clear.getvalue(), "4.tif": deep.getvalue(), "5.jpg": out.getvalue(),
    }  # fmt: skip

    book = read(zip_of(tmp_path / "a.zip", files), tmp_path)

    assert book.pages == 5
    assert page(book, 3).getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("size", "kept"),
    [((3200, 2400), [1600, 1200]), ((800, 600), [800, 600]), ((2160, 9000), [1080, 4500])],
    ids=["large", "small", "strip"],
)
def test_pages_are_kept_in_a_size_for_screens(size, kept, tmp_path):
    source = tmp_path / "a.jpg"
    source.write_bytes(picture_bytes(size))

    book = read(source, tmp_path)

    assert book.manifest["pages"] == [kept]
    small = Image.open(
        io.BytesIO(pictures_copy.narrower(pictures_copy.page_picture(book.reading, 1), width=480))
    )
    assert small.width == 480


def test_comic_info_and_texts_beside_the_pages_are_read(tmp_path):
    files = {
        "ComicInfo.xml": COMIC.encode(), "01.jpg": picture_bytes(), "02.jpg": picture_bytes(),
        "02.txt": "Chợ đông vui.\n".encode(), "la.txt": b"?",
    }  # fmt: skip

    book = read(zip_of(tmp_path / "a.cbz", files), tmp_path)

    assert (book.title, book.series, book.series_number) == ("Dế Mèn ra chợ", "Dế Mèn", "3")
    assert [(person.name, person.role) for person in book.people] == [
        ("Tô Hoài", "aut"), ("Lan", "aut"), ("Ngô Mạnh Lân", "ill"), ("Minh", "trl")
    ]  # fmt: skip
    assert (book.language, book.published, book.year) == ("vi", "1941-06", 1941)
    assert book.subjects == ["Thiếu nhi", "Đồng thoại"]
    assert book.source == "https://example.org/de-men"
    assert book.manifest["direction"] == "rtl"
    assert book.manifest["toc"] == [{"title": "Chợ phiên", "place": "p2", "children": []}]
    assert book.manifest["texts"] == ["", "Chợ đông vui."]
    assert [(part.title, part.place, part.text) for part in book.parts] == [
        ("Chợ phiên", "p2", "Chợ đông vui.")
    ]


def test_hostile_comic_info_tells_nothing(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><ComicInfo><Title>&a;</Title></ComicInfo>'

    book = read(
        zip_of(tmp_path / "a.cbz", {"ComicInfo.xml": bomb, "1.jpg": picture_bytes()}), tmp_path
    )

    assert book.title == "A"  # of the file's name


def test_a_folder_is_read_like_a_zip(tmp_path):
    folder = tmp_path / "Sách ảnh 📚"
    (folder / "phần 2").mkdir(parents=True)
    (folder / "1.jpg").write_bytes(picture_bytes())
    (folder / "phần 2" / "cover.jpg").write_bytes(picture_bytes())

    assert read(folder, tmp_path).pages == 2


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (picture_bytes((400, 300), "#123456")[:900], PictureBroken),
        (png_of(12_000, 12_000), PictureTooLarge),
        (png_of(40, 40), PictureBroken),
        (b"GIF89a\x01\x00\x01\x00<html><script>alert(1)</script>", NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", NotAPicture),
        (b"", NotAPicture),
        (b"%PDF-1.7", NotAPicture),
    ],
    ids=["cut", "bomb", "hollow", "polyglot", "drawing", "empty", "pdf"],
)
def test_bad_pictures_are_refused(data, refusal):
    with pytest.raises(refusal):
        opened(io.BytesIO(data), name="anh.jpg", longest=100)


def test_the_bomb_s_sentence_says_what_and_what_to_do():
    with pytest.raises(PictureTooLarge) as refusal:
        opened(io.BytesIO(png_of(12_000, 12_000)), name="to.png", longest=100)

    with override("en"):
        assert str(refusal.value) == (
            "The picture “to.png” has 144 million dots; at most 64 are read."
            " Make it smaller, then send it again."
        )


def test_what_hides_behind_a_good_picture_does_not_travel(tmp_path):
    source = tmp_path / "a.jpg"
    source.write_bytes(picture_bytes() + b"PK\x03\x04<script>alert(1)</script>")

    assert b"script" not in read(source, tmp_path).reading.read_bytes()


def test_one_bad_page_is_left_out_and_named(tmp_path):
    files = {"1.jpg": picture_bytes(), "2.jpg": b"not a picture", "3.jpg": picture_bytes()}

    with override("en"):
        book = read(zip_of(tmp_path / "a.cbz", files), tmp_path)

    assert book.pages == 2
    (warning,) = book.warnings
    assert warning == (
        "Left out: “2.jpg” is not a picture that can be read."
        " Open it on your computer and save it as JPEG or PNG, then send it again."
    )


def test_a_zip_without_a_good_picture_is_refused(tmp_path):
    with pytest.raises(NotAPicture):
        read(zip_of(tmp_path / "a.cbz", {"1.jpg": b"?"}), tmp_path)
    with pytest.raises(NothingToRead):
        pictures.read(zip_of(tmp_path / "b.cbz", {"1.txt": b"?"}), name="b", scratch=tmp_path)


def test_a_zip_bomb_among_pictures_is_left_out(tmp_path):
    import zipfile

    path = tmp_path / "a.cbz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("1.bmp", b"\0" * (40 << 20))

    with pytest.raises(UnpacksTooLarge):
        read(path, tmp_path)


def test_the_same_pictures_give_the_same_copy(tmp_path):
    path = zip_of(tmp_path / "a.cbz", {"1.jpg": picture_bytes(), "2.jpg": picture_bytes()})
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    second.mkdir()

    one = pictures.read(path, name="a.cbz", scratch=first).reading.read_bytes()

    assert pictures.read(path, name="a.cbz", scratch=second).reading.read_bytes() == one


def test_a_page_that_is_not_there_is_said(tmp_path):
    source = tmp_path / "a.jpg"
    source.write_bytes(picture_bytes())
    book = read(source, tmp_path)

    with pytest.raises(NoSuchPart):
        pictures_copy.page_picture(book.reading, 2)
    with pytest.raises(NoSuchPart):
        pictures_copy.index_of(source)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_what_is_kept_for_download_tells_no_place_name_or_camera(form, tmp_path):
    source = tmp_path / f"anh.{form.lower()}"
    source.write_bytes(picture_bytes((60, 40), form=form, exif=private_exif()))

    book = read(source, tmp_path)

    assert b"SECRET" not in book.mended.read_bytes()
    with Image.open(book.mended) as image:
        assert image.format == form
        assert not image.getexif().get_ifd(0x8825)
        assert image.getexif().get(0x010F) is None


def test_dots_of_a_jpeg_stay_as_they_were(tmp_path):
    plain, private = picture_bytes((60, 40)), picture_bytes((60, 40), exif=private_exif())
    behind = private + b"ftypmp42 film with a place in it"

    assert pictures_clean.cleaned(plain) == plain
    clean = pictures_clean.cleaned(behind)
    assert b"film" not in clean
    with Image.open(io.BytesIO(clean)) as one, Image.open(io.BytesIO(private)) as two:
        assert one.tobytes() == two.tobytes()


def test_pictures_without_tags_are_kept_as_they_came(tmp_path):
    files = {f"{form}.x": picture_bytes(form=form) for form in ("GIF", "WEBP", "BMP", "PNG")}

    for data in files.values():
        assert pictures_clean.cleaned(data) == data


def test_a_comic_is_kept_with_its_names_and_texts_but_without_tags(tmp_path):
    import zipfile

    files = {
        "1.jpg": picture_bytes(exif=private_exif()), "1.txt": "Chữ".encode(), "2.png": picture_bytes(form="PNG"),
    }  # fmt: skip

    book = read(zip_of(tmp_path / "a.cbz", files), tmp_path)

    with zipfile.ZipFile(book.mended) as kept:
        assert kept.namelist() == ["1.jpg", "1.txt", "2.png"]
        assert kept.read("2.png") == files["2.png"]
        assert b"SECRET" not in kept.read("1.jpg")
    assert read(zip_of(tmp_path / "b.cbz", {"1.jpg": picture_bytes()}), tmp_path).mended is None
