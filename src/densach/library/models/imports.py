"""Imports: one act of bringing in, and one line for each thing in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from densach.core.ids import uuid7
from densach.core.models import StoredFile
from densach.people.models import Organization, Person

from .codes import Audience
from .works import Work

# Kept as it stands and translated where it is shown.
STARTER_LABEL = gettext_noop("Starter library")


class ImportRun(models.Model):
    """One act of bringing things in: a drop in the browser, a command, a harvest.

    Personal data: who started it; emptied when erased.
    """

    class State(models.TextChoices):
        COLLECTING = "COLLECTING", _("receiving files")
        RUNNING = "RUNNING", _("working")
        DONE = "DONE", _("done")
        STOPPED = "STOPPED", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    started_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.COLLECTING)
    label = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.PUBLIC)
    cursor = models.JSONField(default=dict, blank=True)  # where a harvest or a record file goes on
    counts = models.JSONField(default=dict, blank=True)  # status → number, for record files

    def __str__(self) -> str:
        return self.label


class ImportLine(models.Model):
    """One file, address or bad record of a run, and what became of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READING = "reading", _("being read")
        ADDED = "added", _("added")
        KNOWN = "known", _("already here")
        SIMILAR = "similar", _("looks like this one: decide")
        REFUSED = "refused", _("not taken")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    source = models.CharField(max_length=1000)  # name or address, as given
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    work = models.ForeignKey(Work, models.SET_NULL, null=True, related_name="+")
    similar_to = models.ForeignKey(Work, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=500, blank=True)
    message = models.TextField(blank=True)  # the sentence for the librarian
    code = models.CharField(max_length=60, blank=True)  # of the refusal, for programs
    percent = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField(default=0)
    raw = models.BinaryField(null=True, blank=True)  # a bad record, kept for repair
    details = models.JSONField(default=dict, blank=True)  # samples before/after, compared fields

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="importline_in_order")
        ]
        indexes = [models.Index(fields=["run", "status"], name="importline_by_status")]

    def __str__(self) -> str:
        return f"{self.source}: {self.status}"
