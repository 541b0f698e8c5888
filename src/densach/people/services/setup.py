"""The first administrator, and what an administrator decides for the whole installation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.models import Installation, Organization, Person
from densach.people.queries import installation

from .accounts import Facts, checked, new_person
from .cards import make_first_card

FIRST = "quan.tri"


@transaction.atomic
def first_administrator(at: datetime) -> tuple[str, str] | None:
    """(user name, one-time code) of who runs the installation, made when there is nobody yet.

    Called again before that person ever signed in, it ends the old code and gives another one;
    afterwards None: nobody gets in through the command line of a running installation by chance.
    """
    person = Person.objects.filter(is_superuser=True, demo_role="").order_by("created_at").first()
    if person is None:
        facts = Facts(full_name=_("Administrator"), username=FIRST)
        person = new_person(checked(facts, at=at), at=at)
        person.is_superuser = True
        person.save(force_insert=True)
    elif person.last_login is not None or person.has_usable_password():
        return None
    return person.username, make_first_card(person=person, at=at).groups


@transaction.atomic
def new_code_for(username: str, at: datetime) -> str | None:
    """A one-time code for an account, by who has the command line; None if there is none."""
    person = Person.objects.filter(username=username.strip().lower(), is_active=True).first()
    if person is None:
        return None
    audit.note("people.card_made", actor=None, subject=person, at=at)
    return make_first_card(person=person, at=at).groups


@transaction.atomic
def change_installation(
    *,
    actor: Person,
    name: str,
    place: str,
    allows_registration: bool,
    organization: Organization | None,
    at: datetime,
) -> Installation:
    """Name, place, registration and home organisation. Only by who runs the installation."""
    require(actor.is_active and actor.is_superuser, action=_("change the settings"))
    settings = installation()
    settings.name = name.strip()[:120] or "Đèn Sách"
    settings.place = place.strip()[:160]
    settings.allows_registration = allows_registration
    settings.organization = organization
    settings.save()
    audit.note(
        "people.installation_changed",
        actor=actor,
        label=settings.name,
        at=at,
        facts={"registration": allows_registration},
    )
    return settings
