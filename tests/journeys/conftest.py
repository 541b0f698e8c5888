"""Fixtures of the journeys: a served library, a browser, pages of people."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browser import PHONE, chromium, chromium_path, open_page, sign_in
from tests.journeys.served import Library


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys drive a browser."""
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not chromium_path():
        pytest.skip("no Chromium here: apt install chromium, or name one in DENSACH_CHROMIUM")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def library(browser: Browser) -> Iterator[Library]:
    """The demo commune with the starter library, for all journeys of a run."""
    served = Library()
    try:
        yield served.start()
    finally:
        served.stop()


@pytest.fixture
def as_person(browser: Browser, library: Library) -> Iterator[Callable[..., Page]]:
    """`as_person("librarian", viewport=PHONE)`: a page of somebody signed in; "" is a stranger."""
    opened: list[Page] = []

    def open_for(role: str = "", **choices: object) -> Page:
        page = open_page(browser, library.url, **choices)
        opened.append(page)
        if role:
            sign_in(page, role)
        return page

    yield open_for
    errors = [error for page in opened for error in page.script_errors]  # type: ignore[attr-defined]
    for page in opened:
        page.context.close()
    assert not errors, errors


@pytest.fixture
def page(as_person: Callable[..., Page]) -> Page:
    """A stranger's page on a laptop."""
    return as_person()


@pytest.fixture
def phone_page(as_person: Callable[..., Page]) -> Page:
    """A stranger's page on a phone."""
    return as_person(viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True)
