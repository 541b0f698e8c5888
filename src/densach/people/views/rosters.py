"""Lists of people from Excel or CSV: bring, look, carry out, print cards."""

import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access
from densach.core.errors import DomainError
from densach.people.forms import RosterForm
from densach.people.http import Role, person_of, staff
from densach.people.models import Organization, Roster
from densach.people.queries import tree
from densach.people.services import rosters as services
from densach.people.services.rosters_plan import CHANGED, KNOWN, NEW, WRONG, Plan

from .organizations import managed_or_404

keepers = staff(Role.ADMINISTRATOR)
SHOWN = 300  # lines of a dry run on one page; all wrong ones come first


@access(keepers)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Choose where and which file."""
    actor = person_of(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    number = request.POST.get("organization") or request.GET.get("don-vi", "")
    if request.method == "POST" and form.is_valid():
        where = managed_or_404(request, int(number) if number.isdecimal() else 0)
        file = form.cleaned_data["file"]
        try:
            roster = services.bring(
                actor=actor,
                organization=where,
                file_name=file.name or "",
                content=file.read(),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect("people:roster", roster.pk)
    places = tree.places_for(actor, classes=False)[:500]
    context = {"form": form, "places": places, "number": number}
    return render(request, "people/roster_new.html", context, status=400 if form.errors else 200)


def _roster_or_404(request: HttpRequest, pk: int) -> Roster:
    """Only who brought a list sees it."""
    rosters = Roster.objects.select_related("organization")
    return get_object_or_404(rosters, pk=pk, brought_by=person_of(request))


def _role(request: HttpRequest) -> str:
    role = request.POST.get("role") or request.GET.get("role", "")
    return role if role in Role.values else Role.LEARNER


@access(keepers)
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run, or what was done."""
    found, role = _roster_or_404(request, pk), _role(request)
    if found.done_at is not None:
        return render(request, "people/roster_done.html", {"roster": found})
    plans = services.preview(roster=found, actor=person_of(request), at=timezone.now(), role=role)
    return render(request, "people/roster.html", _context(found, plans, role))


def _context(found: Roster, plans: list[Plan], role: str) -> dict[str, object]:
    order = {WRONG: 0, CHANGED: 1, NEW: 2, KNOWN: 3}
    counts = {outcome: sum(p.outcome == outcome for p in plans) for outcome in order}
    shown = sorted(plans, key=lambda p: (_rank(p, order), p.line.number))[:SHOWN]
    return {
        "roster": found,
        "plans": shown,
        "counts": counts,
        "total": len(plans),
        "hidden": max(0, len(plans) - SHOWN),
        "to_do": sum(_is_news(p) for p in plans),
        "parents": sum(parent.is_news for p in plans for parent in p.parents),
        "names_parents": any(p.parents for p in plans),
        "role": role,
        "roles": Role.choices,
        "new_classes": _new_classes(found.organization, plans),
    }


def _is_news(made: Plan) -> bool:
    return made.outcome in {NEW, CHANGED} or any(parent.is_news for parent in made.parents)


def _rank(made: Plan, order: dict[str, int]) -> int:
    """What has to be looked at comes first, also where only a parent is wrong."""
    return min([order[made.outcome], *(order[parent.outcome] for parent in made.parents)])


def _new_classes(organization: Organization, plans: list[Plan]) -> list[str]:
    here = set(
        organization.parts.filter(kind=Organization.Kind.CLASS, closed_at__isnull=True).values_list(
            "name", flat=True
        )
    )
    wanted = dict.fromkeys(p.line.group for p in plans if p.line.group and not p.is_wrong)
    return [name for name in wanted if name not in here]


@access(keepers)
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: what the dry run showed is done."""
    found = _roster_or_404(request, pk)
    done = services.carry_out(
        roster=found, actor=person_of(request), at=timezone.now(), role=_role(request)
    )
    messages.success(request, _("The list is carried out."))
    return redirect("people:roster", done.pk)


@access(keepers)
def template(_request: HttpRequest, kind: str) -> HttpResponse:
    """An empty list to fill in, with two lines as an example: `xlsx` or `csv`."""
    rows = [
        [
            "Họ và tên",
            "Lớp",
            "Vai trò",
            "Năm sinh",
            "Mã định danh",
            "Điện thoại",
            "E-mail",
            "Phụ huynh",
            "Điện thoại phụ huynh",
        ],
        [
            "Nguyễn Văn An",
            "5A",
            "Học sinh",
            "2016",
            "",
            "",
            "",
            "Lê Thị Hoa",
            "0987 654 321",
        ],
        ["Trần Thị Bình", "5A", "Giáo viên", "1985", "", "0912 345 678", "", "", ""],
    ]
    if kind == "csv":
        text = "\ufeff" + "\r\n".join(",".join(row) for row in rows) + "\r\n"
        return _file(text.encode(), "text/csv; charset=utf-8", "danh-sach.csv")
    if kind != "xlsx":
        raise Http404
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Danh sách"
    for row in rows:
        sheet.append(row)
    for letter, width in zip("ABCDEFGHI", (28, 8, 14, 10, 16, 16, 26, 28, 22), strict=True):
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = width
    content = io.BytesIO()
    book.save(content)
    kind_of = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(content.getvalue(), kind_of, "danh-sach.xlsx")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
