"""How people come in without a password: one-time cards, class cards, PINs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .persons import Person
from .places import Organization


class SignInCard(models.Model):
    """A one-time printed code with which a person signs in and then chooses a password.

    Only a SHA-256 of the secret is stored. Used once, ended by a newer card, or out of date.

    Personal data: that a card was made for a person, by whom. Erased with the person.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"card of {self.person_id}"


class ClassCard(models.Model):
    """A card that a pupil keeps and shows to the camera: it signs in again and again until ended.

    It carries a secret of 128 bits as a QR code, and a code of 12 letters to type. Of the secret a
    SHA-256 is stored, of the code a hash keyed with the installation's secret, since 60 bits could
    be searched by whoever got hold of the table. Only for people without power over others.

    Personal data: that a pupil has a card, of which class, when it was last used. Why: to come in
    without a password, to end a lost card. Goes with the person, or a year after the card ended.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="class_cards")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="class_card_one_active_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"class card of {self.person_id}"


class Pin(models.Model):
    """Four pictures or digits with which a person comes in on a device where they are at home.

    It opens nothing by itself: only together with the key that the device holds (`DeviceKey`),
    which counts wrong tries.

    Personal data: that there is a PIN, who set it, when; of the PIN itself a salted hash keyed with
    the installation's secret (docs/adr/0014). Goes with the person, or when it is taken away.
    """

    class Kind(models.TextChoices):
        PICTURES = "PICTURES", _("four pictures")
        DIGITS = "DIGITS", _("digits")

    person = models.OneToOneField(Person, models.CASCADE, related_name="pin")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    hash = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"PIN of {self.person_id}"
