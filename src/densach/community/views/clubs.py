"""Clubs: found, join, read, talk."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, signed_in
from densach.people.http import person_of, staff
from densach.people.models import Person

from ..forms import ClubForm, NewClubForm, ReadingForm, week_from
from ..models import Club, ClubMember, ClubPost, ClubReading, State
from ..permissions import FOUNDERS, can_see_club, is_member, keeps_club
from ..queries import clubs as queries
from ..services import clubs as services

PAGE = 20
USUAL_WEEKS = 4
founders = staff(*FOUNDERS)


@access(signed_in)
def clubs(request: HttpRequest) -> HttpResponse:
    """The clubs one is in or may join."""
    page = Paginator(queries.clubs_for(person_of(request)), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_found": founders(request)}
    return render(request, "community/clubs.html", context)


def _club(request: HttpRequest, slug: str) -> tuple[Club, Person, bool, bool]:
    """(club, person, whether a member, whether a keeper); 404 for whom it is not there."""
    club, person = queries.club_named(slug), person_of(request)
    if club is None:
        raise Http404
    member, keeper = is_member(person, club), keeps_club(person, club)
    if not (member or keeper or can_see_club(person, club)):
        raise Http404
    return club, person, member, keeper


@access(signed_in)
def club(request: HttpRequest, slug: str) -> HttpResponse:
    """What the club reads, week by week, and its talk for those who are in."""
    found, person, member, keeper = _club(request, slug)
    today = timezone.localdate()
    readings = queries.readings_of(found)
    reading = queries.now_read(readings, today=today)
    inside = member or keeper
    posts = queries.talk(found, viewer=person, keeper=keeper) if inside else ClubPost.objects.none()
    context = {
        "club": found,
        "member": member,
        "keeper": keeper,
        "reading": reading,
        "steps": queries.steps(reading, today=today) if reading else [],
        "readings": [one for one in readings if one != reading],
        "page": Paginator(posts, PAGE).get_page(request.GET.get("page")),
        "members": list(queries.members_of(found)[:200]) if inside else [],
        "form": ReadingForm(initial=week_from(today, weeks=USUAL_WEEKS)),
    }
    return render(request, "community/club.html", context)


@access(founders)
@require_http_methods(["GET", "POST"])
def new_club(request: HttpRequest) -> HttpResponse:
    """Found a club."""
    places = queries.places_to_found(person_of(request), FOUNDERS)
    form = NewClubForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        made = services.found_club(actor=person_of(request), at=timezone.now(), **form.cleaned_data)
        return redirect("community:club", made.slug)
    return render(request, "community/club_form.html", {"form": form})


@access(signed_in)
@require_http_methods(["GET", "POST"])
def change_club(request: HttpRequest, slug: str) -> HttpResponse:
    """Other words, other habits; for keepers."""
    found, person, _member, keeper = _club(request, slug)
    if not keeper:
        raise Http404
    initial = {"name": found.name, "text": found.text, "reads_first": found.reads_first}
    form = ClubForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_club(actor=person, club=found, at=timezone.now(), **form.cleaned_data)
        return redirect("community:club", found.slug)
    return render(request, "community/club_form.html", {"form": form, "club": found})


@access(signed_in)
@require_POST
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """One button of the club's page; `do` says which."""
    found, person, _member, _keeper = _club(request, slug)
    do = ACTS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    do(request, found, person)
    return redirect("community:club", found.slug)


def _join(_request: HttpRequest, found: Club, person: Person) -> None:
    services.join_club(actor=person, club=found, at=timezone.now())


def _leave(_request: HttpRequest, found: Club, person: Person) -> None:
    services.leave_club(actor=person, club=found)


def _close(_request: HttpRequest, found: Club, person: Person) -> None:
    services.close_club(actor=person, club=found, at=timezone.now())


def _say(request: HttpRequest, found: Club, person: Person) -> None:
    number = request.POST.get("reading", "")
    reading = ClubReading.objects.filter(club=found, pk=number).first() if number else None
    text = request.POST.get("text", "")
    post = services.say(actor=person, club=found, reading=reading, text=text, at=timezone.now())
    if post.state == State.WAITING:
        messages.success(request, _("Sent. The others see it after a keeper has read it."))


def _judge(request: HttpRequest, found: Club, person: Person) -> None:
    post = get_object_or_404(ClubPost.objects.select_related("club__organization"), pk=request.POST.get("post"), club=found)  # fmt: skip
    show = request.POST["do"] == "show"
    reason = request.POST.get("reason", "")
    services.judge_post(actor=person, post=post, show=show, reason=reason, at=timezone.now())


def _take_back(request: HttpRequest, found: Club, person: Person) -> None:
    post = get_object_or_404(ClubPost, pk=request.POST.get("post"), club=found)
    services.take_back_post(actor=person, post=post)


def _member_of(request: HttpRequest, found: Club) -> ClubMember:
    number = request.POST.get("member", "")
    return get_object_or_404(ClubMember, pk=number if number.isdecimal() else 0, club=found)


def _keeper(request: HttpRequest, found: Club, person: Person) -> None:
    keeper = request.POST["do"] == "keeper"
    services.set_keeper(actor=person, club=found, member=_member_of(request, found), keeper=keeper)


def _away(request: HttpRequest, found: Club, person: Person) -> None:
    services.send_away(actor=person, club=found, member=_member_of(request, found))


def _read(request: HttpRequest, found: Club, person: Person) -> None:
    form = ReadingForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(one) for one in errors))
        return
    facts = dict(form.cleaned_data)
    services.read_next(
        actor=person, club=found, work=facts.pop("number"), at=timezone.now(), **facts
    )


def _drop(request: HttpRequest, found: Club, person: Person) -> None:
    reading = get_object_or_404(
        ClubReading.objects.select_related("club__organization"),
        pk=request.POST.get("reading"),
        club=found,
    )
    services.drop_reading(actor=person, reading=reading)


ACTS: dict[str, Callable[[HttpRequest, Club, Person], None]] = {
    "join": _join,
    "leave": _leave,
    "close": _close,
    "say": _say,
    "show": _judge,
    "hide": _judge,
    "take-back": _take_back,
    "keeper": _keeper,
    "no-keeper": _keeper,
    "away": _away,
    "read": _read,
    "drop": _drop,
}
