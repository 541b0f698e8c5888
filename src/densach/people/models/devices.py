"""Browsers in which people are at home: the keys that these hold, the sessions they opened."""

from django.db import models
from django.db.models import Q

from densach.core.models import Travelling

from .persons import Person
from .places import Organization


class Device(Travelling):
    """A browser on a telephone, tablet or computer, shared by one or several people.

    School-owned where `organization` names the school, else private. Ended (lost, given away), never
    deleted while a key of it is known: what it sent refers to it.

    Personal data: what the browser says of itself ("Chrome · Android") or the name its owner gave
    it, when it was last seen. Why: so that people know their devices and can end a lost one. Kept
    while somebody is at home on it; `people.services.tidy` deletes it when the last key is gone.
    """

    name = models.CharField(max_length=80)
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="devices"
    )
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class DeviceKey(models.Model):
    """One person at home on one device. The secret of 256 bits lies there; here its SHA-256 only.

    The key sends what the person did there, also while somebody else is signed in, and together
    with the person's PIN it signs in. By itself it opens no page. `wrong_pins` counts wrong PINs
    since the last right one; until `wait_until` none is looked at. `proof_sha256`: a secret that the
    device got for a right PIN and keeps sealed with it, so that who came in there without a
    connection comes in here when it is back (docs/adr/0014).

    Personal data: on which devices a person is at home, since when, last seen. Why: to take in what
    the person did there, to end a lost device. Deleted with the person; an ended key after a year.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="keys")
    person = models.ForeignKey(Person, models.CASCADE, related_name="device_keys")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)
    wait_until = models.DateTimeField(null=True, blank=True)
    proof_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "device"],
                condition=Q(ended_at__isnull=True),
                name="device_key_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"key of {self.person_id} on {self.device_id}"


class OnlineSession(models.Model):
    """One signed-in browser of a person, so that its owner can see and end it.

    `home` is the device where the browser said which one it is: ending the device ends the session.

    Personal data: when and with what kind of device a person signed in (no address). Goes with
    the session, at latest 60 days after it was last seen.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="online_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=120, blank=True)
    home = models.ForeignKey(
        Device, models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"session of {self.person_id}"


class ErasedKey(models.Model):
    """That a key belonged to an account that was erased, so that its device deletes what it holds.

    Nothing personal is left: the hash of a secret that was made by chance. Kept two years, longer
    than a telephone lies in a drawer; then the device hears that its key is not known.
    """

    secret_sha256 = models.CharField(primary_key=True, max_length=64)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.secret_sha256[:12]
