"""What people type when they read together."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from densach.library.models import Shelf, Work
from densach.people.models import Organization

from .errors import WorkUnknown, WrongDays
from .models import MOST_STARS, Challenge


class Day(forms.DateInput):
    """A day chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Days(forms.Form):
    """From a day to a day, both included."""

    begins_on = forms.DateField(label=_("First day"), widget=Day())
    ends_on = forms.DateField(label=_("Last day"), widget=Day())

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        facts = super().clean() or self.cleaned_data
        begins_on, ends_on = facts.get("begins_on"), facts.get("ends_on")
        if begins_on and ends_on and ends_on < begins_on:
            self.add_error("ends_on", str(WrongDays()))
        return facts


class Where(forms.Form):
    """For the people of which organisation; only where one may found something."""

    def __init__(self, *args: Any, places: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.number): place for place in places}
        choices = [(number, str(place)) for number, place in self.places.items()]
        field = forms.ChoiceField(label=_("For the people of"), choices=choices)
        self.fields = {"organization": field, **self.fields}

    def clean_organization(self) -> Organization:
        """The organisation behind the number."""
        return self.places[self.cleaned_data["organization"]]


class ReviewForm(forms.Form):
    """Stars and words about a work."""

    stars = forms.TypedChoiceField(
        label=_("How did you like it?"),
        coerce=int,
        choices=[
            (5, _("5: I would read it again at once")),
            (4, _("4: I liked it")),
            (3, _("3: It was all right")),
            (2, _("2: I liked little of it")),
            (1, _("1: It was not for me")),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_(
            "What is it about, and for whom is it good? A librarian reads it before others do."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
    )


assert len(ReviewForm.base_fields["stars"].choices) == MOST_STARS  # type: ignore[attr-defined]


class ClubForm(forms.Form):
    """A club's name and habits."""

    name = forms.CharField(label=_("Name of the club"), max_length=160)
    text = forms.CharField(
        label=_("What you read, when you meet, and for whom it is"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
    )
    reads_first = forms.BooleanField(
        label=_("A keeper reads each post before the others see it"),
        help_text=_("Leave this on where children write."),
        required=False,
        initial=True,
    )


class NewClubForm(Where, ClubForm):
    """A club, and whose."""


class ReadingForm(Days):
    """The next book of a club."""

    number = forms.CharField(
        label=_("Number of the work"),
        help_text=_("It stands on the work's page: DS-12"),
        max_length=20,
    )
    text = forms.CharField(
        label=_("A word about it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )

    def clean_number(self) -> Work:
        """The work with that number."""
        typed = self.cleaned_data["number"].upper().replace("DS-", "").strip()
        work = Work.objects.filter(number=typed).first() if typed.isdecimal() else None
        if work is None:
            raise forms.ValidationError(str(WorkUnknown(number=self.cleaned_data["number"])))
        return work


CHALLENGE_FIELDS = ("title", "text", "measure", "goal", "begins_on", "ends_on")


class ChallengeForm(Days):
    """A common goal."""

    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What it is for"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    measure = forms.ChoiceField(label=_("What is counted"), choices=Challenge.Measure.choices)
    goal = forms.IntegerField(label=_("Goal of all together"), min_value=1, max_value=1_000_000_000)
    field_order: Sequence[str] = CHALLENGE_FIELDS


class NewChallengeForm(Where, ChallengeForm):
    """A challenge, and whose."""

    field_order: Sequence[str] = ("organization", *CHALLENGE_FIELDS)


class ExhibitionForm(Days):
    """A stall's words and days."""

    title = forms.CharField(label=_("Title of the exhibition"), max_length=200)
    text = forms.CharField(
        label=_("What visitors find here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    place = forms.CharField(
        label=_("Where the stall stands"),
        help_text=_("For example: in the hall of the community house, beside the stairs"),
        required=False,
        max_length=200,
    )
    field_order = ("title", "text", "place", "begins_on", "ends_on")


class NewExhibitionForm(ExhibitionForm):
    """A stall, and the shelf that is laid out."""

    def __init__(self, *args: Any, shelves: list[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelves = {shelf.slug: shelf for shelf in shelves}
        choices = [(slug, shelf.title) for slug, shelf in self.shelves.items()]
        field = forms.ChoiceField(label=_("The shelf that is laid out"), choices=choices)
        self.fields = {"shelf": field, **self.fields}

    def clean_shelf(self) -> Shelf:
        """The shelf behind the address."""
        return self.shelves[self.cleaned_data["shelf"]]


def week_from(today: date, *, weeks: int) -> dict[str, date]:
    """First values of a form with days: from today, for some weeks."""
    return {"begins_on": today, "ends_on": date.fromordinal(today.toordinal() + 7 * weeks - 1)}
