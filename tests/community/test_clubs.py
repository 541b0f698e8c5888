"""Clubs: who founds, sees, joins, talks, keeps."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from densach.community.errors import Closed, LastKeeper, NotAMember, NothingWritten, WrongDays
from densach.community.models import Club, ClubPost, State
from densach.community.queries import clubs as queries
from densach.community.queries import told
from densach.community.services import clubs as services
from densach.community.services import wiping
from densach.core.errors import Forbidden
from densach.people.models import Membership, Organization
from densach.reading.models import Place
from tests.factories import (
    MONDAY,
    EditionFactory,
    GuardianshipFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    WorkFactory,
    person_with,
)

pytestmark = pytest.mark.django_db
Role = Membership.Role
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
DAY = date(2026, 11, 23)


class Cast:
    """A school with a class, its teacher, two pupils, a guardian; somebody of another school."""

    def __init__(self):
        self.school = OrganizationFactory()
        self.classroom = OrganizationFactory(
            parent=self.school, kind=Organization.Kind.CLASS, name="5A"
        )
        self.teacher = person_with(Role.TEACHER, self.classroom)
        self.mai = person_with(Role.LEARNER, self.classroom, full_name="Lò Thị Mai")
        self.dua = person_with(Role.LEARNER, self.classroom, full_name="Giàng A Dủa")
        self.mother = GuardianshipFactory(child=self.mai).guardian
        self.stranger = PersonFactory()
        self.elsewhere = person_with(Role.TEACHER, OrganizationFactory())
        self.club = services.found_club(
            actor=self.teacher, organization=self.classroom, name="Nhóm đọc 5A",
            text="", reads_first=True, at=MONDAY,
        )  # fmt: skip


@pytest.fixture
def cast():
    return Cast()


def say(person, club, text="Em thích đoạn cuối."):
    return services.say(actor=person, club=club, reading=None, text=text, at=MONDAY)


def test_only_those_who_work_there_found_clubs(cast):
    for actor in (cast.mai, cast.stranger, cast.elsewhere):
        with pytest.raises(Forbidden):
            services.found_club(
                actor=actor, organization=cast.school, name="x", text="",
                reads_first=True, at=MONDAY,
            )  # fmt: skip
    assert Club.objects.count() == 1


def test_who_sees_and_joins(cast):
    assert list(queries.clubs_for(cast.mai)) == [cast.club]
    assert list(queries.clubs_for(cast.elsewhere)) == []
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    assert cast.club.memberships.count() == 2
    for actor in (cast.stranger, cast.elsewhere, cast.mother):
        with pytest.raises(Forbidden):
            services.join_club(actor=actor, club=cast.club, at=MONDAY)


def test_what_a_pupil_says_waits_for_a_keeper(cast):
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    services.join_club(actor=cast.dua, club=cast.club, at=MONDAY)
    post = say(cast.mai, cast.club)
    assert post.state == State.WAITING
    assert list(queries.talk(cast.club, viewer=cast.mai, keeper=False)) == [post]
    assert list(queries.talk(cast.club, viewer=cast.dua, keeper=False)) == []
    assert queries.posts_waiting(cast.club) == 1
    services.judge_post(actor=cast.teacher, post=post, show=True, reason="", at=MONDAY)
    assert list(queries.talk(cast.club, viewer=cast.dua, keeper=False)) == [post]
    assert say(cast.teacher, cast.club).state == State.SHOWN


def test_a_hidden_post_says_why(cast):
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    post = say(cast.mai, cast.club)
    with pytest.raises(NothingWritten):
        services.judge_post(actor=cast.teacher, post=post, show=False, reason="", at=MONDAY)
    with pytest.raises(Forbidden):
        services.judge_post(actor=cast.dua, post=post, show=True, reason="", at=MONDAY)
    with pytest.raises(Forbidden):
        services.take_back_post(actor=cast.dua, post=post)
    services.take_back_post(actor=cast.mai, post=post)
    assert not ClubPost.objects.exists()


def test_only_members_talk_and_only_with_words(cast):
    with pytest.raises(NotAMember):
        say(cast.mai, cast.club)
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    with pytest.raises(NothingWritten):
        say(cast.mai, cast.club, "  ")


def test_a_club_is_never_without_keeper(cast):
    own = cast.club.memberships.get(person=cast.teacher)
    with pytest.raises(LastKeeper):
        services.leave_club(actor=cast.teacher, club=cast.club)
    with pytest.raises(LastKeeper):
        services.set_keeper(actor=cast.teacher, club=cast.club, member=own, keeper=False)
    with pytest.raises(LastKeeper):
        services.send_away(actor=cast.teacher, club=cast.club, member=own)
    services.join_club(actor=cast.dua, club=cast.club, at=MONDAY)
    dua = cast.club.memberships.get(person=cast.dua)
    services.set_keeper(actor=cast.teacher, club=cast.club, member=dua, keeper=True)
    services.leave_club(actor=cast.teacher, club=cast.club)
    assert cast.club.memberships.get().person == cast.dua


def test_a_closed_club_takes_nobody_and_nothing(cast):
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    services.close_club(actor=cast.teacher, club=cast.club, at=MONDAY)
    with pytest.raises(Closed):
        services.join_club(actor=cast.dua, club=cast.club, at=MONDAY)
    with pytest.raises(Closed):
        say(cast.mai, cast.club)


def test_a_reading_is_cut_into_weeks(cast):
    work = WorkFactory()
    with pytest.raises(WrongDays):
        services.read_next(
            actor=cast.teacher, club=cast.club, work=work, text="", at=MONDAY,
            begins_on=DAY, ends_on=DAY - timedelta(days=1),
        )  # fmt: skip
    reading = services.read_next(
        actor=cast.teacher, club=cast.club, work=work, text="", at=MONDAY,
        begins_on=DAY, ends_on=DAY + timedelta(days=16),
    )  # fmt: skip
    weeks = queries.steps(reading, today=DAY + timedelta(days=8))
    assert [week.percent for week in weeks] == [33, 67, 100]
    assert [week.is_now for week in weeks] == [False, True, False]
    assert weeks[-1].ends_on == reading.ends_on
    assert queries.now_read([reading], today=DAY) == reading
    assert queries.now_read([reading], today=DAY + timedelta(days=40)) is None


def test_pages_by_cast(cast, client):
    address = reverse("community:club", args=[cast.club.slug])
    assert client.get(address).status_code == 302
    for person, status in [
        (cast.mai, 200), (cast.teacher, 200), (cast.stranger, 404),
        (cast.elsewhere, 404), (cast.mother, 404),
    ]:  # fmt: skip
        client.force_login(person, BACKEND)
        assert client.get(address).status_code == status
        change = client.get(reverse("community:change_club", args=[cast.club.slug]))
        assert change.status_code == (200 if person == cast.teacher else 404)


def test_names_and_talk_are_for_members_only(cast, client):
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    say(cast.teacher, cast.club, "Chào cả nhóm!")
    address = reverse("community:club", args=[cast.club.slug])
    client.force_login(cast.dua, BACKEND)
    page = client.get(address).content.decode()
    assert "Chào cả nhóm!" not in page
    assert "Lò Thị Mai" not in page
    client.post(reverse("community:act_in_club", args=[cast.club.slug]), {"do": "join"})
    page = client.get(address).content.decode()
    assert "Chào cả nhóm!" in page
    assert "Lò Thị Mai" in page


def test_a_teacher_runs_a_club_in_the_browser(cast, client):
    client.force_login(cast.teacher, BACKEND)
    answer = client.post(
        reverse("community:new_club"),
        {"organization": cast.classroom.number, "name": "Tối thứ Ba", "reads_first": "on"},
    )
    club = Club.objects.get(name="Tối thứ Ba")
    assert answer["Location"] == reverse("community:club", args=[club.slug])
    act = reverse("community:act_in_club", args=[club.slug])
    work = WorkFactory()
    days = {"begins_on": "2026-11-23", "ends_on": "2026-12-20"}
    client.post(act, {"do": "read", "number": f"ds-{work.number}", **days})
    assert club.readings.get().work == work
    client.post(act, {"do": "read", "number": "DS-1", **days})
    assert club.readings.count() == 1
    client.post(act, {"do": "say", "text": "Bắt đầu nhé"})
    assert club.posts.get().text == "Bắt đầu nhé"
    client.post(act, {"do": "close"})
    club.refresh_from_db()
    assert club.closed_at is not None
    assert client.post(act, {"do": "say", "text": "nữa"}).status_code == 409
    assert client.post(act, {"do": "something"}).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_lists_take_the_same_queries(cast, client, django_assert_num_queries, many):
    for turn in range(many - 1):
        services.found_club(
            actor=cast.teacher, organization=cast.classroom, name=f"Nhóm {turn}",
            text="", reads_first=True, at=MONDAY,
        )  # fmt: skip
    for turn in range(many):
        member = PersonFactory()
        MembershipFactory(person=member, organization=cast.classroom)
        services.join_club(actor=member, club=cast.club, at=MONDAY)
        say(member, cast.club, f"Lời {turn}")
    client.force_login(cast.teacher, BACKEND)
    client.get(reverse("community:clubs"))
    with django_assert_num_queries(6):
        client.get(reverse("community:clubs"))
    with django_assert_num_queries(10):
        client.get(reverse("community:club", args=[cast.club.slug]))


def test_what_the_club_reads_is_the_next_thing_until_it_is_begun(cast):
    work = WorkFactory(is_readable=True, formats="EPUB")
    facts = {"begins_on": DAY, "ends_on": DAY + timedelta(days=6), "text": "", "at": MONDAY}
    services.read_next(actor=cast.teacher, club=cast.club, work=work, **facts)
    assert queries.set_for(cast.mai, today=DAY) is None
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    ten = queries.set_for(cast.mai, today=DAY)
    assert (ten.card.pk, ten.is_begun) == (work.pk, False)
    assert "Nhóm đọc 5A" in ten.reason
    assert queries.set_for(cast.mai, today=DAY + timedelta(days=7)) is None
    Place.objects.create(
        person=cast.mai, edition=EditionFactory(work=work), chapter="c1", at=MONDAY
    )
    assert queries.set_for(cast.mai, today=DAY) is None


def test_a_person_and_her_guardian_delete_what_she_said(cast):
    services.join_club(actor=cast.mai, club=cast.club, at=MONDAY)
    first, second = say(cast.mai, cast.club, "một"), say(cast.mai, cast.club, "hai")
    say(cast.teacher, cast.club, "của cô")
    assert [thing.key for thing in told.posts_made(cast.mai)] == [str(second.pk), str(first.pk)]
    for actor in (cast.teacher, cast.stranger, cast.elsewhere):
        with pytest.raises(Forbidden):
            wiping.wipe_posts(actor=actor, person=cast.mai, thing="", at=MONDAY)
    assert wiping.wipe_posts(actor=cast.mai, person=cast.mai, thing=str(first.pk), at=MONDAY) == 1
    assert wiping.wipe_posts(actor=cast.mother, person=cast.mai, thing="", at=MONDAY) == 1
    assert ClubPost.objects.get().text == "của cô"


def test_a_year_after_a_club_was_closed_its_talk_is_gone(cast):
    say(cast.teacher, cast.club)
    services.close_club(actor=cast.teacher, club=cast.club, at=MONDAY)
    assert wiping.tidy(at=MONDAY + timedelta(days=365)) == 0
    assert wiping.tidy(at=MONDAY + timedelta(days=366)) == 2
    assert Club.objects.get().memberships.count() == 0
