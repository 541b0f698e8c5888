"""Where people are in editions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from densach.core.models import Travelling
from densach.library.models import Edition
from densach.people.models import Person

FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Position(Travelling):
    """A point in an edition that survives another screen, another size of letters.

    `chapter` is `c3` (chapter), `p7` (page) or `t2` (track). `offset` counts letters from the
    beginning of a chapter, thousandths of a page's height, or seconds of a track. `fraction` is
    how much of the whole edition lies before the point, 0 to 1.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    chapter = models.CharField(max_length=12)
    offset = models.PositiveIntegerField(default=0)
    fraction = models.FloatField(default=0.0, validators=FRACTION)

    class Meta:
        abstract = True


class Place(Position):
    """Where a person stopped in an edition. One row per pair, moved as the person reads.

    Personal data: what a person reads and how far. Why: to open the book where it was left, on any
    device. Kept while the account lives; goes with its row.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition"], name="place_one_per_edition"),
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0.0) & models.Q(fraction__lte=1.0),
                name="place_fraction_is_of_one",
            ),
        ]
        indexes = [models.Index(fields=["person", "-updated_at"], name="place_newest_first")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.edition_id} {self.chapter}+{self.offset}"


class Bookmark(Position):
    """A place that a person marked, with a name and the words that stand there.

    The device makes the id, so that sending a mark twice keeps it once.

    Personal data: what a person found worth marking. Why: to find it again, on any device. Kept
    while the account lives; goes with its row.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="bookmarks")
    name = models.CharField(max_length=120, blank=True)
    excerpt = models.CharField(max_length=160, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "edition"], name="bookmark_in_edition")]

    def __str__(self) -> str:
        return self.name or f"{self.chapter}+{self.offset}"


class ReadingDay(models.Model):
    """That a person read, heard or watched something on a day, by the clock of the place.

    Nothing more is kept: not what, not how long. Lights the lamps of the week on the home page.

    Personal data: the days on which a person read. Why: to show the person their week. Kept while
    the account lives; goes with its row.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="reading_days")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="readingday_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"
