"""What an EPUB says about itself: metadata of both versions, and its cover however it is named."""

import base64
import os
import zlib
from io import BytesIO

import pytest
from PIL import Image

from densach.library.formats.drawing_picture import picture_of
from densach.library.formats.epub_metadata import licence_of, plain

from .books import VERSE, make_epub, page, take

EPUB3 = """
<dc:title id="t1">Vườn rau</dc:title><meta refines="#t1" property="title-type">main</meta>
<dc:title id="t2">Sách cho người mới trồng</dc:title><meta refines="#t2" property="title-type">subtitle</meta>
<dc:creator id="c1">Jules Verne</dc:creator><meta refines="#c1" property="file-as">Verne, Jules</meta>
<meta refines="#c1" property="role" scheme="marc:relators">ann</meta>
<meta refines="#c1" property="role" scheme="marc:relators">aut</meta>
<dc:contributor id="c2">Trần Thị Mẫu</dc:contributor><meta refines="#c2" property="role">trl</meta>
<dc:contributor id="c3">calibre (7.0) [https://calibre-ebook.com]</dc:contributor><meta refines="#c3" property="role">bkp</meta>
<dc:identifier id="i">urn:isbn:978-0-306-40615-7</dc:identifier><dc:identifier>urn:isbn:9780306406150</dc:identifier>
<dc:language>vi</dc:language><dc:publisher>Nhà xuất bản Mẫu - </dc:publisher><dc:date>2024-05-01T00:00:00Z</dc:date>
<dc:subject>Trồng trọt; Rau</dc:subject><dc:subject>rau</dc:subject>
<dc:rights>CC BY-SA 4.0</dc:rights><dc:source>https://example.vn/vuon</dc:source>
<dc:description>&lt;p&gt;Về &lt;b&gt;vườn&lt;/b&gt; &amp;amp; rau.&lt;/p&gt;&lt;p&gt;Cho mọi người.&lt;/p&gt;</dc:description>
<meta property="belongs-to-collection" id="s">Tủ sách nhà nông</meta>
<meta refines="#s" property="collection-type">series</meta><meta refines="#s" property="group-position">3</meta>
<meta property="schema:accessMode">textual</meta><meta property="schema:accessibilityFeature">alternativeText</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
"""
EPUB2 = """
<dc:title>VƯỜN RAU</dc:title><dc:creator opf:role="aut" opf:file-as="Mẫu, Văn">Nguyễn Văn Mẫu</dc:creator>
<dc:creator opf:role="ill">Lê Thị Tranh</dc:creator><dc:language>vie</dc:language>
<dc:identifier opf:scheme="ISBN">0-306-40615-2</dc:identifier><dc:identifier opf:scheme="calibre">42</dc:identifier>
<dc:date opf:event="modification">2020-01-01</dc:date><dc:date opf:event="publication">1936</dc:date>
<dc:publisher>http://isach.info</dc:publisher><dc:description>Truyện: Vườn rau
Tác giả: Nguyễn Văn Mẫu</dc:description>
<meta name="calibre:series" content="Nhà nông"/><meta name="calibre:series_index" content="2.0"/>
<meta name="schema:accessMode" content="visual"/>
"""


def test_metadata_of_epub_3(tmp_path):
    found = take(make_epub(tmp_path / "a.epub", metadata=EPUB3), tmp_path)

    assert (found.title, found.subtitle) == ("Vườn rau", "Sách cho người mới trồng")
    assert [(name.name, name.role, name.sort_name) for name in found.people] == [
        ("Jules Verne", "aut", "Verne, Jules"),
        ("Trần Thị Mẫu", "trl", "Trần Thị Mẫu"),
    ]
    assert found.identifiers[0] == ("ISBN", "9780306406157")
    assert ("ISBN", "9780306406150") not in found.identifiers
    assert (found.publisher, found.published, found.year) == (
        "Nhà xuất bản Mẫu",
        "2024-05-01",
        2024,
    )
    assert found.subjects == ["Trồng trọt", "Rau"]
    assert (found.series, found.series_number) == ("Tủ sách nhà nông", "3")
    assert found.description == "Về vườn & rau.\nCho mọi người."
    assert found.rights == "CC BY-SA 4.0"
    assert found.licence_url == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert found.source == "https://example.vn/vuon"
    assert found.accessibility == {
        "accessMode": ["textual"],
        "accessibilityFeature": ["alternativeText", "tableOfContents"],
    }


def test_metadata_of_epub_2(tmp_path):
    found = take(make_epub(tmp_path / "a.epub", metadata=EPUB2, version="2.0"), tmp_path)

    assert (found.title, found.language) == ("Vườn Rau", "vi")
    assert [(name.name, name.role, name.sort_name) for name in found.people] == [
        ("Nguyễn Văn Mẫu", "aut", "Nguyễn Văn Mẫu"),
        ("Lê Thị Tranh", "ill", "Lê Thị Tranh"),
    ]
    assert found.identifiers == [("ISBN", "9780306406157")]
    assert (found.published, found.year) == ("1936", 1936)
    assert (found.publisher, found.source) == ("", "http://isach.info")
    assert (found.series, found.series_number) == ("Nhà nông", "2")
    assert found.description == ""
    assert found.accessibility == {"accessMode": ["visual"]}


@pytest.mark.parametrize(
    ("rights", "url"),
    [
        ("This is CC BY 4.0.", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-nd 3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("All rights reserved", ""),
    ],
)
def test_licences_in_words(rights, url):
    assert licence_of(rights) == url


def test_descriptions_become_plain_text():
    assert plain("&amp;lt;i&amp;gt;Chữ&amp;lt;/i&amp;gt;<br/>hai") == "Chữ\nhai"
    assert plain("Truyện: x\nTác giả: y") == ""


def noise():
    out = BytesIO()
    Image.frombytes("RGB", (60, 60), os.urandom(60 * 60 * 3)).save(out, "PNG")
    return out.getvalue()


BIG, OTHER = noise(), noise()
ITEM = '<item id="{}" href="{}" media-type="image/png" {}/>'


@pytest.mark.parametrize(
    ("items", "metadata", "guide", "body"),
    [
        (ITEM.format("x", "a.png", 'properties="cover-image"'), "", "", ""),
        (ITEM.format("img1", "a.png", ""), '<meta name="cover" content="img1"/>', "", ""),
        (ITEM.format("img1", "a.png", ""), '<meta name="cover" content="a.png"/>', "", ""),
        (ITEM.format("cover", "a.png", ""), "", "", ""),
        (ITEM.format("x", "a.png", ""), "", '<guide><reference type="cover" href="a.xhtml"/></guide>', "<img src='a.png'/>"),
        (ITEM.format("x", "a.png", ""), "", "", "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='a.png'/></svg>"),
    ],
    ids=["EPUB 3", "EPUB 2", "EPUB 2 by name", "by id", "guide", "first page"],
)  # fmt: skip
def test_covers_are_found_however_they_are_named(tmp_path, items, metadata, guide, body):
    path = make_epub(
        tmp_path / "a.epub",
        {"a.xhtml": page(body or f"<p>{VERSE}</p>")},
        items=ITEM.format("z", "z.png", "") + items,
        metadata="<dc:title>x</dc:title>" + metadata,
        guide=guide,
        files={"OEBPS/a.png": BIG, "OEBPS/z.png": OTHER},
    )

    assert zlib.crc32(take(path, tmp_path).cover) == zlib.crc32(BIG)


DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 90"><script>alert(1)</script>'
    '<rect width="60" height="90" fill="#22407c"/><image href="http://127.0.0.1:9/x.png"/></svg>'
)


@pytest.mark.parametrize(
    ("items", "body"),
    [
        ('<item id="x" href="bia.svg" media-type="image/svg+xml" properties="cover-image"/>', ""),
        ('<item id="x" href="cover.svg" media-type="image/svg+xml"/>', ""),
        ("", DRAWN),
    ],
    ids=["EPUB 3", "by its name", "in the cover page"],
)
def test_a_cover_that_is_a_drawing_becomes_a_picture(tmp_path, items, body):
    path = make_epub(
        tmp_path / "a.epub",
        {"a.xhtml": page(body or f"<p>{VERSE}</p>")},
        items=items,
        metadata="<dc:title>x</dc:title>",
        guide='<guide><reference type="cover" href="a.xhtml"/></guide>',
        files={"OEBPS/bia.svg": DRAWN, "OEBPS/cover.svg": DRAWN},
    )
    cover = take(path, tmp_path).cover
    with Image.open(BytesIO(cover)) as picture:
        assert picture.size == (800, 1200)
        assert picture.convert("RGB").getpixel((400, 600)) == (0x22, 0x40, 0x7C)


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 900"><rect width="9" height="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 9"><g id="a0"><rect width="1" height="1"/></g>'
        + "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 9 + "</g>" for n in range(1, 9))
        + "</svg>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 9"><g id="a"><use href="#a"/></g></svg>',
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
    ids=["broken", "no size", "a rule", "millions", "a ring", "another thing"],
)
def test_drawings_that_are_no_covers(drawing):
    assert picture_of(drawing.encode()) is None


def test_a_drawing_keeps_the_picture_that_lies_in_it():
    inside = base64.b64encode(BIG).decode()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">'
        f'<image width="60" height="60" href="data:image/png;base64,{inside}"/></svg>'
    )
    with Image.open(BytesIO(picture_of(svg.encode()))) as picture:
        assert len(picture.convert("RGB").getcolors(picture.width * picture.height)) > 1000


def test_a_book_without_a_cover_has_none(tmp_path):
    path = make_epub(
        tmp_path / "a.epub", items=ITEM.format("z", "z.png", ""), files={"OEBPS/z.png": BIG}
    )

    assert take(path, tmp_path).cover is None
