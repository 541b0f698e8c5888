"""How records say no."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

# Events of devices


class EventsUnreadable(DomainError):
    """What came is no JSON of the shape in docs/architecture/events.md. Nothing was taken in."""

    code = "records.events_unreadable"
    status = 422
    message = _("What was sent cannot be read.")
    advice = _("It stays on the device; try again after the next update of the program.")


class TooManyEvents(DomainError):
    """More than one request may hold. Nothing was taken in."""

    code = "records.too_many_events"
    status = 413
    message = _("This is too much at once: at most %(most)d entries or 1 MB fit into one go.")
    advice = _("Send it in smaller parts.")


class NoRoom(DomainError):
    """The disk or the database is full. Nothing was taken in."""

    code = "records.no_room"
    status = 507
    message = _("The server's disk is full, so nothing was taken in.")
    advice = _("It stays on the device and goes up when there is room. Tell the administrator.")


class Busy(DomainError):
    """The database is held by somebody else for longer than a device may wait."""

    code = "records.busy"
    status = 503
    message = _("The server has too much to do just now.")
    advice = _("It stays on the device; it tries again by itself.")


class NotARecordFile(DomainError):
    """What was brought is no file that “Tải bản ghi ra tệp” wrote."""

    code = "records.not_a_record_file"
    status = 422
    message = _("“%(file)s” holds no records of a device.")
    advice = _("Bring the file that “Save records to a file” made, as it is.")


class RecordFileTooLong(DomainError):
    """A file of records past the limit."""

    code = "records.record_file_too_long"
    status = 413
    message = _("“%(file)s” is too large: at most %(megabytes)d MB of records fit into one go.")
    advice = _("Bring the devices' own files one after the other.")


class NotTheirKeeper(DomainError):
    """Somebody brings the records of a person whom they do not look after."""

    code = "records.not_their_keeper"
    status = 403
    message = _("You do not look after the person to whom these records belong.")
    advice = _("Give the file to a teacher of the class or to the school's administrator.")


# Other programs (the Learning Record Store)


class NotConforming(DomainError):
    """A statement, parameter or document is not as xAPI wants it. Nothing was stored."""

    code = "records.not_conforming"
    status = 400
    message = _("%(where)s: %(reason)s")


class KeyNeeded(DomainError):
    """No key came, or one that is not known or was ended."""

    code = "records.key_needed"
    status = 401
    message = _("This needs the key of a program, as user name and password (Basic).")
    advice = _("Ask the administrator for a key, or for a new one if yours was ended.")


class NotInScope(DomainError):
    """The key is good, but not for this."""

    code = "records.not_in_scope"
    status = 403
    message = _("The key “%(client)s” was not given the right to do this.")
    advice = _("Ask the administrator for a key with that right.")


class NotYours(DomainError):
    """Statements that are somebody else's to change."""

    code = "records.not_yours"
    status = 403
    message = _("Statement %(id)s came from somebody else, so this key may not declare it void.")


class NothingThere(DomainError):
    """No such statement or document, or none that this key may see."""

    code = "records.nothing_there"
    status = 404
    message = _("There is nothing under that name.")


class MethodUnknown(DomainError):
    """This address does not answer to that method."""

    code = "records.method_unknown"
    status = 405
    message = _("This address answers to: %(methods)s.")


class StatementDiffers(DomainError):
    """A statement with this id is there already and says something else. Nothing was stored."""

    code = "records.statement_differs"
    status = 409
    message = _("Another statement with the id %(id)s is stored already.")
    advice = _("Send it with an id of its own.")


class SayWhichVersion(DomainError):
    """A document would be overwritten by somebody who did not say which version they saw."""

    code = "records.say_which_version"
    status = 409
    message = _("This document exists already.")
    advice = _("Fetch it, then send If-Match with its ETag to overwrite it.")


class ChangedMeanwhile(DomainError):
    """The document is not, or no longer, what the sender believes. Nothing was changed."""

    code = "records.changed_meanwhile"
    status = 412
    message = _("This document was changed by somebody else in the meantime.")
    advice = _("Fetch it again, then repeat your change.")


class TooLarge(DomainError):
    """More bytes than one request may bring."""

    code = "records.too_large"
    status = 413
    message = _("This is too large: at most %(megabytes)d MB fit into one request.")
    advice = _("Send it in smaller parts.")


class UnknownScope(DomainError):
    """A word that is no scope."""

    code = "records.unknown_scope"
    status = 422
    message = _("A key needs a name and at least one right.")
    advice = _("Tick what the program may do.")
