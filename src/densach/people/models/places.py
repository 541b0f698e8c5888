"""Administrative units, organisations in their tree, the installation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.models import Travelling


class AdminUnit(models.Model):
    """A province or commune of the two-tier order in force since 1 July 2025.

    Code list (General Statistics Office codes); source and licence stand beside the data file.
    """

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", _("province")
        COMMUNE = "COMMUNE", _("commune")

    code = models.CharField(primary_key=True, max_length=10)
    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=160, db_index=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    province = models.ForeignKey("self", models.PROTECT, null=True, related_name="communes")

    def __str__(self) -> str:
        return self.full_name


class FormerUnit(models.Model):
    """A province, district or commune as it was called before 1 July 2025, and what it became.

    One row per pair of old unit and what it became: a commune for districts and communes, a
    province for provinces; `divided` where only a part went there.
    """

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", _("province")
        DISTRICT = "DISTRICT", _("district")
        COMMUNE = "COMMUNE", _("commune")

    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=160)
    name_key = models.CharField(max_length=160, db_index=True)
    level = models.CharField(max_length=8, choices=Level.choices)
    district_name = models.CharField(max_length=160, blank=True)
    province_name = models.CharField(max_length=160)
    became = models.ForeignKey(AdminUnit, models.CASCADE, related_name="former")
    divided = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.full_name} → {self.became_id}"


class Organization(Travelling):
    """A school, library, learning centre or office, somewhere in the tree.

    Roles held in an organisation hold for everything under it; `path` is the chain of ids from
    the root, each followed by a slash, so that “under” is one prefix comparison.
    """

    class Kind(models.TextChoices):
        DEPARTMENT = "DEPARTMENT", _("department")
        COMMUNE = "COMMUNE", _("commune office")
        SCHOOL = "SCHOOL", _("school")
        LIBRARY = "LIBRARY", _("library")
        CENTER = "CENTER", _("community learning centre")
        CLASS = "CLASS", _("class")
        OTHER = "OTHER", _("other")

    number = models.PositiveIntegerField(unique=True)  # short, for addresses
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True, default="", editable=False)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    path = models.CharField(max_length=600, db_index=True, editable=False)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    networks = models.TextField(
        blank=True
    )  # one CIDR a line: addresses that count as on the premises

    def __str__(self) -> str:
        return self.name


class Installation(models.Model):
    """What an administrator decides for the whole installation. One row, id 1."""

    name = models.CharField(max_length=120, default="Đèn Sách")
    place = models.CharField(max_length=160, blank=True)
    allows_registration = models.BooleanField(default=False)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="installation_is_one"),
        ]

    def __str__(self) -> str:
        return self.name
