"""A real server, a real line: cut, killed, full. Nothing is lost and nothing counts twice."""

import gzip
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from densach.core.ids import uuid7
from tests.config.test_disk_full import disk, fill  # noqa: F401 - a fixture
from tests.config.test_kill import rows, run

pytestmark = pytest.mark.slow
EDITION = "01900000-0000-7000-8000-000000000001"
MAKE = """
import json, django
django.setup()
from django.utils import timezone
from densach.library.models import Edition, Work
from densach.people.models import Person
from densach.people.services import devices
at = timezone.now()
facts = {"created_at": at, "updated_at": at}
work = Work.objects.create(number=9, slug="s", title="S", title_key="s", **facts)
Edition.objects.create(pk="%s", work=work, **facts)
person = Person.objects.create(username="mai", full_name="Mai", **facts)
keys = [devices.give_key(person=person, device=None, user_agent="", at=at)[1] for _ in range(3)]
print(json.dumps([str(person.pk), *keys]))
"""


class Box:
    """`densach serve` in a home of its own, with one person on three devices."""

    def __init__(self, home, *, clean=True):
        self.env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        self.env |= {"DENSACH_HOME": str(home), "DENSACH_DEMO": "0"}
        self.env |= {"DJANGO_SETTINGS_MODULE": "densach.config.settings"}
        run(self.env, "setup", "--no-starter")
        made = subprocess.run(
            [sys.executable, "-c", MAKE % EDITION],
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        self.person, *self.keys = json.loads(made)
        self.n = 0
        self.server = None

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server = subprocess.Popen(
            [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port",
             str(self.port), "--no-jobs"],
            env=self.env, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        ends = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).read()
            except OSError:
                assert time.monotonic() < ends, "the server does not start"
                time.sleep(0.1)
            else:
                return self

    def kill(self):
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def events(self, count, seconds=60):
        made = []
        for _number in range(count):
            self.n += 1
            end = time.time() - 86_400 + self.n * 400
            stamp = lambda at: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))  # noqa: E731
            result = {
                "chapter": "c1",
                "fraction": 0.1,
                "from": stamp(end - seconds),
                "to": stamp(end),
                "seconds": seconds,
            }
            made.append({"id": str(uuid7()), "n": self.n, "at": stamp(end), "sure": True, "person": self.person,
                         "verb": "read", "on": EDITION, "result": result})  # fmt: skip
        return made

    def request(self, events, key=0):
        """The bytes that go over the line."""
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        body = gzip.compress(json.dumps({"now": now, "clock": "sure", "events": events}).encode())
        head = (
            f"POST /api/v1/outbox HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Device {self.keys[key]}\r\n"
            f"Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def send(self, events, key=0):
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        line.sendall(self.request(events, key))
        answer = http.client.HTTPResponse(line)
        answer.begin()
        said = json.loads(answer.read() or b"{}")
        line.close()
        return answer.status, said

    def outcomes(self, events, key=0):
        status, said = self.send(events, key)
        assert status == 200, said
        return {one["id"]: one["is"] for one in said["answers"]}

    def kept(self):
        return [row[0] for row in rows(self.env, "select id from records_statement")]

    def seconds(self):
        return rows(self.env, "select coalesce(sum(seconds), 0) from reading_minutes")[0][0]


@pytest.fixture
def box(tmp_path):
    box = Box(tmp_path / "home").start()
    yield box
    box.kill()


def test_a_line_cut_in_the_middle_of_a_request(box):
    events = box.events(40)
    whole = box.request(events)
    for share in (0.2, 0.6, 0.99):
        line = socket.create_connection(("127.0.0.1", box.port))
        line.sendall(whole[: int(len(whole) * share)])
        line.close()
    time.sleep(0.3)
    assert box.kept() == []

    assert set(box.outcomes(events).values()) == {"taken"}
    assert box.seconds() == 40 * 60


def test_a_line_cut_before_and_in_the_answer(box):
    events = box.events(40)
    for wait in (0.0, None):
        line = socket.create_connection(("127.0.0.1", box.port))
        line.sendall(box.request(events))
        if wait is None:
            line.recv(20)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # RST, not FIN
        line.close()
    ends = time.monotonic() + 20
    while len(box.kept()) < 40 and time.monotonic() < ends:
        time.sleep(0.05)

    assert set(box.outcomes(events).values()) == {"known"}
    assert len(box.kept()) == 40
    assert box.seconds() == 40 * 60


def test_a_server_killed_between_receiving_and_answering(box):
    """Six batches of three devices at once, killed at a moment of its own choice, three times."""
    events = box.events(900)
    batches = [events[begin : begin + 150] for begin in range(0, 900, 150)]
    answered = set()
    for kill_after in (0.05, 0.15, 0.3):
        begin = threading.Barrier(len(batches) + 1)

        def send(number, batch, begin=begin):
            begin.wait()
            try:
                status, said = box.send(batch, number % 3)
            except (OSError, ValueError, http.client.HTTPException):
                return  # no answer: the device keeps everything
            if status == 200:
                answered.update(
                    one["id"] for one in said["answers"] if one["is"] in {"taken", "known"}
                )

        threads = [threading.Thread(target=send, args=told) for told in enumerate(batches)]
        for thread in threads:
            thread.start()
        begin.wait()
        time.sleep(kill_after)
        box.kill()
        for thread in threads:
            thread.join()
        kept = {key.replace("-", "") for key in box.kept()}
        assert {key.replace("-", "") for key in answered} <= kept, (
            "what was answered is on the disk"
        )
        assert len(kept) % 150 == 0, "a batch is there as a whole or not at all"
        box.start()

    for number, batch in enumerate(batches):
        assert set(box.outcomes(batch, number % 3).values()) <= {"taken", "known"}
    assert len(box.kept()) == 900
    assert box.seconds() == 900 * 60
    assert "all rows equal" in rebuilt(box)


def rebuilt(box):
    done = subprocess.run(
        [sys.executable, "-m", "densach", "index", "--rebuild"],
        env=box.env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def test_three_devices_and_a_teachers_file_at_once_count_once(box, tmp_path):
    """The same waiting events go up from a page, from the worker, and by file."""
    events = box.events(120)
    carried = tmp_path / "densach-ban-ghi.json"
    carried.write_text(
        json.dumps({"densach": "events", "people": [{"person": box.person, "events": events}]})
    )
    senders = [threading.Thread(target=box.send, args=(events, key)) for key in range(3)]
    for sender in senders:
        sender.start()
    run(box.env, "import", str(carried))
    for sender in senders:
        sender.join()
    assert len(box.kept()) == 120
    assert box.seconds() == 120 * 60


def test_a_full_disk_says_so_and_takes_everything_in_when_there_is_room(disk):  # noqa: F811
    box = Box(disk / "home").start()
    try:
        first, second = box.events(300), box.events(300)
        assert set(box.outcomes(first).values()) == {"taken"}
        fill(disk, leave_mb=0)
        status, said = box.send(second)
        for _time in range(50):  # SQLite first uses the room that it holds already
            if status != 200:
                break
            second = box.events(300)
            status, said = box.send(second)
        assert status == 507
        assert said["type"] == "urn:densach:error:records.no_room"
        before = len(box.kept())
        assert before % 300 == 0, "nothing half-written"

        for path in disk.glob("đầy-*"):
            path.unlink()
        assert set(box.outcomes(second).values()) == {"taken"}
        assert len(box.kept()) == before + 300
        assert "all rows equal" in rebuilt(box)
    finally:
        box.kill()


def test_what_was_taken_survives_in_a_database_opened_by_others(box):
    events = box.events(10)
    box.outcomes(events)
    base = sqlite3.connect(f"{box.env['DENSACH_HOME']}/densach.sqlite3")
    assert base.execute("pragma integrity_check").fetchone() == ("ok",)
    base.close()
