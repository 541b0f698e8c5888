"""What the acts of this room are called, for the people who read the log."""

from django.utils.translation import gettext_lazy as _

from densach.people.models import Membership

# Each follows the name of who did it.
SENTENCES = {
    "people.person_created": _("added %(subject)s to “%(organization)s” as %(role)s"),
    "people.person_changed": _("corrected the account of %(subject)s (%(fields)s)"),
    "people.person_locked": _("locked the account of %(subject)s"),
    "people.person_opened": _("opened the account of %(subject)s again"),
    "people.person_erased": _("erased an account with all its data"),
    "people.password_demanded": _("asked %(subject)s to choose a new password"),
    "people.card_made": _("made a sign-in card for %(subject)s"),
    "people.pin_set": _("set a PIN for %(subject)s"),
    "people.pin_removed": _("took away the PIN of %(subject)s"),
    "people.class_card_made": _("made a class card for %(subject)s"),
    "people.class_card_ended": _("ended the class card of %(subject)s"),
    "people.device_ended": _("ended the lost device “%(subject)s”"),
    "people.device_owned": _("entered the device “%(subject)s” as belonging to: %(organization)s"),
    "people.role_given": _("made %(subject)s %(role)s in “%(organization)s”"),
    "people.role_ended": _("ended the role %(role)s of %(subject)s in “%(organization)s”"),
    "people.moved_to_class": _("put %(subject)s into “%(organization)s”"),
    "people.invited": _("invited “%(subject)s” to “%(organization)s” as %(role)s"),
    "people.guardian_set": _("entered a guardian of %(subject)s"),
    "people.guardian_ended": _("ended a guardianship of %(subject)s"),
    "people.organization_created": _("made the organisation “%(subject)s”"),
    "people.organization_changed": _("changed “%(subject)s”"),
    "people.organization_moved": _("moved “%(subject)s” under “%(to)s”"),
    "people.organization_closed": _("closed “%(subject)s”"),
    "people.organization_opened": _("opened “%(subject)s” again"),
    "people.roster_done": _("brought in the list “%(subject)s” for “%(organization)s”"),
    "people.installation_changed": _("changed the settings of “%(subject)s”"),
}

# Codes that stand as facts of acts.
WORDS = {
    **{role.value: role.label for role in Membership.Role},
    "full_name": _("name"),
    "username": _("user name"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "birth_year": _("year of birth"),
    "identifier": _("school's number"),
}
