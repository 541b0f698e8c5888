"""MARC files as they come: any size, damaged in the middle, in any letters."""

import gzip
import io
from unittest import mock

import pytest
from pymarc import MARCReader

from densach.library.catalogue import iso2709
from densach.library.catalogue.errors import (
    LooksLikeUnimarc,
    NotALeader,
    NotAWork,
    NoTitle,
    RecordCutOff,
    TooLong,
    WrongBaseAddress,
    WrongDirectory,
    WrongIndicators,
    WrongLength,
    WrongText,
)
from densach.library.catalogue.record import Field, Record, decoded, fits, join, parse, salvage
from densach.library.protocols.read import entries as file_entries

from .made import KIEU, marc


def read(data):
    return list(iso2709.entries(io.BytesIO(data)))


def problems(data):
    return [type(entry.problem) if entry.problem else None for entry in read(data)]


GOOD = join(KIEU)


def test_what_came_is_what_is_kept():
    (entry,) = read(GOOD)
    assert entry.marc == entry.raw == GOOD
    assert entry.kept_as == "MARC"
    assert join(parse(GOOD)) == GOOD


def test_pymarc_reads_the_same_fields():
    (theirs,) = MARCReader(io.BytesIO(GOOD))
    ours = parse(GOOD)
    assert [field.tag for field in theirs.fields] == [tag for tag, _raw in ours.fields]
    for their_field, (tag, raw) in zip(theirs.fields, ours.fields, strict=True):
        field = decoded(tag, raw)
        if field.data:
            assert their_field.data == field.data
        else:
            assert "".join(their_field.indicators) == field.indicators
            assert [tuple(sub) for sub in their_field.subfields] == field.subfields


def test_the_bad_record_is_told_and_the_rest_goes_on():
    small = marc()
    wrong_length = b"00100" + small[5:]
    too_long = b"99999" + small[5:]
    data = small + wrong_length + small + too_long + small
    found = read(data)
    assert [type(e.problem) if e.problem else None for e in found] == [
        None,
        WrongLength,
        None,
        WrongLength,
        None,
    ]
    assert [e.number for e in found] == [1, 2, 3, 4, 5]
    assert [e.offset for e in found] == [len(small) * n for n in range(5)]
    assert found[1].raw == wrong_length
    assert str(found[1].problem).startswith(
        f"The leader says the record is 100 bytes long, but it has {len(small)}."
    )


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (lambda good: good[:12] + b"00030" + good[17:], WrongBaseAddress),
        (lambda good: b"xxxxx" + good[5:], NotALeader),
        (lambda good: good[:24] + b"001000599999" + good[36:], WrongDirectory),
        (lambda good: good[:27] + b"00x3" + good[31:], WrongDirectory),
        (lambda _good: marc(Field("500", "", [("a", "không chỉ thị")])), WrongIndicators),
        (lambda _good: marc(Field("500", "123", [("a", "ba chỉ thị")])), WrongIndicators),
        (lambda _good: marc(drop=("245",)), NoTitle),
        (lambda good: good[:6] + b"z" + good[7:], NotAWork),
        (lambda _good: marc(Field("150", "  ", [("a", "Chủ đề")]), drop=("245",)), NotAWork),
        (lambda _good: marc(Field("200", "1 ", [("a", "Titre")]), drop=("245",)), LooksLikeUnimarc),
    ],
    ids=["base", "leader", "directory place", "directory figures", "no indicators", "three indicators", "no title", "authority", "heading", "unimarc"],
)  # fmt: skip
def test_each_damage_has_its_name(broken, problem):
    data = broken(marc())
    assert problems(marc() + data + marc()) == [None, problem, None]


def test_a_file_that_is_cut_off():
    found = read(marc() + GOOD[:100])
    assert [type(e.problem) if e.problem else None for e in found] == [None, RecordCutOff]
    assert found[1].raw == GOOD[:100]


def test_a_record_cut_off_in_the_middle_costs_itself_alone():
    assert problems(marc() + GOOD[:200] + GOOD + marc()) == [None, RecordCutOff, None, None]


def test_line_ends_between_records_and_an_end_mark_inside_a_field():
    inside = marc(Field("500", "  ", [("a", "dấu \x1d ở giữa")]))
    assert (
        problems(b"\xef\xbb\xbf" + marc() + b"\r\n" + inside + b"\n\n" + marc() + b"\x1a")
        == [None] * 3
    )


def test_rubbish_without_end_takes_no_memory():
    class Endless(io.RawIOBase):
        left = 40_000_000

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return b"x" * size

    with mock.patch.object(iso2709, "LIMIT", 1_000_000):
        found = list(iso2709.entries(Endless()))
    assert [type(e.problem) for e in found] == [TooLong] or [type(e.problem) for e in found] == [
        NotALeader
    ]
    assert len(found[0].raw) <= iso2709.KEPT


def test_reading_goes_on_where_it_was_told_to():
    data = marc(number="1") + marc(number="2") + marc(number="3")
    first = read(data)[0]
    rest = list(iso2709.entries(io.BytesIO(data[first.resume :]), number=1, offset=first.resume))
    assert [(e.number, e.offset) for e in rest] == [(e.number, e.offset) for e in read(data)[1:]]


def test_records_longer_than_the_format_can_say():
    long = Record(KIEU.leader, [*KIEU.fields, *[("500", b"  \x1fa" + b"x" * 9000)] * 12])
    assert not fits(long)
    (entry,) = read(join(long))
    assert entry.problem is None
    assert parse(entry.marc).fields == long.fields


def test_letters_are_utf8_marc8_or_labelled_wrongly():
    utf8_as_marc8 = GOOD[:9] + b" " + GOOD[10:]
    (entry,) = read(utf8_as_marc8)
    assert entry.description.title == "Truyện Kiều"
    assert entry.notes == ["UTF-8 ?"]

    # MARC-8: the mark stands before its letter (ANSEL: E2 acute, E3 circumflex, F2 dot below).
    raw = join(Record("00000nam  2200000 i 4500", [("245", b"10\x1faS\xe3\xe2o Vi\xf2\xe3et")]))
    (entry,) = read(raw)
    assert entry.description.title == "Số Việt"
    assert entry.kept_as == "MARC-8"
    assert entry.marc[9:10] == b"a"
    assert parse(entry.marc).get("245").__next__().first("a") == "Số Việt"

    cyrillic = "10\x1faОсновы расчета".encode("cp1251")
    (entry,) = read(join(Record("00000nam  2200000 i 4500", [("245", cyrillic)])))
    assert entry.kept_as == "WINDOWS-1251"
    assert entry.description.title == "Основы расчета"


def test_bytes_that_are_no_letters_are_named_by_field():
    raw = join(Record("00000nam a2200000 i 4500", [("245", b"10\x1faTh\xff\xbfu")]))
    (entry,) = read(raw)
    assert type(entry.problem) is WrongText
    assert "Field 245" in str(entry.problem)


def test_gzip_is_opened_by_itself(tmp_path):
    path = tmp_path / "sach.mrc.gz"
    path.write_bytes(gzip.compress(GOOD + marc()))
    found = list(file_entries(path))
    assert [e.description.title for e in found] == ["Truyện Kiều", "Sách thử"]
    rest = list(file_entries(path, number=1, offset=found[0].resume))
    assert [(e.number, e.offset) for e in rest] == [(2, len(GOOD))]


def test_what_can_be_saved_of_a_broken_record_is_saved():
    record = salvage(GOOD[:12] + b"00000" + GOOD[17:-200])
    assert decoded(*record.fields[7]).first("a") == "Truyện Kiều :"
    assert salvage(b"").fields == []
    assert len(salvage(b"\xff\x00\x1e\x1f").leader) == 24
