"""How the library says no."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class WorkChangedMeanwhile(DomainError):
    """Somebody else saved the record after this form was opened. Both versions are shown."""

    code = "library.work_changed_meanwhile"
    message = _("Somebody changed “%(title)s” while you were working on it.")
    advice = _("Compare the two versions below and save again what should stay.")


class AlreadyDecided(DomainError):
    """The line of an import was decided before: a double click, or a second librarian."""

    code = "library.already_decided"
    message = _("This line has been decided already.")
    advice = _("Load the page again to see what was decided.")


class NotMerged(DomainError):
    """A merge that cannot be made or undone."""

    code = "library.not_merged"
    message = _("These records cannot be merged: %(reason)s.")
    advice = _("Choose two different works that are both on the shelves.")


class StoppedWhileReading(DomainError):
    """The reading process died on this file, twice: a file made to harm, or beyond our parsers."""

    code = "library.stopped_while_reading"
    status = 422
    message = _("The program stopped twice while it was reading this file.")
    advice = _(
        "The file is probably damaged. Make it anew or in another format, then send it again."
    )


class TookTooLong(DomainError):
    """Reading did not end in the time that a file is given."""

    code = "library.took_too_long"
    status = 422
    message = _("Reading this file was not finished after %(minutes)d minutes.")
    advice = _("Split it into smaller files, then send them again.")


class DiskFull(DomainError):
    """There is no room for the file. What was there before stays as it was."""

    code = "library.disk_full"
    status = 507
    message = _("The disk of this library is full: only %(free_mb)d MB are left.")
    advice = _("Make room or ask the administrator for it, then start the import again.")


class PackedTooDeeply(DomainError):
    """A zip in a zip in a zip."""

    code = "library.packed_too_deeply"
    status = 422
    message = _("This zip lies in a zip that lies in a zip, which is not unpacked here.")
    advice = _("Unpack it on your computer, then send what is in it.")


class CutOff(DomainError):
    """A file of this machine that the import had named but not read when it was killed."""

    code = "library.cut_off"
    status = 422
    message = _("The import was cut off before “%(source)s” was read.")
    advice = _("Bring it in once more; what came in already is not doubled.")


class NothingHere(DomainError):
    """A source that holds no file."""

    code = "library.nothing_here"
    status = 422
    message = _("There is no file at “%(source)s”.")
    advice = _("Check the address or the name of the folder.")


class NoShelf(DomainError):
    """No shelf has this address."""

    code = "library.no_shelf"
    status = 404
    message = _("There is no shelf “%(slug)s”.")
    advice = _("The name is the last part of the shelf's address. There are: %(there)s.")
