"""Making, correcting, locking accounts; making one's own."""

import pytest

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.people import errors
from densach.people.models import Installation, Membership, Person
from densach.people.services.accounts import (
    Facts,
    change_own,
    correct_person,
    create_person,
    free_username,
    register,
    set_locked,
)
from densach.people.services.sign_in import staff_with_email
from tests.factories import MONDAY, PersonFactory, person_with

pytestmark = pytest.mark.django_db
Role = Membership.Role


def make(cast, actor=None, role=Role.LEARNER, **facts):
    return create_person(
        actor=actor or cast.phuc,
        organization=cast.class_5a,
        role=role,
        facts=Facts(**{"full_name": "Nguyễn Văn An", **facts}),
        at=MONDAY,
    )


def test_a_name_is_enough(cast):
    person = make(cast, full_name="  Nguyễn  Văn An ")

    assert (person.full_name, person.username) == ("Nguyễn Văn An", "nguyen.van.an")
    assert not person.has_usable_password()
    held = person.memberships.get()
    assert (held.role, held.organization) == (Role.LEARNER, cast.class_5a)
    act = StaffAct.objects.get()
    assert (act.code, act.place) == ("people.person_created", cast.class_5a.path)


def test_namesakes_get_numbers(cast):
    assert [make(cast).username for _n in range(3)] == [
        "nguyen.van.an",
        "nguyen.van.an2",
        "nguyen.van.an3",
    ]


def test_a_freed_number_is_found_again(cast):
    made = [make(cast) for _n in range(3)]
    made[1].delete()

    assert free_username("Nguyễn Văn An") == "nguyen.van.an2"


@pytest.mark.parametrize(
    ("facts", "refusal", "sentence"),
    [
        ({"full_name": " "}, errors.NameMissing, "The name is missing."),
        (
            {"full_name": "A" * 121},
            errors.NameTooLong,
            "The name has 121 letters; at most 120 fit.",
        ),
        ({"username": "an an"}, errors.UserNameOdd, "For example nguyen.van.an."),
        ({"username": "12345"}, errors.UserNameOdd, "one a letter."),
        ({"username": "lan"}, errors.UserNameTaken, "“nguyen.van.an” is free."),
        ({"phone": "hai ba"}, errors.PhoneOdd, "Write 10 digits such as 0912 345 678"),
        ({"phone": "0900000001"}, errors.PhoneTaken, "two people cannot share one."),
        ({"email": "an@"}, errors.EmailOdd, "Write it like ten@truong.edu.vn"),
        ({"birth_year": 1850}, errors.BirthYearOdd, "between 1900 and 2026."),
        ({"birth_year": 2027}, errors.BirthYearOdd, "between 1900 and 2026."),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(cast, facts, refusal, sentence):
    PersonFactory(phone="+84900000001")

    with pytest.raises(refusal) as no:
        make(cast, **facts)

    assert sentence in str(no.value)


@pytest.mark.parametrize("actor", ["lan", "minh", "hoa", "quan", "yen", "vinh"])
def test_others_add_nobody(cast, actor):
    with pytest.raises(Forbidden):
        make(cast, actor=getattr(cast, actor))


def test_correcting_notes_which_fields_but_not_what_they_held(cast):
    facts = Facts(full_name="Lầu Thị Lan Anh", username="lan", phone="0912345678")

    correct_person(actor=cast.phuc, person=cast.lan, facts=facts, at=MONDAY)

    lan = Person.objects.get(pk=cast.lan.pk)
    assert (lan.full_name, lan.phone, lan.version) == ("Lầu Thị Lan Anh", "+84912345678", 2)
    act = StaffAct.objects.get()
    assert act.facts == {"fields": ["full_name", "phone"]}


def test_correcting_nothing_writes_nothing(cast):
    facts = Facts(full_name=cast.lan.full_name, username="lan")

    correct_person(actor=cast.phuc, person=cast.lan, facts=facts, at=MONDAY)

    assert not StaffAct.objects.exists()


def test_people_do_not_correct_others(cast):
    for actor in (cast.minh, cast.hoa, cast.yen, cast.lan):
        with pytest.raises(Forbidden):
            correct_person(actor=actor, person=cast.khoi, facts=Facts("X Y"), at=MONDAY)


def own(person, **changes):
    kept = {"full_name": person.full_name, "phone": "", "email": "", "language": "", "age_mode": ""}
    return change_own(person=person, at=MONDAY, **{**kept, **changes})


def test_people_change_their_screen_and_number(cast):
    own(cast.lan, age_mode="nhi", language="en", phone="+84 912345678")

    lan = Person.objects.get(pk=cast.lan.pk)
    assert (lan.age_mode, lan.language, lan.phone) == ("nhi", "en", "+84912345678")


def test_names_of_members_are_the_schools_to_correct(cast):
    own(cast.lan, full_name="Siêu Nhân")
    own(cast.quan, full_name="Vũ Minh Quân")

    assert Person.objects.get(pk=cast.lan.pk).full_name == "Lầu Thị Lan"
    assert Person.objects.get(pk=cast.quan.pk).full_name == "Vũ Minh Quân"


def test_locking_and_opening(cast):
    set_locked(actor=cast.phuc, person=cast.lan, locked=True, at=MONDAY)
    assert not Person.objects.get(pk=cast.lan.pk).is_active
    set_locked(actor=cast.phuc, person=cast.lan, locked=False, at=MONDAY)
    assert Person.objects.get(pk=cast.lan.pk).is_active


def test_nobody_locks_themselves_or_the_last_operator(cast):
    with pytest.raises(Forbidden):
        set_locked(actor=cast.phuc, person=cast.phuc, locked=True, at=MONDAY)
    second = PersonFactory(is_superuser=True)
    set_locked(actor=second, person=cast.operator, locked=True, at=MONDAY)
    cast.operator.is_active = True
    Person.objects.filter(pk=second.pk).update(is_active=False)
    with pytest.raises(errors.LastAdministrator):
        set_locked(actor=second, person=cast.operator, locked=True, at=MONDAY)


def sign_up(*, year=1990, agrees=False, password="trâu ăn cỏ non"):
    return register(
        facts=Facts("Vũ Thị Mới", birth_year=year),
        password=password,
        guardian_agrees=agrees,
        at=MONDAY,
    )


def test_nobody_registers_where_it_is_closed():
    with pytest.raises(errors.RegistrationClosed):
        sign_up()


@pytest.mark.parametrize(
    ("year", "agrees", "refused"),
    [(1990, False, False), (2012, False, True), (2012, True, False), (2010, False, True)],
)
def test_children_register_with_a_guardian(year, agrees, refused):
    Installation.objects.create(pk=1, allows_registration=True)

    if refused:
        with pytest.raises(errors.GuardianMustAgree):
            sign_up(year=year, agrees=agrees)
        assert not Person.objects.exists()
    else:
        person = sign_up(year=year, agrees=agrees)
        assert bool(person.guardian_agreed_at) == (year > 2000)
        assert not person.memberships.exists()


def test_registering_is_one_form(client):
    Installation.objects.create(pk=1, allows_registration=True)

    answer = client.post(
        "/dang-ky/",
        {"full_name": "Vũ Thị Mới", "birth_year": "1990", "password": "trâu ăn cỏ non"},
    )

    assert answer["Location"] == "/toi/tai-khoan/"
    assert client.session["_auth_user_id"] == str(Person.objects.get(username="vu.thi.moi").pk)
    assert "Make an account" not in client.get("/dang-nhap/", follow=True).content.decode()


def test_the_closed_door_says_whom_to_ask(client):
    answer = client.get("/dang-ky/", headers={"accept-language": "en"})

    assert answer.status_code == 403
    assert "Ask your school or library" in answer.content.decode()


def test_a_verified_address_finds_one_staff_member_and_no_learner(cast):
    cast.minh.email = "minh@truong.edu.vn"
    cast.minh.save()
    cast.lan.email = "lan@truong.edu.vn"
    cast.lan.save()

    assert staff_with_email("Minh@truong.edu.vn") == cast.minh
    assert staff_with_email("lan@truong.edu.vn") is None
    assert staff_with_email("") is None
    person_with(Role.TEACHER, email="minh@truong.edu.vn")
    assert staff_with_email("minh@truong.edu.vn") is None
