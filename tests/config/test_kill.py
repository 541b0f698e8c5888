"""kill −9 in the middle of an import, of a backup: begin again, nothing doubled, nothing half there."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile

import pytest

from tests.library.test_importing import book

pytestmark = pytest.mark.slow
BOOKS = 40


@pytest.fixture
def home(tmp_path):
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"DENSACH_HOME": str(tmp_path / "home"), "DENSACH_DEMO": "0"}
    run(env, "setup", "--no-starter")
    return env


def run(env, *words):
    done = subprocess.run(
        [sys.executable, "-m", "densach", *words],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def killed(env, *words, when):
    """Start a command and kill it and its children, hard, when `when()` is true."""
    command = subprocess.Popen(
        [sys.executable, "-m", "densach", *words], env=env, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not when() and command.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    was_running = command.poll() is None
    os.killpg(command.pid, signal.SIGKILL)
    command.wait()
    return was_running


def rows(env, query):
    base = sqlite3.connect(f"{env['DENSACH_HOME']}/densach.sqlite3", timeout=10)
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


def test_an_import_killed_three_times_takes_every_book_once(home, tmp_path):
    folder = tmp_path / "sách"
    folder.mkdir()
    for number in range(BOOKS):
        book(folder / f"{number}.epub", title=f"Cuốn thứ {number}", text=f"Lời kể {number}.")
    kills = 0
    for wanted in (3, 12, 25):
        kills += killed(
            home, "import", str(folder),
            when=lambda wanted=wanted: rows(home, "select count(*) from library_work")[0][0] >= wanted,
        )  # fmt: skip
    assert kills == 3

    lines = [json.loads(line) for line in run(home, "import", str(folder), "--json").splitlines()]

    assert {line["status"] for line in lines} == {"added", "known"}
    assert len(lines) == BOOKS
    titles = rows(home, "select title from library_work")
    assert len(titles) == len(set(titles)) == BOOKS
    found = json.loads(run(home, "search", "cuốn thứ", "--json", "--limit", "100"))
    assert found["total"] == BOOKS
    assert not list((tmp_path / "home" / "store").rglob(".part-*")) or run(home, "doctor")
    assert "✗" not in run(home, "doctor")


def test_a_killed_backup_leaves_nothing_that_looks_like_one(home, tmp_path):
    folder = tmp_path / "tệp"
    folder.mkdir()
    for number in range(3):
        (folder / f"to-{number}.txt").write_text(
            f"Chương 1\n\nsố {number} " + "chữ nghĩa " * 400_000
        )
    run(home, "import", str(folder))
    target = tmp_path / "sao-luu.zip"

    killed(home, "backup", str(target), when=(tmp_path / ".sao-luu.zip.part").exists)

    assert not target.exists()
    run(home, "backup", str(target))
    assert zipfile.ZipFile(target).testzip() is None


def test_a_backup_brings_everything_back(home, tmp_path):
    folder = tmp_path / "sách"
    folder.mkdir()
    for number in range(3):
        book(folder / f"{number}.epub", title=f"Cuốn thứ {number}")
    run(home, "import", str(folder))
    target = tmp_path / "sao-luu.zip"
    run(home, "backup", str(target))

    other = {**home, "DENSACH_HOME": str(tmp_path / "khác")}
    run(other, "restore", str(target))

    assert json.loads(run(other, "search", "cuốn thứ", "--json"))["total"] == 3
    assert "✗" not in run(other, "doctor")


def test_a_damaged_backup_changes_nothing(home, tmp_path):
    (tmp_path / "một.txt").write_text("Chương 1\n\nMột câu chuyện dài.")
    run(home, "import", str(tmp_path / "một.txt"))
    target = tmp_path / "sao-luu.zip"
    run(home, "backup", str(target))
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 0xFF
    target.write_bytes(data)

    done = subprocess.run(
        [sys.executable, "-m", "densach", "restore", str(target)], env=home, capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.strip().endswith(".")
    assert json.loads(run(home, "search", "câu chuyện", "--json"))["total"] == 1


def test_an_index_killed_while_it_is_made_anew_is_whole_afterwards(home, tmp_path):
    folder = tmp_path / "chữ"
    folder.mkdir()
    for number in range(12):
        (folder / f"to-{number}.txt").write_text(
            f"Tập giấy số {number}\n\n" + f"Dòng chữ {number} viết tay. " * 20_000, encoding="utf-8"
        )
    run(home, "import", str(folder))
    index = tmp_path / "home" / "search"
    before = set(index.rglob("*"))

    killed(home, "index", "--rebuild", when=lambda: bool(set(index.rglob("*")) - before))

    found = json.loads(run(home, "search", "tập giấy", "--json"))
    assert found["total"] == 12, "the old index answers until the new one is whole"
    run(home, "index", "--rebuild")
    assert json.loads(run(home, "search", "tập giấy", "--json"))["total"] == 12
    assert "✗" not in run(home, "doctor")
