"""Server CPU and database queries of each page, as the library grows.

    python bench/pages.py            10,000 works
    python bench/pages.py --full     10,000, 100,000 and 1,000,000 works
    python bench/pages.py --works 10000,100000

Pages are asked through Django's own client in this process, so CPU time is the server's and nothing else's.
Goals: list and search pages ≤ 25 ms at 1,000,000 works and ≤ 8 queries, the same for 3 and 300,000 results;
home, book page ≤ 12 ms.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]
TIMES = 25


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--works", default="")
    options = arguments.parse_args()
    sizes = [int(n) for n in options.works.split(",") if n]
    sizes = sizes or ([10_000, 100_000, 1_000_000] if options.full else [10_000])
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        os.environ["DENSACH_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        rows = {}
        for size in sizes:
            fill(Path(home), size)
            for name, figures in pages().items():
                rows.setdefault(name, []).append(figures)
        show(sizes, rows)


def fill(home: Path, size: int) -> None:
    """Bring the library to `size` works by importing made-up records."""
    from django.utils import timezone
    from import_marc import record

    from densach.library.models import Work
    from densach.library.services import runs
    from densach.library.services.bulk import import_records
    from densach.search.services import run_indexer

    have = Work.objects.count()
    path = home / f"{size}.mrc"
    import random

    with path.open("wb") as out:
        for number in range(have, size):
            out.write(record(number, random.Random(number)))
    now = timezone.now()
    run = runs.start_run(actor=None, label="bench", organization=None, at=now)
    began = time.perf_counter()
    import_records(path, run=run, at=now)
    run_indexer()
    path.unlink()
    print(f"filled to {size:,} in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def pages() -> dict[str, tuple[float, int, int]]:
    """Page → (median CPU in ms, queries, bytes)."""
    from django.test import Client
    from import_marc import WORDS

    from densach.library.models import Agent, Work

    work = Work.objects.order_by("number").first()
    agent = Agent.objects.order_by("pk").first()
    asked = {
        "home": ["/"],
        "library, nothing asked": ["/thu-vien/"],
        "search, many results": [f"/thu-vien/?q={word}" for word in WORDS],
        "search, one result": [f"/thu-vien/?q={work.title}"],
        "search, no marks, three words": [
            "/thu-vien/?q=truyen lang song",
            "/thu-vien/?q=ky thuat trong",
        ],
        "search, page 2": ["/thu-vien/?q=nước&page=2"],
        "list by kind, newest": ["/thu-vien/?kind=BOOK&sort=newest"],
        "list by language and kind": ["/thu-vien/?language=vi&kind=BOOK"],
        "suggestions": ["/goi-y/?q=tru", "/goi-y/?q=van hoa"],
        "book page": [f"/sach/{work.slug}/"],
        "person's page": [f"/nguoi/{agent.slug}/"],
        "shelves": ["/ke/"],
        "OPDS, newest": ["/opds/moi/"],
    }
    client = Client(headers={"accept-encoding": "gzip"})
    return {name: measure(client, addresses) for name, addresses in asked.items()}


def measure(client: object, addresses: list[str]) -> tuple[float, int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, size = [], 0
    for address in addresses:
        client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(addresses[0])
    asked = len(queries)
    if response.status_code != 200:
        return float("nan"), 0, response.status_code
    size = len(response.content)
    for turn in range(TIMES):
        began = time.process_time()
        client.get(addresses[turn % len(addresses)], REMOTE_ADDR=f"10.0.0.{turn}")
        times.append((time.process_time() - began) * 1e3)
    return statistics.median(times), asked, size


def show(sizes: list[int], rows: dict[str, list[tuple[float, int, int]]]) -> None:
    head = "".join(f"{size:>16,}" for size in sizes)
    print(f"{'server CPU ms (queries) at works:':36}{head}{'growth':>9}{'bytes gz':>10}")
    for name, figures in rows.items():
        cells = "".join(f"{cpu:>11.1f} ({queries:>2})" for cpu, queries, _size in figures)
        growth = figures[-1][0] / figures[0][0]
        print(f"{name:36}{cells}{growth:>8.1f}×{figures[-1][2]:>10,}")


if __name__ == "__main__":
    main()
