"""Plain text, Markdown, HTML files and zipped sites become books with chapters."""

import base64

import pytest

from densach.library.formats.errors import EmptyFile, LongerThanAnyBook

from .books import PNG, VERSE, html_of, opened, take, zipped


def put(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def titles(found):
    return [part.title for part in found.parts]


LONG = f"{VERSE}\n\n{VERSE}\n\n"


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (["Chương 1", "Chương 2"], ["Chương 1", "Chương 2"]),
        (["Chương I: Ra đi", "Chương II: Trở về"], ["Chương I: Ra đi", "Chương II: Trở về"]),
        (["Hồi thứ nhất", "Hồi thứ hai"], ["Hồi thứ nhất", "Hồi thứ hai"]),
        (["Lời nói đầu", "Phần 1", "Phần 2"], ["Lời nói đầu", "Phần 1", "Phần 2"]),
        (["CHAPTER ONE", "CHAPTER TWO"], ["CHAPTER ONE", "CHAPTER TWO"]),
        (["Chapitre premier", "Chapitre 2"], ["Chapitre premier", "Chapitre 2"]),
        (["I. Đất", "II. Nước"], ["I. Đất", "II. Nước"]),
        (["1.", "2.", "3."], ["1.", "2.", "3."]),
        (["Một", "Hai"], ["Một", "Hai"]),
        (["== Tên gọi ==", "== Lịch sử =="], ["Tên gọi", "Lịch sử"]),
        (
            ["LỚP NGƯỜI BỊ BỎ SÓT", "GÓC CHIẾU GIỮA ĐÌNH"],
            ["LỚP NGƯỜI BỊ BỎ SÓT", "GÓC CHIẾU GIỮA ĐÌNH"],
        ),
    ],
)
def test_chapters_of_plain_text(tmp_path, heads, expected):
    text = "".join(f"{head}\n\n{LONG * 3}" for head in heads)

    assert titles(take(put(tmp_path, "sach.txt", text), tmp_path)) == expected


def test_what_stands_under_a_heading_belongs_to_it(tmp_path):
    text = f"Chương 1\n\nSỐ ĐÀO HOA\nMINH + VĂN\n\n{LONG}Chương 2\n\nBà phó Đoan\n\n{LONG}"

    assert titles(take(put(tmp_path, "sach.txt", text), tmp_path)) == [
        "Chương 1. SỐ ĐÀO HOA – MINH + VĂN",
        "Chương 2. Bà phó Đoan",
    ]


def test_a_list_of_contents_makes_no_chapters(tmp_path):
    text = f"Chương 1\n\nChương 2\n\nChương 1\n\n{LONG}\n\nChương 2\n\n{LONG}"

    assert titles(take(put(tmp_path, "sach.txt", text), tmp_path)) == ["Chương 1", "Chương 2"]


def test_sentences_and_lists_make_no_chapters(tmp_path):
    text = f"{LONG}1. Một quả trứng\n\n2. Một chén đường\n\n{LONG}Chương trình học này dài,\nvà khó.\n\n{LONG}"

    found = take(put(tmp_path, "sach.txt", text), tmp_path)

    assert len(found.parts) == 1


def test_wrapped_prose_is_joined_and_verse_keeps_its_lines(tmp_path):
    words = (VERSE + " ").split() * 12
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 70:
            lines.append(line.strip())
            line = ""
        line += word + " "
    prose = "\n".join(lines)
    verse = "Trăm năm trong cõi người ta,\nChữ tài chữ mệnh khéo là ghét nhau."

    html = html_of(take(put(tmp_path, "a.txt", f"{prose}\n\n{verse}\n\n{prose}\n"), tmp_path))

    assert html.count("<br>") == 1
    assert "người ta,<br>" in html
    assert html.count("<p>") == 3


def test_verse_of_one_line_each_is_kept_and_cut(tmp_path):
    text = "\n".join("Trăm năm trong cõi người ta, chữ tài" for _line in range(3000))
    found = take(put(tmp_path, "kieu.txt", text), tmp_path)

    book = opened(found).book
    assert len(book["chapters"]) > 1
    assert all(line["bytes"] < 60_000 for line in book["chapters"])
    assert sum(part.text.count("Trăm năm") for part in found.parts) == 3000


def test_title_and_author_of_a_text_by_its_first_lines(tmp_path):
    found = take(put(tmp_path, "nam-cao_chi-pheo.txt", f"Nam Cao\n\nChí Phèo\n\n{LONG}"), tmp_path)

    assert (found.title, [name.name for name in found.people]) == ("Chí Phèo", ["Nam Cao"])
    assert found.people[0].sort_name == "Nam Cao"
    assert (found.kind, found.language) == ("DOCUMENT", "vi")


def test_head_and_foot_of_project_gutenberg_become_metadata(tmp_path):
    text = (
        "The Project Gutenberg EBook of Candide, by Voltaire\n\nTitle: Candide\n\nAuthor: Voltaire\n\n"
        "Release Date: 2003 [EBook #4650]\n\nLanguage: French\n\n*** START OF THIS PROJECT GUTENBERG "
        f"EBOOK CANDIDE ***\n\nIl y avait en Vestphalie un jeune garçon.\n\n{'Il lisait bien. ' * 40}\n\n"
        "*** END OF THIS PROJECT GUTENBERG EBOOK CANDIDE ***\n\nlicence"
    )
    found = take(put(tmp_path, "pg.txt", text.encode("latin-1")), tmp_path)

    assert (found.title, found.language) == ("Candide", "fr")
    assert found.people[0].name == "Voltaire"
    assert found.source == "https://www.gutenberg.org/ebooks/4650"
    assert "licence" not in found.parts[-1].text
    assert "Gutenberg" not in found.parts[0].text


def test_an_old_encoding_is_shown_before_and_after(tmp_path):
    text = "TruyÖn KiÒu\n\nTr¨m n¨m trong câi ng­êi ta, ch÷ tµi ch÷ mÖnh khÐo lµ ghÐt nhau."
    found = take(put(tmp_path, "a.txt", text.encode("latin-1")), tmp_path)

    assert found.recoded == ("TCVN3", "TruyÖn KiÒu", "Truyện Kiều")
    assert "Trăm năm trong cõi người ta" in found.parts[0].text


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md"])
def test_a_file_of_two_gigabytes_is_not_even_opened(tmp_path, name):
    path = put(tmp_path, name, "<html>" + "chữ " * 30_000)
    with path.open("r+b") as file:
        file.truncate(2 << 30)  # sparse: no disk is used

    with pytest.raises(LongerThanAnyBook):
        take(path, tmp_path)


def test_blank_text_is_an_empty_file(tmp_path):
    with pytest.raises(EmptyFile):
        take(put(tmp_path, "a.txt", "\ufeff \n"), tmp_path)


def test_markdown(tmp_path):
    text = (
        "---\ntitle: Vườn rau\nauthor: Nguyễn Văn Mẫu\nlang: vi\nlicense: CC BY 4.0\ntags: vườn, rau\n---\n"
        f"# Vườn rau\n\n{VERSE}\n\n## Đất\n\nĐất tốt[^1] <script>alert(1)</script>\n\n| a | b |\n|---|---|\n"
        "| 1 | 2 |\n\n## Nước\n\nTưới *đều*.\n\n[^1]: Đất đen.\n"
    )
    found = take(put(tmp_path, "vuon.md", text), tmp_path)
    html = html_of(found)

    assert found.title == "Vườn rau"
    assert (found.people[0].name, found.language, found.subjects) == (
        "Nguyễn Văn Mẫu",
        "vi",
        ["vườn", "rau"],
    )
    assert found.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert titles(found) == ["Vườn rau", "Đất", "Nước"]
    assert "<table>" in html
    assert 'href="#c3:chu-thich-1" role="doc-noteref">1</a>' in html
    assert '<li id="c3:chu-thich-1" role="doc-footnote">' in html
    assert "script" not in html


def test_one_html_file(tmp_path):
    picture = base64.b64encode(PNG).decode()
    text = (
        "<!DOCTYPE html><html lang=vi><head><title>Số tay – Trang</title><meta name=author content='Trần Thị Mẫu'>"
        "<meta name=description content='Về &lt;b>nước&lt;/b>'><style><!-- h2{text-align:center} --></style></head>"
        f"<body><nav><a href=/>Trang chủ</a></nav><main><h1>Sổ tay</h1><p>{VERSE}</p>"
        f"<h2 id=a>Một</h2><p>x <a href='#b'>tới hai</a><img src='data:image/png;base64,{picture}'></p>"
        f"<h2>Hai</h2><p id=b>{VERSE}</main><footer>x</footer>"
    )
    found = take(put(tmp_path, "so-tay.html", text), tmp_path)
    html = html_of(found)

    assert (found.format, found.title, found.description) == ("HTML", "Số tay – Trang", "Về nước")
    assert found.people[0].name == "Trần Thị Mẫu"
    assert titles(found) == ["Sổ tay", "Một", "Hai"]
    assert '<a href="#c3:b">' in html
    assert '<img src="r/1.png" alt="" width="2" height="3">' in html
    assert "Trang chủ" not in html


@pytest.mark.parametrize(
    "page",
    [
        '<p><font face=".VnTime">TruyÖn KiÒu</font> và Unicode ữ</p>',
        '<style>p.MsoNormal{font-family:".VnTime"}</style><p class=MsoNormal>TruyÖn KiÒu</p><p>ữ</p>',
        "<p style='font-family:\"VNI-Times\"'>Truyeän Kieàu</p><p>ữ</p>",
        "<p><span style='font:12pt VNI-Times'>Truyeän <b>Kieàu</b></span></p><p>ữ</p>",
    ],
)
def test_old_fonts_in_html_become_unicode(tmp_path, page):
    found = take(put(tmp_path, "a.html", f"<html><body>{page}</body></html>"), tmp_path)

    assert "Truyện Kiều" in found.parts[0].text
    assert found.recoded[2] in {"Truyện Kiều", "Truyện"}


def test_old_capital_fonts_give_capitals(tmp_path):
    page = '<p><font face=".VnTimeH">TruyÖn KiÒu</font> ữ</p>'

    assert "TRUYỆN KIỀU" in take(put(tmp_path, "a.html", page), tmp_path).parts[0].text


def test_a_zipped_site_is_read_in_the_order_of_its_links(tmp_path):
    files = {
        "sach/index.html": (
            "<title>Sổ tay</title><ul><li><a href='b.html'>Một</a><ul><li><a href='b.html#s'>Mục</a></li></ul></li>"
            f"<li><a href='a.html'>Hai</a></li><li><a href='c%20d.html'>Ba</a></li></ul><p>{VERSE}</p>"
        ),
        "sach/a.html": f"<h1>Hai</h1><p>{VERSE}</p><img src=anh.png><link rel=stylesheet href=s.css>",
        "sach/b.html": f"<h1>Một</h1><h2 id=s>Mục</h2><p>{VERSE} <a href='a.html'>sau</a></p>",
        "sach/c d.html": "<h1>Ba</h1>",
        "sach/rieng.html": "<h1>Riêng</h1>",
        "sach/anh.png": PNG,
        "sach/s.css": "h1{text-align:center}",
    }
    found = take(put(tmp_path, "trang.zip", zipped(files)), tmp_path)

    assert (found.format, found.title, found.language) == ("HTML", "Sổ tay", "vi")
    assert titles(found) == ["Sổ tay", "Một", "Hai", "Ba", "Riêng"]
    toc = opened(found).book["toc"]
    assert [(line["title"], line["chapter"]) for line in toc] == [
        ("Một", "c2"),
        ("Hai", "c3"),
        ("Ba", "c4"),
    ]
    assert toc[0]["children"][0]["anchor"] == "s"
    assert 'href="#c3"' in opened(found).chapter("c2")
    assert 'src="r/1.png"' in opened(found).chapter("c3")


def test_a_drawing_alone_is_a_page(tmp_path):
    svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><title>Đèn</title><path d='M0 0'/></svg>"
    found = take(put(tmp_path, "a.svg", svg), tmp_path)

    assert (
        html_of(found)
        == '<div class="bd"><svg><title>Đèn</title><path d="M0 0"></path></svg></div>'
    )


def test_names_that_no_element_may_have_do_no_harm(tmp_path):
    page = (
        f"<html><body><quo; way,=1 xml:space=preserve <=2><h2>Một</h2><p>{VERSE}</p>"
        f"<h2>Hai</h2><p {{x=1>{VERSE}</p></quo;></body></html>"
    )
    found = take(put(tmp_path, "a.html", page), tmp_path)

    assert titles(found) == ["Một", "Hai"]
