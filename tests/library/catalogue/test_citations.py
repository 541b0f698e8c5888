"""RIS, BibTeX and CSL JSON, in and out."""

import io
import json

import pytest

from densach.library.catalogue import bibtex, csl, ris
from densach.library.catalogue.bibtex import plain
from densach.library.catalogue.describe import describe

from .made import KIEU


def title_people_year(told):
    return told.title, [(p.name, p.role) for p in told.people], told.year


def test_ris_there_and_back():
    told = describe(KIEU)
    (entry,) = ris.entries(b"".join(ris.write([told])).decode())
    again = entry.description
    assert again.title == "Truyện Kiều: truyện thơ"
    assert again.people[0].name == "Nguyễn Du"
    assert (again.year, again.publisher, again.place, again.language) == (
        1820,
        "Văn học",
        "Hà Nội",
        "vi",
    )
    assert again.subjects == told.subjects


def test_ris_of_other_programs():
    text = (
        "TY  - JOUR\nT1  - Một bài báo dài\n  viết tiếp ở dòng sau\nA1  - Marx, Karl\nA1  - Trần, Văn Khê\n"
        "Y1  - 2014//\nJF  - Tạp chí Âm nhạc\nVL  - 9\nIS  - 3\nSN  - 0378-5955\nDO  - 10.1000/182\nER  - \n"
        "\nTY  - BOOK\nER  -\n"
    )
    first, second = ris.entries(text)
    told = first.description
    assert title_people_year(told) == (
        "Một bài báo dài viết tiếp ở dòng sau",
        [("Karl Marx", "aut"), ("Trần Văn Khê", "aut")],
        2014,
    )
    assert (told.series, told.series_number) == ("Tạp chí Âm nhạc", "9, 3")
    assert told.identifiers == [("ISSN", "0378-5955"), ("URI", "https://doi.org/10.1000/182")]
    assert second.problem is not None


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"S{\'{\^o}} {\dj}{\h{o}}", "Số đỏ"),
        (r"V{\~u} Tr{\d{o}}ng Ph{\d{u}}ng", "Vũ Trọng Phụng"),
        (r"Nguy{\~{\^e}}n \'Ai", "Nguyễn Ái"),
        (r"{\'E}cole \& Caf\'{e}", "École & Café"),
        (r"Stra{\ss}e \"uber", "Straße über"),
        (r"{\ohorn}i", "ơi"),
        ("1990--1995 {Viet} Nam", "1990–1995 Viet Nam"),
    ],
)
def test_letters_of_tex(tex, text):
    assert plain(tex) == text


def test_bibtex_of_other_programs():
    text = """
    % chú thích
    @string{vh = "Văn học"}
    @comment{bỏ qua}
    @book{kieu, author = {Nguyễn, Du and {Nhóm biên soạn}}, title = "Truyện {Kiều}", publisher = vh # " Hà Nội",
      year = 1820, isbn = {978-604-2-12345-7}, keywords = {thơ Nôm, lục bát}}
    @book{hong, title = {Không đóng ngoặc
    @article(bao, title={Một bài báo}, journal={Tạp chí}, year=2001)
    """
    kieu, broken, article = bibtex.entries(text)
    assert title_people_year(kieu.description) == (
        "Truyện Kiều",
        [("Nguyễn Du", "aut"), ("Nhóm biên soạn", "aut")],
        1820,
    )
    assert kieu.description.publisher == "Văn học Hà Nội"
    assert kieu.description.identifiers == [("ISBN", "9786042123457")]
    assert str(broken.problem).startswith("Line 7: its curly braces are not closed.")
    assert article.description.series == "Tạp chí"


def test_bibtex_there_and_back_with_keys_that_differ():
    told = describe(KIEU)
    told.title = "Truyện Kiều {50%} & $1_a"
    whole = b"".join(bibtex.write([told, told])).decode()
    first, second = bibtex.entries(whole)
    assert first.description.title == "Truyện Kiều (50%) & $1_a: truyện thơ"
    assert first.key != second.key
    assert first.description.people[0].name == "Nguyễn Du"


def test_csl_there_and_back():
    told = describe(KIEU)
    whole = b"".join(csl.write([told, told]))
    assert len(json.loads(whole)) == 2
    first, _second = csl.entries(io.BytesIO(whole))
    assert title_people_year(first.description) == (
        "Truyện Kiều: truyện thơ",
        [("Nguyễn Du", "aut")],
        1820,
    )
