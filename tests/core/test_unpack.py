"""Zip archives of strangers: what is read, and what is refused with which sentence."""

import io
import stat
import struct
import zipfile

import pytest

from densach.core import unpack
from densach.core.unpack import (
    Archive,
    Damaged,
    Limits,
    LockedByPassword,
    PointsOutside,
    TooManyEntries,
    UnpacksTooLarge,
)

pytestmark = pytest.mark.usefixtures("english")


def make_zip(path, entries, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def test_entries_are_read_by_name(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("một/hai.txt", "chữ"), ("b.txt", b"")])

    with Archive(path) as archive:
        assert archive.names == ["một/hai.txt", "b.txt"]
        assert archive.read("một/hai.txt").decode() == "chữ"
        assert archive.size("b.txt") == 0


@pytest.mark.parametrize(
    "asked",
    ["Images/Bìa sách.JPG", "images/bìa sách.jpg", "Images/B%C3%ACa%20s%C3%A1ch.JPG"],
    ids=["as written", "other case", "percent-encoded"],
)
def test_a_name_is_found_as_makers_write_it(tmp_path, asked):
    path = make_zip(tmp_path / "a.zip", [("Images/Bìa sách.JPG", b"x")])

    with Archive(path) as archive:
        assert archive.find(asked) == "Images/Bìa sách.JPG"
        assert archive.find("images/other.jpg") is None


def test_names_in_nfd_and_with_backslashes_become_plain(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("Sa\u0301ch\\trang.txt", b"x"), ("./a//b.txt", b"y")])

    with Archive(path) as archive:
        assert archive.names == ["Sách/trang.txt", "a/b.txt"]


def test_names_in_undeclared_utf8_are_read_as_utf8(tmp_path):
    path = tmp_path / "a.zip"
    make_zip(path, [("Chu.txt", b"x")])
    data = path.read_bytes().replace(b"Chu.txt", "Chữ.tx".encode()[:7])
    path.write_bytes(data)

    with Archive(path) as archive:
        assert archive.names == ["Chữ.t"]


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil", "/etc/evil", "C:\\windows\\evil", "..\\evil"]
)
def test_names_that_lead_outside_are_refused(tmp_path, name):
    path = make_zip(tmp_path / "a.zip", [("good.txt", b"x"), (name, b"evil")])

    with pytest.raises(PointsOutside) as refusal:
        Archive(path)

    assert str(refusal.value).startswith("This file wants to write outside of its own folder: “")


def test_the_first_of_a_repeated_name_stays(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = make_zip(tmp_path / "a.zip", [("a.txt", b"first"), ("a.txt", b"second")])

    with Archive(path) as archive:
        assert archive.read("a.txt") == b"first"
        assert archive.repeated == ["a.txt"]


def test_links_are_left_out(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("passwords")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    with Archive(path) as archive:
        assert archive.names == []
        assert archive.left_out == ["passwords"]


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    path = make_zip(tmp_path / "bomb.zip", [("zeros", bytes(40 << 20))])

    with Archive(path) as archive, pytest.raises(UnpacksTooLarge) as refusal:
        archive.read("zeros")

    assert str(refusal.value) == (
        "Unpacked, the contents of this file would be larger than 7 MB. "
        "Files made to fill up a disk look like this. If it is a real book, split it."
    )
    with Archive(path) as archive, pytest.raises(UnpacksTooLarge):
        archive.weigh()


def test_a_declared_size_is_not_believed(tmp_path):
    path = make_zip(tmp_path / "liar.zip", [("zeros", bytes(20 << 20))])
    real, small = struct.pack("<L", 20 << 20), struct.pack("<L", 100)
    path.write_bytes(path.read_bytes().replace(real, small))

    with Archive(path) as archive, pytest.raises((UnpacksTooLarge, Damaged)):
        archive.read("zeros")


def test_what_all_entries_cost_together_is_limited(tmp_path):
    path = make_zip(tmp_path / "a.zip", [(f"{n}", b"x" * 1000) for n in range(5)])

    with Archive(path, Limits(total_bytes=3500)) as archive:
        for name in archive.names[:3]:
            archive.read(name)
        with pytest.raises(UnpacksTooLarge):
            archive.read("3")


def test_too_many_entries_are_refused(tmp_path):
    path = make_zip(tmp_path / "a.zip", [(f"{n}.txt", b"") for n in range(10_001)])

    with pytest.raises(TooManyEntries) as refusal:
        Archive(path)

    assert str(refusal.value).startswith("This file holds more than 10000 files")


def test_a_huge_directory_is_refused_before_it_is_read(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a", b"x")])
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<L", 500 << 20)
    path.write_bytes(data)

    with pytest.raises(TooManyEntries):
        Archive(path)


def test_an_archive_with_a_64_bit_directory_is_read(tmp_path):
    data = bytearray(make_zip(tmp_path / "a.zip", [("a.txt", b"x")]).read_bytes())
    end = data.rfind(b"PK\x05\x06")
    size, offset = struct.unpack("<LL", data[end + 12 : end + 20])
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    data[end + 8 : end + 20] = struct.pack("<HHLL", 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    path = tmp_path / "b.zip"
    path.write_bytes(data[:end] + record + locator + data[end:])

    with Archive(path) as archive:
        assert archive.read("a.txt") == b"x"

    huge = bytearray(path.read_bytes())
    huge[end + 40 : end + 48] = struct.pack("<Q", 500 << 20)
    path.write_bytes(huge)
    with pytest.raises(TooManyEntries):
        Archive(path)


@pytest.mark.parametrize("keep", [0, 10, 60, -30], ids=["empty", "head", "half", "no end"])
def test_a_file_that_was_cut_off_is_damaged(tmp_path, keep):
    whole = make_zip(tmp_path / "a.zip", [("a.txt", b"chu" * 100)]).read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(whole[:keep])

    with pytest.raises(Damaged) as refusal:
        Archive(path)

    assert str(refusal.value) == (
        "This file is damaged or was cut off: its contents cannot be unpacked. "
        "Copy or download it again from where it came, then send it again."
    )


def test_an_entry_with_wrong_bytes_is_damaged(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a.txt", b"chu viet " * 100)])
    data = bytearray(path.read_bytes())
    data[45:55] = b"\xff" * 10
    path.write_bytes(data)

    with Archive(path) as archive, pytest.raises(Damaged):
        archive.read("a.txt")


def test_a_password_is_said_to_be_one(tmp_path):
    path = make_zip(tmp_path / "a.zip", [("a.txt", b"x")])
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + at] |= 1
    path.write_bytes(data)

    with Archive(path) as archive, pytest.raises(LockedByPassword) as refusal:
        archive.read("a.txt")

    assert str(refusal.value).startswith("This file is locked with a password.")


def test_spilling_uses_names_of_our_own(tmp_path):
    names = ["CON.txt", "-rf.txt", "tên\tcó tab.txt", "x" * 200 + ".txt", "ten\u202etxt.exe"]
    path = make_zip(tmp_path / "a.zip", [(name, name) for name in names])
    folder = tmp_path / "out"
    folder.mkdir()

    with Archive(path) as archive:
        spilled = dict(unpack.spill(archive, folder))

    assert [file.name for file in spilled.values()] == ["00001", "00002", "00003", "00004", "00005"]
    assert spilled["CON.txt"].read_text() == "CON.txt"
    assert sorted(tmp_path.rglob("*")) == sorted([path, folder, *spilled.values()])


def test_a_stream_gives_its_entry_in_pieces(tmp_path):
    data = bytes(range(256)) * 1000
    path = make_zip(tmp_path / "a.zip", [("a", data)])

    with Archive(path) as archive, archive.open("a") as source:
        first = source.read(1000)
        rest = io.BytesIO(b"".join(source.blocks())).read()

    assert first + rest == data
