"""A megabyte set aside: given up on a full disk, there again when there is room."""

import shutil
from typing import NamedTuple

import pytest

from densach.core import reserve


class Usage(NamedTuple):
    free: int


@pytest.fixture
def disk(monkeypatch):
    """What is free on the disk, as the test says."""
    told = {"free": 1 << 30}
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(told["free"]))
    return told


def test_it_is_set_aside_once(tmp_path, disk):
    with reserve.set_aside(tmp_path):
        kept = (tmp_path / "reserve").read_bytes()
        assert len(kept) == reserve.BYTES
    with reserve.set_aside(tmp_path):
        assert (tmp_path / "reserve").read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir()] == ["reserve"]


def test_it_is_given_up_on_a_full_disk_and_comes_back(tmp_path, disk):
    with reserve.set_aside(tmp_path):
        pass
    disk["free"] = 0
    with reserve.set_aside(tmp_path):
        assert not (tmp_path / "reserve").exists()
        disk["free"] = reserve.BYTES - 9 * reserve.BLOCK  # what the block holds is not there yet
    assert (tmp_path / "reserve").stat().st_size == reserve.BYTES - 10 * reserve.BLOCK


def test_a_folder_that_is_not_there_is_no_fault(tmp_path, disk):
    with reserve.set_aside(tmp_path / "đâu"):
        pass
    assert not (tmp_path / "đâu").exists()
