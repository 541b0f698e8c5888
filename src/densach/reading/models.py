"""Where people are in editions, what they noted, how long they read: made from events.

Everything here is a projection of `records.models.Statement` (docs/architecture/events.md): it can be
made anew and is then equal. Rows with `n` 0 were kept before devices sent events; they are the
beginning on which events build.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.core.ids import uuid7
from densach.library.models import Edition, Shelf
from densach.people.models import Person

FRACTION = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class Told(models.Model):
    """Base of what one event decides, the one with the highest order (`n`, `device`, `event`).

    `n`: the person's counter; `device`: where it was done, empty for pages of the server; `at`: when,
    as well as is known. `turn`: the person's batch that changed the row last (records.models.Heard).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    n = models.BigIntegerField(default=0)
    device = models.UUIDField(null=True)
    event = models.UUIDField(null=True)
    at = models.DateTimeField()
    turn = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Position(models.Model):
    """A point in an edition that survives another screen, another size of letters.

    `chapter` is `c3` (chapter), `p7` (page) or `t2` (track). `offset` counts letters from the
    beginning of a chapter, thousandths of a page's height, or seconds of a track. `fraction` is
    how much of the whole edition lies before the point, 0 to 1.
    """

    chapter = models.CharField(max_length=12)
    offset = models.PositiveIntegerField(default=0)
    fraction = models.FloatField(default=0.0, validators=FRACTION)

    class Meta:
        abstract = True


class Place(Told, Position):
    """Where a person stopped in an edition. One row per pair, moved as the person reads.

    `away`: the counter of the last time it was put away; it stays out of the list of what was begun
    until the person reads on.

    Personal data: what a person reads, how far, on which device. Why: to open the book where it was
    left, on any device. Kept while the account lives, or until the person deletes it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="places")
    away = models.BigIntegerField(default=-1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition"], name="place_one_per_edition"),
            models.CheckConstraint(
                condition=models.Q(fraction__gte=0.0) & models.Q(fraction__lte=1.0),
                name="place_fraction_is_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-n", "-at"], name="place_newest_first"),
            models.Index(fields=["person", "turn"], name="place_by_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.edition_id} {self.chapter}+{self.offset}"


class Note(Told, Position):
    """A place that a person marked: a bookmark, words highlighted, a note with words of their own.

    The device makes `note`; sending it twice keeps it once. One taken away stays as `gone`, without
    its words, so that the person's other devices hear of it. `end` is the offset where highlighted
    words end, in the same chapter.

    Personal data: what a person found worth marking, and what they thought. Why: to find it again,
    on any device. Kept while the account lives, or until the person deletes it.
    """

    class Kind(models.TextChoices):
        BOOKMARK = "bookmark", _("bookmark")
        HIGHLIGHT = "highlight", _("highlight")
        NOTE = "note", _("note")

    person = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    note = models.UUIDField()
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.BOOKMARK)
    end = models.PositiveIntegerField(default=0)
    excerpt = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    color = models.CharField(max_length=20, blank=True)
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "note"], name="note_is_one_of_a_person"),
        ]
        indexes = [
            models.Index(fields=["person", "edition"], name="note_in_edition"),
            models.Index(fields=["person", "-n", "-at"], name="note_newest_first"),
            models.Index(fields=["person", "turn"], name="note_by_turn"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.chapter}+{self.offset}"


class Finished(Told):
    """That a person read an edition to its end. Once finished, always finished; the first time counts.

    Personal data: what a person read to the end. Why: the person's reading log. Kept while the
    account lives, or until the person deletes it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="finished")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition"], name="finished_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="finished_newest_first"),
            models.Index(fields=["person", "turn"], name="finished_by_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} finished {self.edition_id}"


class Minutes(models.Model):
    """How long a person read, heard or watched an edition on a day, by the clock of the place.

    `seconds`: what `steps` (engine.spans: stretches by clocks that can be believed, laid over one
    another) and `loose_ms` (milliseconds by the others) make together. `fraction`: the farthest
    point of the day.

    Personal data: when and how long a person read what. Why: the person's reading log; sums for
    clubs and challenges that the person joins. Kept while the account lives, or until the person
    deletes it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="minutes")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    on = models.DateField()
    seconds = models.PositiveIntegerField(default=0)
    fraction = models.FloatField(default=0.0, validators=FRACTION)
    steps = models.JSONField(default=list)
    loose_ms = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "edition", "on"], name="minutes_once_a_day"),
        ]
        indexes = [models.Index(fields=["person", "on"], name="minutes_by_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}: {self.seconds} s"


class ReadingDay(models.Model):
    """That a person read, heard or watched something on a day, by the clock of the place.

    Lights the lamps of the week on the home page. `told`: by an event; else kept before there were
    any.

    Personal data: the days on which a person read. Why: to show the person their week. Kept while
    the account lives, or until the person deletes it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="reading_days")
    on = models.DateField()
    told = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="readingday_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class ShelfFollowing(models.Model):
    """That a person wants to be told what is put on a shelf. Gone when they no longer do.

    `last_place`: the highest key of a shelf place when the person began; what came later is new.

    Personal data: which shelves a person follows. Why: to offer new works on the home page. Kept
    while the account lives, or until the person leaves the shelf.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="followed_shelves")
    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="followings")
    since = models.DateTimeField()
    last_place = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "shelf"], name="shelf_is_followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.shelf_id}"
