"""Correcting works, one and many; two librarians at one record; shelves; merging and undoing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.library.errors import NotMerged, WorkChangedMeanwhile
from densach.library.models import Contribution, Merge, ShelfPlace, Work
from densach.library.queries.cards import newest_cards
from densach.library.services import merging, shelves
from densach.library.services.works import (
    Correction,
    bring_back,
    correct,
    correct_many,
    withdraw,
)
from densach.people.models import Membership
from tests.factories import (
    MONDAY,
    EditionFactory,
    OrganizationFactory,
    ShelfFactory,
    WorkFactory,
    person_with,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    return OrganizationFactory(name="Thư viện xã")


@pytest.fixture
def lan(library):
    return person_with(Membership.Role.LIBRARIAN, library, full_name="Lò Thị Lan")


@pytest.fixture
def work(library):
    return WorkFactory(title="Truyện kiều", organization=library)


def change(lan, work, *, seen=None, people=None, subjects=None, licence=None, **fields):
    correction = Correction(fields=fields, people=people, subjects=subjects, licence=licence)
    seen = work.version if seen is None else seen
    return correct(actor=lan, work=work, correction=correction, seen_version=seen, at=MONDAY)


def test_a_correction_changes_the_card_and_is_in_the_log(lan, work):
    change(
        lan, work, title="Truyện Kiều", people=[("Nguyễn Du", "aut"), ("Đào Duy Anh", "ann")],
        subjects=["Thơ Nôm"], licence="PDM-1.0",
    )  # fmt: skip

    work.refresh_from_db()
    assert (work.title, work.title_key) == ("Truyện Kiều", "truyen kieu")
    assert work.people_line == "Nguyễn Du, Đào Duy Anh"
    assert work.licence_id == "PDM-1.0"
    assert [subject.name for subject in work.subjects.all()] == ["Thơ Nôm"]
    act = StaffAct.objects.get(code="library.work_changed")
    assert act.facts["title"] == ["Truyện kiều", "Truyện Kiều"]


def test_the_second_of_two_librarians_is_told_and_nothing_is_lost(lan, work):
    seen = work.version
    change(lan, work, title="Của người thứ nhất")

    with pytest.raises(WorkChangedMeanwhile) as refusal:
        change(lan, work, seen=seen, title="Của người thứ hai")

    assert "Của người thứ nhất" in str(refusal.value)
    work.refresh_from_db()
    assert work.title == "Của người thứ nhất"


def test_a_librarian_of_another_place_may_not_change_it(work):
    stranger = person_with(Membership.Role.LIBRARIAN)

    with pytest.raises(Forbidden):
        change(stranger, work, title="Khác")


def test_saving_without_a_change_writes_no_act(lan, work):
    change(lan, work, title=work.title)

    assert not StaffAct.objects.filter(code="library.work_changed").exists()


def test_many_works_get_subjects_added_and_fields_set(lan, library):
    one = WorkFactory(organization=library)
    two = WorkFactory(organization=library)
    change(lan, one, subjects=["Vườn"])

    correct_many(
        actor=lan,
        works=Work.objects.filter(pk__in=[one.pk, two.pk]),
        correction=Correction(fields={"level": "PRIMARY"}, subjects=["Rau"]),
        at=MONDAY,
    )

    assert {s.name for s in one.subjects.all()} == {"Vườn", "Rau"}
    assert {s.name for s in two.subjects.all()} == {"Rau"}
    assert set(Work.objects.values_list("level", flat=True)) == {"PRIMARY"}


def test_a_withdrawn_work_can_come_back(lan, work):
    withdraw(actor=lan, work=work, reason="rách", at=MONDAY)
    assert not Work.objects.get(pk=work.pk).is_present

    work.refresh_from_db()
    bring_back(actor=lan, work=work, at=MONDAY)

    assert Work.objects.get(pk=work.pk).is_present


def person(work, name):
    from densach.library.services.taking import set_people

    set_people(work, [(name, "aut", "")], at=MONDAY)


def test_a_merge_brings_everything_together_and_undo_takes_it_apart(lan, library):
    kept = WorkFactory(title="Lục Vân Tiên", organization=library)
    gone = WorkFactory(title="Lục Vân Tiên", organization=library, description="Truyện thơ.")
    person(kept, "Nguyễn Đình Chiểu")
    edition = EditionFactory(work=gone, format="PDF")
    shelf = ShelfFactory()
    ShelfPlace.objects.create(shelf=shelf, work=gone, position=1)
    change(lan, gone, subjects=["Truyện thơ"])

    row = merging.merge(actor=lan, kept=kept, gone=gone, at=MONDAY)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert list(kept.editions.all()) == [edition]
    assert (kept.description, kept.formats) == ("Truyện thơ.", "PDF")
    assert list(shelf.works.all()) == [kept]
    assert gone.merged_into == kept

    merging.undo(actor=lan, row=row, at=MONDAY)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert list(gone.editions.all()) == [edition]
    assert not kept.editions.exists()
    assert (kept.description, gone.description) == ("", "Truyện thơ.")
    assert list(shelf.works.all()) == [gone]
    assert not kept.subjects.exists()
    assert gone.is_present


def test_a_work_cannot_be_merged_with_itself_or_twice(lan, library):
    one, two = WorkFactory(organization=library), WorkFactory(organization=library)
    with pytest.raises(NotMerged):
        merging.merge(actor=lan, kept=one, gone=one, at=MONDAY)

    row = merging.merge(actor=lan, kept=one, gone=two, at=MONDAY)
    with pytest.raises(NotMerged):
        merging.merge(actor=lan, kept=one, gone=two, at=MONDAY)

    merging.undo(actor=lan, row=row, at=MONDAY)
    with pytest.raises(NotMerged):
        merging.undo(actor=lan, row=Merge.objects.get(), at=MONDAY)


def test_works_stand_on_a_shelf_once_and_in_order(lan, library):
    shelf = shelves.make_shelf(actor=lan, title="Kệ bé", text="", organization=library, at=MONDAY)
    works = [WorkFactory(organization=library) for _ in range(3)]

    assert shelves.put_on_shelf(actor=lan, shelf=shelf, works=works, at=MONDAY) == 3
    assert shelves.put_on_shelf(actor=lan, shelf=shelf, works=works[:1], at=MONDAY) == 0
    shelves.move_on_shelf(actor=lan, shelf=shelf, work=works[2], steps=-2, at=MONDAY)

    places = shelf.places.order_by("position").values_list("work", flat=True)
    assert list(places) == [works[2].pk, works[0].pk, works[1].pk]


def test_one_person_has_one_part_in_a_work_once(work):
    person(work, "Tô Hoài")
    person(work, "Hoài Tô")

    assert Contribution.objects.filter(work=work).count() == 1


def test_the_marks_that_a_cataloguer_writes_count(lan, library, work):
    other = WorkFactory(title="Thơ", organization=library)
    change(lan, work, people=[("Lo Van Sinh", "aut")])
    work.refresh_from_db()
    change(lan, work, people=[("Lô Văn Sinh", "aut")])
    change(lan, other, people=[("Sinh, Lô Văn", "aut")])
    work.refresh_from_db()
    other.refresh_from_db()
    assert (work.people_line, other.people_line) == ("Lô Văn Sinh", "Lô Văn Sinh")

    change(lan, other, people=[("Lỗ Văn Sinh", "aut")])

    other.refresh_from_db()
    work.refresh_from_db()
    assert (work.people_line, other.people_line) == ("Lô Văn Sinh", "Lỗ Văn Sinh")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of SQLite")
def test_the_newest_works_are_found_by_their_index():
    with CaptureQueriesContext(connection) as caught:
        newest_cards(None)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {caught[0]['sql']}")
        plan = [str(line) for line in cursor.fetchall()]
    assert len(plan) == 1
    assert "work_newest_readable (is_readable=?)" in plan[0]
