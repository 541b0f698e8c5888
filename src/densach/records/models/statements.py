"""Statements, and what they are found by."""

from django.db import models
from django.db.models import Q

from densach.core.models import StoredFile
from densach.people.models import Person

from .clients import Client


class Statement(models.Model):
    """Who did what to which thing, as xAPI 2.0 statement; append-only.

    `raw` is the whole statement as JSON text; the other columns are only there to find it. `number` is
    the order of arrival and rises with `stored`; `services.statements.add` gives both out, nothing else
    makes rows. `*_key` are 64-bit hashes (`text.keys`) of the actor's identifier, the verb, and the
    activity where the object is one. Events of our devices also have `verb` (our short word),
    `device`, `counter`, and `sure`: whether the device's clock could be believed.

    Personal data: what a person did, when, with which result; `person` where it is somebody with an
    account here. Why: the person's own record for life. Kept while the account lives, then deleted
    with it; `client` says which program brought it.
    """

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    stored = models.DateTimeField(db_index=True)
    timestamp = models.DateTimeField()
    actor_key = models.BigIntegerField()
    verb_key = models.BigIntegerField()
    activity_key = models.BigIntegerField(null=True)
    registration = models.UUIDField(null=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="statements", db_index=False
    )
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="statements")
    device = models.UUIDField(null=True)
    counter = models.BigIntegerField(null=True)
    sure = models.BooleanField(null=True)
    verb = models.CharField(max_length=24, blank=True)
    voided = models.BooleanField(default=False)
    raw = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["actor_key", "number"], name="statement_by_actor"),
            models.Index(fields=["verb_key", "number"], name="statement_by_verb"),
            models.Index(
                fields=["activity_key", "number"],
                name="statement_by_activity",
                condition=Q(activity_key__isnull=False),
            ),
            models.Index(
                fields=["registration", "number"],
                name="statement_by_registration",
                condition=Q(registration__isnull=False),
            ),
            models.Index(fields=["person", "counter"], name="statement_by_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Mention(models.Model):
    """An agent or activity that stands in a statement elsewhere than as its actor or object activity.

    `OTHER` agents are the object, or members of a group there or in the actor: asked for by `agent`.
    `RELATED_…` stand further inside: asked for by `related_agents`, `related_activities`.
    """

    class Kind(models.IntegerChoices):
        OTHER_AGENT = 1
        RELATED_AGENT = 2
        RELATED_ACTIVITY = 3

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="mentions")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "kind", "statement"], name="mention_by_key")]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.kind} {self.key}"


class Reference(models.Model):
    """A statement whose object is another statement, and each statement that this one leads to.

    Transitive: when A refers to B and B to C, A has a row for both, so that filters follow the chain
    (xAPI 1.0.3, communication 2.1.3) without recursion. `target` may not have arrived yet.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="references")
    target = models.UUIDField(db_index=True)
    voids = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.statement_id} → {self.target}"


class Attachment(models.Model):
    """A file that came with a statement; `sha2` is the hash that the statement gives for it."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="attachments")
    sha2 = models.CharField(max_length=128)
    content_type = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.sha2[:12]}"
