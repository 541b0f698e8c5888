"""In the network of a school: plain http under a LAN name, and https with an authority of the school's own."""

import os
import shutil

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.journeys import authority
from tests.journeys.browser import (
    FLAGS,
    PHONE,
    assert_no_violations,
    chromium_path,
    open_page,
    sign_in,
)
from tests.journeys.line import Line
from tests.journeys.offline import installed, offline, rows, save, until

pytestmark = pytest.mark.slow
NAME = "thu-vien.suoimay.lan"
BOOK = "/ke/chuyen-ke-tren-nui/"


def launched(browser, **more) -> Browser:
    """A browser that finds NAME on this machine, as it would in the network of the school."""
    mapped = [*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1, MAP khac.lan 127.0.0.1"]
    return browser.browser_type.launch(
        executable_path=chromium_path(), args=mapped, headless=True, **more
    )


@pytest.fixture(scope="module")
def lan(browser):
    """A browser of its own; the session's one does not know the names."""
    started = launched(browser)
    yield started
    started.close()


def first_work(page) -> str:
    page.goto(BOOK)
    return page.locator("main a[href^='/sach/']").first.get_attribute("href").split("/")[2]


def test_plain_http_reads_keeps_and_sends_and_says_honestly_what_it_cannot(lan, library):
    page = open_page(lan, f"http://{NAME}:{library.port}", viewport=PHONE)
    page.goto("/")
    missing = "[!navigator.serviceWorker, !globalThis.caches, !navigator.locks, !crypto.subtle, isSecureContext]"
    assert page.evaluate(missing) == [True, True, True, True, False]
    sign_in(page, "pupil")
    slug = first_work(page)
    page.goto(f"/sach/{slug}/")
    page.wait_for_timeout(2500)
    assert page.locator("ds-save button").count() == 0  # no button that could not keep its word
    page.goto(f"/doc/{slug}/")
    page.locator("[data-page]").first.wait_for(state="attached")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(7000)
    page.goto("/may-nay/")
    until(page, "document.documentElement.dataset.here === 'ready'")
    expect(page.locator("[data-part=plain]")).to_contain_text(
        "Lưu để đọc khi không có mạng thì địa chỉ này chưa làm được."
    )
    expect(page.locator("[data-can=save]")).to_contain_text("không")
    expect(page.locator("[data-can=keep]")).to_contain_text("có")
    assert_no_violations(page)
    page.locator("[data-part=plain] a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mang thư viện về nhà")
    expect(page.locator(".address")).to_contain_text(NAME)
    assert not page.script_errors
    page.context.close()


def test_https_by_an_authority_of_the_school_saves_and_opens_without_a_line(
    browser, library, tmp_path
):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    ca, context = authority.make(tmp_path, NAME)
    with Line(library.port, tls=context) as line:
        address = f"https://{NAME}:{line.port}"
        untrusting = launched(browser, env={**os.environ, "HOME": str(tmp_path / "stranger")})
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            untrusting.new_page().goto(address)
        untrusting.close()
        authority.install(tmp_path, ca)
        trusting = launched(browser, env={**os.environ, "HOME": str(tmp_path)})
        page = open_page(trusting, address, viewport=PHONE)
        slug = first_work(page)
        save(page, slug)
        installed(page)
        offline(page)
        page.goto(f"/doc/{slug}/")
        page.locator("[data-page]").first.wait_for(state="attached")
        assert [row["state"] for row in rows(page)] == ["whole"]
        assert not page.script_errors
        # The authority may speak for the school's name only.
        with pytest.raises(Error, match="ERR_CERT"):
            trusting.new_page().goto(f"https://khac.lan:{line.port}")
        trusting.close()
