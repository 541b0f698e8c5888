"""PINs: what is one, how it is kept, how often it may be wrong, who sets it."""

from datetime import timedelta

import pytest
from django.test import override_settings

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.people.errors import (
    PinMissing,
    PinOdd,
    PinTooEasy,
    PinWait,
    PinWrong,
    PinWrongHere,
    PinWrongTooOften,
    PresentWrong,
)
from densach.people.models import DeviceKey, Pin
from densach.people.permissions import can_set_pin
from densach.people.services import devices, pins
from tests.factories import MONDAY, PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
PICTURES, DIGITS = Pin.Kind.PICTURES, Pin.Kind.DIGITS
RIGHT, WRONG = "trau-ca-hoa-nha", "trau-ca-hoa-chim"


@pytest.fixture
def key(cast):
    pins.set_pin(actor=cast.lan, person=cast.lan, kind=PICTURES, pin=RIGHT, at=MONDAY)
    return devices.give_key(person=cast.lan, device=None, user_agent="", at=MONDAY)[0]


def attempt(key, pin=RIGHT, at=MONDAY):
    key.refresh_from_db()
    return pins.try_pin(key=key, kind=PICTURES, pin=pin, at=at)


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (PICTURES, "trau-ca-hoa-nha", "trau-ca-hoa-nha"),
        (PICTURES, " TRAU-ca-ca-nha ", "trau-ca-ca-nha"),
        (DIGITS, "4711", "4711"),
        (DIGITS, " 19302847 ", "19302847"),
        (DIGITS, "1357", "1357"),
    ],
)
def test_what_is_a_pin(kind, text, kept):
    assert pins.tidy_pin(kind, text) == kept


@pytest.mark.parametrize(
    ("kind", "text", "refusal"),
    [
        (PICTURES, "trau-ca-hoa", PinOdd),
        (PICTURES, "trau-ca-hoa-nha-la", PinOdd),
        (PICTURES, "trau-ca-hoa-xe", PinOdd),
        (PICTURES, "4711", PinOdd),
        (PICTURES, "trau-trau-trau-trau", PinTooEasy),
        (DIGITS, "471", PinOdd),
        (DIGITS, "123456789", PinOdd),
        (DIGITS, "٤٧١١", PinOdd),
        (DIGITS, "0000", PinTooEasy),
        (DIGITS, "2345", PinTooEasy),
        (DIGITS, "9876", PinTooEasy),
        ("OTHER", "4711", PinOdd),
    ],
)
def test_what_is_none(kind, text, refusal):
    with pytest.raises(refusal):
        pins.tidy_pin(kind, text)


def test_the_right_pin_gives_a_proof_that_the_device_may_show_later(key):
    proof = attempt(key)
    key.refresh_from_db()
    pins.check_proof(key=key, proof=proof)
    with pytest.raises(PinWrongHere):
        pins.check_proof(key=key, proof=proof + "x")


def test_a_changed_pin_makes_the_proofs_of_all_devices_worthless(key, cast):
    proof = attempt(key)
    pins.set_pin(actor=cast.minh, person=cast.lan, kind=DIGITS, pin="4711", at=MONDAY)
    key.refresh_from_db()
    for shown in (proof, ""):
        with pytest.raises(PinWrongHere):
            pins.check_proof(key=key, proof=shown)


def test_the_same_pin_is_kept_differently_for_everybody(key, cast):
    pins.set_pin(actor=cast.khoi, person=cast.khoi, kind=PICTURES, pin=RIGHT, at=MONDAY)
    hashes = set(Pin.objects.values_list("hash", flat=True))
    assert len(hashes) == 2
    assert all(one.startswith("scrypt4096$") for one in hashes)


def test_without_the_secret_of_the_installation_no_pin_fits(key):
    with override_settings(SECRET_KEY="another"), pytest.raises(PinWrong):
        attempt(key)


def test_a_new_secret_of_the_installation_lets_old_pins_go_on(key, settings):
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[old]):
        assert attempt(key)


def test_waiting_grows_and_after_eight_wrong_ones_a_pin_does_not_do(key):
    at, waited = MONDAY, []
    for n in range(1, 8):
        with pytest.raises(PinWrong) as refused:
            attempt(key, WRONG, at)
        assert refused.value.facts["left"] == 8 - n
        wait = refused.value.facts["seconds"]
        waited.append(wait)
        if wait:
            with pytest.raises(PinWait):
                attempt(key, RIGHT, at + timedelta(seconds=wait - 1))
        at += timedelta(seconds=wait)
    assert waited == [0, 0, 5, 15, 30, 60, 120]
    for pin in (WRONG, RIGHT):
        with pytest.raises(PinWrongTooOften):
            attempt(key, pin, at + timedelta(days=300))


def test_a_right_one_forgives_the_wrong_ones(key):
    for _n in range(2):
        with pytest.raises(PinWrong):
            attempt(key, WRONG)
    attempt(key)
    key.refresh_from_db()
    assert (key.wrong_pins, key.wait_until) == (0, None)


def test_of_two_tries_at_the_same_moment_one_waits(key):
    stale = DeviceKey.objects.get(pk=key.pk)
    with pytest.raises(PinWrong):
        attempt(key, WRONG)
    with pytest.raises(PinWait):
        pins.try_pin(key=stale, kind=PICTURES, pin=RIGHT, at=MONDAY)


def test_each_device_counts_for_itself(key, cast):
    DeviceKey.objects.update(wrong_pins=8)
    other, _secret = devices.give_key(person=cast.lan, device=None, user_agent="", at=MONDAY)
    assert pins.try_pin(key=other, kind=PICTURES, pin=RIGHT, at=MONDAY)


def test_digits_do_not_open_pictures(key):
    with pytest.raises(PinWrong):
        pins.try_pin(key=key, kind=DIGITS, pin="4711", at=MONDAY)


def test_who_has_no_pin_comes_in_otherwise(cast):
    key, _secret = devices.give_key(person=cast.khoi, device=None, user_agent="", at=MONDAY)
    with pytest.raises(PinMissing):
        pins.try_pin(key=key, kind=PICTURES, pin=RIGHT, at=MONDAY)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("lan", True),
        ("minh", True),
        ("hoa", True),
        ("quan", False),
        ("thu", True),
        ("phuc", True),
        ("yen", False),
        ("vinh", False),
        ("khoi", False),
        ("operator", True),
    ],
)
def test_who_may_set_the_pin_of_a_pupil(cast, actor, may):
    who = getattr(cast, actor)
    assert can_set_pin(who, cast.lan) is may
    if may:
        pins.set_pin(actor=who, person=cast.lan, kind=PICTURES, pin=RIGHT, at=MONDAY)
        assert StaffAct.objects.filter(code="people.pin_set").exists() is (who != cast.lan)
    else:
        with pytest.raises(Forbidden):
            pins.set_pin(actor=who, person=cast.lan, kind=PICTURES, pin=RIGHT, at=MONDAY)
        with pytest.raises(Forbidden):
            pins.remove_pin(actor=who, person=cast.lan, at=MONDAY)


def test_nobody_sets_the_pin_of_a_teacher(cast):
    for actor in (cast.phuc, cast.thu, cast.operator):
        assert not can_set_pin(actor, cast.minh)
    assert can_set_pin(cast.minh, cast.minh)


def test_a_teacher_draws_pins_for_the_class_and_for_nobody_else(cast):
    (drawn,) = pins.draw_pins(actor=cast.minh, persons=[cast.lan], at=MONDAY)
    assert len(set(drawn.pictures)) == 4
    key, _secret = devices.give_key(person=cast.lan, device=None, user_agent="", at=MONDAY)
    assert attempt(key, "-".join(drawn.pictures))
    with pytest.raises(Forbidden):
        pins.draw_pins(actor=cast.minh, persons=[cast.lan, cast.khoi], at=MONDAY)


def test_who_has_a_pin_or_a_password_shows_it_before_changing_the_pin(cast):
    def change(present):
        pins.set_own_pin(person=child, present=present, kind=DIGITS, pin="4711", at=MONDAY)

    child = PersonFactory(password=True)
    with pytest.raises(PresentWrong):
        change("")
    change(PASSWORD)
    with pytest.raises(PresentWrong):
        change("4712")
    change("4711")
    pins.set_own_pin(
        person=cast.lan, present="", kind=PICTURES, pin=RIGHT, at=MONDAY
    )  # has neither


def test_a_pin_is_taken_away(key, cast):
    pins.remove_pin(actor=cast.minh, person=cast.lan, at=MONDAY)
    with pytest.raises(PinMissing):
        attempt(key)
