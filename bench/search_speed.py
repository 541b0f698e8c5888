"""Speed of the search at growing sizes, as CPU against one unit U, beside the goals.

    python bench/search_speed.py [--full] [--sizes 10000,100000] [--keep FOLDER]

U is the CPU of reading (JSON) and normalising 1,000 catalogue records in the same run, so that
machines compare. --full: 10,000, 100,000 and 1,000,000 records, and 24 million words of text.
"""

import argparse
import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.search.catalogue import FileSource, document, start, write

GOALS = {
    "find p50": 0.2,
    "find p95": 0.5,
    "find p99": 0.75,
    "facets p50": 0.15,
    "facets p95": 0.5,
    "passages + 10 snippets p95": 0.4,
    "slips worst": 1.5,
    "build / normalise": 1.2,
    "index / JSON": 0.8,
    "known first": 0.93,
    "known in ten": 0.98,
    "nDCG@10": 0.97,
    "change visible s": 2,
    "1,000 changes s": 5,
    "q/s with writer ratio": 0.8,
    "reader MB": 60,
    "indexer peak MB": 250,
}
AT_LEAST = {"known first", "known in ten", "nDCG@10", "q/s with writer ratio"}


def own_megabytes() -> float:
    """Memory of this process that no file backs."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


class Peak(threading.Thread):
    """Watches own memory while something runs."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.first, self.most, self.ended = own_megabytes(), 0.0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.25):
            self.most = max(self.most, own_megabytes())


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def cpu_ms(work) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def unit(path: Path) -> float:
    """U in milliseconds: the least of five runs over 1,000 records."""
    from densach.search.text import tokens

    lines = [line for _, line in zip(range(1000), path.open(), strict=False)]

    def read() -> None:
        for line in lines:
            record = document(line)
            for text in (record.title, *record.people, *record.subjects, record.other):
                tokens(text)

    return min(cpu_ms(read) for _ in range(5))


def build(path: Path, count: int, u: float, *, texts: int, words: int) -> dict[str, float]:
    """Build the index; the engine's CPU is what reading, normalising and rows do not take."""
    from densach.search import services
    from densach.search.services import applying, rows

    source = FileSource(path, words=words)
    if texts:
        every = max(1, count // texts)
        walk = source.walk
        source.walk = lambda after, size: [
            replace(d, has_text=d.number % every == 0) for d in walk(after, size)
        ]
    spent = {"rows": 0.0, "texts": 0.0}
    keep, make = rows.keep, source.texts

    def timed(name, work):
        def run(*arguments):
            began = time.thread_time()
            result = work(*arguments)
            spent[name] += time.thread_time() - began
            return result

        return run

    applying.rows.keep, source.texts = timed("rows", keep), timed("texts", make)
    services.register_source(source)
    peak = Peak()
    peak.start()
    wall, began = time.perf_counter(), time.process_time()
    services.rebuild()
    total, wall = time.process_time() - began, time.perf_counter() - wall
    peak.ended.set()
    applying.rows.keep = keep
    normalise = u * count / 1e6
    engine = total - normalise - spent["rows"] - spent["texts"]
    print(
        f"  built in {wall:.1f} s: CPU {total:.1f} s (JSON and words {normalise:.1f}, rows "
        f"{spent['rows']:.1f}, engine {engine:.1f}); {count / wall:,.0f} records/s"
    )
    found = {"indexer peak MB": peak.most}
    return found if texts else {**found, "build / normalise": engine / normalise}


def searches(u: float) -> dict[str, float]:
    from densach.search import queries
    from densach.search.engine.reader import reader_of
    from densach.search.queries.state import root
    from tests.search.typed import typed

    listing, facets, groups = [], [], {}
    for asked in typed()[:30]:
        queries.find(asked.query)
    for asked in typed():
        reader_of(root()).snapshot().forget()
        took = cpu_ms(lambda asked=asked: queries.find(asked.query))
        listing.append(took)
        groups.setdefault(asked.group, []).append(took)
        facets.append(cpu_ms(lambda asked=asked: queries.count(asked.query)))
    print(
        f"  find, ms CPU p50/95/99: {share(listing, 0.5):.1f} / {share(listing, 0.95):.1f} / "
        f"{share(listing, 0.99):.1f}; facets: {share(facets, 0.5):.1f} / {share(facets, 0.95):.1f}"
    )
    detail = {g: f"{statistics.median(v):.1f}/{max(v):.1f}" for g, v in groups.items()}
    print(f"  by kind of question, p50/max: {detail}")
    browse = [
        cpu_ms(lambda s=s: queries.find(queries.Query("", sort=s))) for s in ("newest", "title")
    ]
    counts = cpu_ms(lambda: queries.count(queries.Query("")))
    print(
        f"  browse newest {browse[0]:.1f} ms, by title {browse[1]:.1f} ms, its facets {counts:.1f} ms"
    )
    typing = [cpu_ms(lambda t=t: queries.complete(t)) for t in ("tr", "nguyen", "truyen k", "ph")]
    print(f"  complete: {', '.join(f'{ms:.1f}' for ms in typing)} ms")
    return {
        "find p50": share(listing, 0.5) / u,
        "find p95": share(listing, 0.95) / u,
        "find p99": share(listing, 0.99) / u,
        "facets p50": share(facets, 0.5) / u,
        "facets p95": share(facets, 0.95) / u,
    }


def quality(u: float) -> dict[str, float]:
    from tests.search.planted import JUDGED, judge

    first, ten, gains, slips = [], [], [], []
    for judged in JUDGED:
        verdicts = []
        took = cpu_ms(lambda j=judged, v=verdicts: v.append(judge(j)))
        (verdict,) = verdicts
        if judged.kind == "S1":
            first.append(verdict.place == 1)
            ten.append(verdict.place > 0)
        else:
            gains.append(verdict.gain)
        if verdict.stage != "main":
            slips.append(took)
    return {
        "known first": statistics.mean(first),
        "known in ten": statistics.mean(ten),
        "nDCG@10": statistics.mean(gains),
        "slips worst": max(slips) / u,
    }


def full_texts(u: float) -> dict[str, float]:
    """Search in texts and mark ten passages, whose texts a database would give."""
    from densach.search import queries
    from tests.search.generated import Maker
    from tests.search.typed import typed

    text = Maker(3).words(300)
    took = []
    for asked in typed():
        if asked.group in ("term", "two", "six", "frequent"):

            def work(asked=asked) -> None:
                for _ in queries.passages(asked.query)[:10]:
                    queries.snippet(text, asked.query.text)

            took.append(cpu_ms(work))
    return {"passages + 10 snippets p95": share(took, 0.95) / u}


def changes(count: int) -> dict[str, float]:
    from densach.search import queries, services
    from densach.search.services import changes as noted
    from tests.search.generated import Maker

    maker, source = Maker(8), noted.source()

    def seconds(many: int, word: str) -> float:
        for number in range(1, many + 1):
            made = maker.document(number)
            source.changed[made.key] = replace(made, title=f"{word} {made.title}")
        services.changed(list(source.changed))
        began = time.perf_counter()
        services.run_indexer()
        assert queries.find(queries.Query(word)).hits
        return time.perf_counter() - began

    one = statistics.median(seconds(1, f"zqone{i}x") for i in range(5))
    # A server looks for changes each second, or at once when it made them itself.
    return {
        "change visible s": one + 1,
        "1,000 changes s": seconds(min(1000, count), "zqthousand") + 1,
    }


_READER = """
import sys, time
sys.path[:0] = [{root!r}, {root!r} + "/bench"]
from tests.search.catalogue import start
from pathlib import Path
start(Path({home!r}))
from search_speed import own_megabytes
from densach.search import queries
from densach.search.engine.reader import reader_of
from densach.search.queries.state import root
from tests.search.typed import typed
asked = [t.query for t in typed()]
import gc; gc.collect()
before = own_megabytes()
until, done = time.time() + {seconds}, 0
while time.time() < until:
    reader_of(root()).snapshot().forget()
    queries.find(asked[done % len(asked)])
    done += 1
print(done / {seconds}, own_megabytes() - before)
"""


def beside_a_writer(home: Path) -> dict[str, float]:
    """Queries a second of one process, alone and while this one commits 50 changes twice a second."""
    from densach.search import services
    from densach.search.services import changes as noted

    seconds = 8
    code = _READER.format(root=str(Path(__file__).parents[1]), home=str(home), seconds=seconds)

    def reader() -> subprocess.Popen:
        return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)

    alone, memory = map(float, reader().communicate()[0].split())
    beside = reader()
    keys = list(noted.source().changed)[:50]
    while beside.poll() is None:
        services.changed(keys)
        services.run_indexer()
        time.sleep(0.5)
    busy = float(beside.communicate()[0].split()[0])
    print(f"  {alone:.0f} queries/s alone, {busy:.0f} beside a writer")
    return {"q/s with writer ratio": busy / alone, "reader MB": memory}


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(size: int, *, texts: int, words: int) -> dict[str, float]:
    """Everything at one size, in a process of its own."""
    from django.conf import settings

    from tests.search.generated import Maker
    from tests.search.planted import planted

    home = Path(os.environ["DENSACH_HOME"])
    path = home / "records.jsonl"
    documents = Maker(7).documents(size)
    written = write(path, chain(documents, planted(first=size + 1)))
    u = unit(path)
    print(f"{size:,} records, {written / 1e6:.0f} MB of JSON; U = {u:.1f} ms")
    found = build(path, size, u, texts=texts, words=words)
    found["index / JSON"] = size_of(Path(settings.SEARCH_FOLDER) / "g1" / "works") / written
    found |= searches(u) | quality(u)
    if texts:
        found |= full_texts(u)
    found |= changes(size)
    return found | beside_a_writer(home)


def report(columns: dict[str, dict[str, float]]) -> None:
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    print(f"\n{'':28}" + "".join(f"{label:>12}" for label in columns) + f"{'goal':>10}")
    for name in names:
        cells = "".join(
            f"{column[name]:12.3f}" if name in column else f"{'–':>12}"
            for column in columns.values()
        )
        goal = GOALS.get(name)
        sign = "≥" if name in AT_LEAST else "≤"
        print(f"{name:28}{cells}" + (f"{sign:>5} {goal:g}" if goal is not None else ""))
    sizes = [
        (label, column["find p95"]) for label, column in columns.items() if "texts" not in label
    ]
    for (before, earlier), (label, later) in pairwise(sizes):
        print(f"find p95 at {label} / at {before}: {later / earlier:.1f} (goal ≤ 5 for ten times)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--sizes", default="")
    parser.add_argument("--one", nargs=3, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        start(Path(os.environ["DENSACH_HOME"]))
        size, texts, words = options.one
        for name, value in measure(size, texts=texts, words=words).items():
            print(f"= {name} = {value}")
        return
    sizes = [10_000, 100_000, 1_000_000] if options.full else [10_000]
    if options.sizes:
        sizes = [int(size) for size in options.sizes.split(",")]
    columns = {f"{size:,}": one_size(size, 0, 0) for size in sizes}
    texts = (sizes[-1], 600, 40_000) if options.full else (sizes[0], 20, 10_000)
    with_texts = one_size(*texts)
    wanted = ("passages + 10 snippets p95", "find p50", "find p95", "indexer peak MB")
    columns[f"{texts[1]} texts"] = {name: with_texts[name] for name in wanted}
    report(columns)


def one_size(size: int, texts: int, words: int) -> dict[str, float]:
    """Measure in a process and a folder of its own, so that sizes do not disturb each other."""
    import shutil
    import tempfile

    home = tempfile.mkdtemp(prefix="densach-bench-")
    command = [sys.executable, __file__, "--one", str(size), str(texts), str(words)]
    found = {}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "DENSACH_HOME": home}
    ) as process:
        for line in process.stdout:
            if line.startswith("= "):
                name, value = line[2:].rsplit(" = ", 1)
                found[name] = float(value)
            else:
                print(line, end="", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    if process.returncode:
        sys.exit(process.returncode)
    return found


if __name__ == "__main__":
    main()
