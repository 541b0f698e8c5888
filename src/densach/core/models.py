"""Tables that no room owns: stored files, acts of staff, counters."""

from django.conf import settings
from django.db import models

from .ids import uuid7


class Travelling(models.Model):
    """Base of rows that nodes may exchange: born with a UUIDv7, a node of origin and a version.

    `origin` and `owner` name nodes (settings.DENSACH_NODE); only the owner may change the row.
    `version` rises by one with every change of the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    origin = models.CharField(max_length=40, blank=True, default="")
    owner = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class StoredFile(models.Model):
    """Bytes that are kept once, under their SHA-256. Never changes; names belong to other rows."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size_bytes__gte=0), name="stored_file_has_a_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.media_type}, {self.size_bytes} B)"


class StaffAct(models.Model):
    """One act of staff: who did what to which thing, when. Written in the act's own transaction.

    `code` is `<room>.<act>`; `facts` holds what changed, as {"field": [before, after]}.

    Personal data: the id of the acting person and what they did. Why: answering for changes in
    records of others. Kept 24 months, then erased by `core.audit.forget`; `actor` becomes empty
    when the person is erased.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    code = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_label = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    # The path of the organisation in which it was done; empty where it belongs to none.
    place = models.CharField(max_length=600, blank=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="staffact_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.code} {self.subject_label}"


class Counter(models.Model):
    """The last short number given out in a series, so that people see small numbers."""

    name = models.CharField(primary_key=True, max_length=60)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
