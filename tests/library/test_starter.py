"""The starter library: what its sources hold, and the books that are made of them."""

import hashlib
import importlib.util
import re
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from densach.library.formats.read import read as read_file
from densach.library.models import Kind, Level
from densach.library.services import starter
from densach.library.services.starter import chapters, typeset

BOOKS = starter.books(starter.sources())
VIETNAMESE = [book for book in BOOKS if book.language == "vi"]
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"

SOURCE = """+++
title = "Con gà & con vịt"
subtitle = "Truyện ngắn"
cover = ["Con gà", "& con vịt"]
language = "vi"
form = "{form}"
kind = "BOOK"
level = "PRIMARY"
ages = "6-10"
subjects = ["Truyện thiếu nhi"]
description = "Một con gà và một con vịt."
licence = "CC BY 4.0"
modified = 2026-01-02T03:04:05Z
sources = ["Luật Thư viện số 46/2019/QH14."]
+++
{text}"""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 900" width="600" height="900">'
    '<rect width="600" height="900" fill="#22407c"/></svg>\n'
)
STORY = """
# Buổi sáng

Con gà *gáy*. “Dậy đi!” <b>không phải thẻ</b>

![Con gà đứng trên rào](hinh/ga.svg)

| Ai | Mấy con |
|---|---:|
| Gà | 1 |

3. Một
4. Hai

# Buổi tối

> **Nhớ:** đóng chuồng. #hash $tien "ngoặc" \\\\ hết
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of sources with the fonts of the real one and no book yet."""
    (tmp_path / "phong-chu").symlink_to(starter.sources() / "phong-chu")
    return tmp_path


def write_book(folder, slug="ga-vit", *, form="booklet", text=STORY):
    book = folder / slug
    (book / "hinh").mkdir(parents=True)
    (book / "hinh" / "ga.svg").write_text(DRAWING)
    (book / "bia.svg").write_text(DRAWING)
    (book / "sach.md").write_text(SOURCE.format(form=form, text=text))
    return book


def entries(path):
    with zipfile.ZipFile(path) as epub:
        return {name: epub.read(name) for name in epub.namelist()}


# What the sources hold


def test_there_is_enough_to_read():
    assert len(VIETNAMESE) >= 15
    assert sum(book.word_count for book in VIETNAMESE) >= 20_000
    assert sum(book.language == "en" for book in BOOKS) >= 4


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_a_source_says_what_a_shelf_needs(book):
    assert book.kind in Kind.values
    assert book.level in Level.values
    assert book.subjects
    assert 60 <= len(book.description) <= 500
    assert len(book.cover_lines) <= 3
    assert book.drawings, "at least one drawing inside"
    for path in [*book.drawings, "bia.svg"]:
        etree.fromstring(book.drawing(path))
    if book.form == "booklet":
        assert len(book.sources) >= 3
    if book.translation_of:
        assert (book.folder.parent / book.translation_of / "sach.md").is_file()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.slug)
def test_every_drawing_is_described(book):
    shown = re.findall(r"!\[([^\]]*)\]\(", book.text)
    assert all(len(alt) >= 20 for alt in shown)


@pytest.mark.parametrize("book", VIETNAMESE, ids=lambda book: book.slug)
def test_stories_are_as_long_as_a_reading_aloud(book):
    if book.form == "story" and "Truyện thiếu nhi" in book.subjects:
        assert 700 <= book.word_count <= 1_500
    if book.form == "booklet":
        assert 1_200 <= book.word_count <= 2_500
    if book.form == "picture":
        assert len(book.pages) >= 12


def test_the_family_budget_adds_up():
    """The example of the booklet is copied by hand into real exercise books: it has to be right."""
    book = next(book for book in BOOKS if book.slug == "so-thu-chi")
    year = next(chapter for chapter in book.chapters if "chị Mận" in chapter.title)
    sums = []
    for table in re.split(r"\*\*Chi\*\*", year.text):
        cells = re.findall(r"\|\s*(\**)([\d.]+)\**\s*\|\s*$", table, flags=re.MULTILINE)
        plain = [int(amount.replace(".", "")) for bold, amount in cells if not bold]
        total = [int(amount.replace(".", "")) for bold, amount in cells if bold]
        assert sum(plain) == total[0]
        sums.append(total[0])
    assert sums == [98_600_000, 87_800_000]
    for count, times, result in re.findall(r"\| ([\d.]+) × (\d+)[^|]*\| ([\d.]+) \|", year.text):
        assert int(count.replace(".", "")) * int(times) == int(result.replace(".", ""))


# What goes wrong in a source


def test_a_source_without_front_matter_names_the_file(folder):
    book = write_book(folder)
    (book / "sach.md").write_text("# Chỉ có chữ\n")
    with pytest.raises(ValueError, match=r"ga-vit/sach\.md: the front matter must stand between"):
        starter.books(folder)


def test_a_missing_fact_is_named(folder):
    book = write_book(folder)
    text = (book / "sach.md").read_text().replace('level = "PRIMARY"\n', "")
    (book / "sach.md").write_text(text)
    with pytest.raises(ValueError, match="front matter: 'level'"):
        starter.books(folder)


def test_an_unknown_form_names_the_known_ones(folder):
    write_book(folder, form="poster")
    with pytest.raises(ValueError, match="form is one of story, booklet, picture"):
        starter.books(folder)


def test_a_book_under_another_licence_stays_out(folder):
    book = write_book(folder)
    text = (book / "sach.md").read_text().replace("CC BY 4.0", "CC BY-NC 4.0")
    (book / "sach.md").write_text(text)
    with pytest.raises(ValueError, match=r"the starter library is under CC BY 4\.0 as a whole"):
        starter.books(folder)


def test_a_drawing_that_is_not_there_is_named(folder, tmp_path):
    book = write_book(folder)
    (book / "hinh" / "ga.svg").unlink()
    with pytest.raises(ValueError, match=r"there is no drawing hinh/ga\.svg"):
        starter.make(folder, tmp_path / "out")


def test_words_before_the_first_heading_are_not_lost_in_silence(folder):
    write_book(folder, text="\nLạc loài.\n\n# Một\n\nHai.\n")
    with pytest.raises(ValueError, match="text stands before the first"):
        _ = starter.books(folder)[0].chapters


# What is made


def test_an_epub_says_who_made_it_under_which_licence(folder, tmp_path):
    write_book(folder, form="story")
    (made,) = starter.make(folder, tmp_path / "out")
    inside = entries(made)
    assert next(iter(inside)) == "mimetype"
    document = etree.fromstring(inside["EPUB/sach.opf"])
    metadata = document.find(f"{OPF}metadata")
    assert metadata.findtext(f"{DC}title") == "Con gà & con vịt"
    assert metadata.findtext(f"{DC}creator") == "Nhóm Đèn Sách"
    assert metadata.findtext(f"{DC}language") == "vi"
    assert metadata.findtext(f"{DC}rights") == "© 2026 Nhóm Đèn Sách. CC BY 4.0."
    told = {meta.get("property"): meta.text for meta in metadata.iter(f"{OPF}meta")}
    assert told["dcterms:modified"] == "2026-01-02T03:04:05Z"
    assert told["schema:accessibilityHazard"] == "none"
    for item in document.iter(f"{OPF}item"):
        assert f"EPUB/{item.get('href')}" in inside
    about = inside["EPUB/ve-sach.xhtml"].decode()
    assert "CC BY 4.0" in about
    assert "Luật Thư viện số 46/2019/QH14." in about


def test_the_product_reads_its_own_books(folder, tmp_path):
    write_book(folder)
    made = starter.make(folder, tmp_path / "out")
    for path in made:
        scratch = tmp_path / path.suffix[1:]
        scratch.mkdir()
        told = read_file(path, name=path.name, scratch=scratch)
        assert told.title == "Con gà & con vịt"
        assert told.language == "vi"
        assert told.licence_url == "https://creativecommons.org/licenses/by/4.0/"
        assert told.cover is not None
        assert "Dậy đi!" in " ".join(part.text for part in told.parts)
        assert not told.warnings


def test_signs_of_the_text_stay_signs(folder, tmp_path):
    write_book(folder)
    epub, pdf = starter.make(folder, tmp_path / "out")
    chapter = entries(epub)["EPUB/c1.xhtml"].decode()
    assert "&lt;b&gt;không phải thẻ&lt;/b&gt;" in chapter
    assert 'alt="Con gà đứng trên rào"' in chapter
    assert '<td class="right">1</td>' in chapter
    told = read_file(pdf, name=pdf.name, scratch=tmp_path)
    text = " ".join(part.text for part in told.parts)
    assert '#hash $tien "ngoặc" \\ hết' in " ".join(text.split())
    assert "3. Một" in " ".join(text.split())


def test_a_picture_book_has_a_page_for_each_drawing(folder, tmp_path):
    text = (
        "\n![Con gà](hinh/ga.svg)\n\nGà gáy.\n\n![Con gà ngủ](hinh/ga.svg)\n\nGà ngủ.\nKhò khò.\n"
    )
    write_book(folder, form="picture", text=text)
    (made,) = starter.make(folder, tmp_path / "out")
    inside = entries(made)
    assert "Khò khò." in inside["EPUB/p2.xhtml"].decode()
    assert "EPUB/p3.xhtml" not in inside
    assert "EPUB/chu/BeVietnamPro-Bold.ttf" in inside
    told = read_file(made, name=made.name, scratch=tmp_path)
    assert told.kind == Kind.PICTURE_BOOK


def test_without_typst_only_the_pdfs_are_missing(folder, tmp_path, monkeypatch):
    write_book(folder)
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    monkeypatch.setattr(typeset, "is_possible", lambda: False)
    (made,) = starter.make(folder, tmp_path / "out")
    inside = entries(made)
    assert b"Con g\xc3\xa0</text>" in inside["EPUB/bia.svg"]
    assert "EPUB/c2.xhtml" in inside


def test_every_language_has_the_same_words():
    vietnamese, english = chapters.WORDS["vi"], chapters.WORDS["en"]
    assert vietnamese.keys() == english.keys()


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason="typst is not installed")
def test_the_whole_library_is_made_quickly_and_always_the_same(tmp_path):
    started = time.process_time()
    first = starter.make(starter.sources(), tmp_path / "one")
    assert time.process_time() - started < 20
    second = starter.make(starter.sources(), tmp_path / "two")
    assert [fingerprint(path) for path in first] == [fingerprint(path) for path in second]
    assert len(first) == len(BOOKS) + sum(book.form == "booklet" for book in BOOKS)


def fingerprint(path: Path) -> tuple[str, str]:
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()
