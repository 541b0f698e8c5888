"""Kolibri's writes on the same machine, for bench/outbox.py. Nothing of Kolibri is in this repository.

A virtual environment with kolibri 0.19.5 is given; a home of its own is made and thrown away. Pupils sign
in, open a resource and send progress (`PUT /api/logger/trackprogress/<session>/`), the write that
stands beside our event. The server runs on one core, as ours does.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PUPILS = 40
TICK = os.sysconf("SC_CLK_TCK")
FILL = """
from kolibri.utils.main import initialize
initialize(skip_update=True)
import json, uuid
from django.db import transaction
from kolibri.core.auth.models import Facility, FacilityUser
from kolibri.core.content.models import ChannelMetadata, ContentNode
facility = Facility.get_default_facility()
with transaction.atomic():
    for n in range(%d):
        user = FacilityUser(username=f"hs{n}", full_name=f"Em {n}", facility=facility)
        user.set_password("hocsinh1")
        user.save()
    channel = uuid.uuid4().hex
    root = ContentNode.objects.create(
        id=uuid.uuid4().hex, content_id=uuid.uuid4().hex, channel_id=channel, title="Kênh",
        kind="topic", available=True,
    )
    ChannelMetadata.objects.create(id=channel, name="Kênh", root=root, min_schema_version="5")
    leaf = ContentNode.objects.create(
        id=uuid.uuid4().hex, content_id=uuid.uuid4().hex, channel_id=channel, title="Bài", kind="document",
        available=True, parent=root,
    )
print(json.dumps([facility.id, leaf.id, leaf.content_id, channel]))
"""


@dataclass
class Measured:
    """Writes a second as fast as it goes; CPU ms each; p99 in ms when `offered` a second arrive."""

    rate: float
    cpu_ms: float
    p99_ms: float
    offered: float


def measure(venv: Path, *, seconds: float) -> Measured:
    from start import free_port

    home, port = tempfile.mkdtemp(prefix="kolibri-bench-"), free_port()
    env = {
        **os.environ, "KOLIBRI_HOME": home, "KOLIBRI_LISTEN_ADDRESS": "127.0.0.1",
        "KOLIBRI_ZEROCONF_ENABLED": "False", "KOLIBRI_DISABLE_PING": "True",
        "KOLIBRI_HTTP_PORT": str(port), "KOLIBRI_ZIP_CONTENT_PORT": str(free_port()),
        "PATH": f"{venv / 'bin'}:{os.environ['PATH']}",
    }  # fmt: skip
    env.pop("DJANGO_SETTINGS_MODULE", None)
    try:
        subprocess.run(
            [venv / "bin/kolibri", "manage", "provisiondevice", "--facility", "Trường", "--superusername", "admin",
             "--superuserpassword", "adminpw1", "--preset", "nonformal", "--language_id", "vi", "--noinput"],
            env=env, check=True, capture_output=True,
        )  # fmt: skip
        made = subprocess.run(
            [venv / "bin/python", "-c", FILL % PUPILS],
            env=env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        told = json.loads(made.strip().splitlines()[-1])
        server = subprocess.Popen(
            [venv / "bin/kolibri", "start", "--foreground"], env=env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.sched_setaffinity(server.pid, {min(os.sched_getaffinity(0))})
        try:
            return _measured(server.pid, port, told, seconds)
        finally:
            server.terminate()
            server.wait(timeout=60)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _measured(pid, port, told, seconds):
    wait_for(port)
    pupils = [Pupil(port, number, *told) for number in range(PUPILS)]
    for pupil in pupils:
        pupil.begin()
    done, cpu, began = [0], cpu_of(pid), time.monotonic()
    ends = began + seconds

    def hurry(hand):
        while time.monotonic() < ends:
            for pupil in pupils[hand::8]:
                pupil.write()
                done[0] += 1

    together([(hurry, hand) for hand in range(8)])
    rate = done[0] / (time.monotonic() - began)
    cpu_ms = 1000 * (cpu_of(pid) - cpu) / done[0]
    offered, waits, chance, began = rate / 2, [], random.Random(7), time.monotonic()
    every = PUPILS / offered

    def live(pupil, first):
        at = began + first
        while at < began + seconds:
            time.sleep(max(0.0, at - time.monotonic()))
            pupil.write()
            waits.append(1000 * (time.monotonic() - at))
            at += every

    together([(live, pupil, chance.uniform(0, every)) for pupil in pupils])
    waits.sort()
    return Measured(rate, cpu_ms, waits[min(len(waits) - 1, len(waits) * 99 // 100)], offered)


def together(calls):
    threads = [threading.Thread(target=call[0], args=call[1:]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Pupil:
    """Signed in, with one open session of one resource."""

    def __init__(self, port, number, facility, node, content, channel):
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.login = {"username": f"hs{number}", "password": "hocsinh1", "facility": facility}
        self.node = {
            "node_id": node,
            "content_id": content,
            "channel_id": channel,
            "kind": "document",
        }
        self.headers = {"Content-Type": "application/json"}

    def call(self, method, path, body):
        for last in (False, True):
            try:
                self.line.request(method, path, json.dumps(body), self.headers)
                answer = self.line.getresponse()
                said = answer.read()
                break
            except (OSError, http.client.HTTPException):
                self.line.close()  # it closes lines that were idle; a new one opens by itself
                if last:
                    raise
        if answer.status >= 400:
            raise SystemExit(f"Kolibri: {answer.status} {said[:200]!r}")
        return answer, said

    def begin(self):
        answer, _said = self.call("POST", "/api/auth/session/", self.login)
        cookies = [
            value.split(";")[0]
            for name, value in answer.getheaders()
            if name.lower() == "set-cookie"
        ]
        jar = dict(cookie.split("=", 1) for cookie in cookies)
        self.headers |= {
            "Cookie": "; ".join(cookies),
            "X-CSRFToken": jar.get("kolibri_csrftoken", ""),
        }
        _answer, said = self.call("POST", "/api/logger/trackprogress/", self.node)
        self.session = json.loads(said)["session_id"]

    def write(self):
        self.call(
            "PUT",
            f"/api/logger/trackprogress/{self.session}/",
            {"progress_delta": 0.001, "time_spent_delta": 5},
        )


def wait_for(port):
    ends = time.monotonic() + 180
    while True:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/api/public/info/")
            if line.getresponse().status == 200:
                time.sleep(10)  # start-up tasks
                return
        except OSError:
            pass
        if time.monotonic() > ends:
            raise SystemExit("Kolibri does not start")
        time.sleep(0.3)


def cpu_of(pid):
    """Of the process and its children."""
    total, kids = 0.0, [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(stat.parent.name) in kids or int(fields[1]) in kids:
            total += (int(fields[11]) + int(fields[12])) / TICK
    return total
