"""All figures that may grow with the library, at 10,000, 100,000 and 1,000,000 works, in one table.

    python bench/growth.py                       500 and 5,000 works
    python bench/growth.py --full                10,000, 100,000 and 1,000,000 works
    python bench/growth.py --works 10000,50000 --write docs/architecture/figures.md

One library is filled step by step: catalogue records, at each step 30 books with full texts. Times are
CPU milliseconds of the server, asked in this process, so that other work on the machine matters
little; the last row tells how fast it was meanwhile. Pages are asked again and again, as people do; rows
that say “first time” are in no cache. `--write` puts the table between the marks `<!-- growth -->`
of a page, with date, machine and load. `--home` keeps the library there, or goes on with it.
"""

import argparse
import math
import os
import platform
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "bench")]
BOOKS = 30
MARKS = ("<!-- growth -->", "<!-- /growth -->")
PREFIXES = (
    "t",
    "tr",
    "ng",
    "nh",
    "th",
    "ch",
    "truyen",
    "ky th",
    "nguyen",
    "van h",
    "song nui",
    "me",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--works", default="")
    arguments.add_argument("--write", type=Path)
    arguments.add_argument("--home", type=Path)
    options = arguments.parse_args()
    sizes = [int(n) for n in options.works.split(",") if n]
    sizes = sizes or ([10_000, 100_000, 1_000_000] if options.full else [500, 5_000])
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as passing:
        home = options.home or Path(passing)
        home.mkdir(exist_ok=True)
        os.environ["DENSACH_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()
        call_command("migrate", verbosity=0)
        load_units()
        columns = [measure(home, size) for size in sizes]
    text = table(sizes, columns)
    print(text)
    if options.write:
        write(options.write, text)


def load_units() -> None:
    from densach.people.services.units import load_units as load

    load()


def measure(home: Path, size: int) -> dict[str, float]:
    """All figures of the library at `size` works. Rows keep the order in which they are measured."""
    found = {**filled(home, size), **books(home)}
    for name, act in (
        ("search, as asked for the first time", searches),
        ("completion while typing, first time", completions),
    ):
        times = act()
        found[f"{name}: median, ms"] = statistics.median(times)
        found[f"{name}: 95 of 100, ms"] = sorted(times)[len(times) * 95 // 100]
    import pages

    for name, (cpu, queries, _size) in pages.pages().items():
        found[f"{name}: ms"] = cpu
        found[f"{name}: queries"] = queries
    found |= reading()
    found |= at_rest(home)
    found["pace of the machine: ms for a million additions"] = pace()
    print(f"measured at {size:,} works", file=sys.stderr, flush=True)
    return found


def filled(home: Path, size: int) -> dict[str, float]:
    """Bring the library to `size` works with made-up records; what the last tenth took."""
    from django.utils import timezone
    from import_marc import record

    from densach.library.models import Work
    from densach.library.services import runs
    from densach.library.services.bulk import import_records
    from densach.search.services import run_indexer

    have = Work.objects.count()
    path = home / f"{size}.mrc"
    with path.open("wb") as out:
        for number in range(have, size):
            out.write(record(number, random.Random(number)))
    steps = [(0, time.monotonic(), time.process_time())]

    def tell(_done: int, _size: int) -> None:
        newest = Work.objects.order_by("-number").values_list("number", flat=True).first() or 0
        steps.append((newest, time.monotonic(), time.process_time()))

    now = timezone.now()
    run = runs.start_run(actor=None, label="bench", organization=None, at=now)
    import_records(path, run=run, at=now, progress=tell)
    run_indexer()
    path.unlink()
    steps[0] = (have, *steps[0][1:])
    last = steps[-1 - max(1, (len(steps) - 1) // 10)]
    count, clock, cpu = (end - begin for begin, end in zip(last, steps[-1], strict=True))
    return {
        "catalogue records a CPU second, last tenth": count / max(cpu, 1e-6),
        "catalogue records a second by the clock, last tenth": count / max(clock, 1e-6),
    }


def books(home: Path) -> dict[str, float]:
    """Bring in 30 new books and index them; CPU of this process, where the database and the index are."""
    from django.utils import timezone
    from import_books import make_books

    from densach.library.models import TextPart
    from densach.library.services import importing, runs
    from densach.library.services.sources import items
    from densach.search.services import run_indexer

    mark = TextPart.objects.count()
    folder = home / f"books-{mark}"
    folder.mkdir()
    make_books(folder, BOOKS, seed=mark)
    run = runs.start_run(actor=None, label="bench", organization=None, at=timezone.now())
    before = time.process_time()
    importing.import_items(run, items(folder), similar="new")
    run_indexer()
    took = time.process_time() - before
    return {"a book of 50,000 words into database and index: ms": took * 1000 / BOOKS}


def searches() -> list[float]:
    """Questions of two and three words, each asked once."""
    from import_marc import WORDS

    from densach.library.queries import finding

    dice = random.Random(5)
    plain = [" ".join(dice.sample(WORDS, dice.choice((1, 2, 2, 3)))) for _ in range(60)]
    from densach.search.text import fold_key

    asked = dict.fromkeys([*plain[:30], *(fold_key(text) for text in plain[30:])])
    return [
        cpu_ms(lambda text=text: finding.find(finding.Question(text=text), viewer=None))
        for text in asked
    ]


def completions() -> list[float]:
    from densach.library.queries import finding

    return [cpu_ms(lambda typed=typed: finding.complete(typed, viewer=None)) for typed in PREFIXES]


def reading() -> dict[str, float]:
    """A chapter of a book, a search inside it, and a range of a file."""
    from django.test import Client

    from densach.library.models import EditionFile

    file = EditionFile.objects.filter(purpose=EditionFile.Purpose.MAIN).select_related(
        "edition__work"
    )
    file = file.order_by("-pk")[0]
    slug = file.edition.work.slug
    client = Client(headers={"accept-encoding": "gzip"})

    def asked(address: str, **headers: str) -> float:
        def once() -> None:
            response = client.get(address, headers=headers)
            assert response.status_code in {200, 206}, (address, response.status_code)
            if response.streaming:
                b"".join(response.streaming_content)

        once()
        return statistics.median(cpu_ms(once) for _ in range(25))

    return {
        "reader, a chapter: ms": asked(f"/doc/{slug}/c2/"),
        "reader, search inside the book: ms": asked(f"/doc/{slug}/tim/?q=trong+cõi"),
        "a range of a file: ms": asked(f"/tep/{file.token}/a.epub", range="bytes=1000-60000"),
    }


def at_rest(home: Path) -> dict[str, float]:
    """Start of the server beside this library, its memory, and what lies on the disk."""
    import start

    first, _page, resident = start.one({**os.environ, "DENSACH_HOME": str(home)})
    folders = {"search": 0, "rest": 0}
    for path in home.rglob("*"):
        if path.is_file():
            inside = "search" if "search" in path.relative_to(home).parts else "rest"
            folders[inside] += path.stat().st_size
    return {
        "start of the server: s by the clock": first,
        "memory of the server at rest: MB": resident,
        "index on disk: MB": folders["search"] / 1e6,
        "database and files on disk: MB": folders["rest"] / 1e6,
        "most memory of importing, indexing and asking: MB": resource.getrusage(
            resource.RUSAGE_SELF
        ).ru_maxrss
        / 1e3,
    }


def pace() -> float:
    """CPU milliseconds of a loop that is always the same: what other work on the machine costs us."""
    return statistics.median(cpu_ms(lambda: sum(n + 1 for n in range(1_000_000))) for _ in range(9))


def cpu_ms(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1e3


def table(sizes: list[int], columns: list[dict[str, float]]) -> str:
    """The table as Markdown: a row a figure, a column a size, and the growth from first to last."""
    head = " | ".join(f"{size:,}" for size in sizes)
    lines = [f"| works | {head} | growth |", "|---|" + "--:|" * (len(sizes) + 1)]
    for name in columns[0]:
        values = [column.get(name, float("nan")) for column in columns]
        cells = " | ".join(map(shown, values))
        growth = values[-1] / values[0] if values[0] else math.nan
        times = "" if math.isnan(growth) else f"×{growth:.1f}"
        lines.append(f"| {name} | {cells} | {times} |")
    return "\n".join(lines)


def shown(value: float) -> str:
    """A figure of the table: three digits, or a dash where it was not measured."""
    if math.isnan(value):
        return "–"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def write(page: Path, text: str) -> None:
    """Put the table between the marks of `page`, with where and when it was measured."""
    before, _mark, rest = page.read_text().partition(MARKS[0])
    _old, _mark, after = rest.partition(MARKS[1])
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    about = f"{time.strftime('%d %B %Y')}; {machine()}; load {load} at the end."
    page.write_text(f"{before}{MARKS[0]}\n{about}\n\n{text}\n{MARKS[1]}{after}")


def machine() -> str:
    """Processor, cores, memory, Python."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
