"""Records in and out by hand: one work in any form, many as a file, a record edited as a record."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from densach.core import limits
from densach.core.access import access, anyone
from densach.core.errors import DomainError
from densach.people.http import Role, person_of, staff, viewer_of

from ..catalogue.text_form import TextWrong
from ..models import Edition, ImportLine, Work
from ..permissions import can_catalogue
from ..queries import exchange as queries
from ..queries.export import FORMS, export
from ..services import records
from .places import base_of, caller
from .works import work_or_404

CATALOGUERS = staff(Role.LIBRARIAN, Role.ADMINISTRATOR)
MOST_NUMBERS = 2000


@access(anyone)
@require_safe
def record(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """The record of one work as a file, for everybody who may see the work."""
    limits.allow("record", caller(request), times=240, seconds=60)
    work = work_or_404(request, slug)
    if form not in FORMS or not work.is_present:
        raise Http404
    return _file(request, [work.number], form, name=slug)


@access(CATALOGUERS)
@require_safe
def export_works(request: HttpRequest) -> HttpResponseBase:
    """Choose a form; `form=` and `works=` (numbers, repeated; none: everything) give the file."""
    form = request.GET.get("form", "")
    numbers = [int(n) for n in request.GET.getlist("works")[:MOST_NUMBERS] if _is_number(n)]
    if form in FORMS:
        return _file(request, numbers or None, form, name="thu-vien")
    context = {"forms": FORMS, "numbers": numbers}
    return render(request, "library/export.html", context)


def _file(
    request: HttpRequest, numbers: list[int] | None, form: str, *, name: str
) -> StreamingHttpResponse:
    shape = FORMS[form]
    works = queries.chosen(viewer_of(request), numbers=numbers)
    blocks = export(works, form, base=base_of(request))
    charset = "; charset=utf-8" if shape.media_type.startswith(("text/", "application/x-")) else ""
    response = StreamingHttpResponse(blocks, content_type=f"{shape.media_type}{charset}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{shape.ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@access(CATALOGUERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_record(request: HttpRequest, slug: str) -> HttpResponse:
    """A record as lines of text: seen, changed, saved; a second librarian sees both versions."""
    work = get_object_or_404(Work.objects.select_related("organization"), slug=slug)
    if not can_catalogue(person_of(request), work.organization):
        raise Http404
    edition = _edition(work, request.GET.get("ban", ""))
    context: dict[str, object] = {
        "work": work,
        "edition": edition,
        "editions": list(work.editions.order_by("created_at", "pk")),
        "seen": edition.version,
    }
    if request.method != "POST":
        return render(request, "library/record.html", {**context, "text": records.text_of(edition)})
    text, seen = request.POST.get("text", ""), request.POST.get("seen", "")
    try:
        records.save_text(
            actor=person_of(request), edition=edition, text=text,
            seen_version=int(seen) if _is_number(seen) else 0, at=timezone.now(),
        )  # fmt: skip
    except DomainError as refusal:
        context |= _refused(refusal, text)
        return render(request, "library/record.html", context, status=refusal.status)
    work.refresh_from_db()
    return redirect("library:work", work.slug)


@access(CATALOGUERS)
@require_http_methods(["GET", "HEAD", "POST"])
def mend_record(request: HttpRequest, run_id: UUID, line_id: int) -> HttpResponse:
    """A bad record of an import as text, to be mended and taken in."""
    line = get_object_or_404(
        ImportLine.objects.select_related("run__organization"), pk=line_id, run=run_id
    )
    if line.raw is None or not can_catalogue(person_of(request), line.run.organization):
        raise Http404
    if request.method != "POST":
        context = {"line": line, "text": records.text_of_line(line)}
        return render(request, "library/record.html", context)
    text = request.POST.get("text", "")
    try:
        records.mend_line(actor=person_of(request), line=line, text=text, at=timezone.now())
    except DomainError as refusal:
        context = {"line": line, **_refused(refusal, text)}
        return render(request, "library/record.html", context, status=refusal.status)
    return redirect("library:import_run", run_id)


def _refused(refusal: DomainError, text: str) -> dict[str, object]:
    """What the page shows beside the text that was not taken."""
    context: dict[str, object] = {"error": refusal, "text": text}
    if isinstance(refusal, TextWrong):
        context["problems"] = refusal.problems
    if isinstance(refusal, records.ChangedMeanwhile):
        context |= {"theirs": refusal.text, "seen": refusal.facts["version"]}
    return context


def _edition(work: Work, wanted: str) -> Edition:
    editions = work.editions.order_by("created_at", "pk").select_related("record")
    found = list(editions)
    if not found:
        raise Http404
    for edition in found:
        if str(edition.pk) == wanted:
            return edition
    return next((e for e in found if queries.record_of(e)), found[0])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 12  # noqa: PLR2004 - fits a bigint
