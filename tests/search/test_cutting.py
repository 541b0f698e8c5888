"""Texts cut into passages: nothing lost, nothing torn where it can be helped, places true."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from densach.search.engine.cutting import PASSAGE_WORDS, passages
from densach.search.text import exact_and_folded, joined, tokens

SENTENCE = "Năm ấy trời mưa to, nước sông dâng lên tận chân đê."


def words(found):
    """Exact and folded words of passages, in order."""
    return [
        pair for one in found for pair in zip(one.exact.split(), one.folded.split(), strict=True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "— * —",
        SENTENCE * 40,
        f"{SENTENCE}\n" * 60,
        "một hai ba " * 900,
        "“T.P.H.C.M” và TP.HCM, v.v. số 1.000 a.b.c.d " * 80,
        "中文沒有空白，每個字都是一個詞。" * 200,
        "xã-hội-học\xa0và\u2028văn-chương y\u0301 tế " * 200,
        f"{SENTENCE} {'x' * 4000} {SENTENCE}",
        "không_có_dấu_cách/" * 900,
    ],
)
def test_all_words_are_in_passages_once_and_in_order(text):
    found = list(passages(text))
    assert words(found) == exact_and_folded(text)
    for one in found:
        assert exact_and_folded(text[one.begin : one.end]) == words([one])
    assert all(a.end <= b.begin for a, b in itertools.pairwise(found))


@given(st.text(alphabet="aáđY.,!-\n \xa0\u0301中9’_", max_size=1500))
def test_whatever_the_text(text):
    assert words(passages(text)) == [token[:2] for token in tokens(text)]


def test_passages_end_with_sentences():
    text = f"{SENTENCE} " * 200
    found = list(passages(text))
    assert len(found) > 5
    assert all(text[one.begin : one.end].rstrip().endswith("đê.") for one in found)
    assert all(len(one.exact.split()) <= PASSAGE_WORDS * 4 // 3 for one in found)


def test_a_closing_quote_belongs_to_its_sentence():
    text = "Bà nói: “Con về đi.” " * 200
    assert all(text[one.begin : one.end].rstrip().endswith("”") for one in passages(text))


@given(st.text(alphabet="aáđYqu.,-\n\t \xa0\u2028\u0301中9_", max_size=300))
def test_pieces_between_blanks_have_the_words_of_the_whole(text):
    exact, folded = joined(text.split())
    assert list(zip(exact.split(), folded.split(), strict=True)) == exact_and_folded(text)
