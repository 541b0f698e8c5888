"""EPUB: chapters, contents, links, pictures, layout, voice; dirty books mended, bad ones refused."""

import zipfile

import pytest

from densach.core.errors import DomainError
from densach.core.unpack import UnpacksTooLarge
from densach.library.formats import binding
from densach.library.formats.epub_overlay import seconds
from densach.library.formats.epub_package import NoChapters, NoContainer, NoPackage
from densach.library.formats.errors import EmptyFile, ProtectedBook

from .books import PNG, VERSE, html_of, make_epub, opened, page, sheet_of, take

pytestmark = pytest.mark.usefixtures("english")

NAV = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def nav(lines):
    return page(f'<nav epub:type="toc"><ol>{lines}</ol></nav>')


def test_a_book_by_another_maker_is_read_whole(tmp_path):
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier("urn:isbn:9786041234567")
    book.set_title("Vườn nhà")
    book.set_language("vi")
    book.add_author("Nguyễn Văn Mẫu")
    chapters = []
    for number in (1, 2):
        item = epub.EpubHtml(title=f"Chương {number}", file_name=f"c{number}.xhtml", lang="vi")
        item.content = f"<h1>Chương {number}</h1><p>{VERSE}</p>"
        book.add_item(item)
        chapters.append(item)
    book.toc = chapters
    book.spine = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    epub.write_epub(str(tmp_path / "a.epub"), book)

    found = take(tmp_path / "a.epub", tmp_path)

    assert (found.format, found.kind, found.title, found.language) == (
        "EPUB",
        "BOOK",
        "Vườn nhà",
        "vi",
    )
    assert [(name.name, name.role) for name in found.people] == [("Nguyễn Văn Mẫu", "aut")]
    assert [(part.title, part.place) for part in found.parts] == [
        ("Chương 1", "c1"),
        ("Chương 2", "c2"),
    ]
    assert found.parts[0].text == f"Chương 1\n{VERSE}"
    assert [line["title"] for line in opened(found).book["toc"]] == ["Chương 1", "Chương 2"]


def test_contents_lead_to_chapters_and_anchors(tmp_path):
    path = make_epub(
        tmp_path / "a.epub",
        {
            "a.xhtml": page("<h1>Một</h1><h2 id='sau'>Sau</h2><p>x</p>"),
            "b.xhtml": page("<h1>Hai</h1>"),
            "nav.xhtml": nav(
                "<li><span>Phần một</span><ol><li><a href='a.xhtml'>Một</a><ol>"
                "<li><a href='a.xhtml#sau'>Sau</a></li></ol></li></ol></li>"
                "<li><a href='b.xhtml'>Hai</a></li><li><a href='gone.xhtml'>Mất</a></li>"
            ),
        },
        items=NAV,
    )

    toc = opened(take(path, tmp_path)).book["toc"]

    assert toc == [
        {
            "title": "Phần một",
            "chapter": "c1",
            "anchor": "",
            "children": [
                {
                    "title": "Một",
                    "chapter": "c1",
                    "anchor": "",
                    "children": [
                        {"title": "Sau", "chapter": "c1", "anchor": "sau", "children": []}
                    ],
                }
            ],
        },
        {"title": "Hai", "chapter": "c2", "anchor": "", "children": []},
    ]


def test_an_ncx_with_wrong_folders_still_leads_somewhere(tmp_path):
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
        '<navPoint><navLabel><text>Chương &nbsp;1</text></navLabel><content src="Text/A.XHTML"/></navPoint>'
        "</navMap></ncx>"
    )
    path = make_epub(
        tmp_path / "a.epub",
        {"Text/a.xhtml": page("<p>x</p>")},
        items=NCX_ITEM,
        spine_attributes='toc="ncx"',
        version="2.0",
        files={"OEBPS/toc.ncx": ncx},
    )

    assert opened(take(path, tmp_path)).book["toc"][0]["title"] == "Chương 1"


def test_links_are_led_to_chapters(tmp_path):
    path = make_epub(
        tmp_path / "a.epub",
        {
            "a.xhtml": page(
                "<p id='here'><a href='b.xhtml#there'>tới</a> <a href='#here'>đây</a> "
                "<a href='b.xhtml'>hai</a> <a href='gone.xhtml'>mất</a> "
                "<a href='https://example.vn/'>ngoài</a></p>"
            ),
            "b.xhtml": page("<p id='there'>đó</p>"),
        },
    )

    html = html_of(take(path, tmp_path))

    assert '<p id="c1:here"><a href="#c2:there">tới</a> <a href="#c1:here">đây</a> ' in html
    assert '<a href="#c2">hai</a> <a>mất</a> ' in html.replace("<a >", "<a>")
    assert '<a href="https://example.vn/" rel="external nofollow noopener noreferrer">' in html
    assert '<p id="c2:there">' in html


def test_notes_stay_notes(tmp_path):
    body = (
        "<p>Chữ<a epub:type='noteref' href='#n1'>1</a></p>"
        "<aside epub:type='footnote' id='n1'>Lời chú <a epub:type='backlink' href='#x'>↑</a></aside>"
    )
    html = html_of(take(make_epub(tmp_path / "a.epub", {"a.xhtml": page(body)}), tmp_path))

    assert '<a href="#c1:n1" role="doc-noteref">1</a>' in html
    assert '<aside id="c1:n1" role="doc-footnote">' in html
    assert 'role="doc-backlink"' in html


def test_pictures_are_kept_once_with_their_size(tmp_path):
    path = make_epub(
        tmp_path / "a.epub",
        {
            "a.xhtml": page("<p><img src='../OEBPS/Images/b%C3%ACa.png' alt='Bìa'/></p>"),
            "b.xhtml": page(
                "<p><img src='images/BÌA.png'/><img src='gone.png' alt='Hình mất'/></p>"
            ),
        },
        files={"OEBPS/Images/bìa.png": PNG},
    )
    found = take(path, tmp_path)

    html = html_of(found)

    assert html.count('src="r/1.png"') == 2
    assert '<img src="r/1.png" alt="Bìa" width="2" height="3">' in html
    assert "[Hình mất]" in html
    with opened(found) as copy:
        assert copy.resource("r/1.png") == (PNG, "image/png")


def test_formulas_stay_formulas(tmp_path):
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x bình"><semantics><msup><mi>x</mi>'
        "<mn>2</mn></msup><annotation>x^2</annotation></semantics></math>"
    )
    html = html_of(
        take(make_epub(tmp_path / "a.epub", {"a.xhtml": page(f"<p>{math}</p>")}), tmp_path)
    )

    assert (
        '<math alttext="x bình"><semantics><msup><mi>x</mi><mn>2</mn></msup></semantics></math>'
        in html
    )


def test_drawings_stay_drawings_with_ids_of_their_own(tmp_path):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Hình</title>'
        '<linearGradient id="g"><stop offset="0"/></linearGradient>'
        '<rect width="9" height="9" fill="url(#g)"/></svg>'
    )
    html = html_of(
        take(make_epub(tmp_path / "a.epub", {"a.xhtml": page(f"<div>{svg}</div>")}), tmp_path)
    )

    assert '<svg viewBox="0 0 9 9"><title>Hình</title><linearGradient id="svg-1-g">' in html
    assert 'fill="url(#svg-1-g)"' in html


def test_a_cover_page_drawn_round_a_picture_becomes_the_picture(tmp_path):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 2 3"><image width="2" height="3" xlink:href="c.png"/></svg>'
    )
    path = make_epub(tmp_path / "a.epub", {"cover.xhtml": page(svg)}, files={"OEBPS/c.png": PNG})

    assert '<img src="r/1.png" alt="" width="2" height="3">' in html_of(take(path, tmp_path))


def test_a_long_chapter_is_cut_and_its_anchors_still_lead_there(tmp_path):
    paragraphs = "".join(f"<p id='p{n}'>{VERSE * 3}</p>" for n in range(400))
    path = make_epub(
        tmp_path / "a.epub",
        {
            "a.xhtml": page(f"<div class='box' id='box'><h1>Một</h1>{paragraphs}</div>"),
            "nav.xhtml": nav(
                "<li><a href='a.xhtml'>Một</a></li><li><a href='a.xhtml#p399'>Cuối</a></li>"
            ),
        },
        items=NAV,
    )
    found = take(path, tmp_path)
    book = opened(found).book

    pieces = [line for line in book["chapters"] if line["title"] in {"Một", "Cuối"}]
    assert len(pieces) > 2
    assert all(line["bytes"] < 60_000 for line in book["chapters"])
    assert {line.get("part_of") for line in pieces[1:]} == {"c1"}
    assert book["toc"][1]["chapter"] == pieces[-1]["id"]
    assert book["toc"][1]["anchor"] == "p399"
    last = opened(found).chapter(pieces[-1]["id"])
    assert f'id="{pieces[-1]["id"]}:p399"' in last
    assert 'class="b-box"' in last
    assert "".join(part.text for part in found.parts).count("Trăm năm") == 1200


def test_a_page_of_fixed_layout_stands_alone(tmp_path):
    metadata = (
        "<dc:title>Tranh</dc:title><dc:language>vi</dc:language>"
        '<meta property="rendition:layout">pre-paginated</meta>'
    )
    head = (
        '<meta name="viewport" content="width=800, height=600"/>'
        '<link rel="stylesheet" href="s.css"/><script>alert(1)</script>'
    )
    path = make_epub(
        tmp_path / "a.epub",
        {
            "a.xhtml": page(
                "<p class='t' id='p1' style='left:10px'>Chữ</p><img src='x.png'/>", head=head
            )
        },
        metadata=metadata,
        files={
            "OEBPS/s.css": ".t{position:absolute;color:red;background:url(x.png)} b{background:url(http://e.vn/)}",
            "OEBPS/x.png": PNG,
        },
    )
    found = take(path, tmp_path)
    book = opened(found).book

    assert (found.kind, book["layout"]) == ("PICTURE_BOOK", "fixed")
    assert book["chapters"][0]["viewport"] == [800, 600]
    html = opened(found).chapter("c1")
    assert html.startswith("<!doctype html>")
    assert '<p class="t" id="p1" style="left:10px">Chữ</p>' in html
    assert 'src="../r/' in html
    assert "script" not in html
    sheet = next(line.split('"')[1] for line in html.split("href=")[1:])
    css = opened(found).resource(sheet.removeprefix("../"))[0].decode()
    assert "position:absolute;color:red" in css
    assert 'background:url("' in css
    assert "http" not in css


@pytest.mark.parametrize(
    ("spine", "css", "direction"),
    [
        ('page-progression-direction="rtl"', "", "rtl"),
        (
            'page-progression-direction="rtl"',
            "html{-epub-writing-mode:vertical-rl;writing-mode:vertical-rl}",
            "vertical-rl",
        ),
        ("", "", "ltr"),
    ],
)
def test_the_direction_of_reading_is_told(tmp_path, spine, css, direction):
    head = f"<style>{css}</style>"
    path = make_epub(
        tmp_path / "a.epub", {"a.xhtml": page("<p>x</p>", head=head)}, spine_attributes=spine
    )

    assert opened(take(path, tmp_path)).book["direction"] == direction


def test_a_voice_is_led_to_its_sentences(tmp_path):
    smil = (
        '<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body><par><text src="a.xhtml#s1"/>'
        '<audio src="Audio/1.mp3" clipBegin="0:00:01.5" clipEnd="2500ms"/></par></body></smil>'
    )
    path = make_epub(
        tmp_path / "a.epub",
        {},
        items=(
            '<item id="x" href="a.xhtml" media-type="application/xhtml+xml" media-overlay="m"/>'
            '<item id="m" href="a.smil" media-type="application/smil+xml"/>'
        ),
        spine='<itemref idref="x"/>',
        files={
            "OEBPS/a.xhtml": page("<p id='s1'>Câu</p>"),
            "OEBPS/a.smil": smil,
            "OEBPS/Audio/1.mp3": b"ID3sound",
        },
    )
    copy = opened(take(path, tmp_path))

    assert copy.book["chapters"][0]["audio"] == [["c1:s1", "r/1.mp3", 1.5, 2.5]]
    stream, size, media_type = copy.open_resource("r/1.mp3")
    assert (stream.read(3), size, media_type) == (b"ID3", 8, "audio/mpeg")


@pytest.mark.parametrize(
    ("clock", "value"),
    [
        ("1:02:03.5", 3723.5),
        ("02:03", 123),
        ("1.5min", 90),
        ("7s", 7),
        ("x", None),
        ("9" * 400 + "s", None),
    ],
)
def test_smil_clocks(clock, value):
    assert seconds(clock) == value


def test_pages_out_of_line_come_last(tmp_path):
    path = make_epub(
        tmp_path / "a.epub",
        {"a.xhtml": page("<p>chính</p>")},
        items='<item id="n" href="notes.xhtml" media-type="application/xhtml+xml"/>',
        spine='<itemref idref="n" linear="no"/><itemref idref="gone"/>',
        files={"OEBPS/notes.xhtml": page("<p>chú</p>")},
    )

    assert [part.text for part in take(path, tmp_path).parts] == ["chính", "chú"]


def test_styles_stay_in_their_chapter(tmp_path):
    path = make_epub(
        tmp_path / "a.epub",
        {
            "a.xhtml": page("<p>bìa</p>", head="<style>body{text-align:center;color:red}</style>"),
            "b.xhtml": page(
                "<header class='x'>đầu</header><p>chữ</p>",
                head="<link rel='stylesheet' href='s.css'/>",
            ),
        },
        files={
            "OEBPS/s.css": "@import 'i.css'; header{text-align:right}",
            "OEBPS/i.css": ".x{margin:1em}",
        },
    )
    found = take(path, tmp_path)

    assert sheet_of(found).splitlines() == [
        ".book .bd{display:block}",
        ".book .s1 .bd{text-align:center}",
        ".book .s2 .b-x{margin:1em}",
        ".book .s3 .e-header{text-align:right}",
    ]
    assert '<div class="s2 s3"><book-body class="bd"><div class="b-x e-header">' in html_of(found)


def test_fonts_stay_only_for_letters_that_phones_lack(tmp_path):
    files = {
        "OEBPS/s.css": "@font-face{font-family:Nom;src:url(n.ttf)} p{font-family:Nom,serif}",
        "OEBPS/n.ttf": b"\x00\x01\x00\x00font",
    }
    chapter = page("<p>כתוב</p>", head="<link rel='stylesheet' href='s.css'/>")
    hebrew = make_epub(
        tmp_path / "he.epub",
        {"a.xhtml": chapter},
        metadata="<dc:title>ספר</dc:title><dc:language>he</dc:language>",
        files=files,
    )
    latin = make_epub(
        tmp_path / "vi.epub", {"a.xhtml": chapter.replace("כתוב", VERSE)}, files=files
    )

    assert '@font-face{font-family:"Nom";src:url("1.ttf");}' in sheet_of(take(hebrew, tmp_path))
    assert 'p{font-family:"Nom",serif}' in sheet_of(take(hebrew, tmp_path))
    assert "font" not in sheet_of(take(latin, tmp_path))


def test_dirty_markup_is_mended_and_said(tmp_path):
    dirty = f"<html><body><p>Một<br>hai &nbsp; &copy; <b><i>ba</b></i><p>{VERSE}<a name=x>".encode()
    found = take(make_epub(tmp_path / "a.epub", {"a.html": dirty}), tmp_path)

    assert found.parts[0].text == f"Một\nhai © ba\n{VERSE}"
    assert [str(warning) for warning in found.warnings] == [
        "Some chapters had mistakes in their markup and were mended."
    ]


def test_a_wrong_language_gives_way_to_the_text(tmp_path):
    metadata = "<dc:title>Kiều</dc:title><dc:language>en-US</dc:language>"
    chapter = page(f"<p>{VERSE}</p>", attributes='xml:lang="fr"')
    found = take(make_epub(tmp_path / "a.epub", {"a.xhtml": chapter}, metadata=metadata), tmp_path)

    assert found.language == "vi"
    assert 'lang="fr"' not in html_of(found)
    assert str(found.warnings[0]).startswith("The file names another language than its text is in")


def test_an_icelandic_letter_becomes_the_vietnamese_one(tmp_path):
    found = take(make_epub(tmp_path / "a.epub", {"a.xhtml": page(f"<p>Ðời {VERSE}</p>")}), tmp_path)

    assert found.parts[0].text.startswith("Đời ")
    assert "Đời" in html_of(found)


def test_a_book_without_a_title_takes_its_file_name(tmp_path):
    path = make_epub(
        tmp_path / "nguyen-du_truyen-kieu.epub",
        {"a.xhtml": page(f"<h1>Chương 1</h1><p>{VERSE}</p>")},
        metadata="",
    )

    found = take(path, tmp_path)

    assert found.title == "Nguyen du truyen kieu"
    assert "one was taken from its text or its name" in str(found.warnings[0])


def test_a_book_without_a_title_may_say_it_in_its_text(tmp_path):
    path = make_epub(
        tmp_path / "x1.epub", {"a.xhtml": page(f"<h1>TRUYỆN KIỀU</h1><p>{VERSE}</p>")}, metadata=""
    )

    assert take(path, tmp_path).title == "Truyện Kiều"


def test_a_chapter_that_only_the_contents_know_is_not_lost(tmp_path):
    path = make_epub(
        tmp_path / "a.epub",
        {"a.xhtml": page("<p>một</p>")},
        items=NAV + '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>',
        files={
            "OEBPS/b.xhtml": page("<p>hai</p>"),
            "OEBPS/nav.xhtml": nav(
                "<li><a href='a.xhtml'>Một</a></li><li><a href='b.xhtml'>Hai</a></li>"
            ),
        },
    )

    assert [part.text for part in take(path, tmp_path).parts] == ["một", "hai"]


def test_old_fonts_of_a_book_become_unicode(tmp_path):
    head = "<link rel='stylesheet' href='s.css'/>"
    path = make_epub(
        tmp_path / "a.epub",
        {"a.xhtml": page(f"<p class='x'>TruyÖn KiÒu</p><p>{VERSE}</p>", head=head)},
        files={"OEBPS/s.css": ".x{font-family:'.VnTime'}"},
    )
    found = take(path, tmp_path)

    assert found.parts[0].text.startswith("Truyện Kiều")
    assert found.recoded == ("TCVN3", "TruyÖn KiÒu", "Truyện Kiều")


def test_more_text_than_any_book_has_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(binding, "MOST_LETTERS", 1 << 20)
    path = make_epub(
        tmp_path / "a.epub", {f"{n}.xhtml": page(f"<p>{VERSE * 2000}</p>") for n in range(5)}
    )

    with pytest.raises(UnpacksTooLarge) as caught:
        take(path, tmp_path)

    assert "would be larger than 1 MB" in str(caught.value)
    assert not (tmp_path / "reading.zip").exists()


def test_what_makers_forget_does_not_matter(tmp_path):
    container = '<container><rootfile full-path="oebps/CONTENT.opf"/></container>'
    path = make_epub(tmp_path / "a.bin", mimetype=False, container=container)

    assert take(path, tmp_path).title == "Sách thử"


def test_a_package_with_a_mistake_is_read_as_far_as_it_goes(tmp_path):
    metadata = "<dc:title>Đất & nước</dc:title><dc:language>vi</dc:language>"

    assert take(make_epub(tmp_path / "a.epub", metadata=metadata), tmp_path).title.startswith("Đất")


def test_the_same_book_gives_the_same_copy(tmp_path):
    path = make_epub(tmp_path / "a.epub")
    first = take(path, tmp_path).reading.read_bytes()

    assert take(path, tmp_path).reading.read_bytes() == first


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData '
    'xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{}"/><CipherData>'
    '<CipherReference URI="OEBPS/{}"/></CipherData></EncryptedData></encryption>'
)
AES = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"


@pytest.mark.parametrize(
    ("change", "refusal", "sentence"),
    [
        ({"container": None}, NoContainer, "This EPUB has no META-INF/container.xml"),
        ({"chapters": {}}, NoChapters, "This EPUB lists no chapter that is really in it."),
        (
            {"files": {"META-INF/encryption.xml": ENCRYPTED.format(AES, "a.xhtml")}},
            ProtectedBook,
            "This book is copy-protected (DRM): its text is encrypted.",
        ),
        (
            {
                "metadata": "<dc:title>&x;</dc:title>",
                "files": {
                    "OEBPS/content.opf": "<!DOCTYPE p [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><package/>"
                },
            },
            DomainError,
            "This file declares XML entities",
        ),
        (
            {"files": {"../evil": b"x"}},
            DomainError,
            "This file wants to write outside of its own folder: “../evil”.",
        ),
        (
            {"files": {"OEBPS/content.opf": "<package><manifest"}},
            DomainError,
            "The XML of this file has a mistake at line 1.",
        ),
    ],
    ids=["no container", "no chapters", "DRM", "entities", "outside", "broken package"],
)
def test_bad_books_get_their_sentence(tmp_path, change, refusal, sentence):
    path = make_epub(tmp_path / "a.epub", **change)
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    with pytest.raises(refusal) as caught:
        take(path, scratch)

    assert str(caught.value).startswith(sentence)
    assert list(scratch.iterdir()) == []


def test_a_container_that_leads_nowhere(tmp_path):
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(
            "META-INF/container.xml", '<container><rootfile full-path="x.opf"/></container>'
        )

    with pytest.raises(NoPackage) as caught:
        take(path, tmp_path)

    assert str(caught.value).startswith("This EPUB lacks its package file “x.opf”.")


def test_an_empty_file_is_said_to_be_empty(tmp_path):
    path = tmp_path / "a.epub"
    path.write_bytes(b"")

    with pytest.raises(EmptyFile) as caught:
        take(path, tmp_path)

    assert str(caught.value) == (
        "This file is empty. Perhaps copying it was interrupted. Send it again."
    )


def test_an_obfuscated_font_is_no_drm(tmp_path):
    idpf = "http://www.idpf.org/2008/embedding"
    path = make_epub(
        tmp_path / "a.epub", files={"META-INF/encryption.xml": ENCRYPTED.format(idpf, "f.ttf")}
    )

    assert take(path, tmp_path).title == "Sách thử"


def test_numbers_without_end_do_no_harm(tmp_path):
    many = "9" * 5000
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{many}" viewBox="0 0 {many} 1"><path d="M0 0"/></svg>'
    head = f'<meta name="viewport" content="width={many}, height={many}"/>'
    metadata = '<dc:title>x</dc:title><meta property="rendition:layout">pre-paginated</meta>'
    body = f'<ol start="{many}"><li>x</li></ol><img src="a.svg" width="{many}"/>{svg}'
    path = make_epub(
        tmp_path / "a.epub",
        {"a.xhtml": page(body, head=head)},
        metadata=metadata,
        files={"OEBPS/a.svg": svg},
    )

    assert opened(take(path, tmp_path)).book["chapters"][0]["viewport"] == [1024, 1366]


def test_a_book_may_write_about_our_own_marks(tmp_path):
    body = '<p>href="densach:7" href="densach:99999999999999"</p>'

    html = html_of(take(make_epub(tmp_path / "a.epub", {"a.xhtml": page(body)}), tmp_path))

    assert 'href="densach:7" href="densach:99999999999999"' in html
