"""The librarian's import: drop files, watch the lines, decide."""

import uuid

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from densach.core.access import access
from densach.core.errors import DomainError
from densach.core.http import wants_fragment
from densach.core.ids import uuid7
from densach.people.http import Role, person_of, staff
from densach.people.models import Organization

from ..errors import DiskFull
from ..jobs import work_off_run
from ..models import Audience, ImportLine, ImportRun
from ..queries import imports as queries
from ..services import runs, uploads

librarians = staff(Role.LIBRARIAN, Role.ADMINISTRATOR)
NO_SPACE = 28  # errno ENOSPC


@access(librarians)
def imports(request: HttpRequest) -> HttpResponse:
    """The drop zone and the last imports."""
    person = person_of(request)
    context = {
        "new_run": uuid7(),
        "homes": queries.homes(person),
        "audiences": Audience.choices,
        "runs": list(queries.runs_for(person)[:20]),
    }
    return render(request, "library/imports.html", context)


@access(librarians)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Files of the drop zone, one a request (JSON answer), or of the plain form, all at once."""
    person, now = person_of(request), timezone.now()
    try:
        run = uploads.run_for_upload(
            actor=person,
            run_id=_uuid(request.POST.get("run", "")),
            organization=_home(request),
            audience=request.POST.get("audience", ""),
            at=now,
        )
        paths = request.POST.getlist("path")
        for number, file in enumerate(request.FILES.getlist("files")):
            path = paths[number] if number < len(paths) else str(file.name)
            uploads.receive(run=run, path=path, content=file, at=now)  # type: ignore[arg-type]
    except DomainError as refusal:
        return JsonResponse({"message": str(refusal)}, status=refusal.status)
    except (OSError, RequestDataTooBig) as error:
        full = isinstance(error, OSError) and error.errno == NO_SPACE
        message = str(DiskFull(free_mb=0)) if full else str(error)
        return JsonResponse({"message": message}, status=507)
    if request.headers.get("X-Requested-With") == "ds-drop":
        return JsonResponse({"run": str(run.pk)})
    uploads.begin(actor=person, run=run, at=now)
    work_off_run.enqueue(str(run.pk))
    return redirect("library:import_run", run.pk)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid7()


def _home(request: HttpRequest) -> Organization | None:
    homes = queries.homes(person_of(request))
    wanted = request.POST.get("organization", "")
    return next((h for h in homes if str(h.pk) == wanted), homes[0] if homes else None)


@access(librarians)
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """An address to fetch: a file, a feed, an OAI-PMH server."""
    person, now = person_of(request), timezone.now()
    source = request.POST.get("address", "").strip()
    if not source.startswith(("http://", "https://")):
        source = f"https://{source}"
    run = runs.start_run(
        actor=person, label=source, organization=_home(request), at=now,
        audience=request.POST.get("audience", Audience.PUBLIC),
    )  # fmt: skip
    runs.add_line(run=run, source=source)
    return _go(request, run)


def _go(request: HttpRequest, run: ImportRun) -> HttpResponse:
    uploads.begin(actor=person_of(request), run=run, at=timezone.now())
    work_off_run.enqueue(str(run.pk))
    return redirect("library:import_run", run.pk)


@access(librarians)
def import_run(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """The lines of one import; htmx asks for them again while it runs."""
    run = _run(request, run_id)
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() else 1
    view = queries.run_view(run, status=request.GET.get("status", ""), page=max(1, number))
    open_lines = [
        x for x in view.lines if x.status == ImportLine.Status.SIMILAR and x.similar_to_id
    ]
    asked = (x for x in open_lines if str(x.pk) == request.GET.get("xem"))
    undecided = next(asked, open_lines[0] if open_lines else None)
    context = {
        "view": view,
        "statuses": ImportLine.Status,
        "undecided": undecided,
        "comparison": queries.comparison(undecided) if undecided else [],
        "page_number": number,
        "most_bytes": settings.MAX_UPLOAD_BYTES,
    }
    template = "library/_run.html" if wants_fragment(request) else "library/import_run.html"
    return render(request, template, context)


def _run(request: HttpRequest, run_id: uuid.UUID) -> ImportRun:
    """The run, if the person catalogues where it belongs."""
    return get_object_or_404(queries.runs_for(person_of(request)), pk=run_id)


@access(librarians)
@require_POST
def begin(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """All files are here: go."""
    return _go(request, _run(request, run_id))


@access(librarians)
@require_POST
def stop(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """Stop after the files that are being read."""
    run = _run(request, run_id)
    runs.stop_run(actor=person_of(request), run=run, at=timezone.now())
    return redirect("library:import_run", run.pk)


@access(librarians)
@require_POST
def decide(request: HttpRequest, run_id: uuid.UUID, line_id: int) -> HttpResponse:
    """One more edition, a work of its own, or left out; or a refused line taken off the list."""
    run = _run(request, run_id)
    line = get_object_or_404(ImportLine, run=run, pk=line_id)
    person, now, choice = person_of(request), timezone.now(), request.POST.get("choice", "")
    if choice == "drop":
        runs.drop_line(actor=person, line=line, at=now)
    else:
        try:
            runs.decide(actor=person, line=line, choice=choice, at=now)
        except DomainError as refusal:
            context = {"error": refusal, "back": request.path}
            return render(request, "library/refused.html", context, status=refusal.status)
        if choice in ("edition", "new", "renew"):
            ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING)
            work_off_run.enqueue(str(run.pk))
    return redirect("library:import_run", run.pk)
