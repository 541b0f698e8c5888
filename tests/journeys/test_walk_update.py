"""A newer program comes: with a reader open, with two tabs, to a phone that was away for two months."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, open_page, sign_in
from tests.journeys.line import Line
from tests.journeys.offline import button, caches, installed, rows, save, until, whole

pytestmark = pytest.mark.slow
SHELF = "/ke/chuyen-ke-tren-nui/"
NEWER = b"\n// a newer program\n"
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture
def line(library):
    with Line(library.port) as held:
        yield held


def newer(version: str):
    """What a newer program's server answers to /sw.js: another worker, another shell."""

    def rewrite(path: str, body: bytes) -> bytes:
        if path != "/sw.js":
            return body
        return (
            re.sub(rb'"version": "\w+"', f'"version": "{version}"'.encode(), body, count=1) + NEWER
        )

    return rewrite


def shells(page):
    return [name for name in caches(page) if name.startswith("vo-")]


def ask_for_update(page):
    page.evaluate(
        "navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => true)"
    )


def first_work(page) -> str:
    page.goto(SHELF)
    return page.locator("main a[href^='/sach/']").first.get_attribute("href").split("/")[2]


def test_a_reader_who_is_open_is_not_disturbed_and_the_next_start_has_the_new_one(browser, line):
    page = open_page(browser, line.url, **ON_PHONE)
    slug = first_work(page)
    save(page, slug)
    installed(page)
    old = shells(page)
    page.goto(f"/doc/{slug}/")
    page.locator("[data-page]").first.wait_for(state="attached")
    line.rewrite = newer("222222222222")
    ask_for_update(page)
    until(page, "navigator.serviceWorker.getRegistration().then(r => !!r.waiting)")
    assert shells(page) == [*old, "vo-222222222222"]
    # The old page goes on under its old worker, its parts still come from the older shell, without a line too.
    line.down = True
    page.evaluate(
        "fetch(document.querySelector('script[type=module]').src).then(r => r.ok || Promise.reject(r.status))"
    )
    page.keyboard.press("ArrowRight")
    line.down = False
    page.goto("/may-nay/")  # the only page of this device: the new worker may take over now
    until(
        page,
        "navigator.serviceWorker.getRegistration().then(r => !r.waiting && r.active.state === 'activated')",
    )
    assert shells(page) == [*old, "vo-222222222222"]  # one older shell stays
    line.rewrite = newer("333333333333")
    ask_for_update(page)
    until(page, "navigator.serviceWorker.getRegistration().then(r => !!r.waiting)")
    page.goto("/")
    until(page, "navigator.serviceWorker.getRegistration().then(r => !r.waiting)")
    until(page, f"caches.has('{old[0]}').then(has => !has)")
    assert shells(page) == ["vo-222222222222", "vo-333333333333"]
    assert [row["state"] for row in rows(page)] == ["whole"]  # saved works belong to no version
    assert not page.script_errors
    page.context.close()


def test_with_a_second_tab_open_the_note_stands_and_nothing_changes(browser, line):
    context = browser.new_context(base_url=line.url, locale="vi-VN", **ON_PHONE)
    one, two = context.new_page(), context.new_page()
    one.goto("/may-nay/")
    installed(one)
    two.goto("/")
    line.rewrite = newer("222222222222")
    ask_for_update(one)
    until(one, "navigator.serviceWorker.getRegistration().then(r => !!r.waiting)")
    one.goto("/may-nay/")
    expect(one.locator("[data-part=update]")).to_be_visible()
    assert one.evaluate("navigator.serviceWorker.getRegistration().then(r => !!r.waiting)")
    context.close()


def test_a_phone_that_was_away_for_two_months_with_the_old_program_loses_nothing(browser, line):
    page = open_page(browser, line.url, **ON_PHONE)
    sign_in(page, "pupil")
    slug = first_work(page)
    save(page, slug)
    installed(page)
    until(page, HAS_KEY)
    line.down = True
    page.clock.install()
    page.goto(f"/doc/{slug}/")
    page.locator("[data-page]").first.wait_for(state="attached")
    for _step in range(4):
        page.keyboard.press("ArrowRight")
        page.clock.run_for(6000)
    page.locator('[data-do="mark"]').click()
    page.clock.run_for(61 * 24 * 3600 * 1000)
    waiting = until(page, COUNT.replace("STORE", "outbox"))
    assert waiting >= 1
    # Meanwhile: another program on the server, another worker, frames of another release.
    line.rewrite = newer("999999999999")
    set_program(page, "0.0.1-vi")
    line.down = False
    page.goto("/may-nay/")
    until(page, f"{COUNT.replace('STORE', 'outbox')}.then(n => n === 0)", seconds=40)
    assert page.evaluate(COUNT.replace("STORE", "refused")) == 0
    until(page, PROGRAM, seconds=40)
    page.goto(f"/doc/{slug}/")
    page.locator("[data-page]").first.wait_for(state="attached")
    page.context.close()


COUNT = """new Promise(done => { const asked = indexedDB.open('densach'); asked.onsuccess = () => { const db = asked.result;
  const all = db.transaction('STORE').objectStore('STORE').count(); all.onsuccess = () => { db.close(); done(all.result); }; }; })"""
HAS_KEY = """new Promise(done => { const asked = indexedDB.open('densach'); asked.onsuccess = () => { const db = asked.result;
  const all = db.transaction('people').objectStore('people').getAll(); all.onsuccess = () => { db.close();
    done(all.result.some(card => card.key)); }; }; })"""
PROGRAM = """new Promise(done => { const asked = indexedDB.open('densach'); asked.onsuccess = () => { const db = asked.result;
  const all = db.transaction('saved').objectStore('saved').getAll(); all.onsuccess = () => { db.close();
    done(all.result.every(row => row.program !== '0.0.1-vi')); }; }; })"""


def set_program(page, program: str) -> None:
    """As if the saved works had been made by an older release, asked about long ago."""
    page.evaluate(
        """(program) => new Promise(done => { const asked = indexedDB.open('densach'); asked.onsuccess = () => {
          const db = asked.result; const write = db.transaction(['saved', 'kv'], 'readwrite');
          const all = write.objectStore('saved').getAll();
          all.onsuccess = () => { for (const row of all.result) write.objectStore('saved').put({...row, program}); };
          write.oncomplete = () => { db.close(); done(true); }; }; })""",
        program,
    )


def test_an_answer_cut_in_the_middle_is_fetched_again_and_nothing_is_doubled(browser, line):
    page = open_page(browser, line.url, **ON_PHONE)
    slug = first_work(page)
    line.cut_after = (r"/luu/[^/]+/1$", 500)
    page.goto(f"/sach/{slug}/")
    installed(page)
    button(page).click()
    expect(page.locator("ds-save:not([data-small])")).to_contain_text("Mạng đứt")
    assert [row["state"] for row in rows(page)] == ["saving"]
    before = len(line.asked)
    line.down = False
    page.reload()  # it goes on by itself at the next visit, if the browser has not done so before
    whole(page)
    again = [path for path in line.asked[before:] if "/luu/" in path]
    assert again
    assert not [path for path in again if path.endswith("/0")]  # what had come is not fetched again
    row = rows(page)[0]
    assert row["done"] == row["bytes"]
    page.context.close()
