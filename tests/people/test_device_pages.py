"""Pages of name cards, of one's own devices and PIN, and of the devices of a school."""

import pytest
from django.urls import reverse

from densach.people.models import Device, DeviceKey, OnlineSession, Pin
from densach.people.services import devices, pins
from tests.factories import MONDAY, PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
MINE, LIST, OWN_PIN = "/toi/thiet-bi/", "/quan-tri/may/", "/toi/ma/"
PICTURES = {"kind": "PICTURES", "p1": "trau", "p2": "ca", "p3": "hoa", "p4": "nha"}


def key_for(person, device=None):
    return devices.give_key(person=person, device=device, user_agent="Chrome/1 Android", at=MONDAY)[
        0
    ]


def enter(client, person):
    client.force_login(person, backend=BACKEND)


def test_the_name_cards_know_nobody_and_are_the_same_for_all(client, cast):
    strangers = client.get("/ai-day/")
    enter(client, cast.lan)
    hers = client.get("/ai-day/")

    assert hers.content == strangers.content
    assert "Lan" not in hers.content.decode()
    assert 'name="person"' not in hers.content.decode()
    assert "csrfmiddlewaretoken" not in hers.content.decode()


def test_what_was_just_done_is_not_told_on_a_page_that_devices_keep(client, cast):
    enter(client, cast.lan)
    client.post(MINE, {})
    client.get("/ai-day/")
    assert "signed out" in client.get(MINE).content.decode()


def test_people_see_name_and_leave_their_devices(client, cast):
    device = key_for(cast.lan).device
    enter(client, cast.lan)
    assert "Chrome · Android" in client.get(MINE).content.decode()
    client.post(MINE, {"device": device.pk, "name": "Máy của em"})
    assert "Máy của em" in client.get(MINE).content.decode()
    assert client.post(MINE, {"device": device.pk, "name": " "}).status_code == 409
    client.post(MINE, {"device": device.pk})
    assert not DeviceKey.objects.filter(ended_at__isnull=True).exists()


@pytest.mark.parametrize("actor", ["minh", "khoi", "quan", "phuc", "yen"])
def test_nobody_leaves_the_device_of_somebody_else_here(client, cast, actor):
    device = key_for(cast.lan).device
    enter(client, getattr(cast, actor))
    assert client.post(MINE, {"device": device.pk}).status_code == 404
    assert client.post(MINE, {"device": "x"}).status_code == 404


def test_a_guardian_sees_and_ends_the_devices_of_the_child(client, cast):
    device = key_for(cast.lan).device
    enter(client, cast.hoa)
    assert "Lầu Thị Lan" in client.get(MINE).content.decode()
    client.post(MINE, {"device": device.pk})
    assert not DeviceKey.objects.filter(ended_at__isnull=True).exists()


def test_sign_in_fills_in_the_name_of_the_card(client, cast):
    assert client.get("/dang-nhap/?ten=lan").context["form"]["username"].value() == "lan"


def test_a_pin_without_scripts(client, cast):
    enter(client, cast.lan)
    assert client.get(OWN_PIN).status_code == 200
    assert client.post(OWN_PIN, PICTURES)["Location"] == MINE
    wrong = client.post(OWN_PIN, {"kind": "DIGITS", "digits": "4711", "present": "ca-ca-ca-nha"})
    assert wrong.status_code == 400
    right = {"kind": "DIGITS", "digits": "4711", "present": "trau-ca-hoa-nha"}
    assert client.post(OWN_PIN, right)["Location"] == MINE
    assert Pin.objects.get().kind == "DIGITS"
    client.post(OWN_PIN, {"away": "1", "present": "4711"})
    assert not Pin.objects.exists()


def test_who_has_a_password_shows_it_for_the_first_pin(client):
    reader = PersonFactory(password=True)
    enter(client, reader)
    assert client.post(OWN_PIN, PICTURES).status_code == 400
    assert client.post(OWN_PIN, {**PICTURES, "present": PASSWORD})["Location"] == MINE


@pytest.mark.parametrize(
    ("actor", "status"),
    [("minh", 302), ("hoa", 302), ("phuc", 302), ("vinh", 404), ("yen", 404), ("khoi", 404)],
)
def test_who_sets_the_pin_of_a_child_on_her_page(client, cast, actor, status):
    enter(client, getattr(cast, actor))
    address = reverse("people:set_pin", args=["lan"])
    assert client.post(address, PICTURES).status_code == status
    assert Pin.objects.filter(person=cast.lan).exists() is (status == 302)
    if status == 302:
        assert (
            client.post(address, {**PICTURES, "p1": "ca", "p3": "ca", "p4": "ca"}).status_code
            == 400
        )
        client.post(address, {"away": "1"})
        assert not Pin.objects.exists()


def test_a_teacher_sees_the_devices_of_her_pupils(client, cast):
    key_for(cast.lan)
    key_for(cast.khoi)
    enter(client, cast.minh)
    page = client.get(LIST)
    assert [row.people for row in page.context["page"].rows] == [(cast.lan,)]
    assert client.get(LIST, {"don-vi": cast.class_5b.number}).status_code == 404
    assert len(client.get(LIST, {"don-vi": cast.class_5a.number}).context["page"].rows) == 1
    assert client.get(LIST, {"q": "khoi"}).context["page"].rows == []


@pytest.mark.parametrize("actor", ["lan", "hoa", "quan", "khoi"])
def test_pupils_and_parents_have_no_list_of_devices(client, cast, actor):
    enter(client, getattr(cast, actor))
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("actor", "status"),
    [("minh", 302), ("phuc", 302), ("thu", 302), ("vinh", 404), ("yen", 404), ("hoa", 403)],
)
def test_who_ends_a_lost_device(client, cast, actor, status):
    device = key_for(cast.lan).device
    OnlineSession.objects.create(
        person=cast.lan, session_key="s" * 32, home=device, began_at=MONDAY, seen_at=MONDAY
    )
    enter(client, getattr(cast, actor))
    address = reverse("people:act_on_device", args=[device.pk])
    assert client.post(address, {"what": "end"}).status_code == status
    device.refresh_from_db()
    assert (device.ended_at is not None) is (status == 302)
    assert OnlineSession.objects.filter(person=cast.lan).exists() is (status != 302)


def test_an_administrator_says_which_devices_are_the_schools(client, cast):
    device = key_for(cast.lan).device
    enter(client, cast.phuc)
    address = reverse("people:act_on_device", args=[device.pk])
    client.post(address, {"what": "owner", "organization": cast.school.number})
    assert Device.objects.get().organization == cast.school
    foreign = client.post(address, {"what": "owner", "organization": cast.other_school.number})
    assert foreign.status_code == 403
    client.post(address, {"what": "owner", "organization": ""})
    assert Device.objects.get().organization is None


def test_a_school_computer_signs_out_with_the_browser(client, cast):
    device = key_for(cast.lan).device
    devices.set_school(actor=cast.phuc, device=device, organization=cast.school, at=MONDAY)
    pins.set_pin(actor=cast.lan, person=cast.lan, kind="DIGITS", pin="4711", at=MONDAY)
    _key, secret = devices.give_key(person=cast.lan, device=device, user_agent="", at=MONDAY)
    client.post(
        "/api/v1/devices/enter",
        {"pin": {"kind": "DIGITS", "pin": "4711"}},
        content_type="application/json",
        headers={"authorization": f"Device {secret}"},
    )
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, cast, count, django_assert_num_queries):
    for _n in range(count):
        key_for(cast.lan)
    enter(client, cast.phuc)
    client.get(LIST)
    with django_assert_num_queries(8):
        assert len(client.get(LIST).context["page"].rows) == count
