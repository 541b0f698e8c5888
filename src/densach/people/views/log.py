"""The log of staff, on a page and as a file; settings of the installation."""

import csv
from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from densach.core.access import access
from densach.core.errors import DomainError
from densach.core.models import StaffAct
from densach.people import queries
from densach.people.forms import InstallationForm
from densach.people.http import Role, person_of, staff, viewer_of
from densach.people.queries import log, tree
from densach.people.services.setup import change_installation

keepers = staff(Role.ADMINISTRATOR)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "").strip()[:120] for key in ("nguoi", "vat", "ngay")}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@access(keepers)
def staff_acts(request: HttpRequest) -> HttpResponse:
    """Who did what to which thing, newest first."""
    asked = _asked(request)
    before = request.GET.get("truoc", "")
    found = log.acts(
        person_of(request),
        who=asked["nguoi"],
        thing=asked["vat"],
        day=_day(asked["ngay"]),
        before=int(before) if before.isdecimal() and len(before) < 19 else 0,  # noqa: PLR2004 - 64 bits
    )
    rows, next_before = log.act_rows(found)
    context = {"rows": rows, "next": next_before, "asked": asked, "filtered": any(asked.values())}
    return render(request, "people/staff_acts.html", context)


@access(keepers)
def staff_acts_file(request: HttpRequest) -> StreamingHttpResponse:
    """The same as CSV, streamed."""
    asked = _asked(request)
    found = log.acts(
        person_of(request), who=asked["nguoi"], thing=asked["vat"], day=_day(asked["ngay"])
    )
    answer = StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
    return answer


class _Echo:
    """A file whose `write` gives back what it got, for streaming."""

    def write(self, value: str) -> str:
        return value


def _lines(found: QuerySet[StaffAct]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # Excel then reads UTF-8
    yield writer.writerow([_("Time"), _("Who"), _("What"), _("Code"), _("Thing")])
    for act in found[: log.MOST_IN_A_FILE].iterator(chunk_size=500):
        row = log.row_of(act)
        at = timezone.localtime(act.at).strftime("%Y-%m-%d %H:%M:%S")
        cells = [at, row.actor, row.sentence, act.code, act.subject_label]
        yield writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    """A name that begins like a formula stays text when a spreadsheet opens the file."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def operators(request: HttpRequest) -> bool:
    """Who runs the installation."""
    person = viewer_of(request)
    return person is not None and person.is_superuser


@access(operators)
@require_http_methods(["GET", "POST"])
def installation(request: HttpRequest) -> HttpResponse:
    """Name, place, registration, home organisation."""
    actor, now = person_of(request), queries.installation()
    initial = {
        "name": now.name,
        "place": now.place,
        "organization": now.organization.number if now.organization else "",
        "allows_registration": now.allows_registration,
    }
    places = tree.places_for(actor, classes=False)
    form = InstallationForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_installation(actor=actor, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("people:installation")
    status = 400 if form.errors else 200
    return render(request, "people/installation.html", {"form": form}, status=status)
