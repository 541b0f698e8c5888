"""The cataloguers' pages: correct one or many, withdraw, merge, undo."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access
from densach.core.errors import DomainError
from densach.people.http import Role, person_of, staff

from ..errors import WorkChangedMeanwhile
from ..forms import LANGUAGES, BulkForm, WorkForm, initial_of
from ..models import Merge, Shelf, Work
from ..permissions import can_catalogue
from ..queries import cataloguing as queries
from ..queries.imports import homes
from ..services import merging, shelves
from ..services import works as services

librarians = staff(Role.LIBRARIAN, Role.ADMINISTRATOR)
SHOWN_OF_MANY = 50


def _my_work(request: HttpRequest, slug: str) -> Work:
    work = get_object_or_404(Work.objects.select_related("organization", "licence"), slug=slug)
    if not can_catalogue(person_of(request), work.organization):
        raise Http404
    return work


@access(librarians)
def cataloguing(request: HttpRequest) -> HttpResponse:
    """Works to look at, with boxes for changing many."""
    person = person_of(request)
    need, before = request.GET.get("can", "moi"), request.GET.get("truoc", "")
    block = queries.works_needing(person, need, before=int(before) if before.isdecimal() else None)
    context = {"list": block, "need": need, "form": _bulk_form(request)}
    return render(request, "library/cataloguing.html", context)


def _bulk_form(request: HttpRequest) -> BulkForm:
    places = homes(person_of(request))
    mine = Shelf.objects.filter(organization__in=places) if places else Shelf.objects.all()
    rows = [
        (str(pk), title) for pk, title in mine.order_by("title").values_list("pk", "title")[:200]
    ]
    return BulkForm(request.POST or None, shelves=rows)


@access(librarians)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Change many: first shows what will change, then does it when `sure` is said."""
    person = person_of(request)
    numbers = [int(n) for n in request.POST.getlist("works") if n.isdecimal()]
    works = list(queries.chosen(person, numbers)[:500])
    form = _bulk_form(request)
    if not works or not form.is_valid() or "sure" not in request.POST:
        changes = [(work, _bulk_changes(work, form)) for work in works[:SHOWN_OF_MANY]]
        context = {"form": form, "works": works, "changes": changes}
        return render(request, "library/bulk.html", context, status=200 if works else 400)
    now = timezone.now()
    if form.changes_works():
        services.correct_many(actor=person, works=works, correction=form.correction(), at=now)
    if form.cleaned_data["shelf"]:
        shelf = get_object_or_404(Shelf, pk=form.cleaned_data["shelf"])
        shelves.put_on_shelf(actor=person, shelf=shelf, works=works, at=now)
    done = ngettext("%(n)d work is changed.", "%(n)d works are changed.", len(works))
    messages.success(request, done % {"n": len(works)})
    return redirect("library:cataloguing")


def _bulk_changes(work: Work, form: BulkForm) -> list[tuple[str, str, str]]:
    """What a valid form will change in `work`: label, before, after. No query."""
    data = form.cleaned_data if form.is_valid() else {}
    now = {name: str(getattr(work, name)) for name in ("level", "kind", "language", "audience")}
    now["licence"] = work.licence_id or ""
    return [
        (
            str(form.fields[name].label),
            _label(form, name, old) if old else "",  # the form's empty choice is “as it is”
            _label(form, name, data[name]),
        )
        for name, old in now.items()
        if data.get(name) and data[name] != old
    ]


@access(librarians)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct one work: type, see before and after, save."""
    work, person = _my_work(request, slug), person_of(request)
    form = WorkForm(request.POST or None, initial=initial_of(work), places=homes(person))
    context: dict[str, Any] = {
        "work": work,
        "form": form,
        "languages": LANGUAGES,
        "seen": work.version,
        "was": _as_text(initial_of(work)),
    }
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        context["seen"] = int(seen) if seen.isdecimal() else work.version
        context["was"] |= {
            name: request.POST[f"was-{name}"]
            for name in form.fields
            if f"was-{name}" in request.POST
        }
        if form.is_valid():
            if "sure" in request.POST:
                return _save(request, work, form, context)
            context["changes"] = _changes(work, form)
    return render(request, "library/edit.html", context)


def _save(
    request: HttpRequest, work: Work, form: WorkForm, context: dict[str, Any]
) -> HttpResponse:
    try:
        services.correct(
            actor=person_of(request), work=work, correction=form.correction(),
            seen_version=context["seen"], at=timezone.now(),
        )  # fmt: skip
    except WorkChangedMeanwhile as refusal:
        work.refresh_from_db()
        now = _as_text(initial_of(work))
        typed = _with_theirs(request.POST, was=context["was"], now=now)
        mine = WorkForm(typed, initial=initial_of(work), places=list(form.places.values()))
        context |= {"error": refusal, "seen": work.version, "was": now, "form": mine}
        context["changes"] = _changes(work, mine)
        return render(request, "library/edit.html", context, status=refusal.status)
    messages.success(request, _("Kept."))
    return redirect("library:work", work.slug)


def _with_theirs(typed: QueryDict, *, was: dict[str, str], now: dict[str, str]) -> QueryDict:
    """What was typed; fields that the person left alone take what somebody else saved meanwhile."""
    merged = typed.copy()
    for name, theirs in now.items():
        if name in typed and _lines(str(typed[name])) == _lines(was[name]):
            merged[name] = theirs
    return merged


def _as_text(values: dict[str, Any]) -> dict[str, str]:
    """Values of the form as a browser sends them back."""
    return {name: str(value if value is not None else "") for name, value in values.items()}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _changes(work: Work, form: WorkForm) -> list[dict[str, str]]:
    """Fields whose value differs from what the work has now: name, before, after."""
    now = _as_text(initial_of(work))
    typed = {name: form.data.get(name, "") for name in form.fields}
    return [
        {
            "name": name,
            "before": _label(form, name, now.get(name, "")),
            "after": _label(form, name, value),
        }
        for name, value in typed.items()
        if _lines(value) != _lines(now.get(name, ""))
    ]


def _label(form: WorkForm | BulkForm, name: str, value: str) -> str:
    """What a reader of the form sees for `value`: the words of a choice, else itself."""
    choices = getattr(form.fields[name], "choices", ())
    return next((str(label) for code, label in choices if str(code) == value), value)


@access(librarians)
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a work off the shelves, or put it back."""
    work, now = _my_work(request, slug), timezone.now()
    if work.withdrawn_at is None:
        reason = request.POST.get("reason", "")[:300]
        services.withdraw(actor=person_of(request), work=work, reason=reason, at=now)
        undo = f"undo:{reverse('library:withdraw', args=[work.slug])}"
        done = _("“%(title)s” is off the shelves.")
        messages.success(request, done % {"title": work.title}, extra_tags=undo)
    else:
        services.bring_back(actor=person_of(request), work=work, at=now)
        done = _("“%(title)s” is back on the shelves.")
        messages.success(request, done % {"title": work.title})
    return redirect("library:work", work.slug)


@access(librarians)
def doubles(request: HttpRequest) -> HttpResponse:
    """Works that may be one, and the merges made so far."""
    person = person_of(request)
    context = {"groups": queries.perhaps_double(person), "merges": queries.merges(person)}
    return render(request, "library/doubles.html", context)


@access(librarians)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Two works side by side; a click makes them one."""
    source = request.POST if request.method == "POST" else request.GET
    numbers = [int(n) for n in source.getlist("works") if n.isdecimal()][:2]
    pair = list(queries.chosen(person_of(request), numbers))
    if len(pair) != 2:  # noqa: PLR2004 - a merge is of two
        return redirect("library:doubles")
    if request.method == "POST" and "keep" in request.POST:
        kept = next((w for w in pair if str(w.number) == request.POST["keep"]), pair[0])
        gone = pair[1] if kept is pair[0] else pair[0]
        try:
            row = merging.merge(actor=person_of(request), kept=kept, gone=gone, at=timezone.now())
        except DomainError as refusal:
            context = {"error": refusal, "back": request.path}
            return render(request, "library/refused.html", context, status=refusal.status)
        undo = f"undo:{reverse('library:undo_merge', args=[row.pk])}"
        done = _("Merged. “%(title)s” is kept.")
        messages.success(request, done % {"title": kept.title}, extra_tags=undo)
        return redirect("library:doubles")
    sides = [_in_words(work) for work in pair]
    rows = [(n, sides[0][n], sides[1][n]) for n in sides[0] if sides[0][n] or sides[1][n]]
    return render(request, "library/merge.html", {"pair": pair, "rows": rows})


def _in_words(work: Work) -> dict[str, Any]:
    """What a merge compares, with names in the place of codes."""
    facts = services.snapshot(work)
    facts |= {
        "kind": work.get_kind_display(),
        "level": work.get_level_display() if work.level else "",
        "audience": work.get_audience_display(),
        "licence": work.licence,
        "organization": work.organization.name if work.organization else "",
    }
    return facts


@access(librarians)
@require_POST
def undo_merge(request: HttpRequest, number: int) -> HttpResponse:
    """Make one work two again."""
    row = get_object_or_404(Merge, pk=number)
    try:
        merging.undo(actor=person_of(request), row=row, at=timezone.now())
    except DomainError as refusal:
        context = {"error": refusal, "back": request.path}
        return render(request, "library/refused.html", context, status=refusal.status)
    messages.success(request, _("The merge is taken back: they are two works again."))
    return redirect("library:doubles")
