"""Titles, people, numbers and languages as files write them, fit for a catalogue."""

import pytest

from densach.library.formats import language, names
from densach.library.formats.accents import restore
from densach.library.formats.identifiers import identify
from densach.library.formats.isbn import isbn13
from densach.library.formats.model import Extracted, Name, Part

from .books import VERSE


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("  Truyện   Kiều - ", "Truyện Kiều"),
        ("Truye\u0323\u0302n Kie\u0302\u0300u", "Truyện Kiều"),
        ("VƯƠNG DƯƠNG MINH", "Vương Dương Minh"),
        ("CHƯƠNG II", "Chương II"),
        ("ABC", "ABC"),
        ("Số đỏ.epub", "Số đỏ"),
        ("Đất\u200b nước\x00", "Đất nước"),
    ],
)
def test_titles(written, title):
    assert names.title(written) == title


@pytest.mark.parametrize(
    ("written", "spoken", "expected"),
    [
        ("Nguyễn Du", "vi", [("Nguyễn Du", "Nguyễn Du")]),
        ("Nguyễn, Du", "vi", [("Nguyễn Du", "Nguyễn Du")]),
        ("Khái Hưng, Nhất Linh", "vi", [("Khái Hưng", "Khái Hưng"), ("Nhất Linh", "Nhất Linh")]),
        ("Nam Cao", "vi", [("Nam Cao", "Nam Cao")]),
        ("TRẦN TRỌNG KIM", "vi", [("Trần Trọng Kim", "Trần Trọng Kim")]),
        ("Verne, Jules", "fr", [("Jules Verne", "Verne, Jules")]),
        ("Verne, Jules, 1828-1905", "fr", [("Jules Verne", "Verne, Jules")]),
        ("Jules Verne", "vi", [("Jules Verne", "")]),
        ("Marleen Visser, Ingrid Schechter", "en", [("Marleen Visser", ""), ("Ingrid Schechter", "")]),
        ("Yusuf, Yvonne, Desire", "en", [("Yusuf", ""), ("Yvonne", ""), ("Desire", "")]),
        ("Le Guin, Ursula K.", "en", [("Ursula K. Le Guin", "Le Guin, Ursula K.")]),
        ("Tô Hoài & Nguyễn Văn Mẫu; Trần B", "vi", [("Tô Hoài", "Tô Hoài"), ("Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu"), ("Trần B", "Trần B")]),
        ("Lỗ, Tấn", "zh", [("Lỗ Tấn", "Lỗ Tấn")]),
        ("鲁迅", "zh", [("鲁迅", "")]),
        ("鲁, 迅", "zh", [("鲁迅", "鲁迅")]),
        ("鲁, 迅, 1881-1936", "", [("鲁迅", "鲁迅")]),
        ("司马, 迁", "zh", [("司马迁", "司马迁")]),
        ("鲁迅, 周作人", "zh", [("鲁迅", ""), ("周作人", "")]),
        ("鲁迅、茅盾", "zh", [("鲁迅", ""), ("茅盾", "")]),
        ("村上, 春樹", "ja", [("村上春樹", "村上春樹")]),
        ("ヴェルヌ, ジュール", "ja", [("ジュール・ヴェルヌ", "ジュール・ヴェルヌ")]),
        ("한, 강", "ko", [("한강", "한강")]),
        ("Lu, Xun", "zh", [("Lu Xun", "Lu Xun")]),
        ("Mao, Tse-tung", "zh", [("Mao Tse-tung", "Mao Tse-tung")]),
        ("Murakami, Haruki", "ja", [("Murakami Haruki", "Murakami Haruki")]),
        ("Verne, Jules", "zh", [("Jules Verne", "Verne, Jules")]),
        ("Lin, Maya", "en", [("Maya Lin", "Lin, Maya")]),
        ("Unknown", "vi", []),
        ("https://isach.info", "vi", []),
    ],
)  # fmt: skip
def test_people(written, spoken, expected):
    assert [
        (name.name, name.sort_name) for name in names.people(written, language=spoken)
    ] == expected


def test_the_file_s_own_sort_name_is_kept_for_others():
    (name,) = names.people("Jules Verne", sort_name="Verne, Jules", role="aut")

    assert name == Name("Jules Verne", "aut", "Verne, Jules")


def test_marks_are_restored_from_the_book_itself():
    found = Extracted("EPUB", "", "BOOK", title="Truoc Vanh Mong Ngua", people=[Name("Hoang Dao")])
    found.parts = [Part("", "c1", "HOÀNG ĐẠO\nTRƯỚC VÀNH MÓNG NGỰA\nVăn phòng")]

    restore(found)

    assert found.title == "Trước Vành Móng Ngựa"
    assert found.people[0].name == "Hoàng Đạo"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("978-604-1-23456-8", None),
        ("urn:isbn:9780306406157", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("ISBN 080442957X", "9780804429573"),
        ("0306406153", None),
        ("1234567890123", None),
    ],
)
def test_isbns_are_checked(written, plain):
    assert isbn13(written) == plain


def test_identifiers():
    assert identify("urn:isbn:9780306406157") == ("ISBN", "9780306406157")
    assert identify("1234-567X", "ISSN") == ("ISSN", "1234-567X")
    assert identify("https://example.vn/1") == ("URI", "https://example.vn/1")
    assert identify("urn:uuid:1") == ("OTHER", "urn:uuid:1")
    assert identify("123", "ISBN") is None
    assert identify("42", "calibre") is None


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("Vi", "vi"),
        ("vie", "vi"),
        ("en_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("und", ""),
        ("tiếng Việt", ""),
    ],
)
def test_declared_languages(declared, tag):
    assert language.tag(declared) == tag


ENGLISH = (
    "It was a bright cold day in April, and the clocks were striking thirteen in the old town. " * 3
)
FRENCH = (
    "Longtemps, je me suis couché de bonne heure, et parfois mes yeux se fermaient si vite. " * 3
)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (VERSE, "vi"), (VERSE.encode().decode("utf-8"), "vi"), (ENGLISH, "en"), (FRENCH, "fr"),
        ("昔々あるところに、おじいさんとおばあさんがいました。" * 2, "ja"), ("孔子曰學而時習之不亦說乎有朋自遠方來不亦樂乎" * 2, "zh"),
        ("ở", ""), ("12345", ""),
    ],
)  # fmt: skip
def test_languages_are_told_by_the_text(text, spoken):
    assert language.detect(text) == spoken
    assert language.detect(text) == spoken


@pytest.mark.parametrize(
    ("declared", "text", "chosen"),
    [
        ("en-US", VERSE, "vi"), ("", VERSE, "vi"), ("vi-VN", VERSE, "vi-VN"), ("fr", FRENCH, "fr"),
        ("vi", ENGLISH * 10, "en"), ("vi", "Hello", "vi"), ("de", ENGLISH, "de"),
    ],
)  # fmt: skip
def test_the_text_is_believed_where_it_is_certain(declared, text, chosen):
    assert language.choose(declared, text) == chosen
