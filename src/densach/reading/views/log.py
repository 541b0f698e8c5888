"""The reading log and the notes: seen by the person, and by the guardian of a child."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from densach.core.access import access, signed_in
from densach.people.http import person_of
from densach.people.models import Person
from densach.people.permissions import is_guardian

from ..models import Note
from ..queries import log as reading_log
from ..queries.notebook import notebook
from ..queries.weeks import week_with

MOST_LETTERS = 100  # of a question
FORMATS = {"md": "text/markdown", "txt": "text/plain"}


@access(signed_in)
@require_safe
def log(request: HttpRequest, username: str = "") -> HttpResponse:
    """Seven lamps of a week, minutes and works of each day, what was finished.

    `tuan`: a day of the week to show. At most ten queries, whatever was read.
    """
    person = _whose(request, username)
    today = timezone.localdate()
    week = week_with(person, _day(request.GET.get("tuan", ""), today), today=today)
    context = {
        "week": week,
        "finished": reading_log.finished(person),
        "whose": None if person == request.user else person,
    }
    return render(request, "reading/log.html", context)


@access(signed_in)
@require_safe
def notes(request: HttpRequest, username: str = "") -> HttpResponse:
    """What was marked and noted in all works; `q` words to find, `loai` a kind, `trang` the page."""
    person = _whose(request, username)
    words = request.GET.get("q", "").strip()[:MOST_LETTERS]
    kind = request.GET.get("loai", "")
    kind = kind if kind in Note.Kind.values else ""
    number = request.GET.get("trang", "1")
    page = min(int(number), 1000) if number.isascii() and number.isdecimal() else 1
    context = {
        "page": reading_log.notes(person, words=words, kind=kind, page=max(page, 1)),
        "number": max(page, 1),
        "words": words,
        "kind": kind,
        "kinds": Note.Kind.choices,
        "whose": None if person == request.user else person,
    }
    return render(request, "reading/notes.html", context)


@access(signed_in)
@require_safe
def take_notes(request: HttpRequest) -> HttpResponse:
    """All notes of the person as a file; `dang`: md (Markdown) or txt."""
    form = request.GET.get("dang", "md")
    form = form if form in FORMATS else "md"
    origin = request.build_absolute_uri("/").rstrip("/")
    text = notebook(person_of(request), origin=origin, markdown=form == "md")
    response = HttpResponse(text, content_type=f"{FORMATS[form]}; charset=utf-8")
    name = f"ghi-chu-{timezone.localdate().isoformat()}.{form}"
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    response["Cache-Control"] = "no-store"
    return response


def _whose(request: HttpRequest, username: str) -> Person:
    """The person whose log is asked for. Raises Http404 for everybody but them and their guardian."""
    viewer = person_of(request)
    if not username or username == viewer.username:
        return viewer
    child = Person.objects.filter(username=username).first()
    if child is None or not is_guardian(viewer, child):
        raise Http404
    return child


def _day(said: str, today: date) -> date:
    try:
        return min(date.fromisoformat(said), today)
    except ValueError:
        return today
