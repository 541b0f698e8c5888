"""Pictures of every page, phone and laptop, light and dark, for the eye: `make screens`.

    python -m tests.journeys.screens [NAME …]     all places, or those named (see places.py)

Into screens/NAME-WIDTH[-dark].png. SCREENS_URL names a library that is served already.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.browser import LAPTOP, PHONE, chromium, chromium_path, open_page, sign_in
from tests.journeys.places import PLACES, Addresses, Place
from tests.journeys.served import Library

FOLDER = Path("screens")


def main(names: list[str]) -> None:
    """Draw the places called `names`, or all."""
    if not chromium_path():
        raise SystemExit("No Chromium here: apt install chromium, or name one in DENSACH_CHROMIUM.")
    wanted = [place for place in PLACES if not names or place.name in names]
    FOLDER.mkdir(exist_ok=True)
    url = os.environ.get("SCREENS_URL", "")
    library = None if url else Library().start()
    try:
        with chromium() as browser:
            draw_all(browser, url or library.url, wanted)  # type: ignore[union-attr]
    finally:
        if library:
            library.stop()


def draw_all(browser: Browser, url: str, wanted: list[Place]) -> None:
    """One signed-in browser a role and screen; places in the order of the list."""
    addresses = Addresses(lambda role: _page_of(browser, url, role))
    for role in sorted({place.role for place in wanted}):
        for viewport, scheme in [(v, s) for v in (PHONE, LAPTOP) for s in ("light", "dark")]:
            page = _page_of(browser, url, role, viewport=viewport, color_scheme=scheme)
            for place in (place for place in wanted if place.role == role):
                page.goto(addresses.of(place))
                page.wait_for_timeout(300)  # late covers, fonts
                dark = "-dark" if scheme == "dark" else ""
                target = FOLDER / f"{place.name}-{viewport['width']}{dark}.png"
                page.screenshot(path=target, full_page=viewport is LAPTOP)
                sys.stderr.write(f"{target}\n")
            page.context.close()


def _page_of(browser: Browser, url: str, role: str, **choices: object) -> Page:
    page = open_page(browser, url, **choices)
    if role:
        sign_in(page, role)
    return page


if __name__ == "__main__":
    main(sys.argv[1:])
