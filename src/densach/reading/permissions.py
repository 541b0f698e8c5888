"""Who may open the files of a work: the library's rule, with the reason when the answer is no."""

from densach.core.errors import DomainError
from densach.library.models import Audience, Work
from densach.library.permissions import can_see, may_read
from densach.people.models import Person

from .errors import OnlyOnPremises, SignInToRead


def may_open(viewer: Person | None, work: Work, *, on_premises: bool) -> bool:
    """Whether `viewer` may open the files of `work`, from the library's own network or not."""
    return may_read(viewer, work, on_premises=on_premises)


def why_not(viewer: Person | None, work: Work) -> DomainError | None:
    """The refusal for somebody who may not open `work`; None: to them the work does not exist."""
    if not can_see(viewer, work):
        return None
    if work.audience == Audience.PREMISES:
        return OnlyOnPremises(title=work.title)
    return SignInToRead(title=work.title)
