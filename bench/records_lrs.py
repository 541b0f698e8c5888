"""The Learning Record Store behind `densach serve`: CPU a request, statements a second and core, growth.

    python bench/records_lrs.py                  10,000 statements, SQLite
    python bench/records_lrs.py --full           10,000, 100,000 and 1,000,000
    DATABASE_URL=postgres://… python bench/records_lrs.py --full     an empty database, emptied again at the end

One client on one kept connection. CPU is that of the server's process, and on PostgreSQL that of its
backends too, read from /proc; the client's is not in it. Goals: POST of one ≥ 150 a second and core,
POST of 50 ≥ 1,500 statements a second and core, a filtered GET of 25 ≤ 20 ms.
ADL's own store (Django, PostgreSQL, measured once on a shared two-core machine): 6, 48, 174 to 247 ms.
"""

import argparse
import base64
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]
TICK = os.sysconf("SC_CLK_TCK")
ACTORS, VERBS, ACTIVITIES = 1_000, 20, 5_000
BATCH = 2_000
MODELS = 20_000  # different statements; the rest are copies of them
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--full", action="store_true")
    options.add_argument("--sizes", default="")
    options.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    options = options.parse_args()
    sizes = [int(n) for n in options.sizes.split(",") if n]
    sizes = sizes or ([10_000, 100_000, 1_000_000] if options.full else [10_000])
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        os.environ["DENSACH_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        from densach.records.models import Statement

        if Statement.objects.exists():
            raise SystemExit("This database holds statements already. Give an empty one.")
        headers = key()
        columns, grew = {}, {}
        try:
            for size in sizes:
                grew[size] = fill(size)
                connection.close()
                columns[size] = measured(headers, options.seconds)
        finally:
            if connection.vendor == "postgresql":
                call_command("flush", verbosity=0, interactive=False)
    show(connection.vendor, columns, grew)


def key() -> dict[str, str]:
    from densach.records.services.clients import make_client

    client, secret = make_client(actor=None, name="bench", scopes=["all"], at=BEGAN)
    token = base64.b64encode(f"{client.key}:{secret}".encode()).decode()
    return {
        "Authorization": f"Basic {token}",
        "X-Experience-API-Version": "2.0.0",
        "Content-Type": "application/json",
    }


def actor(chance: random.Random) -> dict[str, str]:
    return {"mbox": f"mailto:pupil{chance.randrange(ACTORS)}@example.org", "name": "Nguyễn Thị Lan"}


def statement(chance: random.Random) -> dict[str, object]:
    number = chance.randrange(ACTIVITIES)
    return {
        "actor": actor(chance),
        "verb": {
            "id": f"https://example.org/verbs/{chance.randrange(VERBS)}",
            "display": {"vi": "đã trả lời", "en": "answered"},
        },
        "object": {
            "id": f"https://example.org/lessons/{number}",
            "definition": {"name": {"vi": f"Bài {number}"}, "type": "https://example.org/lesson"},
        },
        "result": {"score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10}, "success": True, "duration": "PT35S"},
        "context": {
            "registration": f"00000000-0000-4000-8000-{chance.randrange(ACTORS * 10):012}",
            "contextActivities": {"parent": [{"id": f"https://example.org/courses/{number // 50}"}]},
            "language": "vi",
        },
        "timestamp": "2026-11-24T08:00:00.000Z",
    }  # fmt: skip


def fill(size: int) -> float:
    """Bring the store to `size` statements; ms of CPU that storing one took in this process.

    The first ones come in as any statement does; from MODELS on the database copies them, with other
    ids and later times, since only the cost of asking is measured at that size.
    """
    from django.db import connection

    from densach.records.models import Statement

    have = Statement.objects.count()
    spent = store(have, min(size, MODELS))
    with connection.cursor() as cursor:
        while (have := Statement.objects.count()) < size:
            copy(cursor, min(size - have, have), connection.vendor)
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    return spent


def store(have: int, size: int) -> float:
    from django.db import transaction

    from densach.core.ids import uuid7
    from densach.records.models import Client
    from densach.records.services.preparing import prepare
    from densach.records.services.statements import add

    client, chance, spent = Client.objects.get(), random.Random(size), 0.0
    for start in range(have, size, BATCH):
        batch = []
        for _ in range(min(BATCH, size - start)):
            whole = {**statement(chance), "id": str(uuid7()), "version": "2.0.0"}
            batch.append(prepare(whole, client=client, stored=BEGAN, person=None))
        began = time.process_time()
        with transaction.atomic():
            add(batch, at=BEGAN + timedelta(seconds=start))
        spent += time.process_time() - began
    return spent / max(1, size - have) * 1_000


def copy(cursor: Any, count: int, vendor: str) -> None:
    """`count` statements from the first on once more, behind the newest."""
    fresh = "gen_random_uuid()" if vendor == "postgresql" else "lower(hex(randomblob(16)))"
    columns = (
        "timestamp, actor_key, verb_key, activity_key, registration, client_id, verb, voided, raw"
    )
    newest = "(SELECT max(number) FROM records_statement)"
    for query in (
        (
            f"INSERT INTO records_statement (number, id, stored, {columns}) "
            f"SELECT number + {newest}, {fresh}, (SELECT max(stored) FROM records_statement), {columns} "
            f"FROM records_statement WHERE number <= %s"
        ),
        (
            "INSERT INTO records_mention (kind, key, statement_id) "
            f"SELECT kind, key, statement_id + {newest} - %s FROM records_mention WHERE statement_id <= %s"
        ),
    ):
        cursor.execute(query, [count] * query.count("%s"))


class Server:
    """`densach serve` on a free port, its CPU, and one kept connection to it."""

    def __enter__(self) -> Self:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "densach", "serve", "--no-jobs", "--host", "127.0.0.1"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        self.process = subprocess.Popen(
            [*command, "--port", str(port), "--threads", "4"], env=environment, stderr=subprocess.DEVNULL
        )  # fmt: skip
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        return self

    def __exit__(self, *_problem: object) -> None:
        self.line.close()
        self.process.terminate()
        self.process.wait(timeout=30)

    def cpu(self) -> float:
        return sum(cpu_of(pid) for pid in [self.process.pid, *backends()])


def cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def backends() -> list[int]:
    """Processes of PostgreSQL that serve this database, without our own."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def measured(headers: dict[str, str], seconds: float) -> dict[str, float]:
    """Kind of request → CPU in ms."""
    chance = random.Random(7)
    found = {}
    with Server() as server:
        for name, count in (("POST of 1", 1), ("POST of 50", 50)):
            bodies = [
                json.dumps([statement(chance) for _ in range(count)]) for _ in range(2_000 // count)
            ]
            found[name] = per_request(server, headers, "POST", "statements", bodies, seconds)
        for name, query in questions(chance).items():
            path = f"statements?{urlencode({'limit': 25, **query})}"
            found[name] = per_request(server, headers, "GET", path, [None], seconds / 2)
    return found


def questions(chance: random.Random) -> dict[str, dict[str, str]]:
    who, verb = json.dumps(actor(chance)), "https://example.org/verbs/3"
    lesson = f"https://example.org/lessons/{chance.randrange(ACTIVITIES)}"
    return {
        "GET 25, agent": {"agent": who},
        "GET 25, verb": {"verb": verb},
        "GET 25, activity": {"activity": lesson},
        "GET 25, agent and verb": {"agent": who, "verb": verb},
        "GET 25, registration": {"registration": f"00000000-0000-4000-8000-{17:012}"},
        "GET 25, agent, related": {"agent": who, "related_agents": "true"},
        "GET 25, course, related": {"activity": "https://example.org/courses/3", "related_activities": "true"},
        "GET 25, verb, since": {"verb": verb, "since": (BEGAN + timedelta(seconds=5_000)).isoformat()},
        "GET 25, canonical": {"verb": verb, "format": "canonical"},
    }  # fmt: skip


def per_request(server: Server, headers: dict[str, str], method: str, path: str, bodies: list[str | None], seconds: float) -> float:  # fmt: skip
    """CPU in ms of one request: the median of four runs."""

    def ask(number: int) -> None:
        body = bodies[number % len(bodies)]
        server.line.request(method, f"/xapi/{path}", body, headers)
        answer = server.line.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {content[:300]!r}")

    for number in range(3):
        ask(number)
    runs = []
    for _ in range(4):
        before, began, done = server.cpu(), time.perf_counter(), 0
        while time.perf_counter() - began < seconds / 4 or done < 8:
            ask(done)
            done += 1
        runs.append((server.cpu() - before) / done * 1_000)
    return statistics.median(runs)


def show(vendor: str, columns: dict[int, dict[str, float]], grew: dict[int, float]) -> None:
    sizes = list(columns)
    print(f"\n{vendor}: CPU in ms a request, by number of statements in the store")
    print(f"{'':26}" + "".join(f"{size:>12,}" for size in sizes) + f"{'growth':>9}   goal")
    for name in columns[sizes[0]]:
        line = [columns[size][name] for size in sizes]
        growth = f"{line[-1] / line[0]:.2f}×"
        goal = (
            "≤ 20" if name.startswith("GET") else {"POST of 1": "≤ 6.7", "POST of 50": "≤ 33"}[name]
        )
        print(f"{name:26}" + "".join(f"{cost:>12.2f}" for cost in line) + f"{growth:>9}   {goal}")
    for name, count in (("POST of 1", 1), ("POST of 50", 50)):
        rates = "".join(f"{count * 1_000 / columns[size][name]:>12,.0f}" for size in sizes)
        print(
            f"{name + ', statements/s':26}{rates}{'':9}   ≥ {150 if count == 1 else 1_500:,} a core"
        )
    print(f"{'storing alone, µs each':26}{next(iter(grew.values())) * 1_000:>12.0f}")


if __name__ == "__main__":
    main()
