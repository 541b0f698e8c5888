"""How this room says no."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class FieldRefusal(DomainError):
    """A refusal that belongs to one field of a form, named by `field`."""

    field: ClassVar[str]


class NameMissing(FieldRefusal):
    code = "people.name_missing"
    field = "full_name"
    message = _("The name is missing.")
    advice = _("Write surname, middle name and given name, for example Nguyễn Văn An.")


class NameTooLong(FieldRefusal):
    code = "people.name_too_long"
    field = "full_name"
    message = _("The name has %(length)d letters; at most %(limit)d fit.")
    advice = _("Shorten it.")


class UserNameOdd(FieldRefusal):
    code = "people.user_name_odd"
    field = "username"
    message = _("The user name needs 3 to 60 plain letters, digits, dots or dashes, one a letter.")
    advice = _("For example nguyen.van.an.")


class UserNameTaken(FieldRefusal):
    code = "people.user_name_taken"
    field = "username"
    message = _("The user name “%(username)s” belongs to somebody already.")
    advice = _("“%(free)s” is free.")


class PhoneOdd(FieldRefusal):
    code = "people.phone_odd"
    field = "phone"
    message = _("This is not a telephone number we understand.")
    advice = _("Write 10 digits such as 0912 345 678, or a plus sign and the country code.")


class PhoneTaken(FieldRefusal):
    code = "people.phone_taken"
    field = "phone"
    message = _("This telephone number signs in another account already.")
    advice = _("Leave it empty or take another number; two people cannot share one.")


class EmailOdd(FieldRefusal):
    code = "people.email_odd"
    field = "email"
    message = _("This is not a complete e-mail address.")
    advice = _("Write it like ten@truong.edu.vn, or leave it empty.")


class BirthYearOdd(FieldRefusal):
    code = "people.birth_year_odd"
    field = "birth_year"
    message = _("The year of birth must lie between %(first)d and %(last)d.")
    advice = _("Write four digits.")


class PasswordTooShort(FieldRefusal):
    code = "people.password_too_short"
    field = "password"
    message = _("The password has %(length)d characters; it needs at least %(least)d.")
    advice = _("Three or four words in a row are easy to remember and hard to guess.")


class PasswordTooCommon(FieldRefusal):
    code = "people.password_too_common"
    field = "password"
    message = _("This password is among those that are guessed first.")
    advice = _("Take words that only you would put together.")


class PasswordLikeName(FieldRefusal):
    code = "people.password_like_name"
    field = "password"
    message = _("The password is too close to your name or telephone number.")
    advice = _("Take something that others do not know about you.")


class PasswordsDiffer(FieldRefusal):
    code = "people.passwords_differ"
    field = "again"
    message = _("The two passwords are not the same.")
    advice = _("Type both once more.")


class PasswordWrong(FieldRefusal):
    code = "people.password_wrong"
    status = 403
    field = "present"
    message = _("The present password is not right.")
    advice = _("Check Caps Lock and the Vietnamese typing tool.")


class CardUnknown(DomainError):
    """One answer for never made, used, ended and out of date: a stranger learns nothing."""

    code = "people.card_unknown"
    status = 404
    message = _("This code does not open an account any more, or has a typing error.")
    advice = _("Look at the card once more, or ask your teacher or administrator for a new card.")


class RegistrationClosed(DomainError):
    code = "people.registration_closed"
    status = 403
    message = _("People cannot make accounts by themselves here.")
    advice = _("Ask your school or library; they make one in a minute.")


class GuardianMustAgree(FieldRefusal):
    code = "people.guardian_must_agree"
    field = "guardian_agrees"
    message = _("Under %(age)d a parent or guardian has to agree.")
    advice = _("Ask them to read this page and tick the box together with you.")


class OrganizationNameMissing(FieldRefusal):
    code = "people.organization_name_missing"
    field = "name"
    message = _("The organisation needs a name.")
    advice = _("Write it as on its sign, for example Trường THCS Suối Mây.")


class OrganizationHere(FieldRefusal):
    code = "people.organization_here"
    field = "name"
    message = _("“%(name)s” is here already under the same organisation.")
    advice = _("Open that one, or give this one another name.")


class NetworkOdd(FieldRefusal):
    code = "people.network_odd"
    field = "networks"
    message = _("Line %(line)d, “%(text)s”, is not a network address.")
    advice = _("Write one on each line, for example 192.168.1.0/24.")


class UnitUnknown(FieldRefusal):
    code = "people.unit_unknown"
    field = "unit"
    message = _("There is no commune or province with the code “%(text)s”.")
    advice = _("Type the name and choose from the list.")


class MoveIntoItself(FieldRefusal):
    code = "people.move_into_itself"
    field = "parent"
    message = _("“%(name)s” cannot stand under itself or under one of its own parts.")
    advice = _("Choose another place.")


class TreeTooDeep(FieldRefusal):
    code = "people.tree_too_deep"
    field = "parent"
    message = _("More than %(limit)d levels of organisations do not fit.")
    advice = _("Put it one level higher.")


class StillInUse(DomainError):
    code = "people.still_in_use"
    message = _("“%(name)s” still has %(parts)d open parts.")
    advice = _("Close or move them first.")


class OrganizationClosed(DomainError):
    code = "people.organization_closed"
    message = _("“%(name)s” is closed.")
    advice = _("Open it again first.")


class NotAClass(DomainError):
    code = "people.not_a_class"
    message = _("“%(name)s” is not a class.")
    advice = _("Choose a class.")


class LastAdministrator(DomainError):
    code = "people.last_administrator"
    message = _("This is the last account that can run the installation.")
    advice = _("Give the right to somebody else first.")


class NotMyOwn(DomainError):
    code = "people.not_my_own"
    message = _("You cannot take your own administrator role away.")
    advice = _("Ask another administrator, so that nobody locks themselves out.")


class GuardianOfThemselves(DomainError):
    code = "people.guardian_of_themselves"
    message = _("Nobody is their own guardian.")
    advice = _("Choose another person.")


class PersonUnknown(FieldRefusal):
    code = "people.person_unknown"
    status = 404
    field = "username"
    message = _("Nobody you look after has the user name “%(username)s”.")
    advice = _("Check the spelling, or add the person first.")


class RosterUnreadable(FieldRefusal):
    code = "people.roster_unreadable"
    field = "file"
    message = _("The file “%(file)s” cannot be read as a table.")
    advice = _("Save it as an Excel workbook (.xlsx) or as CSV in UTF-8 and try again.")


class RosterWithoutNames(FieldRefusal):
    code = "people.roster_without_names"
    field = "file"
    message = _("No column with names was found in “%(file)s”.")
    advice = _("Head one column “Họ và tên”, or use the template.")


class RosterTooLong(FieldRefusal):
    code = "people.roster_too_long"
    field = "file"
    message = _("The file has more than %(limit)d rows.")
    advice = _("Split it and bring in one part after the other.")


class RosterGone(DomainError):
    code = "people.roster_gone"
    message = _("This list was carried out or tidied away already.")
    advice = _("Bring the file in again.")


class NotVerified(DomainError):
    code = "people.not_verified"
    status = 403
    message = _("The other service did not confirm an e-mail address of a staff member here.")
    advice = _("Sign in with your user name, or ask your administrator to enter your e-mail.")


class DemoOff(DomainError):
    code = "people.demo_off"
    status = 404
    message = _("Trying out by a click on a role is switched off here.")
    advice = _("Sign in with your user name.")


class DeviceEnded(DomainError):
    """The key of a device is not in force: ended, of a locked account, or never given out."""

    code = "people.device_ended"
    status = 401
    message = _("This device may not send for this person any more.")
    advice = _("Sign in once more on it; what waits here is kept and goes up then.")


class AccountErased(DomainError):
    code = "people.erased"
    status = 410
    message = _("This account was erased.")
    advice = _("What this device holds of it is deleted too.")


class DeviceNameMissing(FieldRefusal):
    code = "people.device_name_missing"
    field = "name"
    message = _("The device needs a name.")
    advice = _("For example Điện thoại của mẹ.")


class PinOdd(FieldRefusal):
    code = "people.pin_odd"
    field = "pin"
    message = _("A PIN has four pictures, or four to eight digits.")
    advice = _("Choose four pictures one after the other.")


class PinTooEasy(FieldRefusal):
    code = "people.pin_too_easy"
    field = "pin"
    message = _("This PIN is guessed first.")
    advice = _("Do not take the same four times, nor digits in a row such as 1234.")


class PinMissing(DomainError):
    code = "people.pin_missing"
    message = _("This person has no PIN.")
    advice = _("Sign in with the class card or the password.")


class PinWrong(DomainError):
    """`left` tries are left on this device; `seconds` until the next."""

    code = "people.pin_wrong"
    status = 403
    message = _("That was not right yet.")
    advice = _("Look at it calmly and try again; tries left: %(left)d.")


class PinWait(DomainError):
    code = "people.pin_wait"
    status = 429
    message = _("That was wrong several times.")
    advice = _("Wait %(seconds)d seconds, then try again.")


class PinWrongTooOften(DomainError):
    code = "people.pin_wrong_too_often"
    status = 403
    message = _("The PIN was wrong too often on this device.")
    advice = _("Sign in with the class card or the password; then it counts from the beginning.")


class PinWrongHere(DomainError):
    """The device's proof of a PIN is not in force: the PIN was changed elsewhere."""

    code = "people.pin_changed"
    status = 403
    message = _("The PIN was changed since this device was last connected.")
    advice = _("Come in once more with the new PIN.")


class PresentWrong(FieldRefusal):
    code = "people.present_wrong"
    status = 403
    field = "present"
    message = _("The present PIN or password is not right.")
    advice = _("Show what you come in with now; who has forgotten it asks the teacher.")
