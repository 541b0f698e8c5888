"""Chromium, and what every journey looks at."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Walks wait for states; a state that does not come within this time, on the busiest machine, is missing.
PATIENCE_S = 60
expect.set_options(timeout=PATIENCE_S * 1000)
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 800}
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
# Every rule of WCAG 2.0 to 2.2, levels A and AA, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(v =>
  `${v.id} (${v.impact}): ${v.help}\\n` + v.nodes.slice(0, 3).map(n => '    ' + n.html.slice(0, 200)).join('\\n'))"""
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.shelf, .kinds, .scroll, .subnav'))
  .slice(0, 5).map(e => `${e.tagName}.${e.className} to ${Math.round(e.getBoundingClientRect().right)} px`)"""


def chromium_path() -> str:
    """Where Chromium is, or ""."""
    named = os.environ.get("DENSACH_CHROMIUM", "")
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return named or next(filter(None, found), "")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that calls nobody."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=FLAGS, headless=True
        )
        yield browser
        browser.close()


def open_page(browser: Browser, base_url: str, **choices: Any) -> Page:
    """A fresh browser context, Vietnamese unless `locale` says otherwise; errors of scripts count."""
    context = browser.new_context(
        base_url=base_url, **{"locale": "vi-VN", "viewport": LAPTOP} | choices
    )
    context.set_default_timeout(PATIENCE_S * 1000)
    page = context.new_page()
    page.script_errors = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.script_errors.append(str(error)))  # type: ignore[attr-defined]
    return page


def sign_in(page: Page, role: str) -> None:
    """One press on the demo's card: pupil, teacher, librarian, guardian, officer, administrator."""
    page.goto("/dang-nhap/")
    page.locator(f"form:has(input[name=role][value={role}]) button").click()
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)


def until(page: Page, state: Callable[[], object]) -> None:
    """Look again and again until `state()` holds; its last answer is in the failure."""
    ends = time.monotonic() + PATIENCE_S
    while not (last := state()):
        assert time.monotonic() < ends, f"{page.url}: still {last!r} after {PATIENCE_S} s"
        page.wait_for_timeout(100)


def at_rest(page: Page) -> None:
    """Letters are here and nothing moves: what a person looks at."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_function(
        "document.getAnimations().every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"
    )


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands. The script is evaluated: the page's policy bars tags."""
    at_rest(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(page.evaluate(RUN_AXE, RULES))


def assert_no_violations(page: Page) -> None:
    """WCAG 2.2 AA as far as a program can tell."""
    found = violations(page)
    assert not found, page.url + "\n" + "\n".join(found)


def assert_no_sideways_scroll(page: Page) -> None:
    """The page is no wider than the screen."""
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, f"{page.url}: {over} px too wide: {page.evaluate(TOO_WIDE)}"
