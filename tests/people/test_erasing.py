"""Erasing means gone: the row, what hangs on it, the words about it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.people import errors
from densach.people.models import (
    Erased,
    ErasureRequest,
    Guardianship,
    Membership,
    OnlineSession,
    Person,
    Roster,
    SignInCard,
)
from densach.people.services import cards, erasing, rosters
from densach.people.signals import person_erased
from tests.factories import MONDAY, PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"


def test_everything_that_bears_the_name_goes(client, cast, django_capture_on_commit_callbacks):
    cards.make_cards(actor=cast.phuc, persons=[cast.lan], at=MONDAY)
    client.force_login(cast.lan, backend=BACKEND)
    lan_id, heard = cast.lan.pk, []

    def hear(person_id, **_others):
        heard.append(person_id)

    person_erased.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            erasing.erase(actor=cast.phuc, person=cast.lan, at=MONDAY)
    finally:
        person_erased.disconnect(hear)

    assert not Person.objects.filter(username="lan").exists()
    for model, field in (
        (Membership, "person_id"), (SignInCard, "person_id"), (OnlineSession, "person_id"),
        (Guardianship, "child_id"),
    ):  # fmt: skip
        assert not model.objects.filter(**{field: lan_id}).exists()
    assert not StaffAct.objects.filter(subject_label__contains="Lan").exists()
    assert Erased.objects.get().pk == lan_id
    assert heard == [lan_id]
    assert client.get("/toi/tai-khoan/").status_code == 302


def test_what_the_person_did_stays_without_the_name(cast):
    cards.make_cards(actor=cast.minh, persons=[cast.lan], at=MONDAY)

    erasing.erase(actor=cast.phuc, person=cast.minh, at=MONDAY)

    act = StaffAct.objects.get(code="people.card_made")
    assert act.actor is None


@pytest.mark.parametrize("actor", ["lan", "minh", "hoa", "quan", "yen", "vinh"])
def test_others_erase_nobody(cast, actor):
    with pytest.raises(Forbidden):
        erasing.erase(actor=getattr(cast, actor), person=cast.lan, at=MONDAY)


def test_the_last_operator_stays(cast):
    with pytest.raises(Forbidden):
        erasing.erase(actor=cast.thu, person=cast.operator, at=MONDAY)
    with pytest.raises(errors.LastAdministrator):
        erasing.erase(actor=cast.operator, person=cast.operator, at=MONDAY)


def test_who_belongs_nowhere_erases_themselves_with_their_password(client):
    quan = PersonFactory(password=True)
    client.force_login(quan, backend=BACKEND)

    assert client.post("/toi/xoa/", {"password": "sai"}).status_code == 403
    assert Person.objects.filter(pk=quan.pk).exists()
    assert client.post("/toi/xoa/", {"password": PASSWORD}).status_code == 302
    assert not Person.objects.filter(pk=quan.pk).exists()


def test_members_ask_and_may_take_it_back(client, cast):
    client.force_login(cast.lan, backend=BACKEND)

    client.post("/toi/xoa/")
    assert ErasureRequest.objects.get().person == cast.lan
    client.post("/toi/xoa/", {"back": "1"})
    assert not ErasureRequest.objects.exists()


def test_a_guardian_asks_and_the_school_sees_and_does_it(client, cast):
    client.force_login(cast.hoa, backend=BACKEND)
    address = reverse("people:erase_person", args=["lan"])
    client.post(address)
    assert Person.objects.filter(username="lan").exists()

    client.force_login(cast.phuc, backend=BACKEND)
    assert "These people ask to be erased" in client.get("/quan-tri/nguoi-dung/").content.decode()
    client.post(address)
    assert not Person.objects.filter(username="lan").exists()


@pytest.mark.parametrize("actor", ["minh", "quan", "yen"])
def test_others_do_not_even_find_the_page(client, cast, actor):
    client.force_login(getattr(cast, actor), backend=BACKEND)

    assert client.post(reverse("people:erase_person", args=["lan"])).status_code == 404


def test_what_is_known_is_shown_and_taken_along(client, cast):
    client.force_login(cast.lan, backend=BACKEND)

    page = client.get("/toi/du-lieu/").content.decode()
    along = client.get("/toi/du-lieu/?dang=json").json()

    assert "Lầu Thị Lan" in page
    assert along["name"] == "Lầu Thị Lan"
    assert along["roles"][0]["organization"] == "5A"
    assert along["guardians"] == ["Lầu Thị Hoa"]


def test_what_was_kept_for_a_time_goes(cast):
    content = "Họ và tên\nNguyễn An\n".encode()
    rosters.bring(
        actor=cast.phuc, organization=cast.school, file_name="a.csv", content=content, at=MONDAY
    )
    cards.make_cards(actor=cast.phuc, persons=[cast.lan], at=MONDAY)

    erasing.tidy(at=MONDAY + timedelta(days=2))
    assert Roster.objects.get().rows == []
    erasing.tidy(at=MONDAY + timedelta(days=8))
    assert not Roster.objects.exists()
    assert SignInCard.objects.exists()
    erasing.tidy(at=MONDAY + timedelta(days=61))
    assert not SignInCard.objects.exists()
    erasing.tidy(at=MONDAY + timedelta(days=731))
    assert not StaffAct.objects.exists()


def test_the_rooms_above_tell_what_they_know(client, cast):
    from densach.people.queries import parts

    parts.add_part("thu", "Things of a test", lambda person: [{"of": person.username}])
    try:
        client.force_login(cast.lan, backend=BACKEND)
        assert client.get("/toi/du-lieu/?dang=json").json()["thu"] == [{"of": "lan"}]
        assert "Things of a test" in client.get("/toi/du-lieu/").content.decode()
    finally:
        del parts._parts["thu"]
