"""Reviews, clubs, challenges, exhibitions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from densach.core.models import Travelling
from densach.library.models import Shelf, Work
from densach.people.models import Organization, Person

MOST_STARS = 5


class State(models.TextChoices):
    """Whether others see what a person wrote."""

    WAITING = "WAITING", _("waiting to be read")
    SHOWN = "SHOWN", pgettext_lazy("a review or a post", "shown")
    HIDDEN = "HIDDEN", _("not shown")


class Judged(Travelling):
    """Words of a person that a grown-up reads before others do."""

    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)  # why it is not shown, for the writer
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Review(Judged):
    """What a person says of a work: one to five stars and words. One a person and work.

    Personal data: what a person thought of a book. Why: to help others choose. Others see it under
    the given name only after a librarian has read it. Kept until the writer takes it back or the
    account goes; goes with its row.
    """

    work = models.ForeignKey(Work, models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)]
    )
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "person"], name="review_one_a_person"),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=MOST_STARS), name="review_one_to_five_stars"
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="review_waiting")]

    def __str__(self) -> str:
        return f"{self.stars}/{MOST_STARS}: {self.work_id}"


class Club(Travelling):
    """People of one organisation who read the same book and talk about it.

    `reads_first`: a keeper reads each post before the others do. Clubs with children start so.

    Personal data: none of its own; who is in stands in ClubMember, what they say in ClubPost.
    """

    slug = models.CharField(max_length=140, unique=True)
    name = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="clubs")
    reads_first = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    members = models.ManyToManyField(Person, through="ClubMember", related_name="clubs")

    def __str__(self) -> str:
        return self.name


class ClubMember(models.Model):
    """That a person is in a club; as its keeper, they read posts and choose books.

    Personal data: which club a person is in. Why: to let them in. Goes when they leave.
    """

    club = models.ForeignKey(Club, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_keeper = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["club", "person"], name="clubmember_once")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.club_id}"


class ClubReading(Travelling):
    """A work that a club reads from a day to a day, week by week."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="readings")
    work = models.ForeignKey(Work, models.CASCADE, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="clubreading_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.begins_on}–{self.ends_on}"


class ClubPost(Judged):
    """What a member says in a club's talk.

    Personal data: words of a person, seen by the club. Kept until the writer takes them back, the
    club ends by a year, or the account goes; goes with its row.
    """

    club = models.ForeignKey(Club, models.CASCADE, related_name="posts")
    reading = models.ForeignKey(ClubReading, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["club", "-created_at"], name="clubpost_newest_first")]

    def __str__(self) -> str:
        return f"{self.club_id}: {self.text[:40]}"


class Challenge(Travelling):
    """A goal that the people of an organisation reach together between two days, both included.

    Personal data: none of its own; who takes part stands in ChallengeMember.
    """

    class Measure(models.TextChoices):
        MINUTES = "MINUTES", pgettext_lazy("measure", "minutes")
        PAGES = "PAGES", pgettext_lazy("measure", "pages")
        BOOKS = "BOOKS", pgettext_lazy("measure", "books")

    slug = models.CharField(max_length=140, unique=True)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="challenges")
    measure = models.CharField(max_length=7, choices=Measure.choices)
    goal = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    begins_on = models.DateField()
    ends_on = models.DateField()
    members = models.ManyToManyField(Person, through="ChallengeMember", related_name="challenges")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(goal__gte=1), name="challenge_has_a_goal"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="challenge_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ChallengeMember(models.Model):
    """That a person's reading counts towards a challenge, because they said so.

    Personal data: who takes part. Why: to add up. Goes when they leave; the sum goes down with it.
    """

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenge", "person"], name="challengemember_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.challenge_id}"


class Exhibition(Travelling):
    """A shelf laid out as a stall for some days: a place, a text, a label for each work."""

    slug = models.CharField(max_length=140, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)  # where the stall stands
    shelf = models.ForeignKey(Shelf, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="exhibition_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ExhibitionLabel(models.Model):
    """What stands beside a work on the stall."""

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="labels")
    work = models.ForeignKey(Work, models.CASCADE, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibition", "work"], name="exhibitionlabel_once")
        ]

    def __str__(self) -> str:
        return f"{self.exhibition_id}/{self.work_id}"


class ExhibitionDay(models.Model):
    """How often the code on the stall was opened on a day. Nothing says by whom."""

    exhibition = models.ForeignKey(Exhibition, models.CASCADE, related_name="days")
    on = models.DateField()
    scans = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exhibition", "on"], name="exhibitionday_once")
        ]

    def __str__(self) -> str:
        return f"{self.exhibition_id} {self.on}: {self.scans}"
