"""“Who is using this device?”: the page of name cards, the same for everybody; one's own PIN."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from densach.core import limits
from densach.core.access import access, anyone, signed_in
from densach.core.errors import DomainError
from densach.people.forms import PinForm
from densach.people.http import person_of
from densach.people.models import Pin
from densach.people.services import pins
from densach.people.services.pins import PICTURE_WORDS


def _sentences() -> list[tuple[str, str]]:
    """What the page says without asking the server: {name} stands for a value."""
    return [
        ("now", _("here now")),
        ("waits", _("{n} records wait to be sent")),
        ("ended", _("sign in once more")),
        (
            "ended-long",
            _("This device may not send any more. Come in once; what waits then goes up."),
        ),
        (
            "blocked",
            _("The PIN was wrong too often here. Come in with the class card or the password."),
        ),
        ("locked-away", _("You signed out here. Without a connection only a PIN opens this card.")),
        (
            "first",
            _("On this device the PIN has to be shown once with a connection. Find one first."),
        ),
        ("wrong", _("That was not right yet. Look at it calmly and try again.")),
        ("wait", _("That was wrong several times. Wait {seconds} seconds.")),
        ("code-short", _("The code has twelve letters and digits. Look at the card once more.")),
        ("card-away", _("A card needs a connection. With a PIN you come in without one.")),
        ("remove-away", _("This needs a connection: the server has to know it too.")),
        ("left", _("{n} records did not go up. Keep them in a file, or try again later.")),
    ]


@access(anyone)
@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """Name cards out of the memory of the device. Knows nobody, so that devices keep the page."""
    request.user = AnonymousUser()
    if hasattr(request, "_messages"):
        del request._messages  # noqa: SLF001 - they are for the next page of the person
    context = {"pictures": list(PICTURE_WORDS.items()), "sentences": _sentences()}
    return render(request, "people/here.html", context)


@access(signed_in)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def own_pin(request: HttpRequest) -> HttpResponse:
    """Set, change or take away one's own PIN."""
    person, now = person_of(request), timezone.now()
    known = Pin.objects.filter(person=person).first()
    shows = known is not None or person.has_usable_password()
    form = PinForm(request.POST or None, shows=shows)
    if request.method == "POST" and form.is_valid():
        limits.allow("own_pin", str(person.pk), times=20, seconds=3600)
        try:
            if request.POST.get("away"):
                pins.remove_own_pin(
                    person=person, present=form.cleaned_data.get("present", ""), at=now
                )
            else:
                pins.set_own_pin(person=person, at=now, **form.chosen())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect("people:devices")
    context = {
        "form": form,
        "known": known,
        "has_password": person.has_usable_password(),
        "pictures": list(PICTURE_WORDS.items()),
    }
    return render(request, "people/own_pin.html", context, status=400 if form.errors else 200)
