"""What a MARC record says, in the words of the card."""

import pytest

from densach.library.catalogue.compose import compose
from densach.library.catalogue.describe import describe
from densach.library.catalogue.description import Contributor, Link
from densach.library.catalogue.names import catalogued, printed
from densach.library.catalogue.record import Field, Record
from tests.factories import MONDAY

from .made import KIEU


def with_fields(*fields, leader="00000nam a2200000 i 4500"):
    title = [] if any(f.tag == "245" for f in fields) else [Field("245", "00", [("a", "Sách")])]
    return describe(Record(leader, [(f.tag, f.raw()) for f in [*title, *fields]]))


def test_a_whole_record():
    told = describe(KIEU)
    assert (told.title, told.subtitle) == ("Truyện Kiều", "truyện thơ")
    assert told.other_titles == ["Đoạn trường tân thanh", "斷腸新聲"]
    assert told.people == [
        Contributor("Nguyễn Du", "aut", "Nguyễn, Du", "1765-1820"),
        Contributor("Đào Duy Anh", "ann", "Đào, Duy Anh"),
    ]
    assert (told.language, told.kind, told.level) == ("vi", "BOOK", "LOWER")
    assert (told.place, told.publisher, told.published, told.year) == (
        "Hà Nội",
        "Văn học",
        "1820",
        1820,
    )
    assert (told.extent, told.pages) == ("xii, 158 tr", 158)
    assert (told.series, told.series_number) == ("Văn học cổ điển", "t. 3")
    assert told.subjects == ["Thơ Nôm", "Việt Nam — Văn học — Thế kỉ 19"]
    assert told.ddc == "895.92213"
    assert told.identifiers == [
        ("OTHER", "978-604-2-12345-9 (bìa cứng)"),
        ("CONTROL", "(VN-Test)vn000001"),
    ]
    assert told.links == [
        Link("https://sach.example/kieu.epub", "application/epub+zip", "", is_work=True)
    ]


@pytest.mark.parametrize(
    ("leader", "extra", "kind"),
    [
        ("am", [], "BOOK"), ("as", [], "PERIODICAL"), ("jm", [], "MUSIC"), ("im", [], "AUDIO_BOOK"),
        ("em", [], "MAP"), ("gm", [], "VIDEO"), ("mm", [], "OTHER"),
        ("am", [Field("502", "  ", [("a", "Luận án")])], "DOCUMENT"),
        ("am", [Field("655", " 7", [("a", "Sách giáo khoa")])], "TEXTBOOK"),
        ("am", [Field("650", " 0", [("a", "Picture books")])], "PICTURE_BOOK"),
    ],
)  # fmt: skip
def test_kinds(leader, extra, kind):
    assert with_fields(*extra, leader=f"00000n{leader} a2200000 i 4500").kind == kind


@pytest.mark.parametrize(
    ("said", "level"),
    [("Lớp 3", "PRIMARY"), ("Grades K-4", "PRIMARY"), ("Lớp 6-9", "LOWER"), ("Lớp 12", "UPPER"), ("Sinh viên", "")],
)  # fmt: skip
def test_levels(said, level):
    assert with_fields(Field("521", "8 ", [("a", said)])).level == level


@pytest.mark.parametrize(
    ("form", "language", "name"),
    [
        ("Verne, Jules", "fr", "Jules Verne"),
        ("Verne, Jules", "vi", "Jules Verne"),
        ("Nguyễn, Du", "vi", "Nguyễn Du"),
        ("Nguyễn, Nhật Ánh", "en", "Nguyễn Nhật Ánh"),
        ("Nguyen, Viet Thanh", "en", "Nguyen Viet Thanh"),
        ("La Fontaine, Jean de", "vi", "Jean de La Fontaine"),
        ("Saint-Exupéry, Antoine de", "vi", "Antoine de Saint-Exupéry"),
        ("King, Martin Luther, Jr.", "en", "Martin Luther King Jr."),
        ("Tô Hoài", "vi", "Tô Hoài"),
        ("Farm Foundation (Chicago, Ill.)", "en", "Farm Foundation (Chicago, Ill.)"),
        ("Lỗ, Tấn", "zh", "Lỗ Tấn"),
        ("鲁, 迅", "", "鲁迅"),
        ("凡尔纳, 儒勒", "zh", "儒勒·凡尔纳"),
        ("Lu, Xun", "zh", "Lu Xun"),
        ("Mạc, Ngôn", "vi", "Mạc Ngôn"),
        ("Kim, Dong-in", "ko", "Kim Dong-in"),
        ("Verne, Jules", "ja", "Jules Verne"),
    ],
)
def test_names_in_the_order_of_print(form, language, name):
    assert printed(form, language=language) == name


def test_names_in_the_order_of_catalogues():
    assert catalogued("Jules Verne", language="fr") == "Verne, Jules"
    assert catalogued("Nguyễn Nhật Ánh", language="vi") == "Nguyễn, Nhật Ánh"
    assert catalogued("Lu Xun", language="zh") == "Lu, Xun"
    assert catalogued("鲁迅", language="zh") == "鲁迅"
    assert catalogued("Bà Huyện Thanh Quan", language="vi") == "Bà Huyện Thanh Quan"


def test_an_author_only_in_the_statement():
    told = with_fields(
        Field(
            "245", "00", [("a", "Dế mèn phiêu lưu ký /"), ("c", "Tô Hoài ; Ngô Mạnh Lân minh hoạ")]
        )
    )
    assert [person.name for person in told.people] == ["Tô Hoài"]


def test_parts_of_a_title_and_parallel_titles():
    told = with_fields(
        Field(
            "245",
            "00",
            [("a", "Lịch sử Việt Nam."), ("n", "Tập 2,"), ("p", "Thời Trần /"), ("c", "x")],
        )
    )
    assert told.title == "Lịch sử Việt Nam. Tập 2, Thời Trần"
    told = with_fields(
        Field("245", "00", [("a", "Hoàng tử bé ="), ("b", "Le petit prince : conte /")])
    )
    assert (told.title, told.subtitle, told.other_titles) == (
        "Hoàng tử bé",
        "",
        ["Le petit prince : conte"],
    )


def test_a_related_work_is_no_person_of_this_one():
    told = with_fields(Field("700", "12", [("a", "Homer."), ("t", "Iliad.")]))
    assert told.people == []


@pytest.mark.parametrize("kind", ["BOOK", "PICTURE_BOOK", "AUDIO_BOOK", "VIDEO", "DOCUMENT", "TEXTBOOK",
                                  "PERIODICAL", "MUSIC", "MAP", "OTHER"])  # fmt: skip
@pytest.mark.parametrize("level", ["EARLY", "PRIMARY", "LOWER", "UPPER", "ADULT", "HIGHER", ""])
def test_a_record_made_from_a_card_says_what_the_card_says(kind, level):
    told = describe(KIEU)
    told.kind, told.level, told.control_number = kind, level, ""
    told.identifiers = [("ISBN", "9786042123457")]
    told.rights, told.statement = "CC BY 4.0", "In lần thứ 2"
    if kind == "MAP" and level in {"EARLY", "ADULT", "HIGHER"}:
        told.level = ""  # MARC has no place for it in maps
    again = describe(compose(told, number="", changed_at=MONDAY))
    assert again == told
