"""Challenges: a goal for all together."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, signed_in
from densach.people.http import person_of, staff

from ..forms import NewChallengeForm, week_from
from ..models import Challenge
from ..permissions import FOUNDERS, can_see_challenge, keeps_challenge
from ..queries import challenges as queries
from ..queries.clubs import places_to_found
from ..services import challenges as services

PAGE = 20
USUAL_WEEKS = 4
founders = staff(*FOUNDERS)


@access(signed_in)
def challenges(request: HttpRequest) -> HttpResponse:
    """Those that run or come; `?qua=1` those that are over."""
    past = request.GET.get("qua") == "1"
    rows = queries.challenges_for(person_of(request), today=timezone.localdate(), past=past)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "past": past, "may_found": founders(request)}
    return render(request, "community/challenges.html", context)


def _challenge(request: HttpRequest, slug: str) -> Challenge:
    found, person = queries.challenge_named(slug), person_of(request)
    if found is None:
        raise Http404
    inside = found.memberships.filter(person=person).exists()
    if not (inside or can_see_challenge(person, found)):
        raise Http404
    return found


@access(signed_in)
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """How far all are, and one's own part, which nobody else sees."""
    found, person = _challenge(request, slug), person_of(request)
    today = timezone.localdate()
    context = {
        "challenge": found,
        "progress": queries.progress(found, viewer=person, today=today),
        "keeper": keeps_challenge(person, found),
        "is_over": found.ends_on < today,
        "is_coming": found.begins_on > today,
    }
    return render(request, "community/challenge.html", context)


@access(founders)
@require_http_methods(["GET", "POST"])
def new_challenge(request: HttpRequest) -> HttpResponse:
    """Set a goal."""
    person, today = person_of(request), timezone.localdate()
    places = places_to_found(person, FOUNDERS)
    form = NewChallengeForm(
        request.POST or None, places=places, initial=week_from(today, weeks=USUAL_WEEKS)
    )
    if request.method == "POST" and form.is_valid():
        made = services.set_challenge(actor=person, at=timezone.now(), **form.cleaned_data)
        return redirect("community:challenge", made.slug)
    return render(request, "community/challenge_form.html", {"form": form})


@access(signed_in)
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """Join, leave, or end it now."""
    found, person = _challenge(request, slug), person_of(request)
    today, now = timezone.localdate(), timezone.now()
    do = request.POST.get("do")
    if do == "join":
        services.join_challenge(actor=person, challenge=found, today=today, at=now)
    elif do == "leave":
        services.leave_challenge(actor=person, challenge=found)
    elif do == "end":
        services.end_challenge(actor=person, challenge=found, today=today, at=now)
    else:
        raise Http404
    return redirect("community:challenge", found.slug)
