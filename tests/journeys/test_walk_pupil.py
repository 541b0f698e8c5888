"""A pupil on a cheap phone: search as you type, a book, sound, a film, pictures, a scan."""

import pytest
from playwright.sync_api import expect

from tests.journeys import walk_inputs
from tests.journeys.browser import PHONE, assert_no_sideways_scroll, until

ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture(scope="module", autouse=True)
def recordings(library, tmp_path_factory):
    folder = walk_inputs.recordings(tmp_path_factory.mktemp("phone") / "tep")
    library.command("import", str(folder), "--json")


def find(page, words, title):
    """Type as a thumb does, tap the suggestion."""
    page.goto("/")
    box = page.get_by_role("combobox", name="Tìm trong thư viện")
    box.tap()
    box.press_sequentially(words, delay=30)
    page.get_by_role("option").filter(has_text=title).first.tap()
    page.wait_for_url("**/sach/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def open_work(page):
    page.locator("main a.lamp").first.tap()
    page.wait_for_url("**/doc/**")


def test_she_reads_a_book_her_way_and_comes_back_to_her_place(as_person):
    page = as_person(**ON_PHONE)
    page.goto("/")
    box = page.get_by_role("combobox", name="Tìm trong thư viện")
    box.tap()
    box.press_sequentially("nuoc sach", delay=30)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.get_by_role("option").filter(has=page.locator("a[href^='/sach/']")).first.tap()
    page.wait_for_url("**/sach/**")
    assert_no_sideways_scroll(page)
    open_work(page)

    page.locator("[data-page]").first.wait_for(state="attached")
    page.locator('[popovertarget="chu"]').first.tap()
    page.locator("label:has(input[value=giay])").tap()
    page.locator("input[name=size]").fill("6")
    page.locator("#chu .round").tap()
    where_now = page.locator('[data-part="where"]')
    for _turn in range(3):
        before = where_now.inner_text()
        page.locator('[data-do="after"]').tap()
        expect(where_now).not_to_have_text(before)
    page.locator('[data-do="mark"]').tap()
    expect(page.locator('[data-do="mark"]')).to_have_attribute("aria-pressed", "true")
    where = where_now.inner_text()
    page.wait_for_timeout(900)  # the place is kept when the page has come to rest
    address = page.url

    page.goto("/")
    page.goto(address.split("?")[0])
    expect(page.locator('[data-part="where"]')).to_have_text(where)
    classes = set(page.locator("body").get_attribute("class").split())
    assert {"p-giay", "s-6"} <= classes
    expect(page.locator('[data-do="mark"]')).to_have_attribute("aria-pressed", "true")
    assert_no_sideways_scroll(page)


def test_she_listens_with_her_speed_and_a_sleep_timer(as_person):
    page = as_person(**ON_PHONE)
    find(page, "pu nhung", "Nghe kể chuyện Pú Nhung")
    open_work(page)
    expect(page.locator(".tracks button")).to_have_count(2)
    page.locator('[data-do="speed"]').select_option("1.5")
    page.locator('[data-do="sleep"]').select_option(index=1)
    expect(page.locator('[data-part="sleeping"]')).to_contain_text("phút")
    page.locator(".tracks button").nth(1).tap()
    page.locator('[data-do="on15"]').tap()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 14")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    assert_no_sideways_scroll(page)


@pytest.mark.skipif(not walk_inputs.HAS_FFMPEG, reason="needs ffmpeg to make a film")
def test_she_watches_a_film_and_reads_what_is_said(as_person):
    page = as_person(**ON_PHONE)
    find(page, "loc nuoc suoi", "Lọc nước suối")
    open_work(page)
    said = page.locator('[data-part="transcript"]')
    expect(said).to_contain_text("Bà con lọc nước bằng cát.")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    assert page.evaluate("document.querySelector('video').duration") > 1.5
    assert page.locator("video track").count() == 1
    said.get_by_text("Bà con lọc nước").click()
    page.wait_for_function("() => document.querySelector('video').currentTime >= 0.9")


def test_she_leafs_through_pictures_and_a_scan(as_person):
    page = as_person(**ON_PHONE)
    find(page, "phien cho", "Phiên chợ vùng cao")
    open_work(page)
    for title, pages in (("", 3), ("Sổ ghi của bản", 2)):
        if title:
            find(page, "so ghi cua", title)
            open_work(page)
        expect(page.locator('[data-part="where"]')).to_have_text(f"Trang 1 trên {pages}")
        page.wait_for_function("() => document.querySelector('.leaf img').naturalWidth > 0")
        page.locator('[data-do="after"]').tap()
        expect(page.locator('[data-part="where"]')).to_have_text(f"Trang 2 trên {pages}")
        page.wait_for_function(
            "() => document.querySelector('.leaf[data-page=\"2\"] img').naturalWidth > 0"
        )
        assert_no_sideways_scroll(page)


def test_her_own_place_waits_on_the_first_page(as_person):
    page = as_person("pupil", **ON_PHONE)
    page.goto("/thu-vien/?q=nuoc+sach")
    page.locator("#results .result h2 a").first.tap()
    title = page.get_by_role("heading", level=1).inner_text()
    open_work(page)
    page.locator("[data-page]").first.wait_for(state="attached")
    page.locator('[data-do="after"]').tap()
    other = as_person("pupil", **ON_PHONE)

    def waits():
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        other.goto("/toi/sach/")
        return title in other.locator("main").inner_text()

    until(other, waits)
    other.goto("/")
    expect(other.locator("main .item").filter(has_text=title).first).to_be_visible()
