"""120 phones read from one box in a school's network, over plain http.

    python bench/box.py                 40 phones, 40 seconds
    python bench/box.py --full          120 phones, two minutes
    python bench/box.py --phones 200 --seconds 60

A library with the starter works and a book of 24 chapters is set up and served by `densach serve`, as a box
would. Every phone is a thread with one connection of its own: within the first quarter of the time it opens home,
a work and its reader with what they load (a phone keeps styles and scripts, so each asks for them once), then it
turns to the next chapter every ten seconds, much faster than anybody reads. The phones run on the same two
cores as the server, so the box itself is quicker than this shows. Goals: a chapter p95 ≤ 400 ms, resident memory
≤ 300 MB.
"""

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]
from reader import write_book
from start import free_port, resident_mb, wait

TURN_EVERY = 10.0
CHAPTERS = 24
CHAPTER_GOAL_MS, MEMORY_GOAL_MB = 400, 300
ASSET = re.compile(r'(?:href|src)="(/static/dist/[^"]+)"')


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--phones", type=int, default=0)
    arguments.add_argument("--seconds", type=int, default=0)
    arguments.add_argument("--full", action="store_true")
    options = arguments.parse_args()
    phones = options.phones or (120 if options.full else 40)
    seconds = options.seconds or (120 if options.full else 40)
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        env = {**os.environ, "DENSACH_HOME": home}
        densach = [sys.executable, "-m", "densach"]
        run = lambda *words: subprocess.run(  # noqa: E731
            [*densach, *words], env=env, check=True, stdout=subprocess.DEVNULL
        )
        run("setup")
        run("import", str(write_book(Path(home) / "sach.epub")))
        port = free_port()
        server = subprocess.Popen(
            [*densach, "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait(f"http://127.0.0.1:{port}/healthz", time.perf_counter())
            slug = slug_of(port)
            before = cpu_seconds(server.pid)
            told, peak = read_together(port, slug, phones, seconds, server.pid)
            report(told, phones, seconds, cpu_seconds(server.pid) - before, peak)
        finally:
            server.terminate()
            server.wait(timeout=20)


def slug_of(port: int) -> str:
    """The address of the book of 24 chapters: the newest work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/thu-vien/?sort=newest")
    page = connection.getresponse().read().decode()
    return re.search(r'href="/sach/([\w-]+)/"', page)[1]


def read_together(port: int, slug: str, phones: int, seconds: int, pid: int):
    """(kind → milliseconds of each request, highest resident memory)."""
    told: dict[str, list[float]] = {"chapter": [], "page": [], "asset": [], "failed": []}
    lock, until = threading.Lock(), time.perf_counter() + seconds
    threads = [
        threading.Thread(target=phone, args=(port, slug, seconds / 4, until, told, lock, number))
        for number in range(phones)
    ]
    for thread in threads:
        thread.start()
    peak = 0.0
    while time.perf_counter() < until:
        peak = max(peak, resident_mb(pid))
        time.sleep(1)
    for thread in threads:
        thread.join()
    return told, peak


def phone(port, slug, ramp, until, told, lock, number) -> None:
    chance = random.Random(number)
    time.sleep(chance.uniform(0, ramp))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seen: set[str] = set()

    def get(kind: str, address: str) -> str:
        began = time.perf_counter()
        headers = {"Accept-Encoding": "gzip", "Cookie": f"phone={number}"}
        try:
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            good = answer.status == 200
        except OSError:
            connection.close()
            body, good = b"", False
        with lock:
            told[kind if good else "failed"].append(1000 * (time.perf_counter() - began))
        if answer.getheader("Content-Encoding") == "gzip":
            import gzip

            body = gzip.decompress(body)
        return body.decode(errors="replace")

    for address in ("/", f"/sach/{slug}/", f"/doc/{slug}/"):
        page = get("page", address)
        for asset in ASSET.findall(page):
            if asset not in seen:
                seen.add(asset)
                get("asset", asset)
    chapter = 1
    while time.perf_counter() < until:
        time.sleep(chance.uniform(0.5, 1.5) * TURN_EVERY)
        chapter = chapter % CHAPTERS + 1
        get("chapter", f"/doc/{slug}/c{chapter}/")
    connection.close()


def cpu_seconds(pid: int) -> float:
    """User and system time of the process, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(told, phones: int, seconds: int, cpu: float, peak: float) -> None:
    print(f"{phones} phones, {seconds} s, load {os.getloadavg()[0]:.1f}")
    print(f"{'':10}{'requests':>10}{'p50 ms':>9}{'p95 ms':>9}{'worst':>9}")
    for kind in ("page", "asset", "chapter"):
        times = sorted(told[kind])
        if times:
            p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
            goal = f"   goal {CHAPTER_GOAL_MS}" if kind == "chapter" else ""
            print(
                f"{kind:10}{len(times):>10}{statistics.median(times):>9.0f}{p95:>9.0f}{times[-1]:>9.0f}{goal}"
            )
    count = sum(len(told[kind]) for kind in ("page", "asset", "chapter"))
    print(f"failed: {len(told['failed'])}")
    print(
        f"server: {1000 * cpu / max(1, count):.1f} ms CPU a request, {100 * cpu / seconds:.0f} % of one core"
    )
    print(f"resident at most: {peak:.0f} MB   goal {MEMORY_GOAL_MB}")


if __name__ == "__main__":
    main()
