"""What the outbox remembers of a person beside the statements."""

from django.db import models

from densach.people.models import Person


class Heard(models.Model):
    """How far the server has heard of a person's devices.

    `counter` is the highest that any device used: the next event of a device that knows it is newer
    than everything done so far, without asking a clock. `turn` counts batches, so that devices can
    ask for what changed since. `wiped` counts deletions by hand: a device that knows another number
    takes everything anew.

    Personal data: how often a person's devices have sent. Why: to order what they did. Goes with the
    account.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="heard")
    counter = models.BigIntegerField(default=0)
    turn = models.BigIntegerField(default=0)
    wiped = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.counter}"


class Forgotten(models.Model):
    """That an event was here and its person deleted it: so that a late copy does not bring it back.

    `id` is a hash of the event's id, which tells nothing of what was done or when.

    Personal data: how many events a person deleted. Goes with the account.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.id)
