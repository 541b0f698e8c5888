"""The first visit to the home page from a phone with an empty cache: few bytes, few requests."""

from tests.journeys.browser import PHONE, open_page

MOST_BYTES = 60 * 1000
MOST_REQUESTS = 12


def wire(browser, url, *, scroll=False, **choices):
    """(bytes over the wire, requests) of the home page, as Chromium's network counts them."""
    page = open_page(browser, url, viewport=PHONE, is_mobile=True, has_touch=True, **choices)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    counted, asked = [], []
    session.on("Network.loadingFinished", lambda event: counted.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    page.goto("/", wait_until="networkidle")
    if scroll:
        page.keyboard.press("End")
        page.wait_for_load_state("networkidle")
    page.context.close()
    return sum(counted), asked


def test_a_first_visit_is_light(browser, library):
    sent, asked = wire(browser, library.url)
    assert sent <= MOST_BYTES, f"{sent} bytes: {asked}"
    assert len(asked) <= MOST_REQUESTS, asked


def test_a_metered_line_is_asked_for_no_fonts(browser, library):
    _sent, asked = wire(browser, library.url, extra_http_headers={"Save-Data": "on"})
    assert not [url for url in asked if url.endswith(".woff2")]


def test_the_page_works_without_javascript(browser, library):
    page = open_page(browser, library.url, viewport=PHONE, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("nuoc")
    page.get_by_role("searchbox").press("Enter")
    assert "/thu-vien/" in page.url
    assert page.get_by_role("main").is_visible()
    page.context.close()
