"""Sending files: range requests of our server beside nginx, the same file, the same run.

    python bench/files.py [--full]

A 200 MB recording (`--full`: 1 GB) is fetched whole and in ranges of 1 MB, by 4 clients at once, from
`densach serve` and, when it is installed, from nginx. Printed: MB/s, CPU seconds a GB, the ratio. Goal ≥ 0.7 or the reason;
`deploy/nginx.conf` lets nginx send the bytes after Đèn Sách has said who may have them.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]
from start import free_port, wait

MEGABYTE = 1 << 20
CLIENTS = 4


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true")
    options = arguments.parse_args()
    size = (1024 if options.full else 200) * MEGABYTE
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        Path(home).chmod(0o755)
        address, server = ours(Path(home), size)
        rows = {"densach serve": timed(address, size, server.pid)}
        server.terminate()
        server.wait(timeout=20)
        if shutil.which("nginx"):
            address, other = theirs(Path(home), size)
            rows["nginx"] = timed(address, size, other.pid)
            other.terminate()
            other.wait(timeout=20)
    for name, (whole, ranges, cpu) in rows.items():
        print(
            f"{name:16} whole {whole:7.0f} MB/s   1 MB ranges {ranges:7.0f} MB/s   CPU {cpu:5.2f} s/GB"
        )
    if len(rows) > 1:
        mine, nginx = rows["densach serve"], rows["nginx"]
        print(
            f"ratio            whole {mine[0] / nginx[0]:7.2f}        1 MB ranges {mine[1] / nginx[1]:7.2f}        goal 0.70"
        )


def ours(home: Path, size: int) -> tuple[str, subprocess.Popen]:
    """A server with one public work that has a file of `size` bytes."""
    os.environ["DENSACH_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "densach.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from densach.core import files
    from densach.library.models import Edition, EditionFile, Work

    call_command("migrate", verbosity=0)
    path = home / "sound.mp3"
    with path.open("wb") as out:
        block = os.urandom(MEGABYTE)
        for _ in range(size // MEGABYTE):
            out.write(block)
    now = timezone.now()
    work = Work.objects.create(
        number=1, slug="tep", title="Tệp", formats="AUDIO", created_at=now, updated_at=now
    )
    edition = Edition.objects.create(work=work, format="AUDIO", created_at=now, updated_at=now)
    stored = files.keep_path(path, media_type="audio/mpeg", at=now)
    row = EditionFile.objects.create(edition=edition, stored=stored, name="sound.mp3")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(port), "--no-jobs"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait(f"http://127.0.0.1:{port}/healthz", time.perf_counter())
    return f"http://127.0.0.1:{port}/tep/{row.token}/sound.mp3", server


def theirs(home: Path, size: int) -> tuple[str, subprocess.Popen]:
    port = free_port()
    conf = home / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {home}/nginx.pid; error_log stderr crit; worker_processes 1; user root;\n"
        f"events {{}} http {{ access_log off; sendfile on; server {{ listen 127.0.0.1:{port}; root {home}; }} }}\n"
    )
    server = subprocess.Popen(
        ["nginx", "-c", str(conf), "-p", str(home)], stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/sound.mp3"
    time.sleep(1)
    return address, server


def timed(address: str, size: int, pid: int) -> tuple[float, float, float]:
    """(MB/s whole, MB/s in ranges, CPU seconds of the server a GB)."""
    before = cpu_seconds(pid)
    whole = at_once(lambda _n: fetch(address, None), CLIENTS) / 1e6
    ranges = (
        at_once(
            lambda n: [
                fetch(address, (at, at + MEGABYTE - 1))
                for at in range((n % 2) * MEGABYTE, size, 2 * MEGABYTE)
            ],
            CLIENTS,
        )
        / 1e6
    )
    spent = cpu_seconds(pid) - before
    sent = CLIENTS * size * 1.5
    return whole, ranges, spent / (sent / 1e9)


def at_once(work: object, clients: int) -> float:
    """Bytes a second of `clients` doing `work` at the same time."""
    got: list[int] = []
    lock = threading.Lock()

    def go(number: int) -> None:
        answer = work(number)
        with lock:
            got.append(sum(answer) if isinstance(answer, list) else answer)

    began = time.perf_counter()
    threads = [threading.Thread(target=go, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(got) / (time.perf_counter() - began)


def fetch(address: str, span: tuple[int, int] | None) -> int:
    request = urllib.request.Request(address)
    if span:
        request.add_header("Range", f"bytes={span[0]}-{span[1]}")
    got = 0
    with urllib.request.urlopen(request, timeout=120) as answer:
        while block := answer.read(MEGABYTE):
            got += len(block)
    return got


def cpu_seconds(pid: int) -> float:
    """Of the process and its children."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(stat.parent.name) == pid or int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
