"""A disk that is full: a clear sentence, and the library stays readable."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from urllib.error import HTTPError, URLError

import pytest

from tests.config.test_kill import run
from tests.library.test_importing import book

pytestmark = pytest.mark.slow
DISK_MB = 280  # imports leave 200 MB to the database


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    folder = tmp_path / "đĩa"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def home(disk):
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"DENSACH_HOME": str(disk / "home"), "DENSACH_DEMO": "0", "LANG": "C.UTF-8"}
    run(env, "setup", "--no-starter")
    return env


def fill(disk, *, leave_mb):
    """Put a file there that leaves only so much room."""
    free = free_bytes(disk)
    with (disk / f"đầy-{leave_mb}-{free}").open("wb") as out, contextlib.suppress(OSError):
        out.write(b"\0" * max(0, free - leave_mb * 2**20))


def status(address):
    ends = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()
        except (URLError, OSError):
            assert time.monotonic() < ends, "the server does not answer"
            time.sleep(0.1)


@contextlib.contextmanager
def serving(home, tmp_path):
    """The address of a server that answers, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", port], env=home,
        stderr=(tmp_path / "log").open("w"),
    )  # fmt: skip
    try:
        status(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_bytes(disk):
    return os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize


def test_the_next_book_gets_a_sentence_and_the_others_stay_readable(home, disk, tmp_path):
    first, second = tmp_path / "một", tmp_path / "hai"
    for folder, number in ((first, 1), (second, 2)):
        folder.mkdir()
        book(folder / "a.epub", title=f"Cuốn sách thứ {number}", text=f"Chuyện kể số {number}.")
    run(home, "import", str(first))
    fill(disk, leave_mb=100)

    said = run(home, "import", str(second), "--json")

    assert '"refused"' in said
    assert "MB" in said
    with serving(home, tmp_path) as here:
        fill(disk, leave_mb=0)
        for address, words in (
            ("/", "Cuốn sách thứ 1"),
            ("/thu-vien/?q=cuon+sach", "Cuốn sách thứ 1"),
            ("/sach/cuon-sach-thu-1/", "Cuốn sách thứ 1"),
            ("/doc/cuon-sach-thu-1/c2/", "Chuyện kể số 1."),
        ):
            code, page = status(here + address)
            assert code == 200, (address, (tmp_path / "log").read_text()[-1500:])
            assert words in page, address
        assert '"total": 1' in run(home, "search", "cuốn sách", "--json")
    assert free_bytes(disk) < 2**20
    assert "Cuốn sách thứ 1" in run(home, "search", "cuốn sách")
    # Started anew on the full disk, twice: pages are read, and still there is what is set aside.
    for _again in range(2):
        fill(disk, leave_mb=0)
        with serving(home, tmp_path) as here:
            code, page = status(f"{here}/doc/cuon-sach-thu-1/c2/")
            assert (code, "Chuyện kể số 1." in page) == (200, True)
    for path in disk.glob("đầy-*"):
        path.unlink()
    assert '"added"' in run(home, "import", str(second), "--json")
    assert "✗ database" not in run_anyway(home, "doctor")


def run_anyway(env, *words):
    done = subprocess.run(
        [sys.executable, "-m", "densach", *words],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
