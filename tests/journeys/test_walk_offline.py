"""Saving, going home, reading there: with the network off for real and the server gone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE, assert_no_violations, open_page, sign_in
from tests.journeys.offline import (
    Leaving,
    button,
    caches,
    installed,
    offline,
    online,
    rows,
    save,
    until,
    whole,
)

pytestmark = pytest.mark.slow
BOOK = "doc-thu"  # three chapters with a picture
LEAVES, SOUND, LARGE = "so-tay", "bai-giang", "sach-dai"
BACKGROUND = "navigator.serviceWorker.ready.then(r => r.backgroundFetch.getIds())"
# Chromium without a head never asks; the page hears what it would hear from a phone.
INSTALLABLE = """() => { const asks = new Event('beforeinstallprompt', {cancelable: true});
  asks.prompt = async () => {}; dispatchEvent(asks); }"""
KEPT = """new Promise(done => { const asked = indexedDB.open('densach'); asked.onsuccess = () => { const db = asked.result;
  const all = db.transaction('places').objectStore('places').getAll(); all.onsuccess = () => { db.close();
    done(all.result.some(place => place.chapter === 'c2' && place.offset > 0)); }; }; })"""
YESTERDAY = """() => new Promise(done => { const asked = indexedDB.open('densach'); asked.onsuccess = () => {
  const db = asked.result; const write = db.transaction('kv', 'readwrite');
  write.objectStore('kv').put(Date.now() - 30 * 3600 * 1000, 'offline:first');
  write.oncomplete = () => { db.close(); done(true); }; }; })"""
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture(scope="module")
def school(browser, tmp_path_factory):
    """A library of its own: other walks need a server that stays."""
    served = Leaving()
    try:
        served.start()
        served.bring_books(tmp_path_factory.mktemp("books"))
        yield served
    finally:
        served.stop()


@pytest.fixture
def phone(browser, school):
    """A phone with nothing on it. What its scripts say wrong counts."""
    page = open_page(browser, school.url, **ON_PHONE)
    yield page
    assert not page.script_errors
    page.context.close()


def opened(page, address):
    """A reading page, its island at work."""
    page.goto(address)
    page.locator("[data-page]").first.wait_for(state="attached")
    return page


def test_a_book_is_saved_with_its_size_before_and_opens_without_a_line(phone):
    phone.goto(f"/sach/{BOOK}/")
    expect(button(phone)).to_contain_text("KB")
    installed(phone)
    button(phone).click()
    whole(phone)
    offline(phone)
    opened(phone, f"/doc/{BOOK}/")
    expect(phone.locator("article")).to_contain_text("Đoạn 1 của chương 1")
    until(phone, "document.querySelector('article img').naturalWidth === 300")
    phone.locator('[data-sheet="muc-luc"]').click()
    expect(phone.locator("#o-toc a")).to_have_count(3)
    phone.locator("#o-toc a").nth(1).click()
    expect(phone.locator("ds-reader article")).to_have_attribute("data-place", "c2")


def test_the_place_is_kept_through_a_cold_start_without_a_line(browser, school, tmp_path):
    page = open_page(browser, school.url, **ON_PHONE)
    save(page, BOOK)
    installed(page)
    offline(page)
    opened(page, f"/doc/{BOOK}/c2/")
    page.locator('[data-do="after"]').click()
    until(page, "document.querySelector('[data-page]').dataset.page === '1'")
    until(page, KEPT)  # a record grows every five seconds
    page.goto("about:blank")
    opened(page, f"{school.url}/doc/{BOOK}/")
    until(page, "document.querySelector('ds-reader article').dataset.place === 'c2'")
    until(page, "document.querySelector('[data-page]').dataset.page === '1'")
    page.context.close()


def test_words_are_found_without_marks_in_all_that_is_saved(phone):
    save(phone, BOOK)
    installed(phone)
    offline(phone)
    phone.goto("/thu-vien/?q=bo%20cau")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Trang này chưa có trên máy")
    hit = phone.locator(".hits a").first
    expect(hit).to_contain_text("con chim bồ câu")
    hit.click()
    expect(phone.locator("ds-reader article")).to_have_attribute("data-place", "c2")
    expect(phone.locator("article")).to_contain_text("con chim bồ câu")
    phone.locator('[data-sheet="muc-luc"]').click()
    phone.locator("#tab-find").click()
    phone.locator("#tim-trong").fill("chim bo")
    expect(phone.locator("#o-find .hits a").first).to_contain_text("chim bồ")


def test_page_pictures_and_their_text_come_along_in_phone_size(phone):
    save(phone, LEAVES)
    installed(phone)
    offline(phone)
    opened(phone, f"/doc/{LEAVES}/p2/")
    until(phone, "document.querySelector('.leaf img')?.naturalWidth > 200")
    phone.locator('[data-do="text"]').click()
    expect(phone.locator("article.leaftext")).to_contain_text("vuon rau")


def test_fixed_pages_stand_in_their_frames_under_the_same_policy(phone):
    save(phone, "tranh")
    installed(phone)
    offline(phone)
    phone.goto("/doc/tranh/")
    frame = phone.frame_locator("iframe").first
    expect(frame.locator("body")).to_contain_text("Trang vẽ")
    address = phone.locator("iframe").first.get_attribute("src")
    told = phone.evaluate(
        "url => fetch(url).then(r => r.headers.get('Content-Security-Policy'))", address
    )
    assert told.startswith("sandbox allow-same-origin; default-src 'none'")


def test_a_recording_plays_from_its_pieces_and_can_be_wound_on(phone):
    save(phone, SOUND)
    installed(phone)
    offline(phone)
    opened_here = phone.goto(f"/doc/{SOUND}/")
    assert opened_here.ok
    audio = "document.querySelector('[data-part=player] audio')"
    until(phone, f"{audio}.readyState >= 1")
    assert round(phone.evaluate(f"{audio}.duration")) == 90
    phone.evaluate(f"{audio}.currentTime = 80")
    until(phone, f"{audio}.currentTime >= 79 && {audio}.readyState >= 2")
    assert (
        phone.evaluate(
            "(u => fetch(u, {headers: {Range: 'bytes=100-199'}}).then(r => r.status))("
            f"{audio}.src)"
        )
        == 206
    )


def test_a_whole_shelf_is_saved_sizes_added_up(phone):
    phone.goto("/ke/chuyen-ke-tren-nui/")
    press = phone.locator("ds-save-shelf button").first
    expect(press).to_contain_text("7 tác phẩm")
    expect(press).to_contain_text(re.compile(r"\d (KB|MB)"))
    press.click()
    phone.locator("ds-save-shelf .ok").wait_for(timeout=60_000)
    assert sum(row["kind"] == "work" for row in rows(phone)) == 7
    installed(phone)
    offline(phone)
    phone.goto("/may-nay/")
    expect(phone.locator("[data-part=saved] li")).to_have_count(7)


def test_a_large_work_is_fetched_by_the_browser_while_the_program_is_closed(phone):
    phone.goto(f"/sach/{LARGE}/")
    installed(phone)
    button(phone).click()
    until(phone, f"{BACKGROUND}.then(ids => ids.length === 1)")
    phone.goto("about:blank")  # closed in the middle
    phone.wait_for_timeout(3000)
    phone.goto(f"/sach/{LARGE}/")
    whole(phone)
    offline(phone)
    phone.goto(f"/doc/{LARGE}/")
    audio = "document.querySelector('[data-part=player] audio')"
    until(phone, f"{audio}.readyState >= 1")
    assert round(phone.evaluate(f"{audio}.duration")) == 450


def test_the_home_screen_is_offered_on_a_later_day_once_something_is_saved(phone):
    offer = phone.locator("[data-install] section")
    phone.goto("/")
    phone.evaluate(INSTALLABLE)
    save(phone, BOOK)
    phone.goto("/")
    phone.evaluate(INSTALLABLE)
    phone.wait_for_timeout(1500)
    expect(offer).to_be_hidden()  # the first day
    phone.evaluate(YESTERDAY)
    phone.goto("/")
    phone.evaluate(INSTALLABLE)
    expect(offer).to_be_visible()
    offer.locator("[data-do=later]").click()
    phone.goto("/")
    phone.evaluate(INSTALLABLE)
    phone.wait_for_timeout(1500)
    expect(offer).to_be_hidden()  # for two months


def test_in_zalo_a_sentence_helps(browser, school):
    zalo = "Mozilla/5.0 (Linux; Android 13; wv) Chrome/130.0 Mobile Safari/537.36 Zalo android/24"
    page = open_page(browser, school.url, user_agent=zalo, **ON_PHONE)
    page.goto("/may-nay/")
    expect(page.locator("[data-part=in-app]")).to_contain_text("Bạn đang xem trong Zalo")
    page.context.close()


def test_without_javascript_works_are_read_and_the_page_of_the_device_says_what_to_do(
    browser, school
):
    page = open_page(browser, school.url, java_script_enabled=False, **ON_PHONE)
    page.goto(f"/sach/{BOOK}/")
    assert page.locator("ds-save").is_hidden()
    page.goto(f"/doc/{BOOK}/")
    assert page.get_by_text("Đoạn 1 của chương 1").first.is_visible()
    page.goto("/may-nay/")
    assert page.get_by_text("Muốn lưu tác phẩm trên máy cần bật JavaScript.").is_visible()
    page.context.close()


def test_lie_fi_shows_what_is_here_after_two_and_a_half_seconds(phone, school):
    phone.goto("/")
    installed(phone)
    phone.goto("/")  # seen under the worker
    save(phone, BOOK)
    school.freeze()
    try:
        phone.goto("/", timeout=12_000)
        expect(phone.locator("#chao")).to_be_visible()
        opened(phone, f"/doc/{BOOK}/")
        expect(phone.locator("article")).to_contain_text("Đoạn 1 của chương 1")
    finally:
        school.thaw()


def test_with_the_server_gone_the_home_page_and_the_calm_page_say_what_is_here(phone, school):
    save(phone, BOOK)
    installed(phone)
    phone.goto("/")
    until(phone, "caches.match('/', {cacheName: 'trang-khach'}).then(r => !!r)")
    school.halt()
    try:
        phone.goto("/")
        expect(phone.locator("[data-saved-here]")).to_contain_text("Gió đầu mùa")
        phone.goto("/sach/chua-luu/")
        expect(phone.get_by_role("heading", level=1)).to_have_text("Trang này chưa có trên máy")
        expect(phone.locator("[data-part=saved]")).to_contain_text("Gió đầu mùa")
        assert_no_violations(phone)
        phone.goto("/may-nay/")
        expect(phone.locator("[data-part=saved] li")).to_have_count(1)
        until(phone, "document.documentElement.dataset.here === 'ready'")
        assert_no_violations(phone)
    finally:
        school.again()


def test_what_is_saved_is_each_persons_own(browser, school):
    page = open_page(browser, school.url, **ON_PHONE)
    sign_in(page, "pupil")
    save(page, BOOK)
    installed(page)
    page.goto("/")
    mai = page.locator("meta[name=person]").get_attribute("content")
    until(page, f"caches.has('trang-{mai}')")
    page.goto("/dang-xuat/")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/dang-xuat/" not in address)
    page.wait_for_load_state()
    sign_in(page, "teacher")
    page.goto("/may-nay/")
    until(page, "document.documentElement.dataset.here === 'ready'")
    expect(page.locator("[data-part=saved-none]")).to_be_visible()
    offline(page)
    page.goto(f"/doc/{BOOK}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang này chưa có trên máy")
    online(page)
    save(page, BOOK)  # the same bytes, a list of her own
    works = [row for row in rows(page) if row["kind"] == "work"]
    assert len(works) == 2
    assert len({row["person"] for row in works}) == 2
    assert sum(name.startswith("sach-") for name in caches(page)) == 1
    page.locator("ds-save:not([data-small]) button", has_text="Xoá khỏi máy").click()
    until(page, "!document.querySelector('ds-save:not([data-small]) .ok')")
    assert sum(name.startswith("sach-") for name in caches(page)) == 1  # Mai still wants it
    page.context.close()


def test_nothing_of_the_person_is_kept_with_the_work(browser, school):
    page = open_page(browser, school.url, **ON_PHONE)
    sign_in(page, "pupil")
    mai = page.locator("meta[name=person]")
    person, name = mai.get_attribute("content"), mai.get_attribute("data-name")
    save(page, BOOK)
    installed(page)
    texts = page.evaluate(
        """async () => { const texts = [];
          for (const name of await caches.keys()) if (name.startsWith('sach-') || name.startsWith('vo-')) {
            const cache = await caches.open(name);
            for (const key of await cache.keys()) { const answer = await cache.match(key);
              if (/html|json/.test(answer.headers.get('Content-Type') ?? '')) texts.push(await answer.text()); } }
          return texts; }"""
    )
    assert texts
    for text in texts:
        assert person not in text
        assert person.replace("-", "") not in text
        assert name not in text
    page.context.close()


def test_bytes_that_the_browser_threw_away_are_noticed_and_said(phone):
    save(phone, BOOK)
    installed(phone)
    phone.evaluate(
        "caches.keys().then(names => Promise.all(names.filter(n => n.startsWith('sach-')).map(n => caches.delete(n))))"
    )
    phone.reload()
    expect(phone.locator("ds-toasts")).to_contain_text("Trình duyệt đã dọn 1 tác phẩm")
    expect(phone.locator("ds-save:not([data-small])")).to_contain_text(
        "Trình duyệt đã dọn mất bản lưu này."
    )
    phone.goto("/may-nay/")
    expect(phone.locator("[data-part=told]")).to_contain_text("Trình duyệt đã dọn 1 tác phẩm")
    phone.locator("[data-part=saved] button", has_text="Lưu lại").click()
    until(phone, "caches.keys().then(names => names.some(n => n.startsWith('sach-')))")


def test_a_storage_that_was_cleared_altogether_is_said_too(phone):
    save(phone, BOOK)
    phone.evaluate(
        """async () => { for (const n of await caches.keys()) await caches.delete(n);
          await new Promise(done => { const asked = indexedDB.deleteDatabase('densach'); asked.onsuccess = asked.onblocked = done; }); }"""
    )
    phone.goto("/")
    expect(phone.locator("ds-toasts")).to_contain_text("Trình duyệt đã dọn 1 tác phẩm")


def test_a_full_device_says_so_before_anything_is_fetched(phone, school):
    phone.add_init_script(
        "navigator.storage.estimate = async () => ({usage: 9_000_000, quota: 12_000_000})"
    )
    asked = []
    phone.on(
        "request", lambda request: asked.append(request.url) if "/luu/" in request.url else None
    )
    phone.goto(f"/sach/{BOOK}/")
    button(phone).click()
    expect(phone.locator("ds-save:not([data-small]) .note")).to_contain_text(
        "Chưa lưu được. Máy còn 2,9 MB, cần"
    )
    assert not asked
    assert not rows(phone)


def test_a_device_that_becomes_full_keeps_what_came_and_goes_on_when_there_is_room(phone, school):
    phone.goto(f"/sach/{BOOK}/")
    installed(phone)
    session = phone.context.new_cdp_session(phone)
    session.send("Storage.overrideQuotaForOrigin", {"origin": school.url, "quotaSize": 100_000})
    button(phone).click()
    expect(phone.locator("ds-save:not([data-small]) .note")).to_contain_text("máy đã đầy")
    session.send("Storage.overrideQuotaForOrigin", {"origin": school.url})
    phone.locator("ds-save:not([data-small]) button", has_text="Lưu lại").click()
    whole(phone)


def test_two_tabs_that_save_the_same_work_fetch_it_once(browser, school):
    context = browser.new_context(base_url=school.url, locale="vi-VN", **ON_PHONE)
    one, two = context.new_page(), context.new_page()
    asked = []
    context.on(
        "request", lambda request: asked.append(request.url) if "/luu/" in request.url else None
    )
    for page in (one, two):
        page.goto(f"/sach/{BOOK}/")
        button(page).wait_for()
    one.evaluate("document.querySelector('ds-save button').click()")
    two.evaluate("document.querySelector('ds-save button').click()")
    for page in (one, two):
        whole(page)
    assert len(asked) == len(set(asked))
    context.close()


def test_a_right_that_ended_takes_the_work_off_at_the_next_contact(browser, school):
    page = open_page(browser, school.url, **ON_PHONE)
    save(page, LEAVES)
    installed(page)
    school.change_audience(LEAVES, "SIGNED_IN")
    try:
        page.goto("/may-nay/")
        expect(page.locator("[data-part=told]")).to_contain_text("không còn quyền đọc")
        assert not [row for row in rows(page) if row["slug"] == LEAVES]
        assert not [name for name in caches(page) if name.startswith("sach-")]
    finally:
        school.change_audience(LEAVES, "PUBLIC")
        page.context.close()
