"""Who is signing in: a user name or a telephone number, typed in any way, and a password."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from densach.people.models import Membership, Person
from densach.people.permissions import POWERFUL
from densach.people.text import phone_number


def person_named(text: str) -> Person | None:
    """The person whose user name or telephone number `text` is. One query."""
    name, phone = text.strip().lower()[:60], phone_number(text)
    matches = Q(username=name) | Q(phone=phone) if phone else Q(username=name)
    found = list(Person.objects.filter(matches)[:2])
    return next((p for p in found if p.username == name), found[0] if found else None)


class NameOrPhoneBackend(BaseBackend):
    """Django's door to `person_named`. Takes as long for a name that nobody has."""

    def authenticate(  # type: ignore[override]
        self,
        _request: object,
        username: str | None = None,
        password: str | None = None,
        **_others: object,
    ) -> Person | None:
        """The active person with this name and password, else None."""
        if not username or password is None:
            return None
        person = person_named(username)
        if person is None or not person.has_usable_password():
            make_password(password)  # the time of one check, so that nobody learns who exists
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: UUID | str) -> Person | None:
        """The active person of a session."""
        return Person.objects.filter(pk=user_id, is_active=True).first()


def name_for_throttle(_request: object, credentials: dict[str, Any] | None) -> str:
    """Under which name django-axes counts failures: one for all spellings of a person.

    A keyed hash: the table of failures then holds no names, and no passwords that somebody typed
    into the wrong field.
    """
    typed = str((credentials or {}).get("username") or "")
    return throttle_name(person_named(typed) or typed.strip().lower())


def throttle_name(known: Person | str) -> str:
    """The keyed hash for a person, or for a name that nobody has."""
    text = known if isinstance(known, str) else str(known.pk)
    return salted_hmac("densach.throttle", text, secret=settings.SECRET_KEY).hexdigest()


def staff_with_email(email: str) -> Person | None:
    """The one active staff member with this address; None if there is none, or more than one.

    For sign-in through another service that verified the address. Learners never come in this way.
    """
    powerful = Membership.objects.filter(
        person=OuterRef("pk"), role__in=POWERFUL, ended_at__isnull=True
    )
    found = Person.objects.filter(
        Q(is_superuser=True) | Exists(powerful), email__iexact=email.strip(), is_active=True
    )[:2]
    people = list(found) if email.strip() else []
    return people[0] if len(people) == 1 else None
