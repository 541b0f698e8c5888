"""A record as text that a person edits."""

import pytest

from densach.library.catalogue.record import Field, Record
from densach.library.catalogue.text_form import TextWrong, entries, from_text, to_text

from .made import KIEU

PLAIN = Record(KIEU.leader, [pair for pair in KIEU.fields if pair[0] != "999"])


def test_there_and_back():
    assert from_text(to_text(PLAIN)) == PLAIN


def test_signs_with_a_meaning_are_written_out():
    field = Field("500", "  ", [("a", "giá $5 {thử} \\ xong")])
    record = Record(PLAIN.leader, [("245", b"00\x1faA"), ("500", field.raw())])
    assert "{dollar}5 {lcub}thử{rcub}" in to_text(record)
    assert from_text(to_text(record)) == record


def test_what_is_wrong_is_told_by_line():
    text = "=LDR  00000nam a2200000 i 450\n=008  2601\n=245  1$aThiếu chỉ thị\n500  $aKhông có dấu bằng\n=650  \\0$a\n=651  \\0Không có trường con\n"
    with pytest.raises(TextWrong) as refusal:
        from_text(text)
    assert [line for line, _reason in refusal.value.problems] == [1, 2, 3, 5, 6, 6]
    assert str(refusal.value) == "Line 1: the leader has 24 characters."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("=245  00$aA\n", "the first line is the leader"),
        ("=LDR  00000nam a2200000 i 4500\n=100  1\\$aA\n", "field 245 with the title is missing"),
        ("=LDR  00000nam a2200000 i 4500\n=245  00$aA\n=245  00$aB\n", "field 245 may stand only once"),
        ("=LDR  00000nam a2200000 i 4500\n=245  00$aA\n=100  1\\$aA\n=110  2\\$aB\n", "only one of 100, 110"),
        ("", "the first line is the leader"),
    ],
)  # fmt: skip
def test_rules_of_a_whole_record(text, reason):
    with pytest.raises(TextWrong) as refusal:
        from_text(text)
    assert any(str(sentence).startswith(reason) for _line, sentence in refusal.value.problems)


def test_a_file_of_such_records():
    found = list(entries(to_text(PLAIN) + "\n" + to_text(PLAIN).replace("=245", "=24")))
    assert found[0].description.title == "Truyện Kiều"
    assert isinstance(found[1].problem, TextWrong)
