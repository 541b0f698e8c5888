"""The lines around the words."""

from densach.search.queries import snippet

TEXT = (
    "Ngày xưa có một người đánh cá nghèo ở ven sông Hồng. Mỗi sáng, ông chèo thuyền ra giữa dòng. "
    "Một hôm, chim lạc bay qua cánh đồng sương muối & <b>đậu</b> xuống mũi thuyền của ông lão, rồi "
    "cất tiếng hót vang. Từ đó nhà ông không còn đói nữa, và làng chài gọi bến sông ấy là bến Chim."
)


def test_it_marks_the_words_and_shows_what_stands_around_them():
    found = snippet(TEXT, "chim lac bay")
    assert "<mark>chim lạc bay</mark> qua cánh đồng" in found
    assert found.startswith("… ")
    assert found.endswith("…")


def test_everything_else_is_escaped():
    found = snippet(TEXT, "đậu xuống")
    assert "&amp; &lt;b&gt;<mark>đậu</mark>&lt;/b&gt; <mark>xuống</mark>" in found
    assert snippet("<script>alert(1)</script>", "alert") == (
        "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;"
    )


def test_without_a_hit_it_is_the_beginning():
    assert snippet(TEXT, "tàu hỏa").startswith("Ngày xưa có một người")
    assert snippet("", "tàu") == ""
    assert snippet("Ngắn thôi.", "") == "Ngắn thôi."


def test_it_is_at_most_thirty_words():
    words = snippet(TEXT * 3, "sông").replace("<mark>", "").replace("</mark>", "").split()
    assert len([word for word in words if word not in ("…", "&amp;")]) <= 30


def test_words_together_beat_words_apart():
    text = "đồng ruộng " + "xa " * 40 + "cánh đồng lúa " + "xa " * 40 + "cánh chim"
    assert "<mark>cánh đồng</mark>" in snippet(text, "cánh đồng")


def test_marks_that_were_typed_are_meant():
    text = "Trăm năm trong cõi người ta, những điều trông thấy mà đau đớn lòng."
    assert snippet(text, "năm trong").count("<mark>") == 1
    assert "<mark>trông</mark>" in snippet(text, "nam trong")
    assert "<mark>trông</mark>" in snippet(text, "trổng")  # so written nowhere: any will do
