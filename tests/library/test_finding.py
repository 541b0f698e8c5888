"""What the one search of the product adds to the engine's: other wordings, the handier edition."""

import pytest

from densach.library.models import TextPart, Work
from densach.library.queries import finding
from densach.library.queries.abbreviations import CAPITALS, SHORT, wordings
from tests.factories import EditionFactory, WorkFactory
from tests.library.exchanged import index

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("sgk toan 5", ("sach giao khoa toan 5",)),
        ("SGK Toán 5", ("sách giáo khoa Toán 5",)),
        ("sach giao khoa toan", ("sgk toan",)),
        ("uỷ ban nhân dân xã", ("UBND xã",)),
        ("hoc sinh thcs", ("hoc sinh trung hoc co so", "hs thcs")),
        ("sở giáo dục và đào tạo", ("sở GDĐT", "sở GD ĐT")),
        ("Sở GD&ĐT", ("Sở giáo dục và đào tạo",)),
        ("TP.HCM", ("thanh pho ho chi minh",)),
        ("TH Kim Liên", ("tiểu học Kim Liên",)),
        ("th kim lien", ()),
        ("học sính giỏi", ()),  # marks that make it other words
        ("truyện kiều", ()),
        ("", ()),
    ],
)
def test_other_wordings(typed, others):
    assert wordings(typed) == others


def test_every_short_form_is_its_terms_and_every_term_finds_a_short_form():
    for short, term in SHORT.items():
        assert wordings(f"{short} ạ") == (f"{term} ạ",)
        assert any(other.split()[-1] == "ạ" for other in wordings(f"{term} ạ"))
    assert not set(CAPITALS) & set(SHORT)


def titles(text, **facts):
    found = finding.find(finding.Question(text=text, **facts), viewer=None)
    return [card.title for card in found.cards], found


@pytest.fixture
def school_books():
    for number, title in enumerate(
        ("Sách giáo khoa Toán 5", "SGK Toán 5, tập hai", "Toán vui lớp 5", "Giáo án trường THCS")
    ):
        WorkFactory(number=number + 1, title=title)
    index()


@pytest.mark.parametrize("text", ["sgk toan 5", "sách giáo khoa toán 5", "SGK Toán 5"])
def test_short_form_and_term_find_each_other(school_books, text):
    found, whole = titles(text)
    assert set(found[:2]) == {"Sách giáo khoa Toán 5", "SGK Toán 5, tập hai"}
    assert whole.total == len(found)
    assert sum(count for _value, count in whole.facets["kind"]) == whole.total


def test_the_term_finds_a_school_by_its_short_form(school_books):
    assert titles("giao an truong trung hoc co so")[0] == ["Giáo án trường THCS"]


def test_whoever_asks_for_just_these_words_gets_no_others(school_books):
    found, _whole = titles("sgk toan 5", verbatim=True)
    assert "Sách giáo khoa Toán 5" not in found


def two_editions(*, text="Chim lạc bay về núi cũ."):
    """A work as EPUB, where the words stand in a long chapter, and as PDF, on a short page."""
    work = WorkFactory(number=7, title="Trống đồng", formats="EPUB PDF", is_readable=True)
    pdf = EditionFactory(work=work, format="PDF", pages=60)
    epub = EditionFactory(work=work, format="EPUB")
    TextPart.objects.bulk_create(
        TextPart(edition=pdf, position=at, place=f"p{at}", text=text) for at in range(1, 61)
    )
    TextPart.objects.create(
        edition=epub, position=1, title="Chương một", place="c1", text="Lời kể dài. " * 200 + text
    )
    index()
    return work, epub, pdf


def test_words_are_opened_in_the_edition_that_fits_a_phone():
    _work, epub, _pdf = two_editions()
    (card,) = finding.find(finding.Question(text="chim lạc bay"), viewer=None).cards
    assert f"cho=c1&edition={epub.pk.hex}" in card.read_url
    assert "<mark>" in card.snippet


def test_what_only_the_pages_hold_opens_the_pages():
    _work, _epub, pdf = two_editions()
    TextPart.objects.create(edition=pdf, position=61, place="p61", text="Phụ lục: niên biểu.")
    index()
    (card,) = finding.find(finding.Question(text="niên biểu"), viewer=None).cards
    assert f"cho=p61&edition={pdf.pk.hex}" in card.read_url


def test_finding_inside_keeps_to_the_edition_that_is_open():
    work, epub, pdf = two_editions()
    other = EditionFactory(work=work, format="EPUB", language="en")
    TextPart.objects.create(edition=other, position=1, place="c1", text="Chim lạc bay.")
    index()
    work = Work.objects.get(pk=work.pk)
    assert [hit["place"] for hit in finding.inside(work, epub, "chim lạc", letter="c")] == ["c1"]
    pages = finding.inside(work, pdf, "chim lạc", letter="p", limit=5)
    assert len(pages) == 5
    assert all(hit["place"].startswith("p") for hit in pages)
