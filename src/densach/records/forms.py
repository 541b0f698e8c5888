"""What people bring, and what an administrator types to make a key."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError
from densach.people.models import Organization

from .models import Client


class RecordsForm(forms.Form):
    """A file that a device saved."""

    file = forms.FileField(
        label=_("File of records"),
        help_text=_("What “Save records to a file” made on the device: densach-ban-ghi-….json.gz"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.gz,application/json"}),
    )


class KeyForm(forms.Form):
    """Name of the program, what it may do, for whom. The rules are in `services.clients`."""

    name = forms.CharField(
        label=_("Which program is it?"),
        max_length=120,
        help_text=_("For example “Moodle of the lower secondary school”."),
        error_messages={"required": _("The program needs a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=Client.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "“Read all statements” shows what children did as well. Give no more than it needs."
        ),
        error_messages={"required": _("Tick at least one.")},
    )
    organization = forms.ModelChoiceField(
        label=_("Only for people of"),
        required=False,
        queryset=Organization.objects.none(),
        to_field_name="number",
        empty_label=_("everyone here"),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.use_required_attribute = False
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)
        places = Organization.objects.filter(closed_at__isnull=True)
        field.queryset = places.exclude(kind=Organization.Kind.CLASS).order_by("path")

    def refuse(self, refusal: DomainError) -> None:
        """Show `refusal` above the form."""
        self.add_error(None, str(refusal))
