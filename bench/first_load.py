"""What a phone downloads at its first visit: bytes over the wire and requests, cache empty.

    python bench/first_load.py

Headless Chromium, 390 px wide, opens the home page of a new library with its starter works, and a book. Goal for home:
≤ 60 KB, ≤ 12 requests (Kolibri 0.19.5: 3.1 MB, 29 requests).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]
from start import free_port, wait

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true", help="accepted, the same")
    arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        env = {**os.environ, "DENSACH_HOME": home}
        subprocess.run(
            [sys.executable, "-m", "densach", "setup"], env=env, check=True, capture_output=True
        )
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=env, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        base = f"http://127.0.0.1:{port}"
        try:
            wait(f"{base}/healthz", time.perf_counter())
            look(base)
        finally:
            server.terminate()
            server.wait(timeout=20)


def look(base: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, path in (
            ("home", "/"),
            ("library", "/thu-vien/"),
            ("results", "/thu-vien/?q=rau"),
        ):
            page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            got: list[int] = []
            session.on(
                "Network.loadingFinished", lambda event: got.append(int(event["encodedDataLength"]))
            )
            page.goto(base + path, wait_until="networkidle")
            kilobytes = sum(got) / 1000
            goal = "   goal 60 KB, 12 requests" if path == "/" else ""
            print(f"{name:10} {kilobytes:7.1f} KB  {len(got):3} requests{goal}")
        browser.close()


if __name__ == "__main__":
    main()
