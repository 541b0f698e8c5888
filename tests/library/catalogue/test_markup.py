"""MARCXML and Dublin Core, in and out; XML that wants to do harm."""

import io

import pytest

from densach.library.catalogue import dublin_core, marcxml
from densach.library.catalogue.describe import describe
from densach.library.catalogue.errors import (
    BrokenMarkup,
    ForbiddenMarkup,
    WrongIndicators,
    WrongTag,
)
from densach.library.catalogue.markup import tree
from densach.library.catalogue.record import Field, Record, parse

from .made import KIEU


def read(text):
    return list(marcxml.entries(io.BytesIO(text if isinstance(text, bytes) else text.encode())))


def test_there_and_back():
    whole = b"".join(marcxml.stream([KIEU, KIEU]))
    again = [marcxml.read(e) for e in tree(whole)]
    assert [record.fields for record in again] == [KIEU.fields, KIEU.fields]
    assert again[0].leader == KIEU.leader


def test_signs_that_xml_cannot_hold_are_left_out():
    record = Record(
        KIEU.leader, [("245", Field("245", "00", [("a", 'A & B <c> \x0b\x01 "d"')]).raw())]
    )
    (entry,) = read(b"".join(marcxml.stream([record])))
    assert entry.description.title == 'A & B <c> "d"'


def test_bad_records_are_told_and_the_rest_goes_on():
    good = marcxml.write(KIEU)
    bad_tag = good.replace('tag="245"', 'tag="24"')
    no_code = good.replace('code="a"', 'code=""')
    found = read(f"<collection>{good}{bad_tag}{no_code}{good}</collection>")
    assert [type(e.problem) if e.problem else None for e in found] == [
        None,
        WrongTag,
        WrongIndicators,
        None,
    ]


def test_a_field_without_subfields_is_kept_and_goes_out_again():
    empty = '<datafield tag="HLD" ind1=" " ind2=" "/></record>'
    (entry,) = read(
        "<collection>" + marcxml.write(KIEU).replace("</record>", empty) + "</collection>"
    )
    assert parse(entry.marc).fields[-1] == ("HLD", b"  ")
    assert '<datafield tag="HLD"' in marcxml.write(parse(entry.marc))


def test_what_stood_before_the_break_is_taken():
    whole = b"".join(marcxml.stream([KIEU, KIEU]))
    found = []
    with pytest.raises(BrokenMarkup) as refusal:
        found.extend(marcxml.entries(io.BytesIO(whole[: len(whole) * 3 // 4])))
    assert "not well formed from line" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><collection><record>&x;</record></collection>', ForbiddenMarkup),
        ('<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><collection>&b;</collection>', ForbiddenMarkup),
        ("<collection>" + "<d>" * 100_000, BrokenMarkup),
        ("<collection><record>", BrokenMarkup),
        ("", BrokenMarkup),
    ],
    ids=["file", "laughs", "deep", "open", "empty"],
)  # fmt: skip
def test_harmful_xml_is_refused(text, refusal):
    with pytest.raises(refusal):
        read(text)


def test_dublin_core_there_and_back():
    told = describe(KIEU)
    (entry,) = dublin_core.entries(io.BytesIO(b"".join(dublin_core.stream([told]))))
    again = entry.description
    assert again.title == "Truyện Kiều: truyện thơ"
    assert again.other_titles == told.other_titles
    assert [(p.name, p.role) for p in again.people] == [
        ("Nguyễn Du", "aut"),
        ("Đào Duy Anh", "ctb"),
    ]
    assert (again.language, again.year, again.publisher) == ("vi", 1820, "Văn học")
    assert set(told.subjects) < set(again.subjects)
