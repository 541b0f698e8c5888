"""Finding, in the order a reader would ask."""

import pytest

from densach.search import queries
from densach.search.errors import IndexMissing
from densach.search.queries import Query, complete, count, find, passages, similar, why
from densach.search.services import Document, Text


def book(number, title, **more):
    return Document(key=f"k{number}", number=number, title=title, added=number, **more)


def keys(text, **more):
    return [hit.key for hit in find(Query(text, **more)).hits]


KIEU = book(
    1, "Truyện Kiều", people=("Nguyễn Du",), subjects=("Truyện thơ",), kind="BOOK", level="UPPER",
    year=1998, language="vi", minutes=400, licence="PD", readable=True, agent_keys=("a1",),
)  # fmt: skip
TALK = book(
    2, "Bàn về Truyện Kiều", people=("Đào Duy Anh",), subjects=("Truyện thơ", "Phê bình văn học"),
    kind="AUDIO_BOOK", level="ADULT", year=2004, language="vi", minutes=20, agent_keys=("a2",),
)  # fmt: skip
MATHS = book(3, "Toán lớp 5", subjects=("Phân số",), kind="TEXTBOOK", level="PRIMARY", year=2021)
SECRET = book(4, "Truyện Kiều chép tay", audience="PREMISES", kind="BOOK", year=1870)


def test_the_book_itself_comes_before_books_about_it(shelve):
    shelve(KIEU, TALK, MATHS)
    assert keys("truyện kiều") == keys("truyen kieu") == ["k1", "k2"]


def test_people_are_found_in_either_order(shelve):
    shelve(KIEU, TALK, MATHS)
    assert keys("du nguyễn") == keys("Nguyễn Du") == ["k1"]


def test_nobody_finds_what_they_may_not_see(shelve):
    shelve(KIEU, TALK, SECRET)
    assert "k4" not in keys("truyện kiều")
    assert "k4" in keys("truyện kiều", audience=("PUBLIC", "PREMISES"))
    assert keys("chép tay") == []
    assert keys("", audience=("PREMISES",)) == ["k4"]
    assert keys("", audience=("OTHER",)) == []
    assert complete("truyện kiều chép")[0:1] == ()
    assert count(Query("")).total == 2


def test_filters_of_one_facet_widen_and_of_two_narrow(shelve):
    shelve(KIEU, TALK, MATHS)
    kinds = (("kind", "BOOK"), ("kind", "AUDIO_BOOK"))
    assert set(keys("", filters=kinds)) == {"k1", "k2"}
    assert keys("", filters=(*kinds, ("level", "ADULT"))) == ["k2"]
    assert keys("", filters=(("subject", "truyen tho"), ("agent", "a1"))) == ["k1"]
    assert keys("", filters=(("readable", "yes"),)) == ["k1"]
    assert keys("", filters=(("length", "short"),)) == ["k2"]
    assert keys("", filters=(("licence", "PD"),)) == ["k1"]
    assert keys("", filters=(("year", "2021"),)) == ["k3"]
    assert set(keys("", filters=(("decade", "2000"), ("decade", "1990")))) == {"k1", "k2"}
    assert keys("", years=(2000, 2010)) == ["k2"]


@pytest.mark.parametrize(
    "pair",
    [("kind", "NONE"), ("nothing", "x"), ("year", "soon"), ("decade", "-5"), ("year", "9" * 30)],
)
def test_a_filter_nobody_knows_finds_nothing_and_breaks_nothing(shelve, pair):
    shelve(KIEU)
    assert keys("", filters=(pair,)) == []
    assert count(Query("truyện", filters=(pair,))).total == 0


def test_any_number_may_stand_in_the_address(shelve):
    shelve(KIEU)
    assert keys("", years=(10**30, 10**40)) == []
    assert keys("", years=(-(10**30), 10**30)) == ["k1"]
    assert keys("", page=-3) == keys("", page=0) == ["k1"]
    assert keys("", page=10**9) == []
    assert keys("kiều", page=10**9) == []


def test_a_chosen_facet_is_counted_without_itself(shelve):
    shelve(KIEU, TALK, MATHS)
    counts = count(Query("truyện kiều", filters=(("kind", "BOOK"),)))
    assert counts.total == 1
    assert dict(counts.facets["kind"]) == {"BOOK": 1, "AUDIO_BOOK": 1}
    assert dict(counts.facets["level"]) == {"UPPER": 1}
    assert dict(counts.facets["decade"]) == {"1990": 1}
    assert dict(counts.facets["length"]) == {"long": 1}
    assert dict(counts.facets["readable"]) == {"yes": 1}
    assert set(dict(counts.facets["subject"])) == {"truyen tho"}


def test_counts_agree_with_the_list(shelve):
    shelve(KIEU, TALK, MATHS)
    for text in ("truyện", "truyen kieu", "toan", "", "không có gì cả", "t"):
        assert count(Query(text)).total == len(keys(text)), text


def test_without_words_one_browses(shelve):
    shelve(KIEU, TALK, MATHS)
    assert keys("") == keys("", sort="newest") == ["k3", "k2", "k1"]
    assert keys("", sort="shortest") == ["k2", "k1", "k3"]  # what is not known comes last
    assert find(Query("")).stage == "browse"


def test_titles_sort_as_in_a_vietnamese_dictionary(shelve):
    titles = ["Đá", "Da", "Ẩn", "An", "Ăn", "Ân", "ấn", "Dạ", "Dân ca", "Dân", "Zz", "10 vạn"]
    shelve(*(book(number, title) for number, title in enumerate(titles, start=1)))
    found = [titles[int(key[1:]) - 1] for key in keys("", sort="title")]
    assert found == [
        "10 vạn",
        "An",
        "Ăn",
        "Ân",
        "Ẩn",
        "ấn",
        "Da",
        "Dạ",
        "Dân",
        "Dân ca",
        "Đá",
        "Zz",
    ]


def test_words_can_be_sorted_by_date_too(shelve):
    shelve(KIEU, TALK, MATHS)
    assert keys("truyen kieu", sort="newest") == ["k2", "k1"]


def test_pages_hold_every_result_once(shelve):
    shelve(*(book(number, f"Đất nước {number}") for number in range(1, 301)))
    seen = []
    for page in range(1, 17):
        found = find(Query("đất nước", page=page))
        seen += [hit.key for hit in found.hits]
        assert found.more == (page < 15)
    assert len(seen) == len(set(seen)) == 300
    assert find(Query("đất nước", page=51)).hits == ()
    assert find(Query("đất nước", page=50)).capped


def test_words_only_inside_a_book_find_the_book_and_the_place(shelve):
    chapter = "Mở đầu. " * 400 + "Chim lạc bay qua cánh đồng sương muối. " + "Hết. " * 100
    told = book(5, "Chuyện làng", has_text=True)
    shelve(
        KIEU,
        told,
        texts={"k5": [Text(70, "c1", "Một", "Lời nói đầu."), Text(71, "c2", "Hai", chapter)]},
    )
    page = find(Query("chim lac bay qua canh dong"))
    assert page.stage == "passages"
    (hit,) = page.hits
    assert (hit.key, hit.place.part_id, hit.place.place, hit.place.title) == ("k5", 71, "c2", "Hai")
    assert "Chim lạc bay" in chapter[hit.place.begin : hit.place.end]
    assert hit.reasons == ("text",)
    assert count(Query("chim lac bay qua canh dong")).total == 1
    (place,) = passages(Query("chim lạc"), work_number=5)
    assert place.part_id == 71


def test_text_hits_come_below_records_and_obey_filters(shelve):
    told = book(5, "Chuyện làng", has_text=True, kind="BOOK")
    hidden = book(6, "Sổ tay", has_text=True, audience="PREMISES")
    text = "Ông đọc Truyện Kiều cho cả làng nghe."
    shelve(KIEU, TALK, told, hidden, texts={k: [Text(1, "c1", "", text)] for k in ("k5", "k6")})
    assert keys("truyện kiều") == ["k1", "k2", "k5"]
    assert keys("truyện kiều", filters=(("kind", "AUDIO_BOOK"),)) == ["k2"]
    assert count(Query("truyện kiều")).total == 3
    assert {hit.key for hit in passages(Query("cả làng nghe"))} == {"k5"}


def test_in_texts_marks_that_were_typed_come_first(shelve):
    first, second = book(5, "Một", has_text=True), book(6, "Hai", has_text=True)
    noise, meant = "Nàng vẫn đăm đăm nhìn. " * 9, "Người đi vạn dặm đường. " + "Lời khác. " * 90
    shelve(
        first, second, book(7, "Đàn bầu"), book(8, "Ba", has_text=True), book(9, "Bốn", has_text=True),
        texts={
            "k5": [Text(1, "c1", "", noise)],
            "k6": [Text(2, "c1", "", meant)],
            "k8": [Text(3, "c1", "", "Toàn dân bầu. " * 9)],
            "k9": [Text(4, "c1", "", "Tiếng đàn bầu. " + "Lời khác. " * 90)],
        },
    )  # fmt: skip
    assert keys("vạn dặm") == ["k6", "k5"]
    assert keys("dan bau") == ["k7", "k9", "k8"]  # the title tells which marks are meant


def test_the_page_says_what_to_mark(shelve):
    shelve(KIEU, MATHS)
    assert find(Query("phan so")).words == "phan so"
    assert find(Query("phaan soos")).words == "phân số"


def test_half_marked_words_are_mended_and_said_so(shelve):
    shelve(MATHS, KIEU)
    page = find(Query("phân sô"))
    assert [hit.key for hit in page.hits] == ["k3"]
    assert page.corrected == "phân số"
    assert find(Query("phan so")).corrected is None  # nothing was wrong with it
    assert find(Query("phân số")).corrected is None


def test_nothing_is_mended_when_words_are_meant_as_typed(shelve):
    shelve(KIEU, TALK, MATHS)
    assert keys("truyen kieuu") == ["k1", "k2"]
    assert keys("truyen kieuu", verbatim=True) == []
    assert find(Query("phân sô", verbatim=True)).corrected is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("truyeenj kieeuf", "k1"),
        ("truye6n5 kie6u2", "k1"),
        ("truye^.n kie^`u", "k1"),
        ("covid19", "k7"),
        ("atlat", "k8"),
        ("át lát địa lý", "k8"),
        ("toan lop5", "k3"),
        ("verne", "k9"),
        ("qu", "k10"),
        ("quy", "k10"),
    ],
)
def test_slips(shelve, typed, key):
    shelve(
        KIEU, MATHS,
        book(7, "COVID-19 và trường học"),
        book(8, "Atlat địa lí Việt Nam"),
        book(9, "Hai vạn dặm", people=("Jules Verne",)),
        book(10, "Quyền trẻ em"),
    )  # fmt: skip
    assert keys(typed)[:1] == [key]


def test_completions_lead_to_titles_subjects_and_people(shelve):
    shelve(KIEU, TALK, MATHS)
    assert complete("truyen ki")[0] == queries.Suggestion("Truyện Kiều", "k1", "title")
    assert complete("phân")[0] == queries.Suggestion("Phân số", None, "subject")
    assert queries.Suggestion("Nguyễn Du", None, "person") in complete("nguyen")
    assert complete("t") == ()
    assert len(complete("tr", limit=1)) == 1


def test_one_can_ask_why(shelve):
    shelve(KIEU, TALK, MATHS)
    parts = why("k1", Query("truyện kiều"))
    assert parts[0].code == "marks" or parts[0].code == "same_title"
    assert "same_title" in {part.code for part in parts}
    assert all(str(part.sentence) for part in parts)
    assert why("nobody", Query("truyện kiều")) == ()


def test_more_like_this(shelve):
    shelve(KIEU, TALK, MATHS, SECRET)
    assert similar("k1")[0] == "k2"
    assert "k4" not in similar("k1")
    assert similar("nobody") == ()


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "“”", "a" * 5000, "x " * 500, "\x00", "\ud7ff", "(("]
)
def test_any_text_may_be_typed(shelve, text):
    shelve(KIEU)
    find(Query(text))
    count(Query(text))
    complete(text)
    passages(Query(text))


def test_without_an_index_it_says_so(folder, db):
    for ask in (find, count, passages):
        with pytest.raises(IndexMissing):
            ask(Query("x"))
    with pytest.raises(IndexMissing):
        queries.position()


def test_the_number_of_database_queries_does_not_grow(shelve, django_assert_num_queries):
    years = {7: 1999, 8: 1999, 9: 1999}
    shelve(*(book(n, f"Đất nước {n}", year=years.get(n)) for n in range(1, 301)))
    with django_assert_num_queries(1):
        assert len(find(Query("đất nước", filters=(("year", "1999"),))).hits) == 3
    with django_assert_num_queries(1):
        find(Query("đất nước"))
    with django_assert_num_queries(0):
        count(Query("đất nước"))
    with django_assert_num_queries(1):
        find(Query(""))
    with django_assert_num_queries(1):
        complete("đất")
