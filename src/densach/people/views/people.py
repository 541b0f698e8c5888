"""People: lists, one person, adding, correcting, roles, guardians, locking."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, signed_in
from densach.core.errors import DomainError
from densach.people import queries
from densach.people.errors import PersonUnknown
from densach.people.forms import (
    InviteForm,
    NewPersonForm,
    PersonForm,
    PinForm,
    RoleForm,
    UserNameForm,
)
from densach.people.http import Role, person_of, staff
from densach.people.models import Guardianship, Membership, Organization, Person
from densach.people.permissions import (
    can_change,
    can_erase,
    can_hand_card,
    can_manage,
    can_set_pin,
    is_guardian,
    paths_of,
    seen_by,
    teaches,
)
from densach.people.queries import devices, known, persons, tree
from densach.people.services import accounts, erasing, passwords, pins, roles
from densach.people.text import shown_phone

keepers = staff(Role.ADMINISTRATOR)
lookers = staff(Role.ADMINISTRATOR, Role.TEACHER)
MOST_PLACES = 300  # in a choice; beyond that one comes from the organisation's own page


@access(lookers)
def people(request: HttpRequest) -> HttpResponse:
    """Those the actor looks after or teaches; `don-vi` narrows it to one organisation."""
    actor, now = person_of(request), timezone.now()
    where = _where(request, actor)
    asked = {key: request.GET.get(key, "") for key in ("q", "vai", "tt", "sau")}
    page = persons.people_page(
        actor,
        organization=where,
        words=asked["q"],
        role=asked["vai"] if asked["vai"] in Role.values else "",
        state=asked["tt"],
        after=asked["sau"],
        at=now,
    )
    keeps = keepers(request)
    context = {
        "page": page,
        "where": where,
        "asked": asked,
        "roles": Role.choices,
        "states": _states(),
        "keeps": keeps,
        "taught": persons.classes_taught(actor),
        "places": list(tree.places_for(actor)[:MOST_PLACES]) if keeps else [],
        "classes": persons.classes_managed(actor, of=where) if keeps else [],
        "erasures": persons.erasures_asked(actor) if keeps and not asked["q"] else [],
        "filtered": any(asked.values()),
    }
    return render(request, "people/people.html", context)


def _states() -> list[tuple[str, str]]:
    return [
        (persons.ACTIVE, _("In use")),
        (persons.NEVER, _("Never signed in")),
        (persons.AWAY, _("Away for 60 days")),
        (persons.LOCKED, _("Locked")),
    ]


def _where(request: HttpRequest, actor: Person) -> Organization | None:
    """The organisation of the address, if the actor may list its people."""
    number = request.GET.get("don-vi", "")
    if not number:
        return None
    where = get_object_or_404(
        Organization.objects.select_related("parent"),
        number=number if number.isdecimal() else 0,
    )
    if not (can_manage(actor, where) or teaches(actor, where)):
        raise Http404
    return where


@access(keepers)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One new person with a role."""
    actor = person_of(request)
    initial = {"organization": request.GET.get("don-vi", ""), "role": Role.LEARNER}
    form = NewPersonForm(request.POST or None, places=tree.places_for(actor), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            person = accounts.create_person(
                actor=actor,
                organization=form.cleaned_data["organization"],
                role=form.cleaned_data["role"],
                facts=form.facts(),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Added. Print a card so that they can sign in."))
            return redirect("people:person", person.username)
    invite_form = InviteForm(places=tree.places_for(actor), initial=initial)
    context = {"form": form, "invite_form": invite_form}
    return render(request, "people/add.html", context, status=400 if form.errors else 200)


def seen_or_404(request: HttpRequest, username: str) -> Person:
    """The person of the address; hidden from those who may not see them."""
    person = persons.person_seen(person_of(request), username)
    if person is None:
        raise Http404
    return person


@access(signed_in)
def person(request: HttpRequest, username: str) -> HttpResponse:
    """What the actor may know of this person, and what they may do."""
    actor, seen = person_of(request), seen_or_404(request, username)
    return _person_page(request, actor, seen)


def _person_page(
    request: HttpRequest, actor: Person, seen: Person, *, status: int = 200, **forms: Form
) -> HttpResponse:
    may_change = can_change(actor, seen)
    about = known.known_about(seen)
    places = tree.places_for(actor)
    may_pin = actor.pk != seen.pk and can_set_pin(actor, seen)
    homes = devices.homes_of(seen) if may_pin or may_change else []
    endable = devices.endable(actor, [home.device for home in homes])
    context = {
        "person": seen,
        "phone": shown_phone(seen.phone),
        "known": about,
        "state": persons.state_of(seen, at=timezone.now()),
        "may_change": may_change,
        "may_hand_card": can_hand_card(actor, seen),
        "may_erase": can_erase(actor, seen),
        "may_lock": may_change and actor.pk != seen.pk,
        "is_guardian": is_guardian(actor, seen),
        "homes": homes,
        "endable": endable,
        "may_pin": may_pin,
        "pin_form": forms.get("pin_form") or PinForm(shows=False),
        "is_me": actor.pk == seen.pk,
        "manageable": {
            held.pk for held in about.memberships if can_manage(actor, held.organization)
        },
        "keeps": bool(actor.is_superuser or paths_of(actor, [Role.ADMINISTRATOR])),
        "role_form": forms.get("role_form") or RoleForm(places=places),
        "guardian_form": forms.get("guardian_form") or UserNameForm(),
        "classes": persons.classes_managed(actor),
    }
    return render(request, "people/person.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, username: str) -> HttpResponse:
    """Correct what is known."""
    actor, seen = person_of(request), seen_or_404(request, username)
    if not can_change(actor, seen):
        raise Http404
    initial = {name: getattr(seen, name) for name in accounts.Facts.__slots__}
    form = PersonForm(request.POST or None, initial=initial | {"phone": shown_phone(seen.phone)})
    if request.method == "POST" and form.is_valid():
        try:
            changed = accounts.correct_person(
                actor=actor, person=seen, facts=form.facts(), at=timezone.now(), place=_place(seen)
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("people:person", changed.username)
    context = {"form": form, "person": seen, "username": username}
    return render(request, "people/edit.html", context, status=400 if form.errors else 200)


def _place(seen: Person) -> str:
    held = known.memberships_now(seen)
    return held[0].organization.path if held else ""


@access(signed_in)
@require_POST
def give_role(request: HttpRequest, username: str) -> HttpResponse:
    """A role more."""
    actor, seen = person_of(request), seen_or_404(request, username)
    form = RoleForm(request.POST, places=tree.places_for(actor))
    if form.is_valid():
        try:
            roles.give_role(actor=actor, person=seen, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:person", username)
    return _person_page(request, actor, seen, status=400, role_form=form)


@access(signed_in)
@require_POST
def end_role(request: HttpRequest, username: str, pk: str) -> HttpResponse:
    """End a role."""
    seen = seen_or_404(request, username)
    held = get_object_or_404(
        Membership.objects.select_related("organization"), pk=pk, person=seen, ended_at__isnull=True
    )
    roles.end_role(actor=person_of(request), membership=held, at=timezone.now())
    messages.success(request, _("The role is ended."))
    if Person.objects.filter(seen_by(person_of(request)), pk=seen.pk).exists():
        return redirect("people:person", username)
    return redirect("people:people")


@access(signed_in)
@require_POST
def set_guardian(request: HttpRequest, username: str) -> HttpResponse:
    """Enter who answers for a child."""
    actor, child = person_of(request), seen_or_404(request, username)
    form = UserNameForm(request.POST)
    if form.is_valid():
        name = form.cleaned_data["username"].strip().lower()
        guardian = persons.person_seen(actor, name)
        try:
            if guardian is None:
                raise PersonUnknown(username=name)
            roles.set_guardian(actor=actor, guardian=guardian, child=child, at=timezone.now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The guardian is entered."))
            return redirect("people:person", username)
    return _person_page(request, actor, child, status=400, guardian_form=form)


@access(signed_in)
@require_POST
def end_guardian(request: HttpRequest, username: str, pk: str) -> HttpResponse:
    """A guardianship ends."""
    child = seen_or_404(request, username)
    tie = get_object_or_404(Guardianship, pk=pk, child=child, ended_at__isnull=True)
    roles.end_guardian(actor=person_of(request), tie=tie, at=timezone.now())
    messages.success(request, _("The guardianship is ended."))
    return redirect("people:person", username)


@access(signed_in)
@require_POST
def act(request: HttpRequest, username: str) -> HttpResponse:
    """Lock, open, ask for a new password: `what` says which."""
    actor, seen, now = person_of(request), seen_or_404(request, username), timezone.now()
    place = _place(seen)
    what = request.POST.get("what")
    if what in {"lock", "open"}:
        accounts.set_locked(actor=actor, person=seen, locked=what == "lock", at=now, place=place)
        done = _("The account is locked.") if what == "lock" else _("The account is open again.")
    elif what == "new-password":
        passwords.demand_new_password(actor=actor, person=seen, at=now, place=place)
        done = _("They choose a new password at the next sign-in.")
    else:
        raise Http404
    messages.success(request, done)
    return redirect("people:person", username)


@access(signed_in)
@require_POST
def set_pin(request: HttpRequest, username: str) -> HttpResponse:
    """A teacher or guardian sets the PIN of a child, or takes it away (`away`)."""
    actor, seen, now = person_of(request), seen_or_404(request, username), timezone.now()
    if request.POST.get("away"):
        pins.remove_pin(actor=actor, person=seen, at=now, place=_place(seen))
        messages.success(request, _("The PIN is taken away."))
        return redirect("people:person", username)
    form = PinForm(request.POST, shows=False)
    if form.is_valid():
        chosen = form.chosen()
        try:
            pins.set_pin(
                actor=actor,
                person=seen,
                kind=chosen["kind"],
                pin=chosen["pin"],
                at=now,
                place=_place(seen),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The PIN is set. Tell it to the child alone."))
            return redirect("people:person", username)
    return _person_page(request, actor, seen, status=400, pin_form=form)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, username: str) -> HttpResponse:
    """Really delete an account; a guardian asks for it instead."""
    actor, seen = person_of(request), seen_or_404(request, username)
    may_erase = can_erase(actor, seen)
    if not may_erase and not is_guardian(actor, seen):
        raise Http404
    if request.method == "POST":
        return _erase(request, actor, seen, may_erase=may_erase)
    context = {"person": seen, "may_erase": may_erase, "known": queries.known_about(seen)}
    return render(request, "people/erase.html", context)


def _erase(request: HttpRequest, actor: Person, seen: Person, *, may_erase: bool) -> HttpResponse:
    now = timezone.now()
    if request.POST.get("back"):
        erasing.take_back(actor=actor, person=seen)
        messages.success(request, _("The request is put aside."))
    elif may_erase:
        erasing.erase(actor=actor, person=seen, at=now, place=_place(seen))
        messages.success(request, _("The account and its data are erased."))
        return redirect("people:people")
    else:
        erasing.ask_erasure(actor=actor, person=seen, at=now)
        messages.success(request, _("The administrators are asked to erase the account."))
    return redirect("people:person", seen.username)


@access(keepers)
@require_POST
def move_to_class(request: HttpRequest) -> HttpResponse:
    """Put the chosen people (`person`) into a class (`to`)."""
    actor = person_of(request)
    number = request.POST.get("to", "")
    to = get_object_or_404(Organization, number=number if number.isdecimal() else 0)
    chosen = Person.objects.filter(seen_by(actor), username__in=request.POST.getlist("person"))
    moved = list(chosen[:200])
    for one in moved:
        roles.move_to_class(actor=actor, person=one, to=to, at=timezone.now())
    done = _("%(count)d people are in class %(name)s now.")
    messages.success(request, done % {"count": len(moved), "name": to})
    return redirect(f"{reverse('people:people')}?don-vi={to.number}")


@access(keepers)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody with an account elsewhere to join; the answer never tells whether they exist."""
    actor = person_of(request)
    form = InviteForm(request.POST, places=tree.places_for(actor))
    if form.is_valid():
        roles.invite(actor=actor, at=timezone.now(), **form.cleaned_data)
        text = _(
            "If there is somebody with that user name, they see the invitation in their account."
        )
        messages.success(request, text)
        return redirect("people:people")
    new = NewPersonForm(places=tree.places_for(actor), initial={"role": Role.LEARNER})
    return render(request, "people/add.html", {"form": new, "invite_form": form}, status=400)
