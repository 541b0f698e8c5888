"""What the acts of this room are called, for the people who read the log."""

from django.utils.translation import gettext_lazy as _

# Each follows the name of who did it.
SENTENCES = {
    "records.key_made": _("made a key for the program “%(subject)s”"),
    "records.key_ended": _("ended the key of the program “%(subject)s”"),
    "records.carried_in": _(
        "took in records of %(subject)s from the file “%(file)s”: %(taken)s new, %(known)s known, "
        "%(refused)s not taken in"
    ),
}
