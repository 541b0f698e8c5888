"""The normaliser: what counts as the same word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densach.search.text import exact_and_folded, fold_key, folded_of, name_key, spell, tokens
from tests.search.generated import SYLLABLES, TERMS, VARIANTS, plain


def exact(text):
    return [token.exact for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoá", "hóa"),
        ("thuý", "thúy"),
        ("khoẻ", "khỏe"),
        ("kỹ thuật", "kĩ thuật"),
        ("mỹ", "mĩ"),
        ("lý", "lí"),
        ("sỹ", "sĩ"),
        ("quý", "quí"),
        ("quy", "qui"),
        ("y tế", "i tế"),
        ("PHÂN SỐ", "phân số"),
        ("TP.HCM", "T.P.H.C.M"),
        ("TP.HCM", "tphcm"),
        ("tiếng Việt", unicodedata.normalize("NFD", "tiếng Việt")),
        ("“số-thập/phân”", "số thập phân"),
        ("1.000", "1 000"),
        ("COVID-19", "covid 19"),
    ],
)
def test_ways_of_writing_the_same(one, other):
    assert exact(one) == exact(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("thúy", "thúi"), ("tay", "tai"), ("vy", "vi"), ("hoa", "hóa"), ("đa", "da"), ("thu", "thư")],
)
def test_words_that_only_look_alike(one, other):
    assert exact(one) != exact(other)


def test_a_word_has_an_exact_and_a_folded_form():
    assert [token[:2] for token in tokens("Đạo đức lớp 10a1, Exupéry")] == [
        ("đaoʲ", "dao"),
        ("đưcˢ", "duc"),
        ("lơpˢ", "lop"),
        ("10a1", "10a1"),
        ("exuperyˢ", "exupery"),
    ]


def test_scripts_without_blanks_and_with_marks_of_their_own():
    assert exact("中文書") == ["中", "文", "書"]
    assert exact("ภาษาไทย ភាសាខ្មែរ") == ["ภาษาไทย", "ភាសាខ្មែរ"]
    assert fold_key("ภาษาไทย") == "ภาษาไทย"  # its vowel signs are no accents


def test_a_name_is_the_same_in_either_order():
    assert name_key("Verne, Jules") == name_key("Jules Verne") == "jules verne"
    assert name_key("Antoine de Saint-Exupéry") == name_key("Saint-Exupery, Antoine de")


@pytest.mark.parametrize(
    "text", ["hóa học", "người thuở quốc gì già quyển hoàng thúy khuỷu", *TERMS]
)
def test_exact_forms_can_be_spelled_again(text):
    assert exact(spell(exact(text))) == exact(text)


def test_the_tone_is_written_where_people_write_it():
    text = (
        "hóa thúy khỏe họa tiếng người đường thuở giếng quyển của rượu hoàn toàn nghĩa gì giữ già"
    )
    assert spell(exact(text)) == text


words = st.text(max_size=60) | st.lists(
    st.sampled_from(SYLLABLES + TERMS + ["TP.HCM", "1.000", "-", "“", "quý"]), max_size=8
).map(" ".join)


@given(words)
def test_composed_and_decomposed_text_is_equal(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert exact_and_folded(composed) == exact_and_folded(decomposed)


@given(st.lists(st.sampled_from(list(VARIANTS.items())), max_size=6))
def test_old_and_new_spelling_is_equal(pairs):
    new, old = " ".join(a for a, _ in pairs), " ".join(b for _, b in pairs)
    assert exact(new) == exact(old)


@given(words)
def test_folding_twice_is_folding_once(text):
    assert fold_key(fold_key(text)) == fold_key(text)


@given(words)
def test_offsets_point_at_the_words(text):
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        (alone,) = tokens(text[token.start : token.end])
        assert alone[:2] == token[:2]
        last = token.end


@given(words)
def test_the_folded_form_follows_from_the_exact_one(text):
    assert all(folded_of(x) == folded for x, folded in exact_and_folded(text))


@given(words)
def test_both_ways_of_cutting_agree(text):
    assert exact_and_folded(text) == [token[:2] for token in tokens(text)]


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=5))
def test_what_is_typed_without_marks_folds_alike(syllables):
    text = " ".join(syllables)
    assert fold_key(plain(text)) == fold_key(text)
