"""The tree of organisations: looking, founding, correcting, moving, closing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access
from densach.core.errors import DomainError
from densach.people.forms import OrganizationForm
from densach.people.http import Role, person_of, staff
from densach.people.models import AdminUnit, Organization
from densach.people.permissions import can_found_root, can_manage
from densach.people.queries import tree
from densach.people.queries import units as unit_queries
from densach.people.services import organizations as services

keepers = staff(Role.ADMINISTRATOR)


@access(keepers)
def organizations(request: HttpRequest) -> HttpResponse:
    """The roots of what the actor administers, or what was searched for."""
    actor = person_of(request)
    words = request.GET.get("q", "").strip()
    branches = tree.organizations_named(actor, words) if words else tree.roots_of(actor)
    context = {"branches": branches, "words": words, "may_found": can_found_root(actor)}
    return render(request, "people/organizations.html", context)


def managed_or_404(request: HttpRequest, number: int) -> Organization:
    """The organisation of the address, hidden from those who do not administer it."""
    found = tree.managed(person_of(request), number)
    if found is None:
        raise Http404
    return found


@access(keepers)
def organization(request: HttpRequest, number: int) -> HttpResponse:
    """One organisation: facts, parts, ways to its people."""
    actor, found = person_of(request), managed_or_404(request, number)
    closed = request.GET.get("dong") == "1"
    context = {
        "organization": found,
        "above": [(one, can_manage(actor, one)) for one in tree.above(found)],
        "branches": tree.parts_of(found, closed=closed),
        "closed": closed,
        "targets": tree.places_for(actor, classes=False)
        .exclude(path__startswith=found.path)
        .exclude(parts=found)[:300],
        "may_move": (can_manage(actor, found.parent) if found.parent else can_found_root(actor)),
        "may_root": can_found_root(actor) and found.parent_id is not None,
    }
    return render(request, "people/organization.html", context)


@access(keepers)
@require_http_methods(["GET", "POST"])
def new_organization(request: HttpRequest) -> HttpResponse:
    """Found one, under `duoi` or as a root."""
    number = request.GET.get("duoi", "")
    parent = managed_or_404(request, int(number)) if number.isdecimal() else None
    if parent is None and not can_found_root(person_of(request)):
        raise Http404
    kind = request.GET.get("loai", "") or (Organization.Kind.SCHOOL if parent else "COMMUNE")
    form = OrganizationForm(request.POST or None, initial={"kind": kind, "unit": _unit_of(parent)})
    if _is_sent(request) and form.is_valid():
        try:
            made = services.create_organization(
                actor=person_of(request),
                parent=parent,
                text=form.description(),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” is made.") % {"name": made.name})
            return redirect("people:organization", made.number)
    return _form_page(request, form, parent=parent)


@access(keepers)
@require_http_methods(["GET", "POST"])
def edit_organization(request: HttpRequest, number: int) -> HttpResponse:
    """Correct name, kind, place, networks."""
    found = managed_or_404(request, number)
    initial = {
        name: getattr(found, name) for name in ("name", "kind", "short_name", "address", "networks")
    }
    form = OrganizationForm(request.POST or None, initial=initial | {"unit": found.unit_id or ""})
    if _is_sent(request) and form.is_valid():
        try:
            services.change_organization(
                actor=person_of(request),
                organization=found,
                text=form.description(),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("people:organization", number)
    return _form_page(request, form, organization_number=number, parent=found.parent)


def _unit_of(parent: Organization | None) -> str:
    return (parent.unit_id or "") if parent else ""


def _is_sent(request: HttpRequest) -> bool:
    """Whether the form is meant to be taken, and not only its place looked up (without JavaScript)."""
    return request.method == "POST" and "look" not in request.POST


def _form_page(
    request: HttpRequest,
    form: OrganizationForm,
    *,
    parent: Organization | None,
    organization_number: int | None = None,
) -> HttpResponse:
    code = form["unit"].value() or ""
    words = (form["place"].value() or "") if form.is_bound else ""
    context = {
        "form": form,
        "parent": parent,
        "number": organization_number,
        "chosen": unit_queries.unit(code) if code else None,
        "hits": unit_queries.units_named(words, 12) if words else [],
        "words": words,
    }
    refused = form.is_bound and form.errors and _is_sent(request)
    return render(request, "people/organization_form.html", context, status=400 if refused else 200)


@access(keepers)
@require_POST
def move_organization(request: HttpRequest, number: int) -> HttpResponse:
    """Under another one (`to`), or to the top (`to` empty)."""
    found = managed_or_404(request, number)
    to = request.POST.get("to", "")
    parent = managed_or_404(request, int(to)) if to.isdecimal() else None
    services.move_organization(
        actor=person_of(request), organization=found, parent=parent, at=timezone.now()
    )
    messages.success(request, _("“%(name)s” is moved.") % {"name": found.name})
    return redirect("people:organization", number)


@access(keepers)
@require_POST
def close_organization(request: HttpRequest, number: int) -> HttpResponse:
    """Close it, or open it again (`closed` 0). The toast offers the way back."""
    found = managed_or_404(request, number)
    closed = request.POST.get("closed", "1") == "1"
    services.set_closed(
        actor=person_of(request), organization=found, closed=closed, at=timezone.now()
    )
    done = _("“%(name)s” is closed.") if closed else _("“%(name)s” is open again.")
    undo = f"undo:{reverse('people:reopen_organization', args=[number])}" if closed else ""
    messages.success(request, done % {"name": found.name}, extra_tags=undo)
    return redirect("people:organization", number)


@access(keepers)
@require_POST
def reopen_organization(request: HttpRequest, number: int) -> HttpResponse:
    """The way back from closing."""
    found = managed_or_404(request, number)
    services.set_closed(
        actor=person_of(request), organization=found, closed=False, at=timezone.now()
    )
    messages.success(request, _("“%(name)s” is open again.") % {"name": found.name})
    return redirect("people:organization", number)


@access(keepers)
def unit_choices(request: HttpRequest) -> HttpResponse:
    """The places that begin with what is typed, as choices of the form. A fragment."""
    words = request.GET.get("place", "").strip()
    code = request.GET.get("unit", "")
    context = {
        "hits": unit_queries.units_named(words, 12) if words else [],
        "chosen": AdminUnit.objects.select_related("province").filter(pk=code).first(),
        "words": words,
    }
    return render(request, "people/_unit_choices.html", context)
