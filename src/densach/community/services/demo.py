"""Something to see on every page of reading together, in the sample commune."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from densach.library.models import Shelf, Work
from densach.people.models import Membership, Organization, Person

from ..models import Challenge, Club
from . import challenges, clubs, exhibitions, reviews

Role = Membership.Role
WEEKS = 4


@transaction.atomic
def make_demo(at: datetime) -> None:
    """A club and a common goal of class 5A, three reviews, an exhibition; once, and only where the
    sample commune and the starter library stand."""
    classroom = Organization.objects.filter(kind=Organization.Kind.CLASS, name="5A").first()
    teacher = _held(Role.TEACHER, classroom)
    librarian = Person.objects.filter(demo_role="librarian").first()
    stories = Shelf.objects.filter(slug="chuyen-ke-tren-nui").select_related("organization").first()
    if classroom is None or teacher is None or librarian is None or Club.objects.exists():
        return
    pupils = list(Person.objects.filter(memberships__organization=classroom).exclude(pk=teacher.pk))
    _club(classroom, teacher, pupils, at)
    _challenge(classroom, teacher, pupils, at)
    _reviews(pupils, librarian, at)
    if stories is not None:
        _exhibition(stories, librarian, at)


def _held(role: str, place: Organization | None) -> Person | None:
    return Person.objects.filter(memberships__organization=place, memberships__role=role).first()


def _club(classroom: Organization, teacher: Person, pupils: list[Person], at: datetime) -> None:
    club = clubs.found_club(
        actor=teacher, organization=classroom, name="Tối thứ Ba đọc sách", reads_first=True, at=at,
        text="Mỗi tuần một chương, tối thứ Ba kể nhau nghe đoạn mình nhớ nhất.",
    )  # fmt: skip
    for pupil in pupils:
        clubs.join_club(actor=pupil, club=club, at=at)
    work = Work.objects.filter(slug="cay-den-tren-gac-bep").first()
    if work is not None:
        today = timezone.localdate(at)
        clubs.read_next(
            actor=teacher, club=club, work=work, begins_on=today, at=at,
            ends_on=today + timedelta(weeks=WEEKS, days=-1),
            text="Đọc to cho em nhỏ trong nhà nghe cũng được.",
        )  # fmt: skip
    words = "Cô chào cả nhóm. Các em để ý xem cây đèn trong truyện được thắp mấy lần nhé."
    clubs.say(actor=teacher, club=club, reading=None, text=words, at=at)
    if pupils:
        clubs.say(
            actor=pupils[0], club=club, reading=None, text="Em thích đoạn bà kể chuyện.", at=at
        )


def _challenge(
    classroom: Organization, teacher: Person, pupils: list[Person], at: datetime
) -> None:
    today = timezone.localdate(at)
    challenge = challenges.set_challenge(
        actor=teacher, organization=classroom, title="5A đọc 3.000 phút",
        text="Đọc một mình, đọc cho em nghe, nghe sách nói: phút nào cũng tính.",
        measure=Challenge.Measure.MINUTES, goal=3000, begins_on=today,
        ends_on=today + timedelta(weeks=WEEKS, days=-1), at=at,
    )  # fmt: skip
    for pupil in pupils:
        challenges.join_challenge(actor=pupil, challenge=challenge, today=today, at=at)


_SAID = (
    ("toi-la-trau-moong", 5, "Con trâu kể chuyện buồn cười lắm. Em đọc cho em gái nghe hai lần."),
    ("vuon-rau-tren-dat-doc", 4, "Làm theo trang về luống ngang thì đất đỡ trôi thật."),
    ("tieng-buoc-trong-suong", 4, "Hơi sợ nhưng đoạn cuối vui."),
)


def _reviews(pupils: list[Person], librarian: Person, at: datetime) -> None:
    for pupil, (slug, stars, text) in zip(pupils, _SAID, strict=False):
        work = Work.objects.filter(slug=slug).first()
        if work is None:
            continue
        made = reviews.write_review(actor=pupil, work=work, stars=stars, text=text, at=at)
        if slug != _SAID[-1][0]:  # the last one waits, so that the librarian has something to read
            reviews.judge_review(actor=librarian, review=made, show=True, reason="", at=at)


def _exhibition(shelf: Shelf, librarian: Person, at: datetime) -> None:
    today = timezone.localdate(at)
    stall = exhibitions.set_up(
        actor=librarian, shelf=shelf, title="Chuyện kể bên bếp lửa", place="Sảnh thư viện xã",
        text="Những chuyện ngắn để đọc to lúc cả nhà ngồi quanh bếp. Quét mã, chọn một chuyện.",
        begins_on=today, ends_on=today + timedelta(days=6), at=at,
    )  # fmt: skip
    labels = {
        "cay-den-tren-gac-bep": "Nhà bạn có đồ vật nào lâu đời như cây đèn này không?",
        "toi-la-trau-moong": "Đọc trang đầu bằng giọng con trâu xem sao.",
    }
    works = Work.objects.filter(slug__in=labels).values_list("pk", "slug")
    exhibitions.write_labels(
        actor=librarian, exhibition=stall, texts={pk: labels[slug] for pk, slug in works}
    )
