"""How long saving a book takes on a weak line, and how soon a saved book opens when there is no line at all.

    python bench/saving.py [--full]

The book of reader.py (some 400 KB, 24 chapters), imported into a new library, saved from its page in headless
Chromium at 390 px with 400 kbit/s, 400 ms of round trip and the processor slowed 4 times. Goal: at most 1.3 times
the time that its bytes need at this speed. Beside it, in the same run, the same chapters fetched one by one, three
at a time, as our prototype did. Then the browser is closed, the server stopped, the browser started again: from the
address to the first text, processor slowed 4 times; goal 2.5 s. `--full` does all of it three times.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]
from reader import FLAGS, LINE, SLOWED, write_book
from start import free_port, wait

BYTES_A_SECOND = LINE["downloadThroughput"]
RATIO_GOAL, OPEN_GOAL = 1.3, 2.5
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "locale": "vi-VN"}
ONE_BY_ONE = """async (slug) => {
  const plan = await (await fetch(`/doc/${slug}/luu.json`)).json();
  const todo = plan.places.map(([place]) => `/doc/${slug}/${place}/`);
  const hand = async () => { for (let url; (url = todo.shift()); )
    await (await fetch(url, {headers: {"HX-Request": "true"}, cache: "no-store"})).arrayBuffer(); };
  await Promise.all([hand(), hand(), hand()]);
}"""
SEEN = """window.seen = []; new PerformanceObserver(list => { for (const e of list.getEntries())
  if (e.element?.closest('article')) seen.push(e.startTime); }).observe({type: 'largest-contentful-paint', buffered: true});"""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--full", action="store_true", help="three times")
    times = 3 if arguments.parse_args().full else 1
    with tempfile.TemporaryDirectory(prefix="densach-bench-") as home:
        env = {
            **os.environ,
            "DENSACH_HOME": home,
            "DJANGO_SETTINGS_MODULE": "densach.config.settings",
        }
        run = lambda *words: subprocess.run(  # noqa: E731
            [sys.executable, "-m", *words], env=env, check=True, capture_output=True, text=True
        )
        run("django", "migrate", "-v0")
        book = write_book(Path(home) / "sach.epub")
        run("densach", "import", str(book), "--json")
        print(f"book       {book.stat().st_size / 1000:7.1f} KB")
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "densach",
            "serve",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        for _turn in range(times):
            server = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
            wait(f"http://127.0.0.1:{port}/healthz", time.perf_counter())
            with tempfile.TemporaryDirectory(prefix="densach-phone-") as profile:
                measure(f"http://127.0.0.1:{port}", profile, server)


def measure(base: str, profile: str, server: subprocess.Popen) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        start = lambda: play.chromium.launch_persistent_context(  # noqa: E731
            profile, executable_path=chromium(), args=FLAGS, base_url=base, **PHONE
        )
        context = start()
        slug = save(context)
        context.close()
        fetch_one_by_one(play, base, slug)
        server.terminate()
        server.wait(timeout=20)
        context = start()
        open_cold(context, slug)
        context.close()


def save(context) -> str:
    page = context.pages[0]
    page.goto("/thu-vien/")
    address = page.locator("main a[href^='/sach/']").first.get_attribute("href")
    slug = address.split("/")[2]
    page.goto(address)
    page.locator("ds-save:not([data-small]) button").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(3000)  # the worker has its shell: that is no part of saving the book
    got: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    session.on(
        "Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]})
    )
    session.on(
        "Network.loadingFinished",
        lambda e: got.update({e["requestId"]: int(e["encodedDataLength"])}),
    )
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    begun = time.perf_counter()
    page.locator("ds-save:not([data-small]) button").click()
    page.locator("ds-save:not([data-small]) .ok").wait_for(timeout=120_000)
    took = time.perf_counter() - begun
    parts = [size for request, size in got.items() if "/luu" in urls.get(request, "")]
    report("saved", took, sum(parts), len(parts))
    session.detach()
    return slug


def fetch_one_by_one(play, base: str, slug: str) -> None:
    """The same text in as many requests as it has chapters; without a worker, which no throttle reaches."""
    browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
    page = browser.new_page(base_url=base, service_workers="block", **PHONE)
    page.goto("/tro-giup/")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    got: list[int] = []
    session.on("Network.loadingFinished", lambda e: got.append(int(e["encodedDataLength"])))
    begun = time.perf_counter()
    page.evaluate(ONE_BY_ONE, slug)
    report("one by one", time.perf_counter() - begun, sum(got), len(got), goal=False)
    browser.close()


def report(name: str, took: float, size: int, count: int, *, goal: bool = True) -> None:
    needed = size / BYTES_A_SECOND
    ratio = took / needed
    verdict = f"goal {RATIO_GOAL} {'ok' if ratio <= RATIO_GOAL else 'MISSED'}" if goal else ""
    print(
        f"{name:10} {took:6.2f} s for {size / 1000:.1f} KB in {count} requests: {ratio:.2f} times the {needed:.2f} s of the bytes  {verdict}"
    )


def open_cold(context, slug: str) -> None:
    """The browser has just started and the server is gone."""
    context.set_offline(True)
    context.add_init_script(SEEN)
    page = context.pages[0]
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    begun = time.perf_counter()
    page.goto(f"/doc/{slug}/", wait_until="commit")
    while not page.evaluate("(window.seen ?? []).length"):
        assert time.perf_counter() - begun < 30, "no text"
        time.sleep(0.02)
    text = page.evaluate("Math.min(...seen)") / 1000
    while page.evaluate("document.querySelector('ds-reader').dataset.page ?? null") is None:
        time.sleep(0.02)
    ready = page.evaluate("performance.now()") / 1000
    verdict = "ok" if text <= OPEN_GOAL else "MISSED"
    print(
        f"cold start offline: first text {text:.2f} s, pages turn after {ready:.2f} s  goal {OPEN_GOAL} s {verdict}"
    )


def chromium() -> str:
    import shutil

    return os.environ.get("DENSACH_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


if __name__ == "__main__":
    main()
