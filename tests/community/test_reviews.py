"""Reviews: written, read by a librarian, shown; by cast."""

import pytest
from django.urls import reverse

from densach.community.errors import NothingWritten
from densach.community.models import Review, State
from densach.community.queries import reviews as queries
from densach.community.services import reviews as services
from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.people.models import Membership
from tests.factories import MONDAY, OrganizationFactory, PersonFactory, WorkFactory, person_with

pytestmark = pytest.mark.django_db
Role = Membership.Role


def write(person, work, **facts):
    told = {"stars": 4, "text": "Hay, nhiều tranh.", "at": MONDAY}
    return services.write_review(actor=person, work=work, **told | facts)


def test_a_review_waits_until_a_librarian_has_read_it():
    work, pupil, librarian = WorkFactory(), PersonFactory(), person_with(Role.LIBRARIAN)
    review = write(pupil, work)
    assert review.state == State.WAITING
    assert list(queries.shown_of(work)) == []
    services.judge_review(actor=librarian, review=review, show=True, reason="", at=MONDAY)
    assert list(queries.shown_of(work)) == [review]
    assert StaffAct.objects.get().facts == {"state": "SHOWN"}


def test_new_words_wait_again_and_the_same_words_do_not():
    work, pupil, librarian = WorkFactory(), PersonFactory(), person_with(Role.LIBRARIAN)
    services.judge_review(
        actor=librarian, review=write(pupil, work), show=True, reason="", at=MONDAY
    )
    assert write(pupil, work, stars=5).state == State.SHOWN
    assert write(pupil, work, text="Đọc lại thấy chán.").state == State.WAITING
    assert Review.objects.count() == 1


def test_stars_alone_count_at_once():
    work = WorkFactory()
    write(PersonFactory(), work, text="", stars=5)
    write(PersonFactory(), work, text=" ", stars=2)
    voices = queries.voices_of(work, viewer=None)
    assert (voices.count, voices.average) == (2, 3.5)


def test_hiding_needs_a_reason_that_the_writer_reads():
    pupil, librarian = PersonFactory(), person_with(Role.LIBRARIAN)
    review = write(pupil, WorkFactory())
    with pytest.raises(NothingWritten):
        services.judge_review(actor=librarian, review=review, show=False, reason=" ", at=MONDAY)
    services.judge_review(
        actor=librarian, review=review, show=False, reason="Có số điện thoại.", at=MONDAY
    )
    voices = queries.voices_of(review.work, viewer=pupil)
    assert (voices.own.state, voices.own.reason) == (State.HIDDEN, "Có số điện thoại.")


def test_nobody_judges_their_own_and_pupils_judge_nothing():
    librarian, pupil = person_with(Role.LIBRARIAN), person_with(Role.LEARNER)
    own = write(librarian, WorkFactory())
    for actor in (librarian, pupil, person_with(Role.TEACHER)):
        with pytest.raises(Forbidden):
            services.judge_review(actor=actor, review=own, show=True, reason="", at=MONDAY)


def test_taking_back_deletes_only_ones_own():
    work, pupil, other = WorkFactory(), PersonFactory(), PersonFactory()
    write(pupil, work)
    services.take_back_review(actor=other, work=work)
    assert Review.objects.count() == 1
    services.take_back_review(actor=pupil, work=work)
    assert Review.objects.count() == 0


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries(client, django_assert_num_queries, many):
    work = WorkFactory()
    for _turn in range(many):
        review = write(PersonFactory(), work)
        Review.objects.filter(pk=review.pk).update(state=State.SHOWN)
    client.get(reverse("community:reviews", args=[work.slug]))
    with django_assert_num_queries(4):
        page = client.get(reverse("community:reviews", args=[work.slug]))
    assert page.content.decode().count("Hay, nhiều tranh.") == many


def test_the_work_shows_what_readers_say(client):
    work = WorkFactory()
    review = write(PersonFactory(full_name="Lò Thị Mai"), work)
    page = client.get(reverse("library:work", args=[work.slug])).content.decode()
    assert "Hay, nhiều tranh." not in page
    Review.objects.filter(pk=review.pk).update(state=State.SHOWN)
    page = client.get(reverse("library:work", args=[work.slug])).content.decode()
    assert "Hay, nhiều tranh." in page
    assert "Mai" in page
    assert "Lò Thị Mai" not in page


def test_pages_by_cast(client):
    school = OrganizationFactory()
    work = WorkFactory()
    judge = reverse("community:judge_reviews")
    form = reverse("community:write_review", args=[work.slug])
    assert client.get(judge).status_code == client.get(form).status_code == 302
    for role, status in [(Role.LEARNER, 403), (Role.TEACHER, 403), (Role.LIBRARIAN, 200)]:
        client.force_login(
            person_with(role, school), "densach.people.services.sign_in.NameOrPhoneBackend"
        )
        assert client.get(judge).status_code == status
        assert client.get(form).status_code == 200


def test_a_pupil_writes_and_a_librarian_shows_in_the_browser(client):
    work, pupil, librarian = WorkFactory(), person_with(Role.LEARNER), person_with(Role.LIBRARIAN)
    backend = "densach.people.services.sign_in.NameOrPhoneBackend"
    client.force_login(pupil, backend)
    form = reverse("community:write_review", args=[work.slug])
    assert client.post(form, {"text": "Quên chọn sao"}).status_code == 200
    assert client.post(form, {"stars": "5", "text": "Rất hay."}).status_code == 302
    client.force_login(librarian, backend)
    assert "Rất hay." in client.get(reverse("community:judge_reviews")).content.decode()
    address = reverse("community:judge_review", args=[Review.objects.get().pk])
    assert client.post(address, {"do": "hide"}).status_code == 422
    assert client.post(address, {"do": "show"}).status_code == 302
    assert Review.objects.get().state == State.SHOWN
