"""What the acts of this room are called, for the people who read the staff log."""

from django.utils.translation import gettext_lazy as _

# Each follows the name of who did it.
SENTENCES = {
    "library.import_started": _("brought in “%(subject)s”"),
    "library.import_stopped": _("stopped bringing in “%(subject)s”"),
    "library.import_decided": _("decided about “%(subject)s”"),
    "library.import_line_dropped": _("dropped “%(subject)s” from what is brought in"),
    "library.work_changed": _("changed “%(subject)s”"),
    "library.edition_renewed": _("put a newer release in the place of the older: “%(subject)s”"),
    "library.record_changed": _("changed the record of “%(subject)s”"),
    "library.record_mended": _("mended a record that came in broken: “%(subject)s”"),
    "library.works_merged": _("merged doubles into “%(subject)s”"),
    "library.merge_undone": _("took the merging of “%(subject)s” back"),
    "library.work_withdrawn": _("withdrew “%(subject)s”"),
    "library.work_brought_back": _("brought “%(subject)s” back"),
    "library.shelf_made": _("set up the shelf “%(subject)s”"),
    "library.shelf_changed": _("changed the shelf “%(subject)s”"),
    "library.shelf_filled": _("put works on the shelf “%(subject)s”"),
    "library.shelf_emptied": _("took works off the shelf “%(subject)s”"),
    "library.shelf_taken_down": _("took down the shelf “%(subject)s”"),
}
