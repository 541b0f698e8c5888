"""ISBN and ISSN as people type them."""

import pytest

from densach.library.formats.isbn import isbn10, isbn13, issn


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("9786042123457", "9786042123457"),
        ("978-604-2-12345-7", "9786042123457"),
        ("978 604 2 12345 7", "9786042123457"),
        ("978–604–2–12345–7", "9786042123457"),
        ("ISBN 978-604-2-12345-7", "9786042123457"),
        ("ISBN-13: 9786042123457", "9786042123457"),
        ("isbn9786042123457", "9786042123457"),
        ("urn:isbn:9786042123457", "9786042123457"),
        ("9786042123457 (bìa cứng) : 85.000đ", "9786042123457"),
        ("0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("0 8044 2957 x", "9780804429573"),
        ("９７８６０４２１２３４５７", "9786042123457"),
        ("979-10-90636-07-1", "9791090636071"),
    ],
)
def test_spellings_of_a_right_number(typed, number):
    assert isbn13(typed) == number


@pytest.mark.parametrize(
    "typed",
    ["", "không có", "9786042123458", "978604212345", "0306406153", "8934974123453", "9.78604E+12", "X123456789"],
)  # fmt: skip
def test_wrong_numbers_are_none(typed):
    assert isbn13(typed) is None


def test_ten_digits_again():
    assert isbn10("9780306406157") == "0306406152"
    assert isbn10("9780804429573") == "080442957X"
    assert isbn10("9791090636071") is None


def test_issn():
    assert issn("ISSN: 0378-5955") == "0378-5955"
    assert issn("0378-5955") == "0378-5955"
    assert issn("2434561X") == "2434-561X"
    assert issn("03785954") is None
