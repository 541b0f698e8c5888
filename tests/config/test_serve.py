"""`densach serve` says what is missing instead of answering every page with an error."""

import os
import subprocess
import sys


def densach(home, *words, **more):
    environment = {
        "PATH": os.environ["PATH"], "DENSACH_HOME": str(home), "PYTHONWARNINGS": "ignore", **more,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "densach", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_without_set_up_it_says_how_to_set_up(tmp_path):
    done = densach(tmp_path, "serve", "--port", "1")
    assert done.returncode == 1
    assert done.stderr.strip().endswith("densach setup")


def test_a_database_that_is_away_is_no_reason_to_stay_away(tmp_path):
    away = "postgres://nobody:x@127.0.0.1:1/none"
    done = densach(tmp_path, "serve", "--host", "203.0.113.1", DATABASE_URL=away)
    assert "densach setup" not in done.stderr
    assert done.returncode == 1
    assert "203.0.113.1" not in done.stdout  # it went on to listen, on an address that is not ours
