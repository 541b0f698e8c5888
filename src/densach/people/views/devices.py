"""Devices: one's own, and those that somebody who looks after people can end."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from densach.core.access import access, signed_in
from densach.core.errors import DomainError
from densach.people.http import Role, person_of, safe_next, staff
from densach.people.models import Device, OnlineSession, Organization, Person, Pin
from densach.people.permissions import can_end_device, can_manage, teaches
from densach.people.queries import devices as queries
from densach.people.queries import tree
from densach.people.services import devices, sessions

lookers = staff(Role.ADMINISTRATOR, Role.TEACHER)
MOST_PLACES = 300


@access(signed_in)
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Where one is at home and signed in; POST names or leaves one, or signs others out."""
    person, key = person_of(request), request.session.session_key
    if request.method == "POST":
        error = _change(request, person, key)
        if error is None:
            return redirect("people:devices")
    else:
        error = None
    now = OnlineSession.objects.filter(session_key=key or "").first()
    context = {
        "homes": queries.homes_of(person),
        "wards": queries.homes_of_wards(person),
        "sessions": queries.stray_sessions(person),
        "session_key": key,
        "this": now.home_id if now else None,
        "pin": Pin.objects.filter(person=person).first(),
        "error": error,
    }
    return render(request, "people/devices.html", context, status=error.status if error else 200)


def _change(request: HttpRequest, person: Person, key: str | None) -> DomainError | None:
    now, one = timezone.now(), request.POST.get("session", "")
    if device_id := request.POST.get("device", ""):
        device = queries.device_of(person, _uuid(device_id))
        if device is None:
            raise Http404
        if "name" in request.POST:
            try:
                devices.rename(actor=person, device=device, name=request.POST["name"], at=now)
            except DomainError as refusal:
                return refusal
            messages.success(request, _("Kept."))
        else:
            devices.leave_device(person=person, device=device, at=now)
            messages.success(request, _("That device is yours no more; it is signed out."))
    elif one.isdecimal():
        sessions.end_session(person=person, pk=int(one))
        messages.success(request, _("That device is signed out."))
    else:
        count = sessions.end_others(person=person, keep=key)
        done = ngettext(
            "%(count)d device is signed out.", "%(count)d devices are signed out.", count
        )
        messages.success(request, done % {"count": count})
    return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@access(lookers)
@require_GET
def devices_list(request: HttpRequest) -> HttpResponse:
    """Devices on which those are at home whom the actor looks after; `don-vi` narrows it."""
    actor = person_of(request)
    where = _where(request, actor)
    asked = {key: request.GET.get(key, "") for key in ("q", "sau")}
    page = queries.devices_page(actor, organization=where, words=asked["q"], after=asked["sau"])
    places = list(tree.places_for(actor)[:MOST_PLACES])
    context = {
        "page": page,
        "where": where,
        "asked": asked,
        "places": places,
        "schools": [place for place in places if place.kind != Organization.Kind.CLASS],
        "filtered": any(asked.values()) or where is not None,
    }
    return render(request, "people/devices_list.html", context)


def _where(request: HttpRequest, actor: Person) -> Organization | None:
    number = request.GET.get("don-vi", "")
    if not number:
        return None
    where = get_object_or_404(Organization, number=number if number.isdecimal() else 0)
    if not (can_manage(actor, where) or teaches(actor, where)):
        raise Http404
    return where


@access(lookers)
@require_POST
def act_on_device(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The device is lost (`what=end`), or belongs to a school (`what=owner`, `organization`)."""
    actor, now = person_of(request), timezone.now()
    device = get_object_or_404(Device, pk=pk)
    if not can_end_device(actor, device):
        raise Http404
    what = request.POST.get("what")
    if what == "end":
        count = devices.end_device(actor=actor, device=device, at=now, place=_place(device))
        done = ngettext(
            "The device has no rights any more; %(count)d person was at home on it.",
            "The device has no rights any more; %(count)d people were at home on it.",
            count,
        )
        messages.success(request, done % {"count": count})
    elif what == "owner":
        number = request.POST.get("organization", "")
        school = get_object_or_404(Organization, number=number) if number.isdecimal() else None
        devices.set_school(actor=actor, device=device, organization=school, at=now)
        messages.success(request, _("Kept."))
    else:
        raise Http404
    return redirect(safe_next(request, reverse("people:devices_list")))


def _place(device: Device) -> str:
    if device.organization is not None:
        return device.organization.path
    key = device.keys.filter(ended_at__isnull=True, person__memberships__ended_at__isnull=True)
    found = key.values_list("person__memberships__organization__path", flat=True).first()
    return found or ""
