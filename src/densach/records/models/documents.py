"""What is known of activities, and documents that programs keep."""

from django.db import models

from densach.people.models import Person


class Activity(models.Model):
    """What is known of an activity: the definitions of all statements about it, merged (JSON text)."""

    key = models.BigIntegerField(primary_key=True)
    iri = models.TextField()
    definition = models.TextField(default="{}")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.iri


class Document(models.Model):
    """A document that a program keeps: state of a person in an activity, or a profile of either.

    `key` hashes everything that names the document (kind, activity, agent, registration, name), so
    that one short column is unique. `agent` is the identifier as `text.keys` writes it.

    Personal data: what a program notes about a person in an activity. Why: to go on where the
    person stopped. Kept until the program or the person deletes it; goes with the account.
    """

    class Kind(models.TextChoices):
        STATE = "STATE", "state"
        ACTIVITY_PROFILE = "ACTIVITY", "activity profile"
        AGENT_PROFILE = "AGENT", "agent profile"

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.TextField()
    activity_key = models.BigIntegerField(null=True)
    agent_key = models.BigIntegerField(null=True)
    registration = models.UUIDField(null=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    content_type = models.CharField(max_length=200)
    content = models.BinaryField()
    etag = models.CharField(max_length=40)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "activity_key", "agent_key", "updated_at"], name="document_by_about"
            ),
            models.Index(fields=["agent_key"], name="document_by_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
