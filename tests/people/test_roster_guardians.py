"""Parents in lists of pupils: shown first, tied to the right child, never a stranger's account."""

import pytest
from django.urls import reverse

from densach.core.models import StaffAct
from densach.people.models import Guardianship, Person, SignInCard
from densach.people.permissions import can_hand_card
from densach.people.services import roles, rosters
from tests.factories import MONDAY, GuardianshipFactory, PersonFactory, person_with

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
HEAD = "Họ và tên,Lớp,Năm sinh,Phụ huynh,Điện thoại phụ huynh"
BOTH = "Họ và tên,Lớp,Họ tên cha,SĐT cha,Họ tên mẹ,SĐT mẹ"
PHONE = "+84987654321"


def bring(cast, *rows, head=HEAD):
    return rosters.bring(
        actor=cast.phuc,
        organization=cast.school,
        file_name="lop.csv",
        content="\n".join([head, *rows]).encode(),
        at=MONDAY,
    )


def look(cast, *rows, head=HEAD):
    plans = rosters.preview(roster=bring(cast, *rows, head=head), actor=cast.phuc, at=MONDAY)
    return [(one.name, one.outcome, one.why) for plan in plans for one in plan.parents]


def do(cast, *rows, head=HEAD):
    return rosters.carry_out(roster=bring(cast, *rows, head=head), actor=cast.phuc, at=MONDAY)


def ties():
    found = Guardianship.objects.filter(ended_at__isnull=True).order_by("child__full_name", "pk")
    return [(tie.guardian.full_name, tie.child.full_name) for tie in found]


def test_the_dry_run_names_the_parents_and_changes_nothing(cast):
    before = Person.objects.count()
    assert look(cast, "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987 654 321") == [("Lê Thị Hạ", "new", "")]
    assert Person.objects.count() == before


def test_doing_makes_an_account_for_the_mother_and_ties_it(cast):
    roster = do(cast, "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987 654 321")

    mother = Person.objects.get(phone=PHONE)
    assert ("Lê Thị Hạ", "Nguyễn Văn An") in ties()
    assert (mother.username, mother.has_usable_password()) == ("le.thi.ha", False)
    assert not mother.memberships.exists()
    assert roster.figures["guardians"] == 1
    assert str(mother.pk) in roster.made
    assert can_hand_card(cast.phuc, mother)


def test_the_same_list_again_changes_nothing(cast):
    row = "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987 654 321"
    do(cast, row)
    people, tied = Person.objects.count(), ties()
    assert look(cast, row) == [("Lê Thị Hạ", "known", "")]
    do(cast, row)
    assert (Person.objects.count(), ties()) == (people, tied)


def test_a_parent_without_telephone_is_known_again_by_name(cast):
    row = "Nguyễn Văn An,5A,2016,Lê Thị Hạ,"
    do(cast, row)
    people = Person.objects.count()
    do(cast, row)
    assert Person.objects.count() == people


def test_brothers_and_sisters_have_one_mother(cast):
    do(
        cast,
        "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987654321",
        "Nguyễn Thị Bình,5B,2014,Hạ,987654321",
    )
    assert Person.objects.filter(phone=PHONE).count() == 1
    assert [pair for pair in ties() if pair[0] == "Lê Thị Hạ"] == [
        ("Lê Thị Hạ", "Nguyễn Thị Bình"),
        ("Lê Thị Hạ", "Nguyễn Văn An"),
    ]


def test_father_and_mother_stand_in_columns_of_their_own(cast):
    do(cast, "Nguyễn Văn An,5A,Nguyễn Văn Ba,0911222333,Lê Thị Hạ,0987654321", head=BOTH)
    assert {guardian for guardian, child in ties() if child == "Nguyễn Văn An"} == {
        "Nguyễn Văn Ba",
        "Lê Thị Hạ",
    }


def test_a_teacher_here_may_be_a_mother_too(cast):
    Person.objects.filter(pk=cast.minh.pk).update(phone=PHONE)
    assert look(cast, "Nguyễn Văn An,5A,2016,Trần Văn Minh,0987654321")[0][1] == "known"
    do(cast, "Nguyễn Văn An,5A,2016,Trần Văn Minh,0987654321")
    assert ("Trần Văn Minh", "Nguyễn Văn An") in ties()


@pytest.mark.parametrize(
    "owner",
    [
        lambda: PersonFactory(full_name="Lê Thị Hạ", phone=PHONE),
        lambda: person_with("LEARNER", full_name="Lê Thị Hạ", phone=PHONE),
    ],
)
def test_nobody_elsewhere_is_tied_to_a_child_unasked(cast, owner):
    owner()
    ((_name, outcome, why),) = look(cast, "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987654321")
    assert outcome == "wrong"
    assert "asked first" in why
    do(cast, "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987654321")
    assert not Guardianship.objects.filter(guardian__phone=PHONE).exists()
    assert Person.objects.filter(full_name="Nguyễn Văn An").exists()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Nguyễn Văn An,5A,2016,,0987654321", "The name of the parent is missing."),
        ("Nguyễn Văn An,5A,2016,Lê Thị Hạ,98", "not a telephone number"),
        ("Nguyễn Văn An,5A,2016,Lê Thị Hương,0911222333", "belongs to Trần Văn Minh"),
    ],
)
def test_a_wrong_parent_is_left_out_and_the_child_is_not(cast, row, why):
    Person.objects.filter(pk=cast.minh.pk).update(phone="+84911222333")
    ((_name, outcome, said),) = look(cast, row)
    assert outcome == "wrong"
    assert why in said
    do(cast, row)
    assert Person.objects.filter(full_name="Nguyễn Văn An").exists()
    assert [guardian for guardian, _child in ties()] == ["Lầu Thị Hoa"]


def test_two_names_with_one_number_are_not_one_person(cast):
    told = look(
        cast,
        "Nguyễn Văn An,5A,2016,Lê Thị Hạ,0987654321",
        "Nguyễn Thị Bình,5A,2016,Lê Thị Thu,0987654321",
    )
    assert [outcome for _name, outcome, _why in told] == ["new", "wrong"]


def test_the_known_guardian_of_a_known_child_stays(cast):
    assert look(cast, "Lầu Thị Lan,5A,,Lầu Thị Hoa,") == [("Lầu Thị Hoa", "known", "")]
    do(cast, "Lầu Thị Lan,5A,,Lầu Thị Hoa,")
    assert ties() == [("Lầu Thị Hoa", "Lầu Thị Lan")]


def test_teachers_and_wrong_rows_have_no_parents(cast):
    head = "Họ và tên,Lớp,Vai trò,Phụ huynh"
    assert look(cast, "Cô Ba,5A,Giáo viên,Lê Thị Hạ", ",5A,Học sinh,Lê Thị Hạ", head=head) == []


def test_the_walk_with_parents(client, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.phuc, backend=BACKEND)
    rows = f"{HEAD}\nLầu Thị Lan,5A,,Vừ Thị Mỷ,0987654321"
    answer = client.post(
        reverse("people:bring_roster"),
        {"organization": cast.school.number, "file": SimpleUploadedFile("l.csv", rows.encode())},
    )
    page = client.get(answer["Location"])
    assert (page.context["to_do"], page.context["parents"]) == (1, 1)
    assert "Vừ Thị Mỷ" in page.content.decode()
    done = client.post(f"{answer['Location']}lam/")
    assert "New guardians" in client.get(done["Location"]).content.decode()
    client.post(reverse("people:print_cards"), {"roster": answer["Location"].split("/")[-2]})
    assert SignInCard.objects.get().person.full_name == "Vừ Thị Mỷ"


@pytest.mark.parametrize(("count", "queries"), [(1, 4), (3, 4)])
def test_parents_cost_the_same_for_one_and_three(cast, count, queries, django_assert_num_queries):
    rows = [f"Nguyễn Văn A{n},5A,2016,Lê Thị H{n},098765432{n}" for n in range(count)]
    roster = bring(cast, *rows)
    with django_assert_num_queries(queries):
        rosters.preview(roster=roster, actor=cast.phuc, at=MONDAY)


def test_a_guardian_sees_the_child_and_may_end_the_tie(cast):
    roles.end_guardian(actor=cast.hoa, tie=Guardianship.objects.get(guardian=cast.hoa), at=MONDAY)
    assert StaffAct.objects.filter(code="people.guardian_ended").exists()
    GuardianshipFactory(guardian=cast.hoa, child=cast.khoi)
    assert not can_hand_card(cast.minh, cast.hoa)
