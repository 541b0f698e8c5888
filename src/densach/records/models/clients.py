"""Other programs and their keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from densach.people.models import Organization, Person


class Client(models.Model):
    """Another program with a key of its own: `key` is its user name, a random secret its password.

    Only the secret's SHA-256 is kept: it has 256 random bits, so that no slow hash is needed.
    `scopes` are words of `Scope`, parted by spaces. With `organization`, the program sees and writes
    only what people who belong there did. Ended, never deleted: statements say who brought them.

    Personal data: which administrator made or ended it. Kept while statements refer to it; the
    name of the administrator goes with the account.
    """

    class Scope(models.TextChoices):
        WRITE = "statements/write", _("send statements")
        READ_MINE = "statements/read/mine", _("read the statements that it sent itself")
        READ = "statements/read", _("read all statements")
        STATE = "state", _("keep and read states of activities")
        PROFILE = "profile", _("keep and read profiles of activities and people")
        DEFINE = "define", _("describe activities")
        ALL = "all", _("everything")

    key = models.CharField(max_length=32, unique=True)
    secret_sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    scopes = models.CharField(max_length=200)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def may(self, scope: str) -> bool:
        """Whether the key was given `scope`, by itself or in a wider one (xAPI 1.0.3, OAuth scopes)."""
        held = set(self.scopes.split())
        wider = {self.Scope.READ_MINE: {self.Scope.READ}}.get(self.Scope(scope), set())
        return bool(held & {scope, self.Scope.ALL, *wider})
