"""What people say of works, and what librarians let others see."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, anyone, signed_in
from densach.library.models import Work
from densach.library.queries import works
from densach.library.queries.cards import card
from densach.people.http import Role, person_of, staff, viewer_of

from ..forms import ReviewForm
from ..models import Review, State
from ..queries import reviews as found
from ..services import reviews as services

PAGE = 20
readers_of_reviews = staff(Role.LIBRARIAN, Role.ADMINISTRATOR)


def _work(request: HttpRequest, slug: str) -> Work:
    work = works.work_named(slug, viewer=viewer_of(request))
    if work is None or work.merged_into_id is not None:
        raise Http404
    return work


@access(anyone)
def of_work(request: HttpRequest, slug: str) -> HttpResponse:
    """All shown reviews of a work."""
    work = _work(request, slug)
    page = Paginator(found.shown_of(work), PAGE).get_page(request.GET.get("page"))
    context = {"work": work, "card": card(work), "page": page}
    return render(request, "community/reviews.html", context)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Write or change one's own review."""
    work, person = _work(request, slug), person_of(request)
    own = work.reviews.filter(person=person).first()
    initial = {"stars": own.stars, "text": own.text} if own else {}
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = services.write_review(
            actor=person, work=work, at=timezone.now(), **form.cleaned_data
        )
        waits = made.state == State.WAITING
        messages.success(
            request,
            _("Kept. Others see it after a librarian has read it.") if waits else _("Kept."),
        )
        return redirect("library:work", work.slug)
    context = {"work": work, "card": card(work), "form": form, "own": own}
    return render(request, "community/review_form.html", context)


@access(signed_in)
@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete one's own review."""
    work = _work(request, slug)
    services.take_back_review(actor=person_of(request), work=work)
    messages.success(request, _("Your review is gone."))
    return redirect("library:work", work.slug)


@access(readers_of_reviews)
def waiting(request: HttpRequest) -> HttpResponse:
    """Reviews that somebody must read."""
    page = Paginator(found.waiting(), PAGE).get_page(request.GET.get("page"))
    return render(request, "community/judge.html", {"page": page})


@access(readers_of_reviews)
@require_POST
def judge(request: HttpRequest, review_id: str) -> HttpResponse:
    """Show it, or not and say why."""
    review = get_object_or_404(Review.objects.select_related("work", "person"), pk=review_id)
    services.judge_review(
        actor=person_of(request),
        review=review,
        show=request.POST.get("do") == "show",
        reason=request.POST.get("reason", ""),
        at=timezone.now(),
    )
    return redirect("community:judge_reviews")
