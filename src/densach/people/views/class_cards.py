"""Class cards and PINs: coming in with a card, and the page where a teacher makes them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from densach.core import limits
from densach.core.access import access, anyone, signed_in
from densach.core.qr import qr
from densach.people.errors import CardUnknown
from densach.people.forms import CodeForm
from densach.people.http import address_of, enter_session, let_in, person_of, public_address
from densach.people.models import Organization, Person
from densach.people.permissions import can_manage, teaches
from densach.people.queries import devices
from densach.people.services import class_cards, pins

from .cards import KEPT_TRIES, KEPT_WINDOW_SECONDS, SHOWN


@access(anyone)
@never_cache
@require_GET
def scanned(request: HttpRequest, secret: str) -> HttpResponse:
    """The square of a card opens this. The secret leaves the address at once, and nobody is in yet:
    a link cannot sign anybody in.
    """
    limits.allow("enter", address_of(request), times=KEPT_TRIES, seconds=KEPT_WINDOW_SECONDS)
    try:
        card = class_cards.class_card_with(secret, at=timezone.now())
    except CardUnknown as refusal:
        context = {"form": CodeForm(), "refusal": refusal}
        return render(request, "people/card_code.html", context, status=404)
    request.session[SHOWN] = card.pk
    return redirect("people:enter_class_card")


@access(anyone)
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Greet the owner of the card, who presses and is in."""
    card = class_cards.card_in_force(request.session.get(SHOWN, 0))
    if card is None:
        return redirect("people:enter_code")
    if request.method == "GET":
        return render(request, "people/class_card.html", {"person": card.person})
    del request.session[SHOWN]
    shared = bool(request.POST.get("shared"))
    if shared and not card.person.must_change_password:
        let_in(request, card.person, shared=True)
        return redirect("web:home")
    return redirect(enter_session(request, card.person))


def _class_of(request: HttpRequest, number: int) -> tuple[Person, Organization]:
    """The class of the address, for its teachers and administrators."""
    actor = person_of(request)
    where = get_object_or_404(
        Organization.objects.select_related("parent"),
        number=number,
        kind=Organization.Kind.CLASS,
    )
    if not (can_manage(actor, where) or teaches(actor, where)):
        raise Http404
    return actor, where


@access(signed_in)
@require_GET
def class_page(request: HttpRequest, number: int) -> HttpResponse:
    """Who of the class has a card, a PIN, devices; making them."""
    _actor, where = _class_of(request, number)
    ways = devices.ways_in(where)
    context = {
        "where": where,
        "ways": ways,
        "without_card": sum(one.card is None for one in ways),
        "without_pin": sum(one.pin is None for one in ways),
    }
    return render(request, "people/class_page.html", context)


def _chosen(request: HttpRequest, where: Organization, *, lacking: str) -> list[Person]:
    """The pupils ticked; with `who=lacking` those without, with `who=all` everybody."""
    ways = devices.ways_in(where)
    who = request.POST.get("who", "")
    names = set(request.POST.getlist("person"))
    return [
        one.person
        for one in ways
        if who == "all"
        or (who == "lacking" and getattr(one, lacking) is None)
        or (not who and one.person.username in names)
    ]


@access(signed_in)
@never_cache
@require_POST
def make_cards(request: HttpRequest, number: int) -> HttpResponse:
    """New class cards and their sheet, shown only now."""
    actor, where = _class_of(request, number)
    chosen = _chosen(request, where, lacking="card")
    if not chosen:
        return _nobody(request, number)
    printed = class_cards.make_class_cards(
        actor=actor, persons=chosen, organization=where, at=timezone.now()
    )
    rows = [
        (
            one,
            qr(
                public_address(request, reverse("people:scan_class_card", args=[one.secret])),
                level="m",
                css="qr",
            ),
        )
        for one in printed
    ]
    context = {
        "rows": rows,
        "where": where,
        "address": public_address(request, reverse("people:enter_code")),
    }
    return render(request, "people/class_card_sheet.html", context)


@access(signed_in)
@never_cache
@require_POST
def draw_pins(request: HttpRequest, number: int) -> HttpResponse:
    """New picture PINs by chance and their sheet, shown only now."""
    actor, where = _class_of(request, number)
    chosen = _chosen(request, where, lacking="pin")
    if not chosen:
        return _nobody(request, number)
    drawn = pins.draw_pins(actor=actor, persons=chosen, at=timezone.now(), place=where.path)
    return render(request, "people/pin_sheet.html", {"rows": drawn, "where": where})


@access(signed_in)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End the cards (`what=card`) or take away the PINs (`what=pin`) of those ticked."""
    actor, where = _class_of(request, number)
    chosen, now = _chosen(request, where, lacking="card"), timezone.now()
    if not chosen:
        return _nobody(request, number)
    for one in chosen:
        if request.POST.get("what") == "pin":
            pins.remove_pin(actor=actor, person=one, at=now, place=where.path)
        else:
            class_cards.end_class_card(actor=actor, person=one, at=now, place=where.path)
    done = ngettext("%(count)d pupil: done.", "%(count)d pupils: done.", len(chosen))
    messages.success(request, done % {"count": len(chosen)})
    return redirect("people:class_page", number)


def _nobody(request: HttpRequest, number: int) -> HttpResponse:
    messages.info(request, _("Nobody was chosen. Tick names first."))
    return redirect("people:class_page", number)
