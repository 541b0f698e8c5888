"""Killed at any moment, rebuilt under load: nothing lost, nothing doubled, no question unanswered."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

pytestmark = pytest.mark.slow
KILLS = 20


def run(home, what, seed=0, **how):
    command = [sys.executable, "-m", "tests.search.killable", str(home), what, str(seed)]
    environment = {**os.environ, "DENSACH_DEMO": "0"}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, **how)


def answer(home, what):
    with run(home, what) as process:
        output, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return json.loads(output)


@pytest.mark.parametrize("what", ["changes", "bulk"])
def test_a_writer_killed_under_load_loses_and_doubles_nothing(tmp_path, what):
    chance = random.Random(11)
    for kill in range(KILLS):
        with run(tmp_path, what, seed=kill) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.05, 1.5))
            os.kill(process.pid, signal.SIGKILL)
        if kill % 5 == 4:
            found = answer(tmp_path, "settle")
            assert found["lost"] == []
            assert found["truth"] == found["documents"] == found["counted"] > 0
            assert found["pending"] == 0
            assert found["texts"]


def test_no_question_fails_while_the_index_is_rebuilt(tmp_path):
    found = answer(tmp_path, "rebuild")
    assert found["failures"] == []
    assert found["asked"] > 100
    assert found["generation"] == "g6"


def test_a_rebuild_killed_half_way_is_taken_up(tmp_path):
    answer(tmp_path, "rebuild")
    for _ in range(3):
        with run(tmp_path, "rebuild") as process:
            time.sleep(1.5)
            os.kill(process.pid, signal.SIGKILL)
    found = answer(tmp_path, "settle")
    assert found["documents"] == found["counted"] == found["truth"] == 5000
