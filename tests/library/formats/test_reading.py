"""The reading copy: what is written is what is read; nothing else can be asked of it."""

import pytest

from densach.library.formats import reading
from densach.library.formats.errors import NoSuchPart
from densach.library.formats.images import picture
from densach.library.formats.split import pieces

from .books import PNG


def write(path):
    with reading.Writer(path) as copy:
        name = copy.resource(PNG, "png")
        copy.chapter(reading.Chapter(id="c1", title="Một", body="<p>chữ</p>", words=1))
        copy.chapter(reading.Chapter(id="c2", title="Hai", body="<html>", viewport=(8, 6)))
        entry = reading.Entry("Một", "c1", "a", [reading.Entry("Hai", "c2")])
        copy.finish(
            layout="reflow", direction="ltr", language="vi", toc=[entry], css=".book p{margin:0}"
        )
    return name


def test_a_copy_gives_back_what_was_written(tmp_path):
    path = tmp_path / "copy.zip"
    name = write(path)

    with reading.open_reading(path) as copy:
        assert copy.book == {
            "version": 1,
            "layout": "reflow",
            "direction": "ltr",
            "language": "vi",
            "chapters": [
                {
                    "id": "c1",
                    "title": "Một",
                    "path": "c/1.html",
                    "bytes": 12,
                    "words": 1,
                    "viewport": None,
                },
                {
                    "id": "c2",
                    "title": "Hai",
                    "path": "f/2.html",
                    "bytes": 6,
                    "words": 0,
                    "viewport": [8, 6],
                },
            ],
            "toc": [
                {
                    "title": "Một",
                    "chapter": "c1",
                    "anchor": "a",
                    "children": [{"title": "Hai", "chapter": "c2", "anchor": "", "children": []}],
                }
            ],
            "css": ["r/book.css"],
        }
        assert copy.chapter("c1") == "<p>chữ</p>"
        assert copy.resource(name) == (PNG, "image/png")
        assert copy.resource("r/book.css") == (b".book p{margin:0}", "text/css")
        assert copy.names == ["r/1.png", "r/book.css"]


@pytest.mark.parametrize(
    "name", ["r/9.png", "book.json", "c/1.html", "r/../book.json", "r/1.exe", "", "../x.png"]
)
def test_nothing_else_can_be_asked_of_it(tmp_path, name):
    write(tmp_path / "copy.zip")

    with reading.open_reading(tmp_path / "copy.zip") as copy:
        with pytest.raises(NoSuchPart):
            copy.resource(name)
        with pytest.raises(NoSuchPart):
            copy.chapter(name)


def test_a_copy_left_early_is_removed(tmp_path):
    with reading.Writer(tmp_path / "copy.zip") as copy:
        copy.resource(PNG, "png")

    assert not (tmp_path / "copy.zip").exists()


def test_sound_can_be_read_from_the_middle(tmp_path):
    with reading.Writer(tmp_path / "copy.zip") as copy:
        copy.resource(bytes(range(200)), "mp3")
        copy.finish(layout="reflow", direction="ltr", language="", toc=[])

    with reading.open_reading(tmp_path / "copy.zip") as copy:
        stream, size, media_type = copy.open_resource("r/1.mp3")
        stream.seek(100)
        assert (stream.read(2), size, media_type) == (bytes([100, 101]), 200, "audio/mpeg")


def test_private_tags_of_photographs_stay_behind():
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (18.0, 40.0, 0.0)
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=b"secret")

    kept = picture(out.getvalue())

    assert (kept.suffix, kept.width, kept.height) == ("jpg", 20, 40)
    assert b"Maker" not in kept.data
    assert b"secret" not in kept.data
    with Image.open(BytesIO(kept.data)) as image:
        image.load()
        assert dict(image.getexif()) == {0x0112: 6}


def test_tags_of_png_stay_behind():
    from io import BytesIO

    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    tags = PngInfo()
    tags.add_text("Author", "somebody")
    out = BytesIO()
    Image.new("RGB", (4, 5)).save(out, "PNG", pnginfo=tags)

    kept = picture(out.getvalue())

    assert b"somebody" not in kept.data
    with Image.open(BytesIO(kept.data)) as image:
        image.load()
        assert image.size == (kept.width, kept.height) == (4, 5)


def test_what_is_no_picture():
    assert picture(b"<html>") is None
    assert picture(b"") is None
    assert (
        picture(b"\xff\xd8\xff") is not None
    )  # a photograph that was cut off is the browser's to show


def test_lists_go_on_counting_where_they_are_cut():
    from lxml import etree

    items = "".join(f"<li>{'chữ ' * 50}</li>" for _item in range(10))
    root = etree.fromstring(f"<div><ol>{items}</ol></div>")

    cut = pieces(root, 1500)

    starts = [piece.find("ol").get("start") for piece in cut]
    counts = [len(piece.find("ol")) for piece in cut]
    assert sum(counts) == 10
    assert starts[0] is None
    assert starts[1] == str(counts[0] + 1)
    assert starts[2] == str(counts[0] + counts[1] + 1)


def test_a_paragraph_is_never_cut_but_at_the_ends_of_its_lines():
    from lxml import etree

    prose = etree.fromstring(f"<div><p>{'chữ <b>đậm</b> ' * 500}</p></div>")
    verse = etree.fromstring(f"<div><p>{'một câu <i>thơ</i><br/>' * 200}</p></div>")

    assert len(pieces(prose, 1000)) == 1
    cut = pieces(verse, 1000)
    assert len(cut) > 3
    assert all(piece[0][-1].tag == "br" for piece in cut)
