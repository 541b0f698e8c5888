"""Text of any age: Unicode in all forms, five old Vietnamese encodings, Western, mojibake."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from densach.library.formats import encodings, legacy
from densach.library.formats.encodings import decode, recode_text
from densach.library.formats.syllables import is_syllable

from .books import VERSE

TEXT = f"Truyện Kiều\nNguyễn Du, sách còn tốt, đặt ở kệ số 1.\n{VERSE}\nHỡi ơi! Súng giặc đất rền; lòng dân trời tỏ.\n"


def vni(text):
    """Text as typed with VNI-Times."""
    out = []
    whole = {letter: code for code, letter in legacy._WHOLE.items()}
    marks = {mark: code for code, mark in legacy._TONED.items()}
    for letter in text:
        small = letter.lower()
        if small in whole:
            code = whole[small]
        elif small.isascii():
            code = small
        else:
            base, *rest = unicodedata.normalize("NFD", small)
            if rest and rest[0] == "\u031b":  # the horn of ơ and ư is a letter of its own
                base, rest = whole[unicodedata.normalize("NFC", base + rest[0])], rest[1:]
            order = sorted(rest, key=lambda mark: mark not in "\u0302\u0306")
            code = base + marks["".join(order)] if order else base
        out.append(code.upper() if letter.isupper() else code)
    return "".join(out)


def encode(text, name):
    if name == "VNI":
        return vni(text).encode("latin-1")
    if name == "windows-1258":
        return encode_1258(text)
    table = {letter: code for code, letter in legacy.SINGLE[name].items()}
    return "".join(table.get(letter, letter) for letter in text).encode("latin-1")


def encode_1258(text):
    """windows-1258 wants a vowel and then its tone."""
    out = []
    for letter in text:
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            tones = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
            vowel = unicodedata.normalize(
                "NFC", "".join(mark for mark in parts if mark not in tones)
            )
            out.append((vowel + "".join(tones)).encode("cp1258"))
    return b"".join(out)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_with_and_without_its_mark(name):
    found = decode(TEXT.encode(name))

    assert found.text == TEXT
    assert not found.is_legacy
    assert found.recoded is None


def test_decomposed_letters_become_composed():
    assert decode(unicodedata.normalize("NFD", TEXT).encode()).text == TEXT


@pytest.mark.parametrize("name", legacy.NAMES)
def test_old_encodings_are_known_by_their_syllables(name):
    found = decode(encode(TEXT, name))

    assert found.encoding == name
    assert found.text == TEXT
    assert found.is_legacy
    assert found.sample_after.startswith("Truyện Kiều")
    assert found.sample_before != found.sample_after


@pytest.mark.parametrize("name", ["TCVN3", "VNI", "VPS", "VISCII"])
def test_old_font_text_in_a_unicode_file_is_known_too(name):
    typed = encode(TEXT, name).decode("latin-1")

    assert recode_text(typed).text == TEXT
    assert decode(typed.encode()).text == TEXT


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_mojibake_is_mended(times, wrong):
    text = TEXT
    for _time in range(times):
        text = "".join(
            chr(b) if wrong == "latin-1" else bytes([b]).decode("cp1252", "ignore") or chr(b)
            for b in text.encode()
        )

    found = decode(text.encode())

    assert found.text == TEXT
    assert found.encoding == "utf-8 twice"


def test_lines_in_two_encodings_are_read_one_by_one_and_told():
    lines = TEXT.splitlines(keepends=True)
    data = b"".join(
        encode(line, "windows-1258") if at % 2 else line.encode() for at, line in enumerate(lines)
    )

    found = decode(data)

    assert found.text == TEXT
    assert found.is_mixed
    assert found.encoding == "utf-8 + windows-1258"


@pytest.mark.parametrize(
    ("text", "declared", "encoding"),
    [
        ("Où est passé le garçon ? Il était là, près de l'école, à côté du château.", "", "cp1252"),
        ("Größe, Füße und Köpfe: schöne Wörter für müde Leser.", "", "cp1252"),
        ("Плывёт, плывёт кораблик", "windows-1251", "cp1251"),
        ("plain words only", "", "utf-8"),
    ],
)
def test_other_languages_are_left_alone(text, declared, encoding):
    found = decode(text.encode(encoding), declared=declared)

    assert (found.text, found.encoding) == (text, encoding)
    assert not found.is_legacy


def test_unicode_text_of_other_languages_is_not_taken_for_an_old_font():
    for text in ("Où est passé le garçon ?", "Größe und Füße", "naïve café – “ok”", "Ærøskøbing"):
        assert recode_text(text) is None
        assert decode(text.encode()).text == text


def test_a_file_cut_inside_a_letter_is_still_utf8():
    found = decode(TEXT.encode()[:-40] + b"\xe1\xba")

    assert found.encoding == "utf-8"
    assert found.text.startswith("Truyện Kiều")


def test_capitals_of_old_fonts_come_out_as_capitals():
    typed = encode("VĂN HÓA đọc sách của người Việt", "TCVN3")

    assert decode(typed).text.startswith("VĂN HÓA")


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        (b'<?xml version="1.0" encoding="windows-1258"?>', "windows-1258"),
        (b'<meta charset="utf-8">', "utf-8"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=x-viet-tcvn">',
            "x-viet-tcvn",
        ),
        (b"<p>none</p>", ""),
    ],
)
def test_what_markup_declares(declared, name):
    assert encodings.declared_in_markup(declared) == name


@pytest.mark.parametrize(
    ("word", "yes"),
    [
        ("người", True), ("nghiêng", True), ("quyển", True), ("giếng", True), ("Khuỷu", True), ("oẹ", True),
        ("garçon", False), ("école", False), ("größe", False), ("nguờì́", False), ("Nhaán", False), ("truyÖn", False),
    ],
)  # fmt: skip
def test_syllables(word, yes):
    assert is_syllable(word) is yes


SYLLABLE = st.builds(
    lambda onset, rhyme: onset + rhyme,
    st.sampled_from(["b", "c", "ch", "d", "đ", "h", "kh", "l", "m", "ng", "nh", "s", "t", "th", "tr", "v", "x"]),
    st.sampled_from(["ướng", "ạt", "ồng", "ữa", "ảo", "ấm", "ẵn", "ỗi", "ụt", "ương", "ết", "ộc", "ĩ", "ằm", "uỷ", "ơn", "ề"]),
)  # fmt: skip


@given(st.lists(SYLLABLE, min_size=6, max_size=40), st.sampled_from(legacy.NAMES))
def test_any_vietnamese_text_survives_an_old_encoding(words, name):
    text = unicodedata.normalize("NFC", " ".join(words))
    data = encode(text, name)
    assume(not data.isascii())

    assert legacy.unicode_of(data.decode("latin-1"), name) == text


@given(st.text(max_size=200))
def test_any_unicode_text_survives(text):
    assume(legacy.as_bytes(text) is None and "\0" not in text)

    assert decode(text.encode("utf-8", "ignore")).text == unicodedata.normalize(
        "NFC", text.encode("utf-8", "ignore").decode().removeprefix("\ufeff")
    )


@given(st.binary(max_size=300))
def test_any_bytes_give_some_text(data):
    assert isinstance(decode(data).text, str)
