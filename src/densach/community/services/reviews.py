"""Writing, judging and taking back reviews."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.library.models import Work
from densach.library.permissions import can_see
from densach.people.models import Person

from ..errors import NothingWritten
from ..models import Review, State
from ..permissions import can_judge_reviews


@transaction.atomic
def write_review(*, actor: Person, work: Work, stars: int, text: str, at: datetime) -> Review:
    """Keep what `actor` says of `work`; others see it after a librarian has read it.

    Writing again changes the one review, which then waits again, but where only the stars change.
    Librarians' own reviews wait too: somebody else reads them. Raises Forbidden.
    """
    require(actor.is_active and can_see(actor, work), action=_("write about this work"))
    text = text.strip()
    review = Review.objects.select_for_update(of=("self",)).filter(work=work, person=actor).first()
    if review is None:
        review = Review(
            work=work, person=actor, created_at=at, origin=settings.DENSACH_NODE, version=0
        )
    # Stars alone are no words that could hurt somebody: they count at once.
    if text and text != review.text:
        review.state, review.reason, review.decided_by, review.decided_at = (
            State.WAITING, "", None, None,
        )  # fmt: skip
    elif not text:
        review.state = State.SHOWN
    review.stars, review.text = stars, text
    review.updated_at, review.version = at, review.version + 1
    review.save()
    return review


@transaction.atomic
def take_back_review(*, actor: Person, work: Work) -> None:
    """Delete the actor's own review; one that is not there is no error."""
    Review.objects.filter(work=work, person=actor).delete()


@transaction.atomic
def judge_review(*, actor: Person, review: Review, show: bool, reason: str, at: datetime) -> Review:
    """Show a review to everybody, or not, with a reason for the writer.

    Nobody judges their own. Raises Forbidden, NothingWritten (hidden without a reason).
    """
    require(
        can_judge_reviews(actor) and actor.pk != review.person_id,
        action=_("decide on this review"),
    )
    if not show and not reason.strip():
        raise NothingWritten
    review.state = State.SHOWN if show else State.HIDDEN
    review.reason = "" if show else reason.strip()[:300]
    review.decided_by, review.decided_at = actor, at
    review.updated_at, review.version = at, review.version + 1
    review.save()
    audit.note(
        "community.review_decided",
        actor=actor,
        at=at,
        subject=review,
        label=review.work.title,
        facts={"state": review.state},
    )
    return review
