"""The log of staff: sentences, for those who administer the place."""

import csv
import io
from datetime import timedelta

import pytest

from densach.core import audit
from densach.core.models import StaffAct
from densach.people.models import Membership
from densach.people.queries import log
from densach.people.services import roles
from tests.factories import MONDAY, OrganizationFactory, person_with

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
ADDRESS = "/quan-tri/nhat-ky/"


@pytest.fixture
def acts(cast):
    roles.give_role(
        actor=cast.phuc, person=cast.minh, organization=cast.school, role="LIBRARIAN", at=MONDAY
    )
    audit.note(
        "people.organization_changed", actor=cast.yen, subject=cast.other_school, at=MONDAY,
        place=cast.other_school.path,
    )  # fmt: skip
    audit.note("library.work_changed", actor=cast.minh, label="Dế Mèn", at=MONDAY)
    return cast


def seen(actor, **asked):
    return {act.code for act in log.acts(actor, **asked)}


def test_administrators_read_what_was_done_under_them(acts):
    assert seen(acts.phuc) == {"people.role_given", "library.work_changed"}
    assert seen(acts.yen) == {"people.organization_changed"}
    assert len(seen(acts.thu)) == 3
    assert len(seen(acts.operator)) == 3


@pytest.mark.parametrize("actor", ["minh", "lan", "hoa", "quan"])
def test_others_read_nothing(client, acts, actor):
    assert seen(getattr(acts, actor)) == set()
    client.force_login(getattr(acts, actor), backend=BACKEND)
    assert client.get(ADDRESS).status_code == 403
    assert client.get("/quan-tri/nhat-ky.csv").status_code == 403


def test_it_is_found_by_person_thing_and_day(acts):
    assert seen(acts.operator, who="phuc") == {"people.role_given"}
    assert seen(acts.operator, thing="dế mèn"[:2]) <= {"library.work_changed"}
    assert seen(acts.operator, thing="Mèn") == {"library.work_changed"}
    assert len(seen(acts.operator, day=MONDAY.date())) == 3
    assert seen(acts.operator, day=MONDAY.date() - timedelta(days=1)) == set()


def test_acts_are_told_in_sentences(acts):
    act = StaffAct.objects.get(code="people.role_given")

    assert audit.sentence(act) == "made Trần Văn Minh librarian in “Trường Tiểu học Khe Sung”"


def test_every_act_has_its_sentence():
    import re
    from pathlib import Path

    source = Path(__file__).parents[2] / "src/densach"
    text = "".join(path.read_text() for path in source.rglob("*.py"))
    noted = set(re.findall(r"note\(\s*\"([a-z]+\.[a-z_]+)\"", text))
    told = {code for code in noted if audit.sentence(StaffAct(code=code)).startswith(code)}

    assert len(noted) > 10
    assert not told - facts_needed(told), "Describe them with core.audit.describe."


def facts_needed(codes):
    """Those that are described but need facts which an empty act has not."""
    return {code for code in codes if code in audit._sentences}


def test_an_older_act_without_a_fact_is_still_told(acts):
    act = audit.note("people.role_given", actor=acts.phuc, label="Minh", at=MONDAY)

    assert audit.sentence(act) == "people.role_given Minh"


def test_it_goes_out_as_a_table_without_formulas(client, acts):
    audit.note(
        "people.organization_closed",
        actor=acts.phuc,
        label="=1+1",
        at=MONDAY,
        place=acts.school.path,
    )
    client.force_login(acts.phuc, backend=BACKEND)

    text = b"".join(client.get("/quan-tri/nhat-ky.csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[0] == ["Time", "Who", "What", "Code", "Thing"]
    assert rows[1][4] == "'=1+1"
    assert rows[-1][:3] == [
        "2026-11-23 08:00:00",
        "Đỗ Văn Phúc",
        "made Trần Văn Minh librarian in “Trường Tiểu học Khe Sung”",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_the_same_queries_however_long(client, cast, django_assert_num_queries, count):
    for _n in range(count):
        audit.note(
            "people.organization_changed",
            actor=cast.phuc,
            subject=cast.school,
            at=MONDAY,
            place=cast.school.path,
        )
    client.force_login(cast.phuc, backend=BACKEND)
    client.get(ADDRESS)

    with django_assert_num_queries(5):
        client.get(ADDRESS)


def test_pages_follow_each_other_by_key(client, cast):
    for _n in range(log.PAGE + 1):
        audit.note(
            "people.organization_changed",
            actor=cast.phuc,
            subject=cast.school,
            at=MONDAY,
            place=cast.school.path,
        )
    client.force_login(cast.phuc, backend=BACKEND)

    first = client.get(ADDRESS).context
    second = client.get(ADDRESS, {"truoc": first["next"]}).context

    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (50, 1, 0)


@pytest.mark.parametrize("asked", [{"ngay": "hôm qua"}, {"truoc": "x"}, {"truoc": "9" * 30}])
def test_odd_questions_are_no_errors(client, cast, asked):
    client.force_login(cast.phuc, backend=BACKEND)

    assert client.get(ADDRESS, asked).status_code == 200


def test_a_neighbouring_root_reads_nothing(acts):
    stranger = person_with(Membership.Role.ADMINISTRATOR, OrganizationFactory())

    assert seen(stranger) == set()
