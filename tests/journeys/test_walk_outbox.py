"""What a person does is kept once, whatever happens to the line, the server, the tab and the clock."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import LAPTOP, PHONE, open_page, sign_in, until
from tests.journeys.cutting import cutting
from tests.journeys.device import place, rows
from tests.journeys.offline import ROOT, Leaving, installed, offline, online

pytestmark = pytest.mark.slow
BOOK = "/doc/doc-thu/"
CHOOSE = """() => { const p = [...document.querySelectorAll('article p')].filter(p => p.firstChild?.length > 100)
  .find(p => { const r = p.getClientRects()[0]; return r.left >= 0 && r.left < innerWidth && r.top > 50; });
  getSelection().setBaseAndExtent(p.firstChild, 0, p.firstChild, 40); }"""
CLOCK = """const real = Date.now; window.shift = 0; Date.now = () => real() + window.shift;"""


@pytest.fixture(scope="module")
def school(browser, tmp_path_factory):
    """A library of its own, which may freeze."""
    served = Leaving()
    try:
        served.start()
        served.bring_books(tmp_path_factory.mktemp("books"))
        yield served
    finally:
        served.stop()


@pytest.fixture
def person_on(browser, school):
    """`person_on("pupil")`: a page of somebody on a device of its own that holds their key."""
    opened = []

    def enter(role="", url=school.url, **choices):
        page = open_page(browser, url, **choices)
        opened.append(page)
        if role:
            come_in(page, role)
        return page

    yield enter
    errors = [error for page in opened for error in page.script_errors]
    for page in opened:
        page.context.close()
    assert not errors


def come_in(page, role):
    sign_in(page, role)
    person = page.locator("meta[name=person]").get_attribute("content")
    until(page, lambda: any(card["id"] == person and card["key"] for card in rows(page, "people")))
    return person


def read(page, address=BOOK):
    page.goto(address)
    page.locator("[data-page]").first.wait_for(state="attached")
    page.locator('[data-do="mark"]').wait_for()
    return page


def choose(page, color="green"):
    """Colour the first words in sight; the row of the mark."""
    until(page, lambda: page.locator('[data-part="where"]').inner_text())
    before = [(row["note"], row["n"]) for row in rows(page, "notes")]
    page.evaluate(CHOOSE)
    page.locator(f'.marking [data-color="{color}"]').click()

    def new():
        marks = [row for row in rows(page, "notes") if (row["note"], row["n"]) not in before]
        return [row for row in marks if row.get("color") == color]

    until(page, new)
    return new()[0]


def all_sent(page):
    until(page, lambda: not [row for row in rows(page, "outbox") if not row.get("open")])


def asked(school, lines):
    """What Python code says in the installation of the school, as JSON of `found`."""
    code = f"import json, django; django.setup()\n{lines}\nprint('>' + json.dumps(found))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True,
        env=school._environment() | {"DJANGO_SETTINGS_MODULE": "densach.config.settings"},
    )  # fmt: skip
    return json.loads(re.search(r"^>(.*)$", done.stdout, re.MULTILINE)[1])


def kept(school, mark):
    """How many statements the server has of this event: note and counter."""
    code = (
        "from densach.records.models import Statement\n"
        f"same = Statement.objects.filter(verb='noted', counter={mark['n']}).values_list('raw', flat=True)\n"
        f"found = sum({mark['note']!r} in raw for raw in same)"
    )
    return asked(school, code)


# ---- Lines and servers


def test_an_answer_that_was_lost_is_asked_for_again_and_kept_once(person_on, school):
    with cutting(school.port) as (url, line):
        page = read(person_on("pupil", url))
        line.lose = "/api/v1/outbox"
        note = choose(page)
        until(page, lambda: line.lost == 1)
        all_sent(page)
        assert line.seen >= 2
    assert kept(school, note) == 1


def test_two_tabs_and_the_worker_racing_send_one_record(person_on, school):
    page = person_on("pupil")
    installed(page)
    session = page.context.new_cdp_session(page)
    found = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    read(page)
    other = page.context.new_page()
    read(other)
    until(page, lambda: found)
    offline(page)
    note = choose(page, "blue")
    assert [row["verb"] for row in rows(page, "outbox") if not row.get("open")] == ["noted"]
    online(page)  # both tabs hear of it, and the browser wakes the worker
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": school.url,
            "registrationId": found[-1],
            "tag": "outbox",
            "lastChance": False,
        },
    )
    for tab in (page, other):
        tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    all_sent(page)
    assert kept(school, note) == 1


def test_a_frozen_server_holds_nobody_up(person_on, school):
    page = read(person_on("pupil", viewport=PHONE))
    until(page, lambda: page.locator('[data-part="where"]').inner_text())
    school.freeze()
    try:
        note = choose(page, "pink")
        page.keyboard.press("ArrowRight")
        until(page, lambda: page.locator("[data-page]").get_attribute("data-page") == "1")
        page.wait_for_timeout(2500)  # the request is under way and hears nothing
        assert any(row["verb"] == "noted" for row in rows(page, "outbox"))
    finally:
        school.thaw()
    all_sent(page)
    assert kept(school, note) == 1


# ---- Keys and people


def test_an_ended_key_loses_nothing(person_on, school):
    page = read(person_on("teacher"))
    [card] = rows(page, "people")
    offline(page)
    note = choose(page)
    assert asked(
        school,
        "from django.utils import timezone\nfrom densach.people.models import DeviceKey\n"
        f"found = DeviceKey.objects.filter(person={card['id']!r}).update(ended_at=timezone.now())",
    )
    online(page)  # the session is still theirs: a new key, and all goes up
    all_sent(page)
    assert rows(page, "people")[0]["key"] != card["key"]
    assert kept(school, note) == 1


def test_what_is_refused_stays_with_its_sentence_and_blocks_nothing(person_on, school):
    page = read(person_on("teacher"))
    offline(page)
    page.evaluate(
        """(store) => new Promise((done) => { const asked = indexedDB.open('densach'); asked.onsuccess = () => {
          const t = asked.result.transaction('outbox', 'readwrite'); t.oncomplete = () => { asked.result.close(); done(); };
          t.objectStore('outbox').put(store); }; })""",
        {
            "person": rows(page, "people")[0]["id"], "id": "01900000-0000-7000-8000-000000000001", "n": 1,
            "at": "2026-11-24T12:00:00.000Z", "sure": True, "verb": "noted",
            "on": "01900000-0000-7000-8000-000000000002", "result": {"kind": "nothing"},
        },
    )  # fmt: skip
    note = choose(page, "pink")
    online(page)
    all_sent(page)
    [refused] = rows(page, "refused")
    assert refused["id"].endswith("001")
    assert len(refused["why"]) > 20
    assert kept(school, note) == 1


def test_a_sibling_on_the_same_device_sees_nothing_of_hers(person_on, school):
    page = person_on("pupil")
    hers = page.locator("meta[name=person]").get_attribute("content")
    read(page)
    page.keyboard.press("ArrowRight")
    until(page, lambda: place(page))
    offline(page)
    note = choose(page, "yellow")
    leave_before_sending(page)
    come_in(page, "guardian")
    read(page)
    page.locator('[data-sheet="muc-luc"]').click()
    page.locator("#tab-marks").click()
    page.locator("#o-marks .muted").wait_for()
    assert page.locator("#o-marks li").count() == 0
    assert page.evaluate("!CSS.highlights.get('mark-yellow')")
    assert page.locator("[data-page]").get_attribute("data-page") == "0"
    until(page, lambda: not [row for row in rows(page, "outbox") if row["person"] == hers])
    assert kept(school, note) == 1  # hers went up by her own key, while somebody else was there
    assert any(row["person"] == hers for row in rows(page, "notes"))  # and waits here for her


def leave_before_sending(page, *, back=True):
    """The line is back, but she is out before anything was sent; `back`: then it may be sent."""
    page.route("**/api/v1/outbox", lambda route: route.abort())
    online(page)
    page.context.clear_cookies()
    page.goto("/")
    if back:
        page.unroute("**/api/v1/outbox")


def test_an_erased_person_is_forgotten_and_nobody_else(person_on, school):
    page = person_on("officer")
    gone = page.locator("meta[name=person]").get_attribute("content")
    read(page)
    offline(page)
    choose(page)
    leave_before_sending(page, back=False)
    come_in(page, "librarian")
    read(page)
    choose(page, "blue")
    assert asked(
        school,
        "from django.utils import timezone\nfrom densach.people.models import Person\n"
        "from densach.people.services.erasing import erase\n"
        "actor = Person.objects.filter(is_superuser=True).first()\n"
        f"erase(actor=actor, person=Person.objects.get(pk={gone!r}), at=timezone.now())\nfound = True",
    )
    page.unroute("**/api/v1/outbox")
    page.goto("/")
    until(page, lambda: gone not in [card["id"] for card in rows(page, "people")])
    for store in ("outbox", "refused", "places", "notes"):
        assert gone not in [row["person"] for row in rows(page, store)]
    assert [row["color"] for row in rows(page, "notes")] == ["blue"]


# ---- Tabs and clocks


def test_a_killed_tab_loses_five_seconds_at_most(person_on):
    page = person_on("administrator")
    context = page.context
    read(page)
    page.keyboard.press("ArrowRight")
    began = page.evaluate("performance.timeOrigin")
    page.wait_for_timeout(12_000)
    lived = (page.evaluate("Date.now()") - began) / 1000
    session = context.new_cdp_session(page)
    session.on("Inspector.targetCrashed", lambda _event: None)
    page.on("crash", lambda: None)
    session.detach()
    killer = context.browser.new_browser_cdp_session()
    [target] = [
        one["targetId"]
        for one in killer.send("Target.getTargets")["targetInfos"]
        if one["url"].endswith(BOOK)
    ]
    killer.send("Target.closeTarget", {"targetId": target})
    later = context.new_page()
    offline(later)  # what stands here is what the tab left
    online(later)
    later.goto("/healthz")
    held = [row for row in rows(later, "outbox") if row["verb"] == "read"]
    assert sum(row["result"]["seconds"] for row in held) >= lived - 6.5


def test_a_clock_that_jumps_is_not_believed_and_lights_no_day(browser, school):
    page = open_page(browser, school.url)
    page.context.add_init_script(CLOCK)
    come_in(page, "guardian")
    read(page)
    page.keyboard.press("ArrowRight")
    until(page, lambda: [row for row in rows(page, "outbox") if row["verb"] == "read"])
    page.evaluate("window.shift = Date.UTC(1970, 0, 2) - Date.now()")
    page.keyboard.press("ArrowRight")
    until(page, lambda: any(not row["sure"] for row in rows(page, "outbox")))
    spans = [row for row in rows(page, "outbox") if row["verb"] == "read"]
    believed = [row for row in spans if row["sure"]]
    assert all(row["result"]["to"] > "2026" for row in believed)
    assert all(row["result"]["seconds"] < 60 for row in spans)
    page.evaluate("window.shift = 0")
    page.goto("/")
    until(page, lambda: not rows(page, "outbox"))
    days = asked(
        school,
        "from densach.reading.models import Minutes\n"
        "found = [str(day) for day in Minutes.objects.values_list('on', flat=True)]",
    )
    assert days
    assert all(day > "2026" for day in days)
    page.context.close()


def test_a_full_device_still_sends_what_is_read(person_on, school):
    page = read(person_on("pupil"))
    page.evaluate(
        """() => { const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (value, key) {
          if (this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError');
          return put.call(this, value, key); }; }"""
    )
    page.evaluate(CHOOSE)
    with page.expect_response("**/api/v1/outbox") as answer:
        page.locator('.marking [data-color="green"]').click()
    assert answer.value.json()["answers"][0]["is"] == "taken"
    page.get_by_text("Máy đã đầy").first.wait_for(state="attached")


# ---- Two devices, none, and both


def test_two_devices_meet_at_one_place_and_share_notes(person_on):
    laptop = person_on("teacher", viewport=LAPTOP)
    read(laptop)
    laptop.keyboard.press("ArrowRight")
    until(laptop, lambda: place(laptop).get("chapter") == "c1")
    note = choose(laptop, "pink")
    laptop.goto("/")
    all_sent(laptop)
    until(laptop, lambda: not rows(laptop, "outbox"))
    phone = person_on("teacher", viewport=PHONE, has_touch=True, is_mobile=True)
    read(phone)
    until(phone, lambda: note["note"] in [row["note"] for row in rows(phone, "notes")])
    until(phone, lambda: phone.evaluate("CSS.highlights.get('mark-pink')?.size > 0"))
    expect(
        phone.locator('[data-part="ask"]')
    ).to_be_hidden()  # nothing of its own: it is there already
    read(phone, f"{BOOK}c3/")
    phone.keyboard.press("ArrowRight")
    until(phone, lambda: place(phone).get("chapter") == "c3")
    phone.goto("/")
    until(phone, lambda: not rows(phone, "outbox"))
    read(laptop)
    question = laptop.locator('[data-part="ask"]')
    expect(question).to_contain_text(re.compile(r"Đọc tiếp ở .+ \(Chrome.*, vừa xong\)\?"))
    assert laptop.locator("article").get_attribute("data-place") == "c1"  # its own place, quietly
    question.get_by_role("button", name="Tới đó").click()
    laptop.locator('article[data-place="c3"]').wait_for()
    until(laptop, lambda: place(laptop).get("chapter") == "c3")
    read(laptop)
    laptop.wait_for_timeout(1500)
    expect(question).to_be_hidden()  # once


def test_without_account_all_stays_here_and_may_be_taken_along(person_on, school):
    page = read(person_on())
    note = choose(page)
    expect(page.locator('[data-part="toast"]')).to_contain_text("chỉ trên máy này")
    page.keyboard.press("ArrowRight")
    until(page, lambda: place(page))
    assert rows(page, "outbox") == []
    person = come_in(page, "pupil")
    page.goto("/")
    offer = page.locator(".take")
    expect(offer).to_contain_text("1 dấu và ghi chú")
    offer.get_by_role("button", name="Mang theo").click()
    expect(offer).to_contain_text("Đã mang theo")
    until(page, lambda: not rows(page, "outbox"))
    assert {row["person"] for row in rows(page, "notes")} == {person}
    [taken] = [row for row in rows(page, "notes") if row["note"] == note["note"]]
    assert kept(school, taken) == 1
    page.goto("/toi/sach/ghi-chu/")
    expect(page.locator(".notes")).to_contain_text(note["excerpt"])
    expect(offer).to_have_count(0)
