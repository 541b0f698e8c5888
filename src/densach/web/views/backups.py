"""Backups for the administrator: made as a job, listed, taken along, thrown away."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from densach.core import audit
from densach.core.access import access
from densach.core.http import send_file
from densach.people.http import person_of, viewer_of

from ..jobs import make_backup

FOLDER = "backups"


def operators(request: HttpRequest) -> bool:
    """Those who run the whole installation: a backup holds everything about everybody."""
    person = viewer_of(request)
    return person is not None and person.is_superuser


def folder() -> Path:
    """Where backups made in the browser lie."""
    path = Path(settings.HOME) / FOLDER
    path.mkdir(exist_ok=True, mode=0o700)
    return path


@access(operators)
def backups(request: HttpRequest) -> HttpResponse:
    """What was backed up, newest first, and how to bring it back."""
    files = sorted(folder().glob("densach-*.zip"), reverse=True)
    rows = [
        {
            "name": path.name,
            "size": path.stat().st_size,
            "at": datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone()),
        }
        for path in files
    ]
    working = any(folder().glob(".densach-*.part"))
    return render(request, "web/backups.html", {"rows": rows, "working": working})


@access(operators)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Start a backup; the page shows it when it is whole."""
    now = timezone.localtime()
    make_backup.enqueue(f"densach-{now:%Y%m%d-%H%M%S}.zip")
    audit.note("web.backup_made", actor=person_of(request), at=now)
    return redirect("web:backups")


@access(operators)
def take(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file itself."""
    path = _named(name)
    audit.note("web.backup_taken", actor=person_of(request), at=timezone.now(), label=name)
    return send_file(request, path, media_type="application/zip", name=name, as_attachment=True)


@access(operators)
@require_POST
def throw_away(request: HttpRequest, name: str) -> HttpResponse:
    """Delete one backup."""
    _named(name).unlink()
    audit.note("web.backup_deleted", actor=person_of(request), at=timezone.now(), label=name)
    return redirect("web:backups")


def _named(name: str) -> Path:
    path = folder() / Path(name).name
    if not name.startswith("densach-") or not path.is_file():
        raise Http404(name)
    return path
