"""Devices and their keys: given out, told apart, ended; who may end a lost one; erasing."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.people.errors import AccountErased, DeviceEnded, DeviceNameMissing
from densach.people.http import device_key_of
from densach.people.models import Device, DeviceKey, ErasedKey, OnlineSession, Person
from densach.people.permissions import can_end_device, ended_by
from densach.people.queries import devices as queries
from densach.people.queries.known import known_about
from densach.people.services import devices, erasing, passwords, sessions
from tests.factories import MONDAY, PersonFactory

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile"
LATER = MONDAY + timedelta(days=1)


def key_for(person, device=None, at=MONDAY):
    return devices.give_key(person=person, device=device, user_agent=PHONE, at=at)


def request_with(secret, scheme="Device"):
    request = RequestFactory().get("/", headers={"authorization": f"{scheme} {secret}"})
    request.user = AnonymousUser()
    return request


def sign_in_on(person, device):
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.save()
    sessions.note_session(
        person=person, session_key=store.session_key, user_agent=PHONE, at=MONDAY, home=device
    )
    return store.session_key


def test_a_key_opens_what_its_secret_says_and_only_a_hash_is_kept(cast):
    key, secret = key_for(cast.lan)

    assert len(secret) >= 43
    assert secret not in str(vars(DeviceKey.objects.get()))
    assert key.device.name == "Chrome · Android"
    found = device_key_of(request_with(secret))
    assert (found.pk, found.person, found.device) == (key.pk, cast.lan, key.device)


def test_a_key_costs_one_query(cast, django_assert_num_queries):
    _key, secret = devices.give_key(
        person=cast.lan, device=None, user_agent=PHONE, at=MONDAY + timedelta(days=36500)
    )
    with django_assert_num_queries(1):
        key = device_key_of(request_with(secret))
        assert (key.person.full_name, key.device.name) == ("Lầu Thị Lan", "Chrome · Android")


def test_who_shows_no_key_has_none(cast):
    request = RequestFactory().get("/")
    assert device_key_of(request) is None
    assert device_key_of(request_with("abc", scheme="Bearer")) is None


@pytest.mark.parametrize("secret", ["", "wrong", "a" * 5000, "ữ" * 20])
def test_an_unknown_key_is_an_ended_one(cast, secret):
    with pytest.raises(DeviceEnded):
        devices.key_with(secret)


def test_a_device_was_seen_at_most_once_an_hour(cast, django_assert_num_queries):
    key, _secret = key_for(cast.lan)
    with django_assert_num_queries(0):
        devices.mark_seen(key, at=MONDAY + timedelta(minutes=59))
    with django_assert_num_queries(2):
        devices.mark_seen(key, at=MONDAY + timedelta(minutes=60))
    key.device.refresh_from_db()
    assert key.device.seen_at == MONDAY + timedelta(minutes=60)


def test_a_new_key_on_the_same_device_lets_the_tab_beside_go_on(cast):
    key, first = key_for(cast.lan)
    keys = [key_for(cast.lan, key.device, at=MONDAY + timedelta(minutes=n)) for n in range(1, 4)]

    assert {one.device_id for one, _secret in keys} == {key.device_id}
    with pytest.raises(DeviceEnded):
        devices.key_with(first)  # the fourth beside it
    for one, secret in keys:
        assert devices.key_with(secret) == one


def test_nobody_is_at_home_on_more_devices_than_a_school_has(cast, monkeypatch):
    monkeypatch.setattr(devices, "MOST_KEYS", 3)
    given = [key_for(cast.lan, at=MONDAY + timedelta(minutes=n)) for n in range(5)]
    in_force = DeviceKey.objects.filter(ended_at__isnull=True)
    assert set(in_force) == {key for key, _secret in given[2:]}


def test_an_ended_device_begins_anew_as_another_one(cast):
    key, _secret = key_for(cast.lan)
    devices.end_device(actor=cast.minh, device=key.device, at=MONDAY)
    again, _secret = key_for(cast.lan, key.device)
    assert again.device_id != key.device_id


def test_several_people_share_a_device_and_one_leaves_it(cast):
    key, secret = key_for(cast.lan)
    _other, others = key_for(cast.khoi, key.device)

    devices.end_key(key=key, at=LATER)

    with pytest.raises(DeviceEnded):
        devices.key_with(secret)
    assert devices.key_with(others).person == cast.khoi


def test_leaving_a_device_signs_out_there_and_nowhere_else(cast):
    key, _secret = key_for(cast.lan)
    other, _secret = key_for(cast.lan)
    here, there = sign_in_on(cast.lan, key.device), sign_in_on(cast.lan, other.device)
    khoi = sign_in_on(cast.khoi, key.device)

    devices.leave_device(person=cast.lan, device=key.device, at=LATER)

    left = set(OnlineSession.objects.values_list("session_key", flat=True))
    assert left == {there, khoi}
    assert here not in left


def test_who_loses_a_phone_takes_their_children_along(cast):
    key, _secret = key_for(cast.hoa)
    key_for(cast.lan, key.device)
    _khoi, khois = key_for(cast.khoi, key.device)

    assert devices.leave_device(person=cast.hoa, device=key.device, at=LATER) == 2
    assert devices.key_with(khois)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("lan", False),
        ("minh", True),
        ("hoa", False),
        ("quan", False),
        ("thu", True),
        ("phuc", True),
        ("yen", False),
        ("vinh", False),
        ("khoi", False),
        ("operator", True),
    ],
)
def test_who_may_end_the_device_of_a_pupil(cast, actor, may):
    key, _secret = key_for(cast.lan)
    who = getattr(cast, actor)
    assert can_end_device(who, key.device) is may
    assert Device.objects.filter(ended_by(who)).exists() is may
    if not may:
        with pytest.raises(Forbidden):
            devices.end_device(actor=who, device=key.device, at=LATER)


def test_a_lost_device_has_no_rights_any_more(cast):
    key, secret = key_for(cast.lan)
    _khoi, khois = key_for(cast.khoi, key.device)
    sign_in_on(cast.lan, key.device)

    assert devices.end_device(actor=cast.minh, device=key.device, at=LATER) == 2

    for one in (secret, khois):
        with pytest.raises(DeviceEnded):
            devices.key_with(one)
    assert not OnlineSession.objects.exists()
    act = StaffAct.objects.get()
    assert (act.code, act.actor, act.subject_label) == (
        "people.device_ended",
        cast.minh,
        "Chrome · Android",
    )


def test_a_school_says_which_devices_are_its_own(cast):
    key, _secret = key_for(cast.lan)
    with pytest.raises(Forbidden):
        devices.set_school(actor=cast.minh, device=key.device, organization=cast.school, at=LATER)
    devices.set_school(actor=cast.phuc, device=key.device, organization=cast.school, at=LATER)
    devices.end_key(key=key, at=LATER)

    assert can_end_device(cast.phuc, key.device)  # though nobody of the school is at home there now
    assert not can_end_device(cast.yen, key.device)


def test_people_name_their_devices(cast):
    key, _secret = key_for(cast.lan)
    devices.rename(actor=cast.lan, device=key.device, name="  Điện thoại  của mẹ ", at=LATER)
    key.device.refresh_from_db()
    assert key.device.name == "Điện thoại của mẹ"
    with pytest.raises(DeviceNameMissing):
        devices.rename(actor=cast.lan, device=key.device, name="  ", at=LATER)
    with pytest.raises(Forbidden):
        devices.rename(actor=cast.quan, device=key.device, name="Của tôi", at=LATER)


def test_a_locked_account_sends_nothing(cast):
    _key, secret = key_for(cast.lan)
    Person.objects.filter(pk=cast.lan.pk).update(is_active=False)
    with pytest.raises(DeviceEnded):
        devices.key_with(secret)


def test_an_account_that_somebody_got_into_loses_its_keys(cast):
    _key, secret = key_for(cast.lan)
    passwords.demand_new_password(actor=cast.phuc, person=cast.lan, at=LATER)
    with pytest.raises(DeviceEnded):
        devices.key_with(secret)


def test_the_device_of_an_erased_child_hears_so(cast):
    key, secret = key_for(cast.lan)
    _khoi, khois = key_for(cast.khoi, key.device)
    alone, _secret = key_for(cast.lan)

    erasing.erase(actor=cast.phuc, person=cast.lan, at=LATER)

    with pytest.raises(AccountErased) as refused:
        devices.key_with(secret)
    assert refused.value.status == 410
    assert devices.key_with(khois)
    assert not Device.objects.filter(pk=alone.device_id).exists()
    assert not DeviceKey.objects.exclude(person=cast.khoi).exists()


def test_old_things_are_tidied_away(cast):
    key, _secret = key_for(cast.lan)
    devices.end_key(key=key, at=MONDAY)
    key_for(cast.khoi)
    ErasedKey.objects.create(pk="0" * 64, erased_at=MONDAY)

    assert devices.tidy(at=MONDAY + timedelta(days=366)) == 2
    assert devices.tidy(at=MONDAY + timedelta(days=731)) == 1
    assert Device.objects.count() == 1


def test_people_see_their_devices_and_take_the_list_along(cast):
    key, _secret = key_for(cast.lan)
    key_for(cast.lan, key.device, at=LATER)
    about = known_about(cast.lan).as_json()
    assert [one["name"] for one in about["devices"]] == ["Chrome · Android"] * 2
    (home,) = queries.homes_of(cast.lan)
    assert (home.since, home.seen_at) == (MONDAY, LATER)
    (wards,) = queries.homes_of_wards(cast.hoa)
    assert wards.person == cast.lan


def test_the_list_of_devices_shows_only_whom_one_may_see(cast):
    key, _secret = key_for(cast.lan)
    key_for(cast.khoi, key.device)
    key_for(PersonFactory(full_name="Mẹ của Khôi"), key.device)

    (row,) = queries.devices_page(cast.minh, organization=None).rows
    assert (row.people, row.others) == ((cast.lan,), 2)
    (row,) = queries.devices_page(cast.phuc, organization=cast.school).rows
    assert set(row.people) == {cast.lan, cast.khoi}
    assert queries.devices_page(cast.yen, organization=None).rows == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_devices_costs_the_same_for_one_and_three(
    cast, count, django_assert_num_queries
):
    for _n in range(count):
        key_for(cast.lan)
    with django_assert_num_queries(4):
        assert len(queries.devices_page(cast.phuc, organization=cast.school).rows) == count
