"""A correction of the card changes the fields concerned in the record, and no other byte."""

import pytest

from densach.library.catalogue.changes import apply_changes
from densach.library.catalogue.describe import describe
from densach.library.catalogue.record import decoded, join, parse
from tests.factories import MONDAY

from .made import KIEU

CARD = {
    "title": "Truyện Kiều", "subtitle": "truyện thơ", "kind": "BOOK", "language": "vi", "level": "LOWER",
    "year": 1820, "description": "Truyện thơ lục bát.", "series": "Văn học cổ điển", "series_number": "t. 3",
    "ddc": "895.92213", "rights_note": "", "people": ["Nguyễn Du (aut)", "Đào Duy Anh (ann)"],
    "subjects": ["Thơ Nôm", "Việt Nam — Văn học — Thế kỉ 19"],
    "source": "kieu.mrc", "audience": "PUBLIC", "licence": "", "organization": "",
}  # fmt: skip


def changed(**after):
    return apply_changes(KIEU, CARD, {**CARD, **after}, at=MONDAY)


def touched(record):
    """Tags of fields that are not byte for byte as they were, without 005."""
    old, new = set(KIEU.fields), set(record.fields)
    return sorted({tag for tag, _raw in old ^ new} - {"005"})


@pytest.mark.parametrize(
    ("after", "tags"),
    [
        ({"title": "Kim Vân Kiều"}, ["245"]),
        ({"subtitle": ""}, ["245"]),
        ({"language": "fr"}, ["008", "041"]),
        ({"year": 1815}, ["008", "264"]),
        ({"year": None}, ["008", "264"]),
        ({"description": "Hai dòng.\nDòng hai."}, ["520"]),
        ({"series": ""}, ["490"]),
        ({"series_number": "t. 4"}, ["490"]),
        ({"ddc": "895.922134"}, ["082"]),
        ({"ddc": ""}, ["082"]),
        ({"rights_note": "CC BY 4.0"}, ["540"]),
        ({"level": "UPPER"}, ["008", "521"]),
        ({"people": ["Nguyễn Du (aut)"]}, ["700"]),
        ({"people": ["Nguyễn Du (aut)", "Đào Duy Anh (edt)"]}, ["700"]),
        ({"people": ["Đào Duy Anh (ann)", "Jules Verne (aut)"]}, ["100"]),
        ({"subjects": ["Thơ Nôm", "Lục bát"]}, ["650", "651"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, (dict, list)) else None,
)
def test_only_the_fields_concerned_change(after, tags):
    record = changed(**after)
    assert touched(record) == tags
    told = describe(record)
    for name, value in after.items():
        if name == "people":
            assert [f"{p.name} ({p.role})" for p in told.people] == sorted(
                value, key=lambda text: not text.endswith("(aut)")
            )
        elif name == "rights_note":
            assert told.rights == value
        else:
            assert getattr(told, name) == value
    assert parse(join(record)).fields == record.fields


def test_kind_changes_the_leader_and_a_heading_of_our_own():
    record = changed(kind="TEXTBOOK")
    assert describe(record).kind == "TEXTBOOK"
    assert describe(record).subjects == CARD["subjects"]
    assert describe(apply_changes(record, CARD, {**CARD, "kind": "MAP"}, at=MONDAY)).kind == "MAP"


def test_nothing_changed_is_nothing_touched():
    assert changed().fields == KIEU.fields
    assert changed(audience="SIGNED_IN", source="khác").fields == KIEU.fields


def test_the_title_keeps_its_link_and_statement():
    field = next(changed(title="Kim Vân Kiều", subtitle="").get("245"))
    assert field.subfields == [
        ("6", "880-01"), ("a", "Kim Vân Kiều /"), ("c", "Nguyễn Du ; Đào Duy Anh chú giải"),
    ]  # fmt: skip
    assert next(changed(subtitle="thơ").get("245")).first("b") == "thơ /"


def test_the_time_of_the_change_is_written_down():
    record = changed(title="Khác")
    assert record.control("005") == "20261123010000.0"
    assert [tag for tag, _raw in record.fields] == sorted(tag for tag, _raw in record.fields)


def test_unusual_fields_survive_every_change():
    record = changed(
        title="A",
        subtitle="b",
        year=1900,
        people=[],
        subjects=[],
        series="",
        ddc="",
        description="",
    )
    raw = dict(KIEU.fields)
    assert dict(record.fields)["999"] == raw["999"]
    assert dict(record.fields)["880"] == raw["880"]
    assert decoded("999", raw["999"]).all("a") == ["của riêng thư viện", "lặp lại"]
