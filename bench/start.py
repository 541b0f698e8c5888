"""Start of the server, memory at rest, size on disk.

    python bench/start.py [--runs 5]

A new library with the starter works is set up, then `densach serve` is started several times: time until
`/healthz` and the home page answer, resident memory after 20 quiet seconds, of the process and of
its children. Goals: ≤ 2.5 s, ≤ 130 MB (Kolibri 0.19.5 on such a machine: up to 8 s, 106 MiB).
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--full", action="store_true", help="more runs")
    options = arguments.parse_args()
    runs = 7 if options.full else options.runs
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        env = {**os.environ, "DENSACH_HOME": home}
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "densach", "setup"],
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        print(f"setup with the starter library: {time.perf_counter() - began:.1f} s")
        first, page, memory = zip(*(one(env) for _ in range(runs)), strict=True)
        print(
            f"start to /healthz: {statistics.median(first):.2f} s ({min(first):.2f}–{max(first):.2f})   goal 2.5"
        )
        print(
            f"start to home page: {statistics.median(page):.2f} s ({min(page):.2f}–{max(page):.2f})"
        )
        print(f"resident at rest: {statistics.median(memory):.0f} MB   goal 130")
    print(f"installed: {installed_mb():.0f} MB with all it needs")


def one(env: dict[str, str]) -> tuple[float, float, float]:
    port = free_port()
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=env, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        first = wait(f"http://127.0.0.1:{port}/healthz", began)
        page = wait(f"http://127.0.0.1:{port}/", began)
        time.sleep(20)
        return first, page, resident_mb(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait(address: str, began: float) -> float:
    while True:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                answer.read()
            return time.perf_counter() - began
        except OSError:
            time.sleep(0.02)


def resident_mb(pid: int) -> float:
    """Of the process and its children, in MB of 1,000,000 bytes."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(
                line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
            )
        except OSError:
            continue
        if int(lines["Pid"]) == pid or int(lines["PPid"]) == pid:
            total += int(lines.get("VmRSS", "0 kB").split()[0]) * 1024
    return total / 1e6


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def installed_mb() -> float:
    """What `pip install` puts on the disk: the product and its dependencies, counted from metadata."""
    from importlib.metadata import PackageNotFoundError, distribution

    seen, todo = set(), ["densach"]
    total = 0
    while todo:
        name = todo.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        total += sum(
            Path(found.locate_file(f)).stat().st_size
            for f in found.files or []
            if Path(found.locate_file(f)).exists()
        )
        for need in found.requires or []:
            if "extra ==" not in need:
                todo.append(
                    need.split(";")[0]
                    .split("[")[0]
                    .split("<")[0]
                    .split(">")[0]
                    .split("=")[0]
                    .split("!")[0]
                    .split("~")[0]
                    .strip()
                )
    return total / 1e6


if __name__ == "__main__":
    main()
