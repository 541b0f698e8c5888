"""PDF: what a file tells, what is mended, what is refused, what the reader gets of its pages."""

import io

import pikepdf
import pytest
from django.utils.translation import override
from PIL import Image, ImageDraw

from densach.library.formats import pdf, pdf_about, pdf_text
from tests.library.formats.making import pdf_bytes, scan_pdf

PROSE = [
    "Người Pháp có Paris, người Anh có London, người Tàu có Thượng Hải, trong các sách",
    "vở họ nói đến thành phố của họ một cách tha thiết, mến yêu, như người yêu nói về",
    "người mình yêu.",
    "Chúng ta cũng có Hà Nội, một thành phố có nhiều vẻ đẹp, vì Hà Nội đẹp thật.",
]
VERSE = ["Trăm năm trong cõi người ta,", "Chữ tài chữ mệnh khéo là ghét nhau."]


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def read(data, tmp_path, name="sach.pdf"):
    path = tmp_path / name
    path.write_bytes(data)
    return pdf.read(path, name=name, scratch=tmp_path)


def test_title_people_language_and_text_by_page(tmp_path):
    info = {
        "Title": "Hà Nội băm sáu phố phường",
        "Author": "Thạch Lam",
        "Keywords": "tùy bút; Hà Nội",
    }

    book = read(pdf_bytes([PROSE, VERSE], info=info, lang="vi-VN"), tmp_path)

    assert (book.format, book.kind, book.pages) == ("PDF", "DOCUMENT", 2)
    assert (book.title, book.language) == ("Hà Nội băm sáu phố phường", "vi-VN")
    assert [(person.name, person.role) for person in book.people] == [("Thạch Lam", "aut")]
    assert book.subjects == ["tùy bút", "Hà Nội"]
    assert [part.place for part in book.parts] == ["p1", "p2"]
    assert book.parts[0].text.split("\n") == [" ".join(PROSE[:3]), PROSE[3]]
    assert book.parts[1].text.split("\n") == VERSE  # verse keeps its lines
    assert book.manifest["pages"] == [[420.0, 595.0], [420.0, 595.0]]
    assert book.manifest["has_text"] is True
    assert book.manifest["scanned"] == []
    assert book.warnings == []
    with Image.open(io.BytesIO(book.cover)) as cover:
        assert (cover.format, cover.width) == ("WEBP", 720)


def test_xmp_goes_before_info(tmp_path):
    def tell(file):
        with file.open_metadata() as meta:
            meta["dc:title"] = "Dế Mèn phiêu lưu ký"
            meta["dc:creator"] = ["Tô Hoài"]
            meta["dc:date"] = ["1941-06"]
            meta["dc:language"] = {"vi"}
            meta["dc:rights"] = "CC BY 4.0"
            meta["xmpRights:WebStatement"] = "https://creativecommons.org/licenses/by/4.0/"
            meta["dc:publisher"] = {"Nhà xuất bản Kim Đồng"}

    book = read(
        pdf_bytes([VERSE], info={"Title": "Microsoft Word - de men.doc"}, edit=tell), tmp_path
    )

    assert (book.title, book.people[0].name) == ("Dế Mèn phiêu lưu ký", "Tô Hoài")
    assert (book.published, book.year, book.language) == ("1941-06", 1941, "vi")
    assert book.rights == "CC BY 4.0"
    assert book.licence_url == "https://creativecommons.org/licenses/by/4.0/"
    assert book.publisher == "Nhà xuất bản Kim Đồng"


@pytest.mark.parametrize(
    "title",
    ["Microsoft Word - Kế hoạch.doc", "Untitled-1", "ke-hoach.indd", "Slide 1", "Document1",
     "PowerPoint Presentation", "Scan 2024-03-01", "CamScanner 03-01-2024", "s1", "....",
     "20240301", "Tài liệu 1"],
)  # fmt: skip
def test_titles_that_programs_write_are_no_titles(title, tmp_path):
    assert read(pdf_bytes([["A1"]], info={"Title": title}), tmp_path).title == "Sach"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Thạch Lam", ["Thạch Lam"]),
        ("Josip Rodin, Osamu Aoki, và Nhóm Dịch", ["Josip Rodin", "Osamu Aoki", "Nhóm Dịch"]),
        ("Verne, Jules", ["Jules Verne"]),
        ("Nguyễn Du; Tô Hoài", ["Nguyễn Du", "Tô Hoài"]),
        ("Administrator", []),
        ("Windows User; Lan Anh", ["Lan Anh"]),
        ("", []),
    ],
)
def test_people_of_a_line(line, names):
    assert [person.name for person in pdf_about.people_in(line)] == names


def test_a_title_that_names_its_author(tmp_path):
    info = {"Title": "Alice's Adventures in Wonderland, by Lewis Carroll", "Author": "Chuck"}

    book = read(pdf_bytes([VERSE], info=info), tmp_path)

    assert (book.title, book.people[0].name) == (
        "Alice's Adventures in Wonderland", "Lewis Carroll"
    )  # fmt: skip


def test_utf_8_without_a_mark_in_info_is_understood(tmp_path):
    def tell(file):
        file.docinfo["/Title"] = pikepdf.String("x")
        file.docinfo["/Title"] = pikepdf.Object.parse(
            b"<" + "Truyện Kiều".encode().hex().encode() + b">"
        )

    assert read(pdf_bytes([VERSE], edit=tell), tmp_path).title == "Truyện Kiều"


def test_the_language_of_the_word_processor_s_menus_is_not_believed(tmp_path):
    assert read(pdf_bytes([PROSE], lang="en-US"), tmp_path).language == "vi"


def test_a_title_from_the_file_s_name_gets_its_marks_from_the_text(tmp_path):
    data = pdf_bytes([["Hà Nội 36 phố phường"], PROSE])

    assert read(data, tmp_path, "ha-noi_36-pho-phuong.pdf").title == "Hà Nội 36 phố phường"


def test_isbn_on_a_page_with_a_right_check_digit(tmp_path):
    pages = [["ISBN: 978-604-1-00001-3"], ["ISBN 978-604-2-12345-6"]]

    assert read(pdf_bytes(pages), tmp_path).identifiers == []
    assert pdf_about.isbns_in("ISBN 0-306-40615-2, ISBN-13: 978-0-306-40615-7") == [
        ("ISBN", "9780306406157")
    ]


def test_outline_and_labels_become_contents(tmp_path):
    def tell(file):
        file.Root.PageLabels = pikepdf.Dictionary(
            Nums=pikepdf.Array(
                [0, pikepdf.Dictionary(S=pikepdf.Name.r), 1, pikepdf.Dictionary(S=pikepdf.Name.D)]
            )
        )
        with file.open_outline() as outline:
            first = pikepdf.OutlineItem("Chương một", 1)
            first.children.append(pikepdf.OutlineItem("Đoạn đầu", 2))
            outline.root.extend([pikepdf.OutlineItem("Lời nói đầu", 0), first])

    book = read(pdf_bytes([VERSE, PROSE, VERSE], edit=tell), tmp_path)

    assert book.manifest["labels"] == ["i", "1", "2"]
    assert book.manifest["toc"] == [
        {"title": "Lời nói đầu", "place": "p1", "children": []},
        {"title": "Chương một", "place": "p2",
         "children": [{"title": "Đoạn đầu", "place": "p3", "children": []}]},
    ]  # fmt: skip
    assert [part.title for part in book.parts] == ["Lời nói đầu", "Chương một", "Đoạn đầu"]


def test_one_heading_over_all_is_the_title(tmp_path):
    def tell(file):
        with file.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Hà Nội băm sáu phố phường", 0))

    assert read(pdf_bytes([VERSE], edit=tell), tmp_path).title == "Hà Nội băm sáu phố phường"


@pytest.mark.parametrize(
    ("raw", "vietnamese", "tidy"),
    [
        ("die Übungsauf\ufffegaben und", False, "die Übungsaufgaben und"),
        ("Schwarz\ufffeWeiß", False, "Schwarz-Weiß"),
        ("Hà\x02nội", True, "Hà-nội"),
        ("a won-\r\nderful day", False, "a wonderful day"),
        ("ﬁnd the ﬂow", False, "find the flow"),
        ("T\u0103\u0301t đe\u0300n", True, "Tắt đèn"),
        ("1.1 Mở đầu . . . . . . . . 12", True, "1.1 Mở đầu … 12"),
    ],
)
def test_text_is_made_fit_to_search(raw, vietnamese, tidy):
    assert pdf_text.tidy(raw, vietnamese=vietnamese) == tidy


def test_text_of_old_fonts_becomes_unicode(tmp_path):
    old = ["Céng hoµ x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc"]

    book = read(pdf_bytes([old], info={"Title": "QuyÕt ®Þnh cña Uû ban"}), tmp_path)

    assert book.parts[0].text == "Cộng hoà xã hội chủ nghĩa Việt Nam\nĐộc lập - Tự do - Hạnh phúc"
    assert book.title == "Quyết định của Uỷ ban"
    assert book.manifest["encoding"] == "TCVN3"
    assert book.recoded == ("TCVN3", old[0], "Cộng hoà xã hội chủ nghĩa Việt Nam")


def test_french_and_german_stay_as_they_are(tmp_path):
    lines = ["Où êtes-vous allé à l'été ? Là-bas, déjà.", "Größe und Übung für Schüler"]

    book = read(pdf_bytes([lines]), tmp_path)

    assert book.parts[0].text.split("\n") == lines
    assert book.recoded is None


def test_fonts_that_do_not_tell_their_letters_are_noticed(tmp_path):
    book = read(pdf_bytes([PROSE], fonts_tell=False), tmp_path)

    assert book.warnings == [
        "The fonts of this PDF do not tell their letters: search in its text will fail."
    ]


def test_a_scan_is_known_as_one(tmp_path):
    pages = [Image.new("L", (600, 800), 240) for _page in range(3)]
    for page in pages:
        ImageDraw.Draw(page).rectangle((100, 100, 400, 130), fill=20)

    book = read(scan_pdf(pages), tmp_path)

    assert book.manifest["has_text"] is False
    assert book.manifest["scanned"] == [1, 2, 3]
    assert book.parts == []
    assert book.warnings == [
        "3 of 3 pages are pictures without text: their words are found only after text recognition."
    ]


def test_a_password_is_said(tmp_path):
    locked = pdf_bytes([VERSE], encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(pdf.PdfLocked) as refusal:
        read(locked, tmp_path)

    assert str(refusal.value) == (
        "“sach.pdf” is locked with a password."
        " Open it with the password, save it without one, then send it again."
    )


def test_an_owner_s_password_alone_locks_nothing(tmp_path):
    closed = pdf_bytes([VERSE], encryption=pikepdf.Encryption(owner="a", user=""))

    assert read(closed, tmp_path).parts[0].text.split("\n") == VERSE


def test_a_cut_file_is_repaired_where_it_can_be(tmp_path):
    whole = pdf_bytes([VERSE] * 30, object_stream_mode=pikepdf.ObjectStreamMode.disable)

    book = read(whole[: len(whole) * 6 // 10], tmp_path)

    assert book.mended is not None
    assert "has been repaired" in book.warnings[0]
    with pikepdf.open(book.mended) as mended:
        assert len(mended.pages) == book.pages > 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"<html>404</html>", pdf.NotAPdf),
        (b"", pdf.NotAPdf),
        (b"%PDF-1.7\n" + b"\0" * 500, pdf.PdfBroken),
        (pdf_bytes([VERSE])[:200], pdf.PdfBroken),
        (pdf_bytes([]), pdf.PdfBroken),
    ],
    ids=["page of a web site", "nothing", "hollow", "cut", "no pages"],
)
def test_what_cannot_be_opened_is_refused(data, refusal, tmp_path):
    with pytest.raises(refusal):
        read(data, tmp_path)


def test_scripts_and_attachments_are_told_and_nothing_runs(tmp_path):
    def arm(file):
        file.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.launchURL('http://127.0.0.1:9/')"
        )
        file.attachments["tep.exe"] = b"MZ"

    book = read(pdf_bytes([VERSE], edit=arm), tmp_path)

    assert book.warnings == [
        "The PDF holds scripts. They do not run in the reader; the file is only downloaded.",
        "1 file is attached inside the PDF; the reader does not show it.",
    ]


def test_a_launch_action_of_a_link_counts_as_a_script(tmp_path):
    def arm(file):
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
            A=file.make_indirect(action),
        )  # fmt: skip
        file.pages[0].Annots = pikepdf.Array([link])

    assert "scripts" in read(pdf_bytes([VERSE], edit=arm), tmp_path).warnings[0]


def test_a_file_of_too_many_pages_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)

    with pytest.raises(pdf.TooManyPages):
        read(pdf_bytes([VERSE] * 3), tmp_path)


def test_hostile_xmp_tells_nothing(tmp_path):
    def arm(file):
        file.Root.Metadata = file.make_stream(
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
        )

    assert read(pdf_bytes([VERSE], info={"Title": "Kiều"}, edit=arm), tmp_path).title == "Kiều"
