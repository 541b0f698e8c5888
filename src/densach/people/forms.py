"""What people type. The rules are in services; a refusal of theirs is shown at its field."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

from .errors import FieldRefusal, PasswordsDiffer
from .models import Membership, Organization, Person, Pin
from .services.accounts import Facts
from .services.organizations import Description
from .services.pins import LENGTH, PICTURE_WORDS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class RuledForm(forms.Form):
    """A form whose service may say no."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))  # type: ignore[arg-type]
        self.use_required_attribute = False  # our own sentences, not the browser's

    def refuse(self, refusal: DomainError) -> None:
        """Show `refusal` at its field, or above the form."""
        field = refusal.field if isinstance(refusal, FieldRefusal) else None
        self.add_error(field if field in self.fields else None, str(refusal))


def _text(
    label: "StrPromise",
    *,
    required: bool = False,
    hint: "StrPromise | str" = "",
    longest: int = 300,
    **attrs: str,
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=hint,
        max_length=longest,
        widget=forms.TextInput(attrs=dict(attrs)),
        error_messages={"required": _("This is missing.")},
    )


def _password(
    label: "StrPromise", autocomplete: str, hint: "StrPromise | str" = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("The password is missing.")},
    )


class SignInForm(RuledForm):
    """Name or number, password."""

    username = _text(
        _("Telephone number or user name"),
        required=True,
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )
    password = _password(_("Password"), "current-password")
    shared = forms.BooleanField(
        required=False,
        label=_("Others use this device too"),
        help_text=_("Signs you out when the browser is closed."),
    )


class ChosenPassword(RuledForm):
    """A new password, twice."""

    password = _password(_("New password"), "new-password")
    again = _password(_("The same once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        """Both alike."""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") != cleaned["password"]:
            self.refuse(PasswordsDiffer())
        return cleaned


class ChangedPassword(ChosenPassword):
    """The owner shows the present one first."""

    present = _password(_("Present password"), "current-password")
    field_order = ["present", "password", "again"]


class CodeForm(RuledForm):
    """The code of a card."""

    code = _text(
        _("Code on your card"),
        required=True,
        hint=_("Three groups of four, for example 4KQ7-M2XT-9PBD. Dashes and case do not matter."),
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
        longest=40,
    )


class PinForm(RuledForm):
    """A PIN without scripts: four lists of pictures, or digits. `shows`: what holds now comes first."""

    present = _password(_("Present PIN or password"), "current-password")
    kind = forms.ChoiceField(
        label=_("What kind"),
        choices=[
            (Pin.Kind.PICTURES, _("Four pictures")),
            (Pin.Kind.DIGITS, _("Four to eight digits")),
        ],
        widget=forms.RadioSelect,
        initial=Pin.Kind.PICTURES,
    )
    digits = forms.CharField(
        label=_("Digits"),
        required=False,
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, shows: bool) -> None:
        super().__init__(data)
        for n in range(1, LENGTH + 1):
            self.fields[f"p{n}"] = forms.ChoiceField(
                label=_("Picture %(n)d") % {"n": n},
                required=False,
                choices=[("", "…"), *PICTURE_WORDS.items()],
            )
        if data is not None and data.get("away"):
            self.fields["kind"].required = False
        if not shows:
            del self.fields["present"]

    def chosen(self) -> dict[str, str]:
        """Kind, PIN and what holds now, for the service."""
        data = self.cleaned_data
        pictures = "-".join(data[f"p{n}"] for n in range(1, LENGTH + 1))
        pin = data["digits"] if data["kind"] == Pin.Kind.DIGITS else pictures
        return {"kind": data["kind"], "pin": pin, "present": data.get("present", "")}


def _year(label: "StrPromise", *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4"}),
        error_messages={
            "required": _("The year of birth is missing."),
            "invalid": _("Write the year with four digits."),
        },
    )


class RegistrationForm(RuledForm):
    """The least that an account of one's own needs."""

    full_name = _text(_("Full name"), required=True, autocomplete="name", longest=120)
    username = _text(
        _("User name"),
        hint=_("Leave it empty to get one made from your name."),
        autocomplete="username",
        autocapitalize="none",
        longest=60,
    )
    birth_year = _year(_("Year of birth"), required=True)
    password = _password(_("Password"), "new-password", _("At least 6 characters."))
    guardian_agrees = forms.BooleanField(
        required=False,
        label=_("I am under 16: my parent or guardian has read this page with me and agrees"),
    )

    def facts(self) -> Facts:
        """For the service."""
        data = self.cleaned_data
        return Facts(
            full_name=data["full_name"],
            username=data["username"],
            birth_year=data["birth_year"],
        )


class OwnForm(RuledForm):
    """What people change about themselves."""

    full_name = _text(_("Full name"), autocomplete="name", longest=120)
    phone = _text(
        _("Telephone number"),
        hint=_("Signs you in like the user name. Nobody else sees it but your administrators."),
        autocomplete="tel",
        inputmode="tel",
        longest=40,
    )
    email = _text(_("E-mail"), autocomplete="email", inputmode="email", longest=254)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As the browser says")), *settings.LANGUAGES],
    )
    age_mode = forms.ChoiceField(label=_("Screen for"), required=False, choices=Person.Age.choices)


class PersonForm(RuledForm):
    """An account, as its administrator enters it."""

    full_name = _text(_("Full name"), required=True, autocomplete="off", longest=120)
    username = _text(
        _("User name"),
        hint=_("Leave it empty to get one made from the name."),
        autocomplete="off",
        autocapitalize="none",
        longest=60,
    )
    birth_year = _year(_("Year of birth"))
    phone = _text(_("Telephone number"), autocomplete="off", inputmode="tel", longest=40)
    email = _text(_("E-mail"), autocomplete="off", inputmode="email", longest=254)
    identifier = _text(
        _("School's number"),
        hint=_("For example the ministry's ten digits. Lists find the person by it."),
        autocomplete="off",
        longest=40,
    )

    def facts(self) -> Facts:
        """For the service."""
        return Facts(**{name: self.cleaned_data[name] for name in Facts.__slots__})


class RoleForm(RuledForm):
    """A role in one of the places that the actor looks after."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
    organization = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Organization.objects.none(),
        to_field_name="number",
        error_messages={
            "required": _("Choose where."),
            "invalid_choice": _("Choose one of the places in the list."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: QuerySet[Organization],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places


class NewPersonForm(PersonForm, RoleForm):
    """A new account with its first role."""

    field_order = ["full_name", "role", "organization", "username", "birth_year", "phone", "email"]


class UserNameForm(RuledForm):
    """Somebody, named by their user name."""

    username = _text(
        _("User name"), required=True, autocomplete="off", autocapitalize="none", longest=60
    )


class InviteForm(UserNameForm, RoleForm):
    """Somebody with an account elsewhere, asked to join."""

    field_order = ["username", "role", "organization"]


class OrganizationForm(RuledForm):
    """An organisation: what it is, where it is, its networks."""

    name = _text(_("Name"), longest=200, autocomplete="off")
    kind = forms.ChoiceField(label=_("Kind"), choices=Organization.Kind.choices)
    short_name = _text(
        _("Short name"), hint=_("For narrow lists, for example THCS Suối Mây."), longest=60
    )
    place = _text(
        _("Commune, ward or province"),
        hint=_("Type a name, also an old district, then choose below."),
        autocomplete="off",
        longest=120,
    )
    unit = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    address = _text(_("Address"), autocomplete="off")
    networks = forms.CharField(
        label=_("Networks on the premises"),
        required=False,
        max_length=2000,
        help_text=_(
            "Works “on the premises only” open from these addresses. One a line, for example "
            "192.168.1.0/24."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def description(self) -> Description:
        """For the service."""
        return Description(**{name: self.cleaned_data[name] for name in Description.__slots__})


class RosterForm(RuledForm):
    """A list of people in a file."""

    LARGEST = 8 * 1024 * 1024

    file = forms.FileField(
        label=_("File"),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Choose another one."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.tsv,.zip"}),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Not larger than a list of people ever is."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > self.LARGEST:
            raise ValidationError(
                _("The file has %(size)d MB; a list of people needs at most %(most)d MB."),
                params={"size": (file.size or 0) >> 20, "most": self.LARGEST >> 20},
            )
        return file


class InstallationForm(RuledForm):
    """What holds for the whole installation."""

    name = _text(_("Name of this library"), longest=120)
    place = _text(_("Place"), hint=_("Shown under the name, for example Xã Suối Mây."), longest=160)
    organization = forms.ModelChoiceField(
        label=_("Home organisation"),
        required=False,
        queryset=Organization.objects.none(),
        to_field_name="number",
        empty_label=_("None"),
    )
    allows_registration = forms.BooleanField(
        required=False,
        label=_("People may make accounts by themselves"),
        help_text=_("They get no role; a school or library gives it later."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        places: QuerySet[Organization],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = places
