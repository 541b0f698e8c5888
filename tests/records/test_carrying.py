"""Records carried by hand: from a device, from library to library."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from densach.core.models import StaffAct
from densach.people.models import Membership
from densach.people.services import erasing
from densach.records.errors import NotARecordFile, RecordFileTooLong
from densach.records.formats import carried
from densach.records.formats.events import iso
from densach.records.models import Heard, Statement
from densach.records.services import carrying
from tests.factories import (
    MONDAY,
    EditionFactory,
    GuardianshipFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    person_with,
)
from tests.reading.test_projections import forget_everything, state
from tests.records.events import Phone

pytestmark = pytest.mark.django_db
Role = Membership.Role
PAGE = "/ban-ghi/nhap/"


def file_of(*phones, packed=True):
    """As the browser writes it (frontend/js/outbox.js, asFile)."""
    people = [
        {"person": str(phone.person.pk), "name": phone.person.full_name, "now": iso(MONDAY),
         "clock": "sure", "events": phone.events}
        for phone in phones
    ]  # fmt: skip
    whole = {
        "densach": "events", "version": 1, "made": iso(MONDAY),
        "device": {"id": str(phones[0].device.pk), "name": "Điện thoại của mẹ"}, "people": people,
    }  # fmt: skip
    data = json.dumps(whole).encode()
    return gzip.compress(data) if packed else data


def bring(client, data, name="densach-ban-ghi-2026-11-23.json.gz"):
    return client.post(
        PAGE, {"file": SimpleUploadedFile(name, data)}, headers={"accept-language": "en"}
    )


@pytest.fixture
def school():
    """Lan learns in 5A, Minh teaches her, Vinh teaches 5B, Phúc administers the school."""
    school = OrganizationFactory()
    class_5a, class_5b = (
        OrganizationFactory(name=name, kind="CLASS", parent=school) for name in ("5A", "5B")
    )
    return {
        "lan": person_with(Role.LEARNER, class_5a, full_name="Lầu Thị Lan"),
        "minh": person_with(Role.TEACHER, class_5a),
        "vinh": person_with(Role.TEACHER, class_5b),
        "phuc": person_with(Role.ADMINISTRATOR, school),
        "yen": person_with(Role.ADMINISTRATOR, OrganizationFactory()),
    }


@pytest.fixture
def phone(school):
    phone, edition = Phone(school["lan"]), EditionFactory()
    phone.reads(edition)
    phone.notes(edition, UUID(int=5), text="của em")
    return phone


@pytest.mark.parametrize("who", ["minh", "phuc"])
def test_who_looks_after_a_child_takes_her_records_in_and_twice_is_known(
    client, school, phone, who
):
    client.force_login(school[who])

    first = bring(client, file_of(phone)).content.decode()
    second = bring(client, file_of(phone, packed=False), "a.json").content.decode()

    assert "Lầu Thị Lan" in first
    assert "2 entries taken in" in first
    assert "2 entries were here already" in second
    assert Statement.objects.count() == 2
    assert Statement.objects.filter(device=phone.device.pk).count() == 2
    acts = StaffAct.objects.filter(code="records.carried_in", subject_id=str(school["lan"].pk))
    assert [act.facts["taken"] for act in acts.order_by("at")] == [2, 0]


@pytest.mark.parametrize("who", ["vinh", "yen"])
def test_others_who_teach_or_administer_take_nothing_in(client, school, phone, who):
    client.force_login(school[who])
    page = bring(client, file_of(phone)).content.decode()
    assert "You do not look after the person" in page
    assert "Lầu Thị Lan" in page  # the name that the file itself says
    assert not Statement.objects.exists()
    assert not StaffAct.objects.filter(code="records.carried_in").exists()


@pytest.mark.parametrize("who", ["lan", "guardian", "stranger"])
def test_the_page_is_for_those_who_look_after_others(client, school, phone, who):
    guardian = PersonFactory()
    GuardianshipFactory(guardian=guardian, child=school["lan"])
    client.force_login(
        {"lan": school["lan"], "guardian": guardian, "stranger": PersonFactory()}[who]
    )
    assert client.get(PAGE).status_code == 403
    assert bring(client, file_of(phone)).status_code == 403
    assert not Statement.objects.exists()


def test_strangers_are_led_to_sign_in(client):
    assert client.get(PAGE).status_code == 302


def test_what_is_refused_is_told_entry_by_entry(client, school, phone):
    phone.events.append({"id": "broken"})
    phone.does("dreamt", EditionFactory())
    client.force_login(school["minh"])
    page = bring(client, file_of(phone)).content.decode()
    assert "2 entries not taken in" in page
    assert "no program can read it any more" in page
    assert "does not know entries of this kind yet" in page


def test_a_file_of_several_people_takes_in_only_those_one_looks_after(client, school, phone):
    other = Phone(PersonFactory(full_name="Vừ A Khôi"))
    other.reads(EditionFactory())
    client.force_login(school["minh"])
    page = bring(client, file_of(phone, other)).content.decode()
    assert "2 entries taken in" in page
    assert "You do not look after" in page
    assert set(Statement.objects.values_list("person", flat=True)) == {school["lan"].pk}


def test_nothing_of_an_erased_child_comes_back_by_file(client, school, phone):
    data, admin = file_of(phone), school["phuc"]
    erasing.erase(actor=admin, person=school["lan"], at=MONDAY)
    client.force_login(admin)
    assert "This account was erased" in bring(client, data).content.decode()
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"[]", b"{}", b'{"people": 5}', b'{"people": [1]}', gzip.compress(b"{}", mtime=0),
     gzip.compress(b'{"people": []', mtime=0)[:-4], b"PK\x03\x04"],
)  # fmt: skip
def test_a_file_of_something_else_is_said_to_be_one(client, school, data):
    client.force_login(school["minh"])
    page = bring(client, data, "x.json")
    assert page.status_code == 400
    with pytest.raises(NotARecordFile):
        carried.read_file(data or b"x", name="x.json")


def test_a_bomb_in_a_file_does_not_go_off(monkeypatch):
    monkeypatch.setattr(carried, "MOST_BYTES", 1_000_000)
    with pytest.raises(RecordFileTooLong):
        carried.read_file(gzip.compress(b" " * 30_000_000), name="x.gz")


def test_a_library_shows_the_same_as_the_one_that_it_came_from(tmp_path, school):
    """Clocks put right there stay put right here, whatever the hour of taking in."""
    lan, edition = school["lan"], EditionFactory()
    phone, laptop = Phone(lan), Phone(lan)
    years = timedelta(days=24 * 365)
    phone.reads(edition, seconds=600, at=MONDAY + years)
    phone.reads(edition, at=datetime(1970, 1, 1, tzinfo=UTC), sure=False, chapter="c7")
    laptop.reads(edition, seconds=600, at=MONDAY + timedelta(minutes=5))
    laptop.notes(edition, UUID(int=5), text="x")
    phone.sends(at=MONDAY + timedelta(minutes=1), now=MONDAY + timedelta(minutes=1) + years)
    laptop.sends(at=MONDAY + timedelta(minutes=5))
    was, to = state(lan), tmp_path / "events.json.gz"

    assert carrying.take_out(to, at=MONDAY + timedelta(days=1)) == 4
    forget_everything(lan)
    parts = carried.read_file(to.read_bytes(), name=to.name)
    (first, second) = carrying.take_in(
        actor=None, parts=parts, file_name=to.name, at=MONDAY + timedelta(days=30)
    )

    assert first.taken + second.taken == 4
    assert state(lan) == was
    assert Heard.objects.get().counter == 2


def test_only_what_arrived_between_two_days_is_taken_out(tmp_path, school):
    phone = Phone(school["lan"])
    phone.sends(phone.reads(EditionFactory()))
    to = tmp_path / "events.json.gz"
    stored = Statement.objects.get().stored
    assert carrying.take_out(to, at=MONDAY, since=stored + timedelta(seconds=1)) == 0
    assert carrying.take_out(to, at=MONDAY, until=stored) == 0
    assert carrying.take_out(to, at=MONDAY, since=stored) == 1


def test_a_day_of_forty_pupils_fits_into_a_hundred_kilobytes(tmp_path):
    """877 events; Kolibri sends 1.25 MB for such a day."""
    classroom = OrganizationFactory(kind="CLASS")
    editions, made = EditionFactory.create_batch(12), 0
    for number in range(40):
        phone = Phone(PersonFactory(full_name=f"Em {number}"))
        MembershipFactory(person=phone.person, organization=classroom)
        for step in range(22 if number < 37 else 21):
            phone.reads(
                editions[(number + step) % 12], at=MONDAY + timedelta(minutes=5 * step, seconds=number),
                seconds=180 + 7 * step, chapter=f"c{step + 1}", fraction=(number * 31 + step) / 2000,
            )  # fmt: skip
        made += len(phone.events)
        phone.sends(at=MONDAY + timedelta(hours=9))
    to = tmp_path / "day.json.gz"
    assert carrying.take_out(to, at=MONDAY + timedelta(hours=10)) == made == 877
    assert to.stat().st_size <= 100_000
