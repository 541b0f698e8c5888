"""How this room says no."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class NotAMember(DomainError):
    """Only members talk in a club."""

    code = "community.not_a_member"
    status = 403
    message = _("You are not in this club yet.")
    advice = _("Join the club first, then write.")


class Closed(DomainError):
    """The club or the challenge is over."""

    code = "community.closed"
    message = _("“%(title)s” is over.")
    advice = _("Look for one that is open.")


class NothingWritten(DomainError):
    """A post or a decision without the words it needs."""

    code = "community.nothing_written"
    status = 422
    message = _("There are no words yet.")
    advice = _("Write a sentence, then send it again.")


class WrongDays(DomainError):
    """The last day lies before the first."""

    code = "community.wrong_days"
    status = 422
    message = _("The last day lies before the first day.")
    advice = _("Choose a last day on or after the first day.")


class WorkUnknown(DomainError):
    """A number that stands on no work."""

    code = "community.work_unknown"
    status = 422
    message = _("No work has the number %(number)s.")
    advice = _("The number stands on the work's page: DS-12.")


class LastKeeper(DomainError):
    """A club may not be without a keeper."""

    code = "community.last_keeper"
    message = _("You are the only keeper of this club.")
    advice = _("Make somebody else keeper first, or close the club.")
