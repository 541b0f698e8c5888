"""What devices send: events a second, CPU an event, waiting time of 160 phones, growth, bytes of a day by file.

    python bench/outbox.py [--full] [--kolibri VENV]

The real server (`densach serve`, one process held on one core) on SQLite, and on PostgreSQL where
BENCH_DATABASE_URL names a database that may be emptied. Phones send batches of 50 events, packed,
each with a key of its own; what was answered is on the disk (synchronous=FULL). Three parts:

* as fast as it goes: eight phones, the next batch when the answer is there;
* 160 phones, each at a time of its own, together half of what goes as fast as it can;
* growth: the same at 10,000, 100,000 and (`--full`) 1,000,000 statements (put straight into the store).

With `--kolibri` a virtual environment that holds kolibri 0.19.5 is started on the same machine, same
core: pupils who are signed in send their progress (`/api/logger/trackprogress/`) in the same two
ways, and the ratio is printed. Goals: ≥ 2,000 events/s, ≤ 0.5 ms CPU an event, p99 ≤ 300 ms with 160
phones; a day of 40 pupils ≤ 100 KB (Kolibri over HTTP: 1.25 MB).
"""

import argparse
import gzip
import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
BATCH, PHONES = 50, 160
PEOPLE, EDITIONS = 200, 300
SIZES, FULL_SIZES = (10_000, 100_000), (10_000, 100_000, 1_000_000)
TICK = os.sysconf("SC_CLK_TCK")
PREPARE = """
import json, sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from densach.core.ids import uuid7
from densach.library.models import Edition, Work
from densach.people.models import Person
from densach.people.services import devices
people, editions = int(sys.argv[1]), int(sys.argv[2])
at = timezone.now()
facts = {"created_at": at, "updated_at": at}
works = Work.objects.bulk_create(
    Work(number=8_000_000 + n, slug=f"b-{n}", title=f"Sách {n}", title_key=f"sach {n}", **facts)
    for n in range(editions)
)
made = Edition.objects.bulk_create(Edition(work=work, words=40_000, **facts) for work in works)
told = {"editions": [str(edition.pk) for edition in made], "people": []}
for n in range(people):
    person = Person.objects.create(username=f"b{n}", full_name=f"Em {n}", password="!", **facts)
    _key, secret = devices.give_key(person=person, device=None, user_agent="Chrome Android", at=at)
    told["people"].append([str(person.pk), secret])
print(json.dumps(told))
"""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true", help="up to a million statements")
    arguments.add_argument("--kolibri", type=Path, help="a virtual environment with kolibri 0.19.5")
    arguments.add_argument("--seconds", type=float, default=15)
    options = arguments.parse_args()
    sizes = FULL_SIZES if options.full else SIZES
    ours = [measure("SQLite", None, sizes, options.seconds)]
    if database := os.environ.get("BENCH_DATABASE_URL"):
        ours.append(measure("PostgreSQL", database, sizes, options.seconds))
    if options.kolibri:
        from kolibri_writes import measure as measure_kolibri

        theirs = measure_kolibri(options.kolibri, seconds=options.seconds)
        first = ours[0]
        print(f"\nKolibri 0.19.5, same core: {theirs.rate:.1f} writes/s, {theirs.cpu_ms:.1f} ms CPU each, "
              f"p99 {theirs.p99_ms:.0f} ms at {theirs.offered:.0f}/s")  # fmt: skip
        print(f"ratio: {first.rate / theirs.rate:.0f} × the writes a second, "
              f"{theirs.cpu_ms / first.cpu_ms:.0f} × less CPU each")  # fmt: skip


class Measured:
    """What one database reached: events a second, CPU ms an event."""

    def __init__(self, rate: float, cpu_ms: float) -> None:
        self.rate, self.cpu_ms = rate, cpu_ms


def measure(name: str, database: str | None, sizes: tuple[int, ...], seconds: float) -> Measured:
    print(f"\n{name}")
    print(
        "statements  events/s  goal 2000 | CPU ms/event  goal 0.5 | 160 phones: p50    p99 ms  goal 300 | bytes/event on disk"
    )
    folder = tempfile.mkdtemp(prefix="densach-bench-")
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {
        "DENSACH_HOME": folder,
        "DENSACH_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "densach.config.settings",
    }
    if database:
        env["DATABASE_URL"] = database
        run(env, "-m", "django", "migrate", "-v0")
        run(env, "-m", "django", "flush", "--no-input", "-v0")
    try:
        run(env, "-m", "densach", "setup", "--no-starter")
        told = json.loads(run(env, "-c", PREPARE, str(PEOPLE), str(EDITIONS)))
        first = None
        with Server(env) as server:
            phones = [
                Phone(server.port, *who, told["editions"], number)
                for number, who in enumerate(told["people"])
            ]
            sent = 0
            for size in sizes:
                if sent < size:
                    run(env, str(HERE / "outbox_fill.py"), str(size - sent))
                    sent = size
                rate, cpu = burst(server, phones, seconds=seconds)
                offered = rate / 2
                waits = arrive(phones[:PHONES], offered, seconds)
                sent += round((rate + offered) * seconds)
                first = first or Measured(rate, cpu)
                disk = disk_bytes(folder) / sent if not database else 0
                print(f"{size:>10,}  {rate:>8.0f}            | {cpu:>12.3f}           |             {q(waits, 50):>5.0f} {q(waits, 99):>8.0f}          | {disk:>8.0f}"
                      f"   (offered {offered:.0f}/s, {len(waits)} batches)")  # fmt: skip
            print(f"resident memory {server.resident_mb():.0f} MB")
        if not database:
            by_file(env, folder)
        return first
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def burst(server, phones, *, seconds, hands=8):
    """As fast as it goes. Returns events a second and CPU ms an event."""
    ends, lock, done = time.monotonic() + seconds, threading.Lock(), [0]

    def send(hand):
        mine = phones[hand::hands]
        number = 0
        while time.monotonic() < ends:
            taken = mine[number % len(mine)].send()
            number += 1
            with lock:
                done[0] += taken

    cpu, began = server.cpu(), time.monotonic()
    threads = [threading.Thread(target=send, args=(hand,)) for hand in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done[0] / (time.monotonic() - began), 1000 * (server.cpu() - cpu) / max(1, done[0])


def arrive(phones, offered, seconds):
    """Each phone sends at times of its own, together `offered` events a second. Waits in ms."""
    every, waits, lock = len(phones) * BATCH / offered, [], threading.Lock()
    chance, began = random.Random(7), time.monotonic()

    def live(phone, first):
        at = began + first
        while at < began + seconds:
            time.sleep(max(0.0, at - time.monotonic()))
            phone.send()
            with lock:
                waits.append(1000 * (time.monotonic() - at))
            at += every

    threads = [
        threading.Thread(target=live, args=(phone, chance.uniform(0, every))) for phone in phones
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


class Phone:
    """Makes and sends batches; one kept connection."""

    def __init__(self, port, person, secret, editions, seed):
        self.port, self.person, self.secret, self.editions = port, person, secret, editions
        self.chance, self.n = random.Random(seed), 0
        self.at = datetime.now(UTC) - timedelta(days=300)
        self.line = None

    def body(self):
        events = []
        edition = self.chance.choice(self.editions)
        for _number in range(BATCH):
            self.n += 1
            seconds = self.chance.randint(60, 300)
            begin, self.at = self.at, self.at + timedelta(seconds=seconds)
            if self.chance.random() < 0.1:
                edition = self.chance.choice(self.editions)
                self.at += timedelta(hours=3)
            result = {
                "chapter": f"c{self.chance.randint(1, 40)}", "offset": self.chance.randint(0, 9000),
                "fraction": round(self.chance.random(), 4), "from": iso(begin), "to": iso(self.at),
                "seconds": seconds,
            }  # fmt: skip
            verb = "read"
            if self.chance.random() < 0.06:
                verb = "noted"
                result |= {"note": str(uuid.UUID(int=self.chance.getrandbits(128))), "kind": "highlight",
                           "excerpt": "Buổi sáng, mùa đông đến không báo trước."}  # fmt: skip
            events.append({
                "id": str(uuid7(self.at, self.chance)), "n": self.n, "at": iso(self.at), "sure": True,
                "person": self.person, "verb": verb, "on": edition, "result": result,
            })  # fmt: skip
        return gzip.compress(
            json.dumps({"now": iso(datetime.now(UTC)), "clock": "sure", "events": events}).encode(),
            6,
        )

    def send(self):
        body = self.body()
        headers = {
            "Authorization": f"Device {self.secret}",
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        }
        for _try in range(2):
            try:
                self.line = self.line or http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=60
                )
                self.line.request("POST", "/api/v1/outbox", body, headers)
                answer = self.line.getresponse()
                said = answer.read()
                break
            except (http.client.HTTPException, OSError):
                self.line = None
        if answer.status != 200:
            raise SystemExit(f"{answer.status} {said[:300]!r}")
        return sum(one["is"] == "taken" for one in json.loads(said)["answers"])


def uuid7(at, chance):
    value = (
        int(at.timestamp() * 1000) << 80
        | 0x7 << 76
        | chance.getrandbits(12) << 64
        | 2 << 62
        | chance.getrandbits(62)
    )
    return uuid.UUID(int=value)


def iso(at):
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Server:
    """`densach serve` on core 0; we and everything else on the others."""

    def __init__(self, env):
        self.env = env

    def __enter__(self):
        sys.path.insert(0, str(HERE))
        from start import free_port, wait

        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(self.port), "--no-jobs"],
            env=self.env, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.sched_setaffinity(self.process.pid, {min(os.sched_getaffinity(0))})
        wait(f"http://127.0.0.1:{self.port}/healthz", time.perf_counter())
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait(timeout=30)

    def cpu(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident_mb(self):
        from start import resident_mb

        return resident_mb(self.process.pid)


def by_file(env, folder):
    """A day of 40 pupils, 877 events, as one file."""
    size, count = run(env, str(HERE / "outbox_day.py"), folder).split()
    print(
        f"a day of 40 pupils by file: {count} events, {int(size):,} bytes   goal 100,000   (Kolibri over HTTP: 1,250,000; {1_250_000 / int(size):.0f} × more)"
    )


def disk_bytes(folder):
    return sum(path.stat().st_size for path in Path(folder).glob("densach.sqlite3*"))


def q(values, percent):
    ordered = sorted(values)
    return (
        ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else float("nan")
    )


def run(env, *words):
    done = subprocess.run(
        [sys.executable, *words], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout


if __name__ == "__main__":
    main()
