"""A library that goes away and comes back, and a phone that keeps works: for the walks without a line."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import URLError

from playwright.sync_api import Page

from tests.journeys.reading_books import wav
from tests.journeys.served import Library

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20


class Leaving(Library):
    """A served library whose server can stop, freeze and start again under the same address."""

    def halt(self) -> None:
        """The server is gone: connections are refused."""
        assert self._server is not None
        self._server.kill()
        self._server.wait(timeout=20)

    def freeze(self) -> None:
        """The server takes connections and answers nothing: “lie-fi”."""
        assert self._server is not None
        os.kill(self._server.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was."""
        assert self._server is not None
        os.kill(self._server.pid, signal.SIGCONT)

    def again(self, **more: str) -> None:
        """Serve the same installation under the same address; `more` are further settings."""
        log = (self.home / "server.log").open("ab")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            env=self._environment() | more, stdout=log, stderr=log,
        )  # fmt: skip
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError((self.home / "server.log").read_text())

    def change_audience(self, slug: str, audience: str) -> None:
        """Who may read a work, as a librarian changes it."""
        script = (
            "import django; django.setup(); from densach.library.models import Work; "
            f"Work.objects.filter(slug={slug!r}).update(audience={audience!r})"
        )
        self._run("-c", script)

    def bring_books(self, folder: Path) -> None:
        """Books, page pictures and a recording; see reading_books.py."""
        self._run("-m", "tests.journeys.reading_books", str(folder))
        (folder / "sach-dai.wav").write_bytes(wav(450))  # 3.6 MB: large, as saving goes
        self.command("import", str(folder), "--json")

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, check=True,
            env=self._environment() | {"DJANGO_SETTINGS_MODULE": "densach.config.settings"},
        )  # fmt: skip


def until(page: Page, script: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """What `script` gives as soon as it is true. By polling: the policy of our pages forbids eval."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := page.evaluate(script):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(f"not within {seconds} s: {script}")


def installed(page: Page) -> None:
    """The worker is there and this page is its."""
    until(page, "navigator.serviceWorker?.ready.then(r => !!r.active)")
    until(page, "!!navigator.serviceWorker.controller")


def save(page: Page, slug: str) -> None:
    """Open the page of a work, press “Lưu trên máy”, wait until it is whole."""
    page.goto(f"/sach/{slug}/")
    button(page).click()
    whole(page)


def button(page: Page) -> Any:
    """The button of the island on the page of a work."""
    return page.locator("ds-save:not([data-small]) button").first


def whole(page: Page) -> None:
    """The island says that all of it is here."""
    page.locator("ds-save:not([data-small]) .ok").wait_for(timeout=60_000)


def offline(page: Page) -> None:
    """No network for pages and for the worker."""
    page.context.set_offline(True)


def online(page: Page) -> None:
    page.context.set_offline(False)


def rows(page: Page) -> list[dict[str, Any]]:
    """What stands in the store `saved`, of everybody."""
    return list(
        page.evaluate(
            """() => new Promise((done) => { const asked = indexedDB.open('densach');
              asked.onsuccess = () => { const db = asked.result; const all = db.transaction('saved').objectStore('saved').getAll();
                all.onsuccess = () => { db.close(); done(all.result); }; }; })"""
        )
    )


def caches(page: Page) -> list[str]:
    """Names of the caches of this device."""
    return list(page.evaluate("caches.keys()"))
