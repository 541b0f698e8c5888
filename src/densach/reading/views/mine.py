"""What a person has begun, marked and read to the end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from densach.core.access import access, signed_in
from densach.people.http import person_of

from .. import services
from ..queries import places


@access(signed_in)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """“Sách của tôi”. At most eight queries, whatever was read."""
    person = person_of(request)
    context = {
        "begun": places.continue_reading(person, 24),
        "marks": places.newest_notes(person),
        "ended": places.ended(person),
    }
    return render(request, "reading/mine.html", context)


@access(signed_in)
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Take a work out of the list of begun ones, until the person reads on in it."""
    services.put_away(
        actor=person_of(request), slug=request.POST.get("work", ""), at=timezone.now()
    )
    return redirect("reading:mine")
