"""Why a file is not taken. Each says what is wrong and what to do; the caller names the file."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class Unreadable(DomainError):
    """Base of all refusals of a file. Subclasses live beside the format that raises them."""

    code = "library.unreadable"
    status = 422
    message = _("This file cannot be read.")
    advice = _("Open it on your computer to see whether it is whole, then send it again.")
