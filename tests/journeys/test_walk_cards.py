"""Three children share a phone: name cards, pictures, digits, class cards; without a line; leaving; a lost phone."""

import json
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
    open_page,
    sign_in,
)
from tests.journeys.offline import Leaving, installed, offline, online, until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
RIGHT, WRONG = ("trau", "ca", "hoa", "nha"), ("trau", "ca", "hoa", "sao")
MAKE = """
import django, json
django.setup()
from django.utils import timezone
from densach.people.models import Organization, Person
from densach.people.services import class_cards, pins
from densach.people.services.accounts import Facts, create_person
boss = Person.objects.filter(is_superuser=True).first()
where = Organization.objects.filter(kind="CLASS").first()
now, made = timezone.now(), []
for name in ("Vừ Thị Mai", "Vừ Bá Dủa", "Vừ Y Nhung"):
    child = create_person(actor=boss, organization=where, role="LEARNER", facts=Facts(full_name=name), at=now)
    made += class_cards.make_class_cards(actor=boss, persons=[child], organization=where, at=now)
pins.set_pin(actor=made[0].person, person=made[0].person, kind="PICTURES", pin="trau-ca-hoa-nha", at=now)
print(json.dumps([{"id": str(c.person.pk), "secret": c.secret, "code": c.groups} for c in made]))
"""
END_DEVICES = """
import django
django.setup()
from django.utils import timezone
from densach.people.models import Device, Person
from densach.people.services import devices
boss = Person.objects.filter(is_superuser=True).first()
for device in Device.objects.filter(ended_at__isnull=True):
    devices.end_device(actor=boss, device=device, at=timezone.now())
"""
# Opening a database that is not there would make an empty one before the page does.
OPENED = """const known = await indexedDB.databases();
  if (!known.some((one) => one.name === 'densach')) return NOTHING;
  const db = await new Promise((done) => { const asked = indexedDB.open('densach'); asked.onsuccess = () => done(asked.result); });
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => { db.close(); done(asked.result); }; });"""
STORE = f"async (name) => {{ {OPENED.replace('NOTHING', '[]')} return answer(db.transaction(name).objectStore(name).getAll()); }}"
KEPT = f"async (key) => {{ {OPENED.replace('NOTHING', repr(''))} return (await answer(db.transaction('kv').objectStore('kv').get(key))) ?? ''; }}"
WAITS = """([person, id]) => new Promise((done) => { const asked = indexedDB.open('densach');
  asked.onsuccess = () => { const db = asked.result; const tx = db.transaction('outbox', 'readwrite');
    tx.objectStore('outbox').put({id, n: 1, at: new Date().toISOString(), sure: true, person, verb: 'finished', on: id});
    tx.oncomplete = () => { db.close(); done(true); }; }; })"""


class School(Leaving):
    """A library in which programs can be run."""

    def python(self, script: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True,
            env=self._environment() | {"DJANGO_SETTINGS_MODULE": "densach.config.settings"},
        )  # fmt: skip
        return done.stdout


@pytest.fixture(scope="module")
def school(browser):
    served = School()
    try:
        served.start()
        yield served
    finally:
        served.stop()


@pytest.fixture(scope="module")
def children(school):
    """Mai, who has pictures, Dủa and Nhung; each with a class card."""
    return json.loads(school.python(MAKE).splitlines()[-1])


@pytest.fixture
def phone(browser, school):
    page = open_page(browser, school.url, **ON_PHONE)
    yield page
    errors = page.script_errors
    page.context.close()
    assert not errors


def press(page, keys):
    for key in keys:
        page.locator(f".keys:visible button[data-key='{key}']").click()


def is_active(page, child):
    until(page, f"({KEPT})('active').then((id) => id === '{child['id'] if child else ''}')")


def people(page):
    return page.evaluate(STORE, "people")


def enter_by_card(page, child):
    """The square of the card, as the phone's own camera opens it."""
    page.goto(f"/the-lop/{child['secret']}/")
    assert child["secret"] not in page.url
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "the-lop" not in address)
    until(
        page,
        f"({STORE})('people').then((all) => all.some((one) => one.id === '{child['id']}' && one.key))",
    )


def set_pictures(page, keys=RIGHT):
    page.goto("/toi/ma/")
    press(page, keys)
    expect(page.locator("[data-step=second]")).to_be_visible()
    press(page, keys)
    page.wait_for_url("**/toi/thiet-bi/")


def cards(page):
    page.goto("/ai-day/")
    page.locator("ds-cards section:visible").wait_for()
    return page.locator(".card-of")


def choose(page, name):
    cards(page).filter(has_text=name).click()


def whose_page(page):
    return page.locator("meta[name=person]").get_attribute("content")


def test_three_children_come_in_one_after_the_other(phone, children):
    mai, dua, nhung = children
    enter_by_card(phone, mai)
    # The second types the code of the card on the page of names.
    cards(phone)
    phone.locator("[data-part=list] [data-scan]").click()
    phone.locator("#ma-the").fill(dua["code"].lower())
    phone.locator("[data-code] button").click()
    phone.wait_for_url(lambda address: "ai-day" not in address)
    is_active(phone, dua)
    until(phone, f"({STORE})('people').then((all) => all.length === 2)")
    enter_by_card(phone, nhung)
    set_pictures(phone)
    assert len({row["device"] for row in people(phone)}) == 1

    expect(cards(phone)).to_have_count(3)
    expect(phone.locator(".card-of[aria-current]")).to_contain_text("Nhung")
    assert_no_violations(phone)
    assert_no_sideways_scroll(phone)
    choose(phone, "Mai")
    press(phone, WRONG)
    expect(phone.locator("[data-part=pin] [data-answer]")).to_contain_text("còn 7 lần")
    assert_no_violations(phone)
    press(phone, RIGHT)
    phone.wait_for_url(lambda address: "ai-day" not in address)
    is_active(phone, mai)
    assert whose_page(phone) == mai["id"]


def test_a_pin_of_digits_and_a_changed_pin(phone, children):
    mai = children[0]
    enter_by_card(phone, mai)
    phone.goto("/toi/ma/")
    expect(phone.locator("[data-step=present]")).to_be_visible()
    press(phone, RIGHT)
    phone.locator("[name=loai][value=DIGITS]").check(force=True)
    for _twice in range(2):
        press(phone, "4711")
        phone.locator("[data-enter]:visible").click()
    phone.wait_for_url("**/toi/thiet-bi/")
    choose(phone, "Mai")
    press(phone, "4711")
    phone.locator("[data-part=pin] [data-enter]").click()
    phone.wait_for_url(lambda address: "ai-day" not in address)
    # Back to pictures, as the others expect.
    phone.goto("/toi/ma/")
    press(phone, "4711")
    phone.locator("[data-enter]:visible").click()
    press(phone, RIGHT)
    press(phone, RIGHT)
    phone.wait_for_url("**/toi/thiet-bi/")


def test_without_a_line_the_cards_open_and_the_session_follows(phone, children, school):
    mai, dua, _nhung = children
    enter_by_card(phone, mai)
    choose(phone, "Mai")  # once with a line, so that the device can check the pictures without one
    press(phone, RIGHT)
    phone.wait_for_url(lambda address: "ai-day" not in address)
    enter_by_card(phone, dua)
    phone.goto("/")
    installed(phone)
    until(phone, "caches.match('/ai-day/', {ignoreVary: true}).then((page) => !!page)")
    offline(phone)
    school.halt()

    choose(phone, "Mai")
    press(phone, WRONG)
    expect(phone.locator("[data-part=pin] [data-answer]")).to_contain_text("Chưa đúng")
    press(phone, RIGHT)
    phone.wait_for_url(lambda address: "ai-day" not in address)
    is_active(phone, mai)
    assert phone.evaluate(KEPT, "owed")["person"] == mai["id"]

    school.again()
    online(phone)
    phone.goto("/toi/tai-khoan/")
    phone.wait_for_url("**/toi/tai-khoan/")
    until(phone, f"document.querySelector('meta[name=person]')?.content === '{mai['id']}'")
    until(phone, f"({KEPT})('owed').then((owed) => owed === '')")


def test_signing_out_keeps_what_waits_and_the_card_asks_again(phone, children, school):
    mai = children[0]
    enter_by_card(phone, mai)
    phone.goto("/")
    installed(phone)
    until(phone, "caches.match('/ai-day/', {ignoreVary: true}).then((page) => !!page)")
    phone.goto("/toi/tai-khoan/")
    offline(phone)
    event = "01930000-0000-7000-8000-000000000001"
    phone.evaluate(WAITS, [mai["id"], event])
    phone.locator("form[data-sign-out] button").click()
    phone.wait_for_url("**/ai-day/")
    is_active(phone, None)
    assert [row["id"] for row in phone.evaluate(STORE, "outbox")] == [event]
    assert people(phone)[0]["locked"] is True
    expect(phone.locator(".card-of")).to_contain_text("chờ gửi")

    # Without a line a card that was signed out opens only with a PIN that was shown here once.
    phone.locator(".card-of").click()
    press(phone, RIGHT)
    expect(phone.locator("[data-part=pin] [data-answer]")).to_contain_text("khi có mạng")
    online(phone)
    phone.goto("/toi/tai-khoan/")  # at the very moment when the line is back
    phone.wait_for_url(re.compile("/dang-nhap/"))
    choose(phone, "Mai")
    press(phone, RIGHT)
    phone.wait_for_url(lambda address: "ai-day" not in address)
    assert whose_page(phone) == mai["id"]


def test_somebody_leaves_the_phone_for_good(phone, children):
    mai, dua, _nhung = children
    enter_by_card(phone, dua)
    enter_by_card(phone, mai)
    choose(phone, "Mai")
    phone.locator("[data-part=pin] [data-remove]").click()
    expect(phone.locator("[data-part=remove]")).to_be_visible()
    assert_no_violations(phone)
    phone.locator("[data-yes]").click()
    expect(phone.locator(".card-of")).to_have_count(1)
    assert [row["id"] for row in people(phone)] == [dua["id"]]


def test_a_lost_phone_has_no_rights_until_its_people_come_in_again(phone, children, school):
    mai = children[0]
    enter_by_card(phone, mai)
    before = people(phone)[0]["key"]
    school.python(END_DEVICES)
    phone.goto("/")
    assert whose_page(phone) == ""
    choose(phone, "Mai")
    expect(phone.locator("[data-part=plain] [data-answer]")).to_contain_text("không được gửi")
    enter_by_card(phone, mai)
    until(phone, f"({STORE})('people').then((all) => all[0].key !== '{before}' && !all[0].ended)")


def test_a_shared_computer_keeps_no_card(browser, school, children):
    page = open_page(browser, school.url, viewport=LAPTOP)
    page.goto(f"/the-lop/{children[2]['secret']}/")
    page.locator("[name=shared]").check()
    page.locator("main form button").click()
    page.wait_for_url(lambda address: "the-lop" not in address)
    until(page, f"({STORE})('people').then((all) => all.length === 1 && all[0].guest)")
    expect(cards(page)).to_have_count(0)
    page.goto("/toi/tai-khoan/")
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(lambda address: "tai-khoan" not in address)
    until(page, f"({STORE})('people').then((all) => all.length === 0)")
    page.context.close()


def test_a_teacher_prints_cards_and_pictures(browser, school, children):
    page = open_page(browser, school.url, viewport=LAPTOP)
    sign_in(page, "teacher")
    page.goto("/quan-tri/nguoi-dung/")
    page.locator(".kinds a").first.click()
    page.locator("a[href*='/quan-tri/lop/']").click()
    assert_no_violations(page)
    page.locator("form:has([name=who]) button").first.click()
    expect(page.locator(".sheet-cards > li").first).to_be_visible()
    assert_no_violations(page)
    page.go_back()
    page.goto("/quan-tri/may/")
    assert_no_violations(page)
    page.context.close()
