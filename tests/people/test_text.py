"""Names, numbers and codes as people type them."""

import pytest

from densach.people.text import (
    code_groups,
    code_letters,
    phone_number,
    shown_phone,
    sort_key,
    tidy_name,
    user_name,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "0912 345 678", "+84912345678", "+84 912 345 678", "84912345678",
        "0084912345678", "(0912) 345-678", "0912.345.678", "+84 0912345678", "０９１２３４５６７８",
    ],
)  # fmt: skip
def test_a_number_is_one_however_it_is_typed(typed):
    assert phone_number(typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["", "12345", "nguyen.van.an", "0012", "+1", "0000000000"])
def test_what_is_no_number_gives_none(typed):
    assert phone_number(typed) == ""


def test_other_countries_keep_their_plus():
    assert phone_number("+856 20 5555 1234") == "+8562055551234"


def test_a_number_is_shown_in_groups():
    assert shown_phone("+84912345678") == "0912 345 678"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Nguyễn Văn An", "nguyen.van.an"),
        ("Đặng  Thị Ước", "dang.thi.uoc"),
        ("Y Xuân", "y.xuan"),
        ("Trần O'Brien", "tran.o.brien"),
        ("李", "nguoi.dung"),
    ],
)
def test_a_user_name_is_made_from_the_name(name, made):
    assert user_name(name) == made


def test_class_lists_are_sorted_by_given_name_in_the_vietnamese_alphabet():
    names = [
        "Trần Văn Út", "Lê Thị Ân", "Vi Văn An", "Nguyễn Văn An", "Hồ Thị Ánh", "Đỗ Văn Ăn",
        "Lê Văn Dũng", "Lê Văn Đức", "Phạm Thị Hà", "Phạm Thị Hạ", "Phạm Thị Hả",
    ]  # fmt: skip

    assert sorted(names, key=sort_key) == [
        "Nguyễn Văn An", "Vi Văn An", "Hồ Thị Ánh", "Đỗ Văn Ăn", "Lê Thị Ân", "Lê Văn Dũng",
        "Lê Văn Đức", "Phạm Thị Hà", "Phạm Thị Hả", "Phạm Thị Hạ", "Trần Văn Út",
    ]  # fmt: skip


def test_sort_keys_hold_only_what_every_database_sorts_alike():
    assert sort_key("Đỗ Thị Kiều-Oanh (bé)").isalnum()
    assert sort_key("Đỗ Thị Ướt").isascii()


def test_decomposed_letters_make_the_same_name():
    assert tidy_name("Nguye\u0302\u0303n  An ") == "Nguyễn An"


@pytest.mark.parametrize(
    "typed", ["4kq7-m2xt-9pbd", "4KQ7 M2XT 9PBD", "4kq7m2xt9pbd", " 4KQ7–M2XT–9PBD "]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert code_letters(typed) == "4KQ7M2XT9PBD"


def test_letters_that_look_alike_are_taken_for_the_printed_ones():
    assert code_letters("OIL0") == "0110"


def test_a_code_is_printed_in_groups_of_four():
    assert code_groups("4KQ7M2XT9PBD") == "4KQ7-M2XT-9PBD"
