"""Key strokes turned back into letters."""

import pytest

from densach.search.engine.slips import one_edit_away, telex, viqr, vni, within_two_edits


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("ddaoj", "đaoʲ"),
        ("dduwcs", "đưcˢ"),
        ("tieengs", "tiêngˢ"),
        ("tieesng", "tiêngˢ"),
        ("vieetj", "viêtʲ"),
        ("nguwowif", "ngươiᶠ"),
        ("dduwowngf", "đươngᶠ"),
        ("hoas", "hoaˢ"),
        ("lys", "liˢ"),
        ("truongwf", "trươngᶠ"),
        ("covid19", None),
        ("việt", None),
        ("nam", None),
    ],
)
def test_telex(typed, exact):
    assert telex(typed) == exact


@pytest.mark.parametrize("name", ["david", "anna"])
def test_doubled_letters_that_are_no_neighbours_need_a_tone_key(name):
    assert telex(name) is None


@pytest.mark.parametrize(
    ("typed", "exact"),
    [
        ("vie6t5", "viêtʲ"),
        ("d9ao5", "đaoʲ"),
        ("nguo7i2", "ngươiᶠ"),
        ("tu71", "tưˢ"),
        ("na8m", "năm"),
        ("ca6u1", "câuˢ"),
        ("viet", None),
        ("2026", None),
    ],
)
def test_vni(typed, exact):
    assert vni(typed) == exact


def test_viqr():
    assert viqr("pha^n so^'") == "phân số"
    assert viqr("d-a.o") is None
    assert viqr("tru+o+`ng ddo+`i") == "trường đời"
    assert viqr("a(n ba'nh") == "ăn bánh"


def test_edits():
    assert {"kieu", "kiieuu", "kieux"} <= one_edit_away("kieuu") | {"kieux"}
    assert "kieuu" not in one_edit_away("kieuu")
    assert within_two_edits("thuvien", "thuvine")
    assert within_two_edits("buffalo", "bufalo")
    assert not within_two_edits("truong", "nghia")
