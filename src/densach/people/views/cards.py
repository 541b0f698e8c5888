"""One-time cards: typing or scanning the code, and printing them."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from densach.core import limits
from densach.core.access import access, anyone, signed_in
from densach.core.errors import DomainError
from densach.core.qr import qr
from densach.people.errors import CardUnknown
from densach.people.forms import ChosenPassword, CodeForm
from densach.people.http import address_of, let_in, person_of, public_address
from densach.people.models import ClassCard, Membership, Organization, Person, Roster
from densach.people.permissions import can_manage, carded_by
from densach.people.services import cards, class_cards, passwords, rosters
from densach.people.text import code_letters

# A class behind one address types forty codes in a lesson, some twice. Guessing 60 bits at this
# pace takes longer than the sun lasts.
TRIES, WINDOW_SECONDS = 200, 600
# Cards that pupils keep are shown every morning: a school comes in within a quarter of an hour.
KEPT_TRIES, KEPT_WINDOW_SECONDS = 2000, 900
MOST_AT_ONCE = 400
SHOWN = "people_class_card"  # in the session: the card that was shown, until its owner presses


@access(anyone)
@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Type the code of a card."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        where, code = address_of(request), code_letters(form.cleaned_data["code"])
        limits.allow("enter", where, times=KEPT_TRIES, seconds=KEPT_WINDOW_SECONDS)
        if (kept := _class_card(code)) is not None:
            request.session[SHOWN] = kept.pk
            return redirect("people:enter_class_card")
        limits.allow("card", where, times=TRIES, seconds=WINDOW_SECONDS)
        try:
            cards.card_with(code, at=timezone.now())
        except CardUnknown as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("people:card", code=code)
    return render(request, "people/card_code.html", {"form": form}, status=_status(form))


def _class_card(code: str) -> ClassCard | None:
    """The card that a pupil keeps, if this is its code: both kinds are typed at the same door."""
    try:
        return class_cards.class_card_with(code, at=timezone.now())
    except CardUnknown:
        return None


@access(anyone)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Behind a right code: greet the person, who chooses a password and is in."""
    limits.allow("card", address_of(request), times=TRIES, seconds=WINDOW_SECONDS)
    now = timezone.now()
    try:
        person = cards.card_with(code, at=now).person
    except CardUnknown as refusal:
        context = {"form": CodeForm(initial={"code": code}), "refusal": refusal}
        return render(request, "people/card_code.html", context, status=404)
    form = ChosenPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = cards.use_card(code=code, password=form.cleaned_data["password"], at=now)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            let_in(request, person)
            messages.success(
                request, _("You are in. The card is used up; your password opens the door now.")
            )
            return redirect("people:me")
    context = {
        "form": form,
        "person": person,
        "least": passwords.least_length(person),
        "card": True,
    }
    return render(request, "people/choose_password.html", context, status=_status(form))


def _status(form: CodeForm | ChosenPassword) -> int:
    return 400 if form.errors else 200


@access(signed_in)
@never_cache
@require_POST
def print_cards(request: HttpRequest) -> HttpResponse:
    """Make new cards for chosen people (`person`) or a whole class (`class`) and show the sheet.

    A POST that answers with the page itself: the codes are known only now.
    """
    actor, now = person_of(request), timezone.now()
    where, chosen = _chosen(request, actor)
    printed = cards.make_cards(
        actor=actor, persons=chosen, at=now, place=where.path if where else ""
    )
    return _sheet(request, printed, where, now)


def _chosen(request: HttpRequest, actor: Person) -> tuple[Organization | None, list[Person]]:
    number = request.POST.get("class", "")
    if number:
        where = get_object_or_404(Organization, number=number if number.isdecimal() else 0)
        held = Membership.objects.filter(organization=where, ended_at__isnull=True)
        if where.kind == Organization.Kind.CLASS:
            held = held.filter(role=Membership.Role.LEARNER)
        if where.kind != Organization.Kind.CLASS and not can_manage(actor, where):
            raise Http404
        people = Person.objects.filter(carded_by(actor), memberships__in=held, is_active=True)
        return where, list(people.distinct().order_by("sort_key", "pk")[:MOST_AT_ONCE])
    if roster := request.POST.get("roster", ""):
        brought = get_object_or_404(
            Roster, pk=roster if roster.isdecimal() else 0, brought_by=actor
        )
        return brought.organization, rosters.people_made(brought)[:MOST_AT_ONCE]
    names = request.POST.getlist("person")[:MOST_AT_ONCE]
    people = Person.objects.filter(Q(username__in=names)).order_by("sort_key", "pk")
    return None, list(people)


def _sheet(
    request: HttpRequest,
    printed: Sequence[cards.PrintedCard],
    where: Organization | None,
    now: datetime,
) -> HttpResponse:
    rows = []
    for one in printed:
        address = public_address(request, reverse("people:card", args=[one.code]))
        rows.append((one, qr(address, level="m", css="qr")))
    context = {
        "rows": rows,
        "where": where,
        "made_at": now,
        "address": public_address(request, reverse("people:enter_code")),
    }
    return render(request, "people/card_sheet.html", context)
