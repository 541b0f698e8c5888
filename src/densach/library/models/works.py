"""Works, editions, files, people behind works, subjects, shelves, merges."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.core.ids import uuid7
from densach.core.models import StoredFile, Travelling
from densach.people.models import Organization, Person

from .codes import Audience, Kind, Level


class Licence(models.Model):
    """A licence or statement of rights, with the address where it can be read. Code list."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=160)
    name_vi = models.CharField(max_length=160)
    url = models.URLField(blank=True)
    is_open = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Agent(Travelling):
    """A person or body who made, translated or published works. Not an account.

    `name` as printed (`Tô Hoài`, `Jules Verne`); `sort_name` as catalogued (`Verne, Jules`).
    `key` is the folded name, words sorted, so that either order finds the same agent.
    """

    name = models.CharField(max_length=300)
    sort_name = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=300, db_index=True)
    dates = models.CharField(max_length=60, blank=True)
    slug = models.CharField(max_length=120, unique=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """A subject heading. `key` is the folded heading."""

    name = models.CharField(max_length=255)
    key = models.CharField(max_length=255, unique=True)
    slug = models.CharField(max_length=140, unique=True)

    def __str__(self) -> str:
        return self.name


class Work(Travelling):
    """A work as people speak of it: “Truyện Kiều”, in whatever edition or format.

    The fields that lists show stand here, so that a list needs one query; `people_line`, `cover`,
    `formats`, `size_bytes` and `minutes` are copies, kept true by `services.refresh_card`.
    Life: present → merged into another (`merged_into`) or withdrawn (`withdrawn_at`); never
    deleted, since harvesters must hear of it.

    Personal data: `added_by`, the librarian who brought it in; emptied when erased.
    """

    number = models.BigIntegerField(unique=True)  # short, for people and for the search engine
    slug = models.CharField(max_length=140, unique=True)
    title = models.CharField(max_length=500)
    subtitle = models.CharField(max_length=500, blank=True)
    title_key = models.CharField(max_length=500, blank=True, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.BOOK)
    language = models.CharField(max_length=35, blank=True)  # BCP 47; empty: not known
    level = models.CharField(max_length=8, choices=Level.choices, blank=True, default="")
    year = models.SmallIntegerField(null=True, blank=True)
    description = models.TextField(blank=True)
    series = models.CharField(max_length=300, blank=True)
    series_number = models.CharField(max_length=30, blank=True)
    ddc = models.CharField(max_length=60, blank=True)
    licence = models.ForeignKey(Licence, models.PROTECT, null=True, blank=True, related_name="+")
    rights_note = models.CharField(max_length=500, blank=True)
    source = models.CharField(
        max_length=500, blank=True
    )  # where it is from, in words or an address
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    # Strangers could see it once: when it is closed, harvesters must hear that it is gone.
    was_open = models.BooleanField(default=False, db_default=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agents = models.ManyToManyField(Agent, through="Contribution", related_name="works")
    subjects = models.ManyToManyField(Subject, related_name="works", blank=True)
    accessibility = models.JSONField(default=dict, blank=True)  # schema.org accessibility terms

    people_line = models.CharField(max_length=500, blank=True)
    cover = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    is_readable = models.BooleanField(default=False)  # there is a file to open
    formats = models.CharField(
        max_length=60, blank=True
    )  # "EPUB PDF", best first; empty: record only
    size_bytes = models.BigIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)  # to read, hear or watch; 0: not known

    # Without an index: nearly all rows are null there, and planners would walk them all.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["is_readable", "-created_at", "-number"], name="work_newest_readable"
            ),
            models.Index(fields=["-created_at", "-number"], name="work_newest_first"),
            models.Index(fields=["updated_at", "number"], name="work_by_change"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_present(self) -> bool:
        """Whether the work is on the shelves: neither merged away nor withdrawn."""
        return self.merged_into_id is None and self.withdrawn_at is None


class Contribution(models.Model):
    """Who did what for a work. `role` is a MARC relator code (aut, trl, ill, edt, nrt …)."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="contributions")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=8, default="aut")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work", "agent", "role"], name="contribution_once_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.agent_id} → {self.work_id}"


class Edition(Travelling):
    """A published or made form of a work: a printing, an EPUB, a scan, a recording."""

    work = models.ForeignKey(Work, models.CASCADE, related_name="editions")
    title = models.CharField(max_length=500, blank=True)  # where it differs from the work's
    statement = models.CharField(max_length=200, blank=True)  # “2nd ed., revised”
    publisher = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    published = models.CharField(max_length=60, blank=True)  # as printed
    year = models.SmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=35, blank=True)
    extent = models.CharField(max_length=200, blank=True)  # “158 tr.”, “2 giờ 10 phút”
    format = models.CharField(max_length=12, blank=True)  # EPUB, PDF, AUDIO, …; empty: record only
    pages = models.PositiveIntegerField(null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    words = models.PositiveIntegerField(default=0)
    # What its maker calls this publication, and the moment of this release of it (EPUB 3.3, 5.5.4.2:
    # unique identifier and dcterms:modified; in PDF the DocumentID and ModifyDate of XMP).
    release_id = models.CharField(max_length=200, blank=True, default="", db_default="")
    revised_at = models.DateTimeField(null=True, blank=True)
    # What the reader needs to open it, made at import (formats/__init__.py describes it).
    manifest = models.JSONField(default=dict, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["work", "created_at"], name="edition_of_work"),
            # Records have none: only those that came as files are kept in it.
            models.Index(
                fields=["release_id"], condition=~models.Q(release_id=""), name="edition_by_release"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.work_id)


class Identifier(models.Model):
    """A number by which the world knows an edition. `value` in its plain form (ISBN-13, digits)."""

    class Scheme(models.TextChoices):
        ISBN = "ISBN", "ISBN"
        ISSN = "ISSN", "ISSN"
        URI = "URI", "URI"
        CONTROL = "CONTROL", _("control number")  # MARC 001 with 003 before it: (DLC)12345
        OTHER = "OTHER", _("other")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    value = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["scheme", "value"], name="identifier_lookup")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class EditionFile(models.Model):
    """A file of an edition: the bytes and what they are for."""

    class Purpose(models.TextChoices):
        MAIN = "MAIN", _("the work itself, as it came")
        READING = "READING", _("the copy made for the reader")
        TRACK = "TRACK", _("one part of a recording")
        SUBTITLES = "SUBTITLES", _("subtitles")
        SMALL = "SMALL", _("a small version for weak lines")
        POSTER = "POSTER", _("a still picture")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=9, choices=Purpose.choices, default=Purpose.MAIN)
    name = models.CharField(max_length=255)  # as it was called; offered for download
    language = models.CharField(max_length=35, blank=True)
    position = models.PositiveIntegerField(default=0)
    # Hard to guess: part of the address of the file.
    token = models.UUIDField(default=uuid7, unique=True, editable=False)

    def __str__(self) -> str:
        return self.name


class TextPart(models.Model):
    """The plain text of one chapter or page, for search hits and snippets."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200)  # where in the reader: "c12" chapter, "p7" page
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="textpart_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.title}"


class CatalogueRecord(models.Model):
    """A catalogue record as it came, so that untouched fields go out as they came in.

    `data` is MARC 21 in ISO 2709, UTF-8; `kept_as` says what came in (MARC-8, MARCXML, …).
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="record", primary_key=True)
    data = models.BinaryField()
    kept_as = models.CharField(max_length=12, default="MARC")
    control_number = models.CharField(max_length=80, blank=True, db_index=True)
    sha256 = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return self.control_number


class Shelf(Travelling):
    """Works laid side by side with a text and an order, by a librarian."""

    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=140, unique=True)
    text = models.TextField(blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_public = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    works = models.ManyToManyField(Work, through="ShelfPlace", related_name="shelves")

    def __str__(self) -> str:
        return self.title


class ShelfPlace(models.Model):
    """A work's place on a shelf."""

    shelf = models.ForeignKey(Shelf, models.CASCADE, related_name="places")
    work = models.ForeignKey(Work, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shelf", "work"], name="shelf_holds_a_work_once")
        ]

    def __str__(self) -> str:
        return f"{self.shelf_id}/{self.position}"


class Merge(models.Model):
    """That two records were found to be one work; enough is kept to undo it.

    Personal data: `actor`, the librarian; emptied when erased.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    kept = models.ForeignKey(Work, models.CASCADE, related_name="+")
    gone = models.ForeignKey(Work, models.CASCADE, related_name="+")
    moved = models.JSONField(
        default=dict
    )  # what went over: ids of editions, shelf places, subjects …
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
