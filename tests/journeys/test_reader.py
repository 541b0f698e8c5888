"""Reading in a real browser: books, page pictures, recordings, fixed pages; with fingers and without script."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import (
    LAPTOP,
    PHONE,
    assert_no_sideways_scroll,
    assert_no_violations,
    at_rest,
    until,
)
from tests.journeys.device import place

ROOT = Path(__file__).parents[2]
BOOK = "/doc/doc-thu/"
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture(scope="module", autouse=True)
def works(library, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reading")
    subprocess.run(
        [sys.executable, "-m", "tests.journeys.reading_books", str(folder)], cwd=ROOT, check=True,
        env=library._environment() | {"DJANGO_SETTINGS_MODULE": "densach.config.settings"},
    )  # fmt: skip
    library.command("import", str(folder), "--json")


def opened(page, address=BOOK):
    """Opens a reading page and waits for its island."""
    page.goto(address)
    page.locator("[data-page]").first.wait_for(state="attached")
    at_rest(page)
    return page


def assert_at(page, chapter, number):
    """The chapter and the page (from 0) in sight, or soon."""
    until(page, lambda: at(page) == [chapter, str(number)])


def at(page):
    return page.evaluate(
        "[document.querySelector('ds-reader article')?.dataset.place, document.querySelector('[data-page]').dataset.page]"
    )


def where(page):
    return page.locator('[data-part="where"]')


def kept(page):
    """How many letters stand before the place kept on the device; 0 while there is none."""
    return place(page).get("offset", 0)


# ---- Books


def test_pages_turn_by_keys_buttons_and_taps(as_person):
    page = opened(as_person(**ON_PHONE))
    assert page.locator("text=Đoạn 1 của chương 1").first.is_visible()
    page.keyboard.press("ArrowRight")
    page.locator('[data-do="after"]').tap()
    page.touchscreen.tap(370, 400)
    assert_at(page, "c1", 3)
    page.touchscreen.tap(20, 400)
    page.locator('[data-do="before"]').tap()
    assert_at(page, "c1", 1)
    expect(where(page)).to_contain_text("Trang 2 trên")


def test_a_swipe_turns_and_a_selection_does_not(as_person):
    page = opened(as_person(**ON_PHONE))
    session = page.context.new_cdp_session(page)

    def swipe():
        for kind, x in (("touchStart", 320), ("touchMove", 200), ("touchMove", 90)):
            session.send(
                "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": 400}]}
            )
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(200)  # a swipe that should not turn gets its time

    swipe()
    assert_at(page, "c1", 1)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('article p'))")
    swipe()
    assert_at(page, "c1", 1)


def test_the_end_of_a_chapter_leads_into_the_next_and_back(as_person):
    page = opened(as_person())
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.locator('article[data-place="c2"]').wait_for()
    assert_at(page, "c2", 0)
    page.keyboard.press("ArrowLeft")
    page.locator('article[data-place="c1"]').wait_for()
    until(page, lambda: at(page)[0] == "c1" and at(page)[1] != "0")


def test_the_place_is_kept_on_the_device(as_person):
    page = opened(as_person())
    page.keyboard.press("ArrowRight")
    until(page, lambda: kept(page) > 100)
    opened(page)
    assert_at(page, "c1", 1)


def test_the_home_page_goes_on_where_this_device_stopped(as_person):
    page = opened(as_person())
    page.keyboard.press("ArrowRight")
    until(page, lambda: kept(page) > 100)
    page.goto("/")
    row = page.locator("a.item.next")
    row.get_by_text("Gió đầu mùa").wait_for()
    assert row.count() == 1
    row.click()
    page.locator("[data-page]").first.wait_for(state="attached")
    assert_at(page, "c1", 1)


def test_the_place_follows_a_person_to_another_device(as_person):
    page = opened(as_person("pupil"), "/doc/doc-thu/c2/")
    page.keyboard.press("ArrowRight")
    assert_at(page, "c2", 1)
    other = as_person("pupil")

    def follows():
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        return at(opened(other)) == ["c2", "1"]

    until(other, follows)
    kept_here = page.evaluate(
        "[document.cookie.includes('cho='), Object.keys(localStorage).filter(k => k.includes('gan-day'))]"
    )
    assert kept_here == [False, []]  # devices are shared: nothing of a person stays


def test_letters_grow_and_the_words_stay_in_sight(as_person):
    page = opened(as_person(**ON_PHONE))
    for _turn in range(3):
        page.keyboard.press("ArrowRight")
    assert_at(page, "c1", 3)
    until(page, lambda: kept(page) > 300)
    before = kept(page)
    page.locator('[popovertarget="chu"]').first.tap()
    page.locator("input[name=size]").fill("7")
    page.locator("label:has(input[value=giay])").tap()
    page.locator("#chu .round").tap()
    expect(page.locator("body")).to_contain_class("s-7")
    page.wait_for_timeout(600)  # wrong steps of the new lines would be kept by then
    assert abs(kept(page) - before) < 400
    opened(page)  # the server paints it so
    assert {"s-7", "p-giay"} <= set(page.locator("body").get_attribute("class").split())


def test_scrolling_runs_on_into_the_next_chapter(as_person):
    page = opened(as_person(**ON_PHONE))
    page.locator('[popovertarget="chu"]').first.tap()
    page.locator("label:has(input[value=cuon])").tap()
    page.locator("#chu .round").tap()
    last = page.locator('article[data-place="c3"]')
    until(page, lambda: page.mouse.wheel(0, 1500) or last.count())
    assert page.locator('article[data-place="c1"]').count() == 1


def test_contents_bookmarks_and_finding(as_person):
    page = opened(as_person())
    page.locator('[data-sheet="muc-luc"]').click()
    page.locator('#o-toc a[data-place="c2"]').click()
    page.locator('article[data-place="c2"]').wait_for()
    page.keyboard.press("ArrowRight")
    assert_at(page, "c2", 1)
    page.locator('[data-do="mark"]').click()
    expect(page.locator('[data-do="mark"]')).to_have_attribute("aria-pressed", "true")
    page.locator('[data-part="toast"] button').click()
    page.locator("#o-marks input").fill("Đoạn hay")
    page.locator("#o-marks input").blur()
    page.locator("#o-marks li a").click()
    opened(page)
    page.locator('[data-sheet="muc-luc"]').click()
    page.locator("#tab-marks").click()
    expect(page.locator("#o-marks input")).to_have_value("Đoạn hay")
    page.locator("#o-marks li button").click()
    page.locator("#o-marks .muted").wait_for()


def test_a_hit_of_the_search_is_marked_and_in_sight(as_person):
    page = opened(as_person(), f"{BOOK}?cho=c2&tim=bo+cau")
    seen = """() => [...CSS.highlights.get('tim') ?? []].map(r => r.toString() + ' ' +
      (r.getBoundingClientRect().left >= 0 && r.getBoundingClientRect().right <= innerWidth))"""
    until(page, lambda: page.evaluate(seen) == ["bồ true", "câu true"])


def test_each_hit_of_a_chapter_is_gone_to(as_person, library):
    library.command("index")
    page = opened(as_person(**ON_PHONE))
    page.locator('[data-sheet="muc-luc"]').tap()
    page.locator("#tab-find").tap()
    page.locator("#tim-trong").fill("doan 9 cua chuong 1")
    page.locator("#o-find .hits a", has_text="Đoạn 9 của chương 1").first.tap()
    shown = """() => [...document.querySelectorAll('article p')]
      .filter(p => p.textContent.startsWith('Đoạn 9 của chương 1.'))
      .flatMap(p => [...p.getClientRects()]).some(r => r.left >= 0 && r.right <= innerWidth)"""
    until(page, lambda: page.evaluate(shown))


def test_a_note_opens_in_a_sheet_and_a_picture_enlarges(as_person):
    page = opened(as_person())
    page.locator('article a[role="doc-noteref"]').click()
    page.locator("#chu-thich").get_by_text("Đây là lời chú thích.").wait_for()
    page.locator("#chu-thich [data-close]").click()
    page.locator('article img[alt="Ngôi nhà"]').click()
    page.locator("#anh [data-do=larger]").click()
    expect(page.locator("#anh img")).to_have_attribute("style", re.compile(r"scale\(1\.5\)"))
    page.keyboard.press("Escape")
    expect(page.locator("#anh")).to_be_hidden()


def test_a_spoken_book_lights_up_what_is_heard(as_person):
    page = opened(as_person(), "/doc/nghe-theo/")
    page.locator('[data-do="listen"]').click()
    page.locator('.spoken:has-text("Câu thứ hai")').wait_for()
    page.locator('[data-do="listen"][aria-pressed="false"]').wait_for()  # ends by itself


def test_right_to_left_and_vertical_text_turn_their_way(as_person):
    page = opened(as_person(**ON_PHONE), "/doc/phai-trai/")
    page.keyboard.press("ArrowLeft")
    assert_at(page, "c1", 1)
    page.touchscreen.tap(20, 400)
    assert_at(page, "c1", 2)
    opened(page, "/doc/chu-doc/")
    page.keyboard.press("ArrowLeft")
    assert_at(page, "c1", 1)
    until(page, lambda: page.evaluate("document.querySelector('ds-reader').scrollTop > 300"))


def test_fixed_pages_stand_alone_or_in_pairs(as_person):
    page = opened(as_person(), "/doc/tranh/")
    page.frame_locator("iframe").first.get_by_text("Trang vẽ 1").wait_for()
    page.keyboard.press("ArrowRight")
    expect(where(page)).to_have_text("Trang 2–3 trên 5")
    expect(page.locator(".sheetframe:visible")).to_have_count(2)
    phone = opened(as_person(**ON_PHONE), "/doc/tranh/c3/")
    expect(phone.locator(".sheetframe:visible")).to_have_count(1)
    phone.frame_locator(".sheetframe:visible iframe").locator("body").wait_for()
    phone.touchscreen.tap(370, 400)  # inside the frame
    expect(where(phone)).to_have_text("Trang 4 trên 5")


# ---- Pages of a PDF


def test_a_pdf_turns_enlarges_and_shows_its_words(as_person):
    page = opened(as_person(**ON_PHONE), "/doc/so-tay/?cho=p2&tim=vuon")
    page.locator(".words .hit").wait_for(state="attached")
    assert page.locator(".words .hit").inner_text().strip() == "vuon"
    source = page.evaluate("document.querySelector('.leaf img').currentSrc")
    assert source.endswith("/2-1080.webp")  # 390 px at twice the density
    page.touchscreen.tap(370, 400)
    expect(where(page)).to_have_text("Trang 3 trên 3")
    page.locator('[popovertarget="chu"]').first.tap()
    page.locator("input[name=enlarge]").fill("300")
    page.locator("#chu .round").tap()
    until(page, lambda: page.evaluate("document.querySelector('.leaf').clientWidth > 900"))
    page.locator('[data-do="strip"]').tap()
    page.locator('#dai-trang a[data-page="1"]').tap()
    page.locator('[data-do="text"]').tap()
    page.locator("article:has-text('nuoc sach')").wait_for()
    page.locator('[data-sheet="muc-luc"]').tap()
    page.locator("#toi-trang").fill("2")
    page.locator("#toi-trang").press("Enter")
    page.locator("article:has-text('vuon rau')").wait_for()


# ---- Sound


def test_a_recording_plays_sleeps_and_keeps_its_place(as_person):
    page = as_person(**ON_PHONE)
    page.goto("/doc/bai-giang/")
    page.locator(".tracks button").first.wait_for()
    page.locator('[data-do="speed"]').select_option("1.5")
    page.locator('[data-do="sleep"]').select_option("5")
    expect(page.locator('[data-part="sleeping"]')).to_have_text("Dừng sau 5 phút.")
    page.locator('[data-do="on15"]').tap()
    page.locator('[data-do="on15"]').tap()
    page.evaluate("document.querySelector('audio').play()")
    until(page, lambda: page.evaluate("document.querySelector('audio').currentTime > 30.2"))
    page.evaluate("document.querySelector('audio').pause()")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    heard = page.evaluate("document.querySelector('audio').currentTime")
    page.wait_for_timeout(300)  # the place is kept soon after a pause
    page.goto("/doc/bai-giang/")
    time_now = "document.querySelector('audio').currentTime"
    until(page, lambda: heard - 6 < page.evaluate(time_now) < heard + 1)
    expect(page.locator('[data-do="speed"]')).to_have_value("1.5")


# ---- Without JavaScript, for everybody


def test_everything_can_be_read_without_script(as_person):
    page = as_person(java_script_enabled=False, **ON_PHONE)
    page.goto(BOOK)
    page.get_by_text("Đọc phần sau").click()
    assert page.url.endswith("/doc/doc-thu/c2/")
    page.locator("[data-sheet]").click()
    page.locator(".toc a").nth(2).click()
    assert "Đoạn 1 của chương 3" in page.content()
    page.locator('[popovertarget="chu"]').first.click()
    page.locator("label:has(input[value=toi])").click()
    page.get_by_text("Dùng cách này").click()
    assert "p-toi" in page.locator("body").get_attribute("class")
    page.goto("/doc/so-tay/p2/")
    assert page.locator(".leaf img").is_visible()
    assert "vuon rau" in page.content()
    page.locator("[rel=next]").first.click()
    assert page.url.endswith("/p3/")
    page.goto("/doc/bai-giang/")
    assert page.locator("li audio").first.is_visible()


PAGES = (
    BOOK,
    "/doc/doc-thu/muc-luc/",
    "/doc/doc-thu/tim/",
    "/doc/tranh/",
    "/doc/so-tay/",
    "/doc/bai-giang/",
)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("looks", ["4.3.2...lat.0", "5.3.2.serif.giay.cuon.0", "4.3.2..toi.lat.0"])
@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_reading_pages_are_accessible(as_person, library, address, looks, viewport):
    page = as_person(viewport=viewport, color_scheme="dark" if looks[0] == "5" else "light")
    page.context.add_cookies([{"name": "chu", "value": looks, "url": library.url}])
    page.goto(address)
    assert_no_violations(page)
    assert_no_sideways_scroll(page)
    if page.locator('[data-sheet="muc-luc"]').count():
        page.locator('[data-sheet="muc-luc"]').click()
        page.wait_for_timeout(500)  # the sheet comes up, or the page of contents opens
        assert_no_violations(page)


@pytest.mark.parametrize("address", PAGES)
def test_reading_pages_fit_the_smallest_phone(as_person, address):
    page = as_person(viewport={"width": 320, "height": 640})
    page.goto(address)
    at_rest(page)
    assert_no_sideways_scroll(page)
