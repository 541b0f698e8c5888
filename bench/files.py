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
DEPLOYED = Path(__file__).parents[1] / "deploy" / "nginx.conf"


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true")
    options = arguments.parse_args()
    size = (1024 if options.full else 200) * MEGABYTE
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        Path(home).chmod(0o755)
        path = prepare(Path(home), size)
        port, server = ours()
        rows = {"densach serve": timed(f"http://127.0.0.1:{port}{path}", size, server.pid)}
        stop(server)
        if shutil.which("nginx"):
            other, address = theirs(Path(home), behind=None)
            rows["nginx alone"] = timed(f"{address}/sound.mp3", size, other.pid)
            stop(other)
            port, server = ours(DENSACH_ACCEL="/_store/")
            other, address = theirs(Path(home), behind=port)
            rows["nginx before densach"] = timed(address + path, size, server.pid, other.pid)
            stop(other)
            stop(server)
    print(f"{'':22}{'whole MB/s':>12}{'1 MB ranges MB/s':>18}{'CPU s/GB':>10}{'ratio':>14}")
    nginx = rows.get("nginx alone")
    for name, (whole, ranges, cpu) in rows.items():
        ratio = f"{whole / nginx[0]:.2f} / {ranges / nginx[1]:.2f}" if nginx else ""
        print(f"{name:22}{whole:12.0f}{ranges:18.0f}{cpu:10.2f}{ratio:>14}")
    print("goal: ratio 0.70, or what deploy/nginx.conf does")


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(timeout=20)


def prepare(home: Path, size: int) -> str:
    """A library with one public work that has a file of `size` bytes; the path of the file."""
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
    block = os.urandom(MEGABYTE)
    with path.open("wb") as out:
        for _ in range(size // MEGABYTE):
            out.write(block)
    now = timezone.now()
    born = {"created_at": now, "updated_at": now}
    work = Work.objects.create(number=1, slug="tep", title="Tệp", formats="AUDIO", **born)
    edition = Edition.objects.create(work=work, format="AUDIO", **born)
    stored = files.keep_path(path, media_type="audio/mpeg", at=now)
    row = EditionFile.objects.create(edition=edition, stored=stored, name="sound.mp3")
    for folder in (home / "store").rglob("*"):
        folder.chmod(0o755)
    (home / "store").chmod(0o755)
    return f"/tep/{row.token}/sound.mp3"


def ours(**env: str) -> tuple[int, subprocess.Popen]:
    port = free_port()
    words = [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [*words, "--no-jobs"], stderr=subprocess.DEVNULL, env={**os.environ, **env}
    )
    wait(f"http://127.0.0.1:{port}/healthz", time.perf_counter())
    return port, server


def theirs(home: Path, *, behind: int | None) -> tuple[subprocess.Popen, str]:
    """nginx serving the file itself, or (`behind`: our port) with deploy/nginx.conf as it is."""
    port = free_port()
    listen = f"listen 127.0.0.1:{port};"
    inside = f"server {{ {listen} root {home}; }}"
    if behind:
        inside = DEPLOYED.read_text()
        for was, now in (
            ("listen 443 ssl;", listen),
            ("/var/lib/densach/store/", f"{home}/store/"),
            ("/var/cache/nginx/densach", f"{home}/leave"),
            ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
        ):
            inside = inside.replace(was, now)
        inside = "\n".join(line for line in inside.split("\n") if "ssl_certificate" not in line)
    conf = home / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {home}/nginx.pid; error_log stderr crit; worker_processes 1; user root;\n"
        f"events {{}} http {{ access_log off; sendfile on;\n{inside}\n}}\n"
    )
    words = ["nginx", "-c", str(conf), "-p", str(home)]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    time.sleep(1)
    return server, f"http://127.0.0.1:{port}"


def timed(address: str, size: int, *pids: int) -> tuple[float, float, float]:
    """(MB/s whole, MB/s in ranges, CPU seconds of the server a GB)."""
    before = sum(map(cpu_seconds, pids))
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
    spent = sum(map(cpu_seconds, pids)) - before
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
