"""Persons, their roles and guardians, the lists they came in, and their end."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from densach.core.models import Travelling

from .places import Organization


class PersonManager(BaseUserManager["Person"]):
    """Finds people by what they type to sign in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username=username)


class Person(AbstractBaseUser, Travelling):
    """Anyone with an account: learner, teacher, librarian, guardian. Roles say which, per place.

    Signs in with `username` or `phone` and a password, or with a one-time card. E-mail is optional.

    Personal data: name, user name, phone, e-mail, year of birth, the school's number for the
    person, that a guardian agreed, sign-in times, habits of the screen (age, language). Why: to
    sign in, to address the person, to know them again in the school's next list. Kept while the
    account lives; `people.services.erase` deletes the row.
    """

    class Age(models.TextChoices):
        CHILD = "nhi", _("child")
        ADULT = "", _("everyone")
        ELDER = "lon", _("large and calm")

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=160, db_index=True, default="", editable=False)
    sort_key = models.CharField(max_length=240, db_index=True, default="", editable=False)
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    identifier = models.CharField(max_length=40, blank=True, db_index=True)  # in school lists
    guardian_agreed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    age_mode = models.CharField(max_length=3, blank=True, choices=Age.choices, default=Age.ADULT)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    demo_role = models.CharField(max_length=20, blank=True)  # a card on the demo's sign-in page

    objects = PersonManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=~Q(phone=""), name="person_phone_belongs_to_one"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks: only those who run the whole installation."""
        return self.is_superuser

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        """Django's own permissions are not used, roles are; the installation's operator passes."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, _label: str) -> bool:
        """See `has_perm`."""
        return self.is_active and self.is_superuser


class Membership(Travelling):
    """A person's role in an organisation, from a day to a day. Ended, never deleted.

    Personal data: where a person belongs and as what. Kept while the account lives.
    """

    class Role(models.TextChoices):
        LEARNER = "LEARNER", _("learner")
        TEACHER = "TEACHER", _("teacher")
        LIBRARIAN = "LIBRARIAN", _("librarian")
        OFFICER = "OFFICER", _("education officer")
        MANAGER = "MANAGER", _("manager")
        ADMINISTRATOR = "ADMINISTRATOR", _("administrator")

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=13, choices=Role.choices)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "role"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_active_per_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id} @ {self.organization_id}"


class Guardianship(Travelling):
    """A grown-up who answers for a child, and may see what the program knows of the child.

    Personal data: a family tie. Kept until ended by either side's school or the guardian.
    """

    guardian = models.ForeignKey(Person, models.CASCADE, related_name="wards")
    child = models.ForeignKey(Person, models.CASCADE, related_name="guardians")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guardian", "child"],
                condition=Q(ended_at__isnull=True),
                name="guardianship_once_per_child",
            ),
            models.CheckConstraint(
                condition=~Q(guardian=models.F("child")), name="guardianship_is_of_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} → {self.child_id}"


class Invitation(models.Model):
    """An organisation asks somebody who has an account elsewhere to join it; they say yes or no.

    So nobody comes to see a stranger's data by entering them as their own.

    Personal data: who was asked by which organisation. Gone once answered or after 30 days.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=13, choices=Membership.Role.choices)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "role"], name="invitation_once_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} @ {self.organization_id} for {self.person_id}"


class ErasureRequest(models.Model):
    """A person, or a child's guardian, asks that the account and its data be erased.

    Personal data: who asked and when. Goes with the person, or when it is taken back.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="erasure_request")
    asked_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erase {self.person_id}"


class Erased(models.Model):
    """That an account was here and was erased: only its identifier, so that no copy revives it.

    Nothing personal is left: the identifier was made by chance and time.
    """

    id = models.UUIDField(primary_key=True)
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class Roster(models.Model):
    """A list of people that somebody brought in a file, before and after it is carried out.

    `rows` holds what the file said, line by line, until it is carried out or a day has passed.
    `made` holds the ids of persons it made, so that their cards can be printed; cleared likewise.

    Personal data: the file's names, years of birth, telephone numbers. Why: to show what would
    happen before it does. Kept 7 days at most, then deleted by `people.services.tidy`.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    brought_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    brought_at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    made = models.JSONField(default=list)
    figures = models.JSONField(default=dict)  # how many new, changed, known, wrong
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.file_name
