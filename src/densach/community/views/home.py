"""Reading together on one page: clubs, challenges, exhibitions, what people say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from densach.core.access import access, anyone
from densach.library.models import Work
from densach.library.permissions import visible_to
from densach.people.http import viewer_of

from ..permissions import can_judge_reviews
from ..queries import challenges, clubs, exhibitions, reviews

SOME = 4
VOICES = 6


@access(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """Some of each; strangers see exhibitions and what people say."""
    viewer, today = viewer_of(request), timezone.localdate()
    seen = Work.objects.filter(visible_to(viewer)).values("pk")
    context = {
        "viewer": viewer,
        "clubs": list(clubs.clubs_for(viewer)[:SOME]) if viewer else [],
        "challenges": list(challenges.challenges_for(viewer, today=today)[:SOME]) if viewer else [],
        "exhibitions": list(exhibitions.exhibitions(today=today)[:SOME]),
        "voices": list(reviews.newest(seen)[:VOICES]),
        "judges": can_judge_reviews(viewer),
        "waiting": reviews.waiting().count() if can_judge_reviews(viewer) else 0,
    }
    return render(request, "community/home.html", context)
