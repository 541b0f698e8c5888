"""Lists of people from files: read whatever schools have, show first, then do, twice the same."""

import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import Workbook

from densach.core.errors import Forbidden
from densach.people import errors
from densach.people.formats.rosters import year_of
from densach.people.formats.tables import read_table
from densach.people.models import Membership, Organization, Person, Roster
from densach.people.services import rosters
from tests.factories import MONDAY, OrganizationFactory, PersonFactory, person_with

pytestmark = pytest.mark.django_db
Role = Membership.Role
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
HEAD = "Họ và tên,Lớp,Vai trò,Năm sinh,Mã định danh,Điện thoại"


def listing(*rows, head=HEAD):
    return "\n".join([head, *rows]).encode()


def bring(cast, content, actor=None, name="danh-sach.csv"):
    return rosters.bring(
        actor=actor or cast.phuc,
        organization=cast.school,
        file_name=name,
        content=content,
        at=MONDAY,
    )


def look(cast, content):
    roster = bring(cast, content)
    return rosters.preview(roster=roster, actor=cast.phuc, at=MONDAY)


def do(cast, content):
    return rosters.carry_out(roster=bring(cast, content), actor=cast.phuc, at=MONDAY)


def told(plans):
    return [(plan.line.number, plan.outcome, plan.why) for plan in plans]


def test_the_dry_run_changes_nothing(cast):
    before = Person.objects.count()

    plans = look(cast, listing("Nguyễn Văn An,5A,Học sinh,2016,1234567890,"))

    assert told(plans) == [(2, "new", "")]
    assert Person.objects.count() == before
    assert Organization.objects.filter(kind="CLASS").count() == 2


def test_doing_makes_people_classes_and_roles(cast):
    roster = do(
        cast,
        listing(
            "Nguyễn Văn An,5A,Học sinh,2016,1234567890,",
            "Nguyễn Văn An,5C,,15/03/2015,,",
            "Trần Thị Bình,5C,Giáo viên,1985,,0912 345 678",
            "Phan Lâm,,Hiệu trưởng,,,",
        ),
    )

    assert roster.figures == {"new": 4}
    first, second = Person.objects.filter(full_name="Nguyễn Văn An").order_by("username")
    assert (first.username, second.username) == ("nguyen.van.an", "nguyen.van.an2")
    assert (first.birth_year, first.identifier) == (2016, "1234567890")
    class_5c = Organization.objects.get(name="5C")
    assert class_5c.parent == cast.school
    assert set(second.memberships.values_list("role", "organization")) == {
        (Role.LEARNER, class_5c.pk)
    }
    binh = Person.objects.get(full_name="Trần Thị Bình")
    assert binh.phone == "+84912345678"
    assert set(binh.memberships.values_list("role", "organization")) == {
        (Role.TEACHER, class_5c.pk),
        (Role.TEACHER, cast.school.pk),
    }
    assert Person.objects.get(full_name="Phan Lâm").memberships.get().role == Role.MANAGER
    assert len(rosters.people_made(roster)) == 4
    assert roster.rows == []


def test_the_same_file_again_changes_nothing(cast):
    content = listing(
        "Nguyễn Văn An,5A,,2016,,",
        "Nguyễn Văn An,5B,,2015,,",
        "Vi Thị Ba,5A,,,123,",
        "Trần Bình,5A,Giáo viên,,,",
    )
    do(cast, content)
    before = list(Membership.objects.order_by("pk").values_list("pk", "ended_at"))

    assert [plan.outcome for plan in look(cast, content)] == ["known"] * 4
    again = do(cast, content)

    assert again.figures == {"known": 4}
    assert list(Membership.objects.order_by("pk").values_list("pk", "ended_at")) == before


def test_what_changed_is_named_and_done(cast):
    do(cast, listing("Nguyễn Văn An,5A,,2016,777,"))

    plans = look(cast, listing("Nguyễn Văn Anh,5B,,2015,777,0912345678"))
    assert told(plans) == [(2, "changed", "Changes: name, telephone, year of birth, class 5B.")]
    do(cast, listing("Nguyễn Văn Anh,5B,,2015,777,0912345678"))

    person = Person.objects.get(identifier="777")
    assert (person.full_name, person.username) == ("Nguyễn Văn Anh", "nguyen.van.an")
    held = person.memberships.get(ended_at__isnull=True)
    assert held.organization == cast.class_5b
    assert person.memberships.filter(ended_at__isnull=False).count() == 1


def test_empty_cells_take_nothing_away(cast):
    do(cast, listing("Nguyễn Văn An,5A,,2016,777,0912345678"))

    assert look(cast, listing("Nguyễn Văn An,5A,,,777,"))[0].outcome == "known"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",5A,,2016,,", "The name is missing."),
        ("Nguyễn An,5A,Lớp trưởng,,,", "“Lớp trưởng” is not a role."),
        ("Nguyễn An,5A,,mười,,", "“mười” has no year of birth in it."),
        ("Nguyễn An,5A,,1850,,", "The year of birth must lie between 1900 and 2026."),
        ("Nguyễn An,5A,,,,12", "This is not a telephone number we understand."),
        ("Nguyễn An,5A,,,,0900000001", "signs in another account already."),
        ("Vũ Hai,5A,,,,0900000002", "This telephone number belongs to Lê Có Số here."),
        ("Lô Đôi,5A,,,,", "2 people here have this name."),
    ],
)
def test_wrong_rows_say_why_and_the_rest_goes_in(cast, row, sentence):
    PersonFactory(phone="+84900000001")
    person_with(Role.LEARNER, cast.school, phone="+84900000002", full_name="Lê Có Số")
    person_with(Role.LEARNER, cast.school, full_name="Lô Đôi", birth_year=2014)
    person_with(Role.LEARNER, cast.school, full_name="Lô Đôi", birth_year=2015)

    plans = look(cast, listing(row, "Moong Thị Tốt,5A,,2016,,"))

    assert plans[0].outcome == "wrong"
    assert sentence in plans[0].why
    assert plans[1].outcome == "new"
    assert do(cast, listing(row, "Moong Thị Tốt,5A,,2016,,")).figures == {"wrong": 1, "new": 1}


def test_the_same_person_twice_in_a_file_is_one(cast):
    plans = look(
        cast, listing("Nguyễn An,5A,,2016,,", "NGUYỄN AN,5A,,2016,,", "Nguyễn An,5B,,2016,,")
    )

    assert told(plans)[1] == (3, "wrong", "The same person stands in row 2 already.")
    assert plans[2].outcome == "new"


def test_a_number_makes_namesakes_two_people(cast):
    do(cast, listing("Nguyễn An,5A,,2016,111,"))

    assert look(cast, listing("Nguyễn An,5A,,2016,222,"))[0].outcome == "new"


def test_who_works_elsewhere_is_not_changed_by_a_school(cast):
    person_with(Role.OFFICER, cast.commune, username="can.bo", full_name="Vi Cán Bộ")
    Membership.objects.create(
        person=Person.objects.get(username="can.bo"),
        organization=cast.school,
        role=Role.TEACHER,
        created_at=MONDAY,
        updated_at=MONDAY,
    )

    plan = look(cast, listing("Vi Cán Bộ,,Giáo viên,1980,,"))[0]

    assert plan.outcome == "wrong"
    assert "only somebody above both places" in plan.why


def test_people_of_other_schools_are_not_told(cast):
    """A stranger of the same name is neither matched nor mentioned."""
    person_with(Role.LEARNER, cast.other_school, full_name="Nguyễn An", birth_year=2016)

    assert told(look(cast, listing("Nguyễn An,5A,,2016,,"))) == [(2, "new", "")]


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_excel_with_headings_above_and_numbers_as_numbers(cast):
    content = workbook(
        [
            ["UBND XÃ SUỐI MÂY"],
            ["DANH SÁCH HỌC SINH LỚP 5A"],
            [],
            ["STT", "Mã định danh Bộ GD&ĐT", "Họ đệm", "Tên", "Ngày sinh", "Lớp", "SĐT"],
            [1, 7407137235, "Nguyễn Văn", "An", "15/03/2016", "5A", 912345678],
        ]
    )

    plan = look(cast, content)[0]

    assert (plan.line.number, plan.outcome) == (5, "new")
    assert plan.facts.full_name == "Nguyễn Văn An"
    assert (plan.facts.identifier, plan.facts.phone) == ("7407137235", "+84912345678")
    assert plan.facts.birth_year == 2016


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_recognised(encoding):
    content = "Họ và tên\tLớp\nNguyễn Thị Ước\t5A\n".encode(encoding)

    assert read_table(content)[1] == ["Nguyễn Thị Ước", "5A"]


def test_old_windows_files_are_read():
    """windows-1258 keeps the tone as a letter of its own behind the vowel."""
    content = (
        "Họ và tên;Lớp\nNguyễn Ước;5A\n".replace("ọ", "o\u0323")
        .replace("ễ", "ê\u0303")
        .replace("Ướ", "Ươ\u0301")
        .replace("ớ", "ơ\u0301")
        .encode("cp1258")
    )

    assert read_table(content) == [["Họ và tên", "Lớp"], ["Nguyễn Ước", "5A"]]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"PK\x03\x04 broken", errors.RosterUnreadable),
        (b"\x00\x01\x02\x03" * 50, errors.RosterUnreadable),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, errors.RosterUnreadable),
        (b"Xin ch\xc3\xa0o\n", errors.RosterWithoutNames),
        (b"A,B\n1,2\n", errors.RosterWithoutNames),
    ],
)
def test_what_is_no_list_is_refused_with_advice(cast, content, refusal):
    with pytest.raises(refusal):
        bring(cast, content)

    assert not Roster.objects.exists()


def test_a_zip_bomb_is_not_unpacked(cast):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("xl/workbook.xml", b"0" * (201 * 1024 * 1024))

    with pytest.raises(errors.RosterUnreadable):
        bring(cast, bomb.getvalue())


def test_too_long_a_list_is_split_by_people(cast):
    rows = [f"Nguyễn Văn {n},5A,,,," for n in range(5001)]

    with pytest.raises(errors.RosterTooLong):
        bring(cast, listing(*rows))


def oneroster():
    tables = {
        "users": [
            "sourcedId,status,role,username,givenName,familyName,middleName,identifier,email,phone",
            "u1,active,student,hs1,Giang,Trần,Văn,ID1,,",
            "u2,active,teacher,gv1,Tú,Hoàng,Thị,ID2,,0912345678",
            "u3,active,parent,ph1,Lan,Lê,,ID3,,",
            "u4,tobedeleted,student,hs2,Cũ,Vi,,ID4,,",
        ],
        "courses": ["sourcedId,title", "c1,Toán", "c2,Ngữ văn"],
        "classes": ["sourcedId,title,courseSourcedId", "k1,Toán 8A,c1", "k2,Ngữ văn 8A,c2"],
        "enrollments": [
            "sourcedId,classSourcedId,userSourcedId,role",
            "e1,k1,u1,student", "e2,k2,u1,student", "e3,k1,u2,teacher",
        ],
    }  # fmt: skip
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as bundle:
        for name, lines in tables.items():
            bundle.writestr(f"{name}.csv", "\n".join(lines))
    return content.getvalue()


def test_oneroster_comes_in_too(cast):
    plans = look(cast, oneroster())

    assert [(p.line.full_name, p.line.group, p.role, p.outcome) for p in plans] == [
        ("Trần Văn Giang", "8A", "LEARNER", "new"),
        ("Hoàng Thị Tú", "", "TEACHER", "new"),
    ]
    do(cast, oneroster())
    assert [plan.outcome for plan in look(cast, oneroster())] == ["known", "known"]


@pytest.mark.parametrize(
    ("text", "year"),
    [("2016", 2016), ("15/03/2016", 2016), ("2016-03-15", 2016), ("", None), ("12345", None)],
)
def test_only_the_year_is_kept(text, year):
    assert year_of(text) == year


@pytest.mark.parametrize("actor", ["minh", "lan", "yen", "quan"])
def test_others_bring_no_lists(cast, actor):
    with pytest.raises(Forbidden):
        bring(cast, listing("A B,,,,,"), actor=getattr(cast, actor))


def test_a_list_is_carried_out_once(cast):
    roster = bring(cast, listing("Nguyễn An,5A,,,,"))
    rosters.carry_out(roster=roster, actor=cast.phuc, at=MONDAY)

    with pytest.raises(errors.RosterGone):
        rosters.carry_out(roster=roster, actor=cast.phuc, at=MONDAY)

    assert Person.objects.filter(full_name="Nguyễn An").count() == 1


def test_a_dry_run_takes_the_same_queries_for_3_and_300_rows(cast, django_assert_num_queries):
    def rows(count):
        return listing(
            *(f"Nguyễn Văn {chr(65 + n % 26)}{n},5A,,2016,,09{n:08}" for n in range(count))
        )

    small, large = bring(cast, rows(3)), bring(cast, rows(300))
    for roster in (small, large):
        with django_assert_num_queries(4):
            rosters.preview(roster=roster, actor=cast.phuc, at=MONDAY)


def test_the_walk_of_an_administrator(client, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.phuc, backend=BACKEND)
    template = client.get(reverse("people:roster_template", args=["xlsx"])).content
    file = SimpleUploadedFile("mau.xlsx", template)

    answer = client.post(
        reverse("people:bring_roster"), {"organization": cast.school.number, "file": file}
    )
    page = client.get(answer["Location"])
    assert [plan.outcome for plan in page.context["plans"]] == ["new", "new"]
    done = client.post(f"{answer['Location']}lam/")
    page = client.get(done["Location"])
    assert "Print cards for 3 new people" in page.content.decode()
    sheet = client.post(reverse("people:print_cards"), {"roster": Roster.objects.get().pk})
    assert len(sheet.context["rows"]) == 3  # pupil, teacher, mother


def test_nobody_sees_the_list_of_another(client, cast):
    roster = bring(cast, listing("Nguyễn An,5A,,,,"))
    client.force_login(cast.thu, backend=BACKEND)

    assert client.get(reverse("people:roster", args=[roster.pk])).status_code == 404


def test_classes_of_other_schools_are_not_taken(cast):
    OrganizationFactory(name="5C", kind="CLASS", parent=cast.other_school)

    do(cast, listing("Nguyễn An,5C,,,,"))

    assert Organization.objects.filter(name="5C", parent=cast.school).exists()
