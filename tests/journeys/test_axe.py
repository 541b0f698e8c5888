"""Every page, as a person with a screen reader, weak eyes or a narrow screen meets it."""

import pytest

from tests.journeys.browser import (
    LAPTOP,
    PHONE,
    assert_no_sideways_scroll,
    assert_no_violations,
    open_page,
    sign_in,
)
from tests.journeys.places import PLACES, Addresses

ROLES = sorted({place.role for place in PLACES})
NARROW = {"width": 320, "height": 640}
NO_PAGE = "There is no work, shelf or person of works to open in the starter library."
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def people(browser, library):
    """One page a role, screen and colour scheme, signed in once."""
    pages = {}

    def page_for(role, viewport, scheme):
        key = (role, viewport["width"], scheme)
        if key not in pages:
            page = open_page(browser, library.url, viewport=viewport, color_scheme=scheme)
            if role:
                sign_in(page, role)
            pages[key] = page
        return pages[key]

    yield page_for
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def addresses(people):
    found = Addresses(lambda role: people(role, LAPTOP, "light"))
    assert all(found.slugs.values()), f"{NO_PAGE} {found.slugs}"
    return found


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
class TestEachPlace:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
    def test_axe_finds_nothing(self, place, viewport, scheme, people, addresses):
        page = people(place.role, viewport, scheme)
        page.goto(addresses.of(place))
        assert_no_violations(page)

    def test_nothing_sticks_out_at_320_px(self, place, people, addresses):
        page = people(place.role, NARROW, "light")
        page.goto(addresses.of(place))
        assert_no_sideways_scroll(page)

    def test_nothing_sticks_out_with_letters_twice_as_large(self, place, people, addresses):
        page = people(place.role, PHONE, "light")
        page.goto(addresses.of(place))
        page.add_style_tag(content="html { font-size: 200% !important }")
        assert_no_sideways_scroll(page)

    def test_no_script_fails(self, place, people, addresses):
        page = people(place.role, LAPTOP, "light")
        page.script_errors.clear()
        page.goto(addresses.of(place))
        assert not page.script_errors
