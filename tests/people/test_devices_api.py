"""The API of devices: a key after sign-in, coming in by PIN and class card, leaving."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from densach.people.models import Device, DeviceKey, OnlineSession, Pin
from densach.people.services import class_cards, devices, pins
from tests.factories import MONDAY, PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
BASE = "/api/v1/devices"
RIGHT, WRONG = "trau-ca-hoa-nha", "trau-ca-hoa-chim"
PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile"


def call(client, method, path="", body=None, key="", **headers):
    if key:
        headers["authorization"] = f"Device {key}"
    return client.generic(
        method,
        BASE + path,
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers={"user-agent": PHONE, "accept-language": "en", **headers},
    )


def who_is_in(client):
    return str(client.session.get("_auth_user_id", ""))


@pytest.fixture
def lans(cast):
    """The secret of a key of Lan, who has a PIN."""
    pins.set_pin(actor=cast.lan, person=cast.lan, kind=Pin.Kind.PICTURES, pin=RIGHT, at=MONDAY)
    _key, secret = devices.give_key(
        person=cast.lan, device=None, user_agent=PHONE, at=timezone.now()
    )
    return secret


def pin_of(text, kind="PICTURES"):
    return {"pin": {"kind": kind, "pin": text}}


def test_who_is_signed_in_gets_a_key_for_this_browser(client, cast, lans):
    client.force_login(cast.lan, backend=BACKEND)
    given = call(client, "POST", "", {}).json()

    assert given["name"] == "Chrome · Android"
    assert (given["username"], given["kind"], given["guest"]) == ("lan", "PICTURES", False)
    assert devices.key_with(given["key"]).person == cast.lan
    assert str(OnlineSession.objects.get().home_id) == given["device"]

    again = call(client, "POST", "", {"device": given["device"]}).json()
    assert again["device"] == given["device"]
    assert again["key"] != given["key"]


def test_a_stranger_gets_none_nor_does_another_site(client, cast):
    assert call(client, "POST", "", {}).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.lan, backend=BACKEND)
    assert call(strict, "POST", "", {}).status_code == 403


def test_who_said_that_others_use_the_computer_too_is_a_guest_there(client, cast):
    PersonFactory(username="hs", password=True)
    client.post("/dang-nhap/", {"username": "hs", "password": PASSWORD, "shared": "on"})
    assert call(client, "POST", "", {}).json()["guest"] is True


def test_a_child_comes_in_by_pin_where_she_is_at_home(client, cast, lans):
    answer = call(client, "POST", "/enter", pin_of(RIGHT), key=lans)

    said = answer.json()
    assert answer.status_code == 200
    assert (said["name"], said["entered"]) == ("Lầu Thị Lan", True)
    assert said["next"]
    assert who_is_in(client) == str(cast.lan.pk)
    session = OnlineSession.objects.get()
    assert session.home == DeviceKey.objects.get().device


def test_the_next_child_takes_the_place_of_the_first(client, cast, lans):
    client.force_login(cast.khoi, backend=BACKEND)
    call(client, "POST", "/enter", pin_of(RIGHT), key=lans)
    assert who_is_in(client) == str(cast.lan.pk)
    assert OnlineSession.objects.count() == 1


def test_who_came_in_without_a_connection_follows_with_the_proof(client, cast, lans):
    proof = call(client, "POST", "/enter", pin_of(RIGHT), key=lans).json()["proof"]
    client.logout()
    assert call(client, "POST", "/enter", {"proof": proof}, key=lans).status_code == 200
    assert who_is_in(client) == str(cast.lan.pk)
    client.logout()
    refused = call(client, "POST", "/enter", {"proof": "x" * 43}, key=lans)
    assert (refused.status_code, refused.json()["type"]) == (
        403,
        "urn:densach:error:people.pin_changed",
    )


@pytest.mark.parametrize("body", [{}, {"pin": None}, {"proof": ""}])
def test_a_key_alone_opens_nothing(client, cast, lans, body):
    assert call(client, "POST", "/enter", body, key=lans).status_code == 403
    assert who_is_in(client) == ""


def test_a_pin_alone_opens_nothing(client, cast, lans):
    assert call(client, "POST", "/enter", pin_of(RIGHT)).status_code == 401


def test_a_wrong_pin_says_how_many_tries_are_left(client, cast, lans):
    refused = call(client, "POST", "/enter", pin_of(WRONG), key=lans).json()
    assert refused["type"] == "urn:densach:error:people.pin_wrong"
    assert "tries left: 7" in refused["detail"]
    assert who_is_in(client) == ""


def test_a_teacher_shows_her_pin_for_what_is_saved_and_a_password_for_the_rest(client, cast):
    pins.set_pin(actor=cast.minh, person=cast.minh, kind=Pin.Kind.DIGITS, pin="4711", at=MONDAY)
    _key, secret = devices.give_key(person=cast.minh, device=None, user_agent="", at=timezone.now())
    said = call(client, "POST", "/enter", pin_of("4711", "DIGITS"), key=secret).json()
    assert (said["entered"], said["next"]) == (False, "/dang-nhap/?ten=minh")
    assert said["proof"]
    assert who_is_in(client) == ""


@pytest.mark.parametrize("shows", ["secret", "code", "groups"])
def test_a_class_card_opens_by_scanning_and_by_typing(client, cast, shows):
    (card,) = class_cards.make_class_cards(
        actor=cast.minh, persons=[cast.lan], organization=cast.class_5a, at=MONDAY
    )
    script = {"x-requested-with": "densach"}
    answer = call(client, "POST", "/enter", {"card": getattr(card, shows)}, **script)
    assert answer.status_code == 200
    assert who_is_in(client) == str(cast.lan.pk)


def test_no_other_site_signs_anybody_in_with_a_card(client, cast):
    (card,) = class_cards.make_class_cards(
        actor=cast.minh, persons=[cast.lan], organization=cast.class_5a, at=MONDAY
    )
    assert call(client, "POST", "/enter", {"card": card.secret}).status_code == 403


def test_an_ended_key_is_told_apart_from_an_erased_account(client, cast, lans):
    from densach.people.services import erasing

    device = Device.objects.get()
    devices.end_device(actor=cast.minh, device=device, at=MONDAY)
    ended = call(client, "GET", "/card", key=lans)
    erasing.erase(actor=cast.phuc, person=cast.lan, at=MONDAY)
    erased = call(client, "GET", "/card", key=lans)

    assert (ended.status_code, ended.json()["type"]) == (
        401,
        "urn:densach:error:people.device_ended",
    )
    assert (erased.status_code, erased.json()["type"]) == (410, "urn:densach:error:people.erased")


def test_the_card_says_what_the_device_shows(client, cast, lans):
    card = call(client, "GET", "/card", key=lans).json()
    assert card["name"] == "Lầu Thị Lan"
    assert (card["kind"], card["school_device"], card["needs_password"]) == (
        "PICTURES",
        False,
        False,
    )
    assert call(client, "GET", "/card").status_code == 401


def test_somebody_leaves_the_device_with_its_key(client, cast, lans):
    assert call(client, "DELETE", "/key", key=lans).status_code == 204
    assert call(client, "GET", "/card", key=lans).status_code == 401


def test_people_list_name_and_leave_their_devices(client, cast, lans):
    client.force_login(cast.lan, backend=BACKEND)
    (mine,) = call(client, "GET").json()
    named = call(client, "PATCH", f"/{mine['id']}", {"name": "Máy của em"})
    assert named.status_code == 204
    assert call(client, "GET").json()[0]["name"] == "Máy của em"
    assert call(client, "DELETE", f"/{mine['id']}").status_code == 204
    assert call(client, "GET").json() == []


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("lan", 204),
        ("hoa", 204),
        ("minh", 404),
        ("quan", 404),
        ("yen", 404),
        ("khoi", 404),
        ("phuc", 404),
    ],
)
def test_only_the_owner_and_guardians_end_a_key_here(client, cast, lans, actor, status):
    client.force_login(getattr(cast, actor), backend=BACKEND)
    device = Device.objects.get()
    assert call(client, "DELETE", f"/{device.pk}").status_code == status
    assert DeviceKey.objects.filter(ended_at__isnull=True).exists() is (status == 404)


def test_a_child_sets_a_pin_and_shows_the_present_one_to_change_it(client, cast):
    client.force_login(cast.lan, backend=BACKEND)
    body = {"kind": "PICTURES", "pin": RIGHT}
    assert call(client, "PUT", "/pin", body).status_code == 204
    assert call(client, "PUT", "/pin", {**body, "pin": WRONG}).status_code == 403
    again = {**body, "pin": WRONG, "present": RIGHT}
    assert call(client, "PUT", "/pin", again).status_code == 204


def test_coming_in_by_pin_costs_few_queries(client, cast, lans, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        call(client, "POST", "/enter", pin_of(RIGHT), key=lans)
