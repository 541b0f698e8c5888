"""How reading says no."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class OnlyOnPremises(DomainError):
    """The files of the work are opened only from the library's own network."""

    code = "reading.only_on_premises"
    status = 403
    message = _("“%(title)s” may be read only inside the library.")
    advice = _("Come to the library and open it there, on the library's own network.")


class SignInToRead(DomainError):
    """The work is for people with an account, and nobody is signed in."""

    code = "reading.sign_in_to_read"
    status = 403
    message = _("“%(title)s” is for people with an account.")
    advice = _("Sign in, then open it again.")


class NotForTakingAway(DomainError):
    """The work may be read on the premises only, so no device keeps it."""

    code = "reading.not_for_taking_away"
    status = 403
    message = _("“%(title)s” may be read only inside the library, so it is not saved on devices.")
    advice = _("Open it in the library, on the library's own network.")


class NothingToOpen(DomainError):
    """The work is a catalogue record, or its file is of a kind that the page cannot show."""

    code = "reading.nothing_to_open"
    status = 404
    message = _("“%(title)s” cannot be read here: the library has only its record.")
    advice = _("Ask the librarian whether there is a copy on the shelves.")


class FileGone(DomainError):
    """The record names a file that is not in the store: a disk was lost or a restore left out files."""

    code = "reading.file_gone"
    status = 503
    message = _("The file of this work is missing from the library's store.")
    advice = _("Tell the librarian, who can put it back from a backup.")


class NoSuchPlace(DomainError):
    """An address names a chapter, page or track that the edition does not have."""

    code = "reading.no_such_place"
    status = 404
    message = _("“%(title)s” has no such page.")
    advice = _("Open its table of contents and choose from there.")


class TooManyShelves(DomainError):
    """A person follows as many shelves as the home page looks at."""

    code = "reading.too_many_shelves"
    status = 409
    message = _("You follow %(count)d shelves, which is the most.")
    advice = _("Leave one that you no longer need, then follow this one.")
