"""Asking for an account to be erased, and really erasing it."""

from datetime import datetime, timedelta
from functools import partial

from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.models import StaffAct
from densach.core.permissions import require
from densach.people.errors import LastAdministrator
from densach.people.models import (
    Erased,
    ErasureRequest,
    Invitation,
    OnlineSession,
    Person,
    Roster,
    SignInCard,
)
from densach.people.permissions import can_ask_erasure, can_erase
from densach.people.signals import person_erased

from . import class_cards, devices, sessions
from .sign_in import throttle_name

ROSTER_KEPT = timedelta(days=7)
ROSTER_ROWS_KEPT = timedelta(days=1)
INVITATION_KEPT = timedelta(days=30)
CARD_KEPT = timedelta(days=30)  # after it went out of date


@transaction.atomic
def ask_erasure(*, actor: Person, person: Person, at: datetime) -> ErasureRequest:
    """Ask those who look after `person` to erase the account. Asking twice is asking once.

    Raises Forbidden.
    """
    require(can_ask_erasure(actor, person), action=_("ask for this"))
    request, _new = ErasureRequest.objects.get_or_create(
        person=person, defaults={"asked_by": actor, "asked_at": at}
    )
    return request


@transaction.atomic
def take_back(*, actor: Person, person: Person) -> None:
    """The request is taken back by who may ask, or put aside by who may erase. Raises Forbidden."""
    require(can_ask_erasure(actor, person) or can_erase(actor, person), action=_("take this back"))
    ErasureRequest.objects.filter(person=person).delete()


@transaction.atomic
def erase(*, actor: Person, person: Person, at: datetime, place: str = "") -> None:
    """Delete the account and all personal data with it. Nothing brings it back.

    The row goes, and with it everything that hangs on it; acts of staff about the person lose
    their words, the person's own acts lose the actor. What stays is a bare identifier (`Erased`),
    so that no copy from elsewhere revives the account. Sends `person_erased` after commit.

    Raises Forbidden, LastAdministrator.
    """
    require(can_erase(actor, person), action=_("erase this account"))
    operators = Person.objects.filter(is_superuser=True, is_active=True)
    if person.is_superuser and not operators.exclude(pk=person.pk).exists():
        raise LastAdministrator
    person_id = person.pk
    sessions.end_others(person=person, keep=None)
    StaffAct.objects.filter(
        subject_type=get_user_model()._meta.label_lower,
        subject_id=str(person_id),
    ).update(subject_label="", facts={})
    AccessAttempt.objects.filter(username=throttle_name(person)).delete()
    devices.forget_keys(person=person, at=at)
    Erased.objects.create(pk=person_id, erased_at=at)
    person.delete()
    audit.note(
        "people.person_erased",
        actor=None if actor.pk in {None, person_id} else actor,
        at=at,
        place=place,
    )
    transaction.on_commit(partial(person_erased.send, sender=Person, person_id=person_id))


@transaction.atomic
def tidy(*, at: datetime) -> int:
    """Delete what was kept for a time only: lists, invitations, sessions, old cards, keys, acts.

    Returns how many rows went. Run daily.
    """
    Roster.objects.filter(brought_at__lt=at - ROSTER_ROWS_KEPT).update(rows=[])
    gone = [
        Roster.objects.filter(brought_at__lt=at - ROSTER_KEPT).delete()[0],
        Invitation.objects.filter(made_at__lt=at - INVITATION_KEPT).delete()[0],
        OnlineSession.objects.filter(seen_at__lt=at - sessions.KEPT).delete()[0],
        SignInCard.objects.filter(expires_at__lt=at - CARD_KEPT).delete()[0],
        AccessAttempt.objects.filter(attempt_time__lt=at - timedelta(days=1)).delete()[0],
        devices.tidy(at=at),
        class_cards.tidy(at=at),
        audit.forget(before=at - audit.KEPT),
    ]
    return sum(gone)
