"""A person's own account: name and screen, password, devices, roles, erasing."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from densach.core.access import access, signed_in
from densach.core.errors import DomainError
from densach.people.errors import PasswordWrong
from densach.people.forms import ChangedPassword, OwnForm
from densach.people.http import person_of
from densach.people.models import Guardianship, Invitation
from densach.people.permissions import can_erase, roles_of
from densach.people.queries import known
from densach.people.services import accounts, erasing, passwords, roles, sessions
from densach.people.text import shown_phone


@access(signed_in)
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The account page; POST changes name, number, language, screen."""
    person = person_of(request)
    initial = {
        "full_name": person.full_name,
        "phone": shown_phone(person.phone),
        "email": person.email,
        "language": person.language,
        "age_mode": person.age_mode,
    }
    form = OwnForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_own(person=person, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            person.refresh_from_db()
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept."))
            return redirect("people:me")
    context = {
        "form": form,
        "person": person,
        "name_is_own": not roles_of(person),
        "memberships": known.memberships_now(person),
        "invitations": known.invitations_for(person),
        "wards": known.wards_of(person),
        "guardians": known.guardians_of(person),
        "sessions": known.sessions_of(person)[:3],
        "session_key": request.session.session_key,
    }
    return render(request, "people/me.html", context, status=400 if form.errors else 200)


@access(signed_in)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; other devices are signed out."""
    person = person_of(request)
    if not person.has_usable_password():
        return render(request, "people/forgotten.html", {"person": person})
    form = ChangedPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.change_password(
                person=person,
                present=form.cleaned_data["present"],
                password=form.cleaned_data["password"],
                session_key=request.session.session_key,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            _keep_this_session(request)
            messages.success(request, _("The new password holds. Other devices are signed out."))
            return redirect("people:me")
    context = {"form": form, "person": person, "least": passwords.least_length(person)}
    return render(request, "people/password.html", context, status=400 if form.errors else 200)


def _keep_this_session(request: HttpRequest) -> None:
    """A new key for this browser, and its line in the list of devices."""
    person, old = person_of(request), request.session.session_key
    update_session_auth_hash(request, person)
    if old:
        sessions.forget_session(session_key=old)
    if key := request.session.session_key:
        agent = request.META.get("HTTP_USER_AGENT", "")
        sessions.note_session(person=person, session_key=key, user_agent=agent, at=timezone.now())


@access(signed_in)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def erase_me(request: HttpRequest) -> HttpResponse:
    """Erase the account at once (nobody answers for it) or ask those who do."""
    person = person_of(request)
    at_once = can_erase(person, person)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("back"):
                erasing.take_back(actor=person, person=person)
                messages.success(request, _("Your request is taken back."))
                return redirect("people:me")
            _prove(request)
            if at_once:
                erasing.erase(actor=person, person=person, at=timezone.now())
                logout(request)
                messages.success(request, _("Your account and its data are erased."))
                return redirect("web:home")
            erasing.ask_erasure(actor=person, person=person, at=timezone.now())
            return redirect("people:erase_me")
        except DomainError as refusal:
            error = refusal
    context = {
        "at_once": at_once,
        "error": error,
        "asked": known.known_about(person).erasure,
        "has_password": person.has_usable_password(),
    }
    return render(request, "people/erase_me.html", context, status=error.status if error else 200)


def _prove(request: HttpRequest) -> None:
    """The password once more: a device left alone must not lose somebody's account."""
    person = person_of(request)
    if person.has_usable_password() and not person.check_password(request.POST.get("password", "")):
        raise PasswordWrong


@access(signed_in)
@require_POST
def answer_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Join, or not."""
    person = person_of(request)
    invitation = get_object_or_404(Invitation, pk=pk, person=person)
    accepts = request.POST.get("answer") == "yes"
    roles.answer_invitation(
        person=person, invitation=invitation, accepts=accepts, at=timezone.now()
    )
    done = _("You belong to “%(name)s” now.") if accepts else _("“%(name)s” is told no.")
    messages.success(request, done % {"name": invitation.organization})
    return redirect("people:me")


@access(signed_in)
@require_POST
def leave_guardianship(request: HttpRequest, pk: str) -> HttpResponse:
    """A guardian ends the tie."""
    person = person_of(request)
    tie = get_object_or_404(Guardianship, pk=pk, guardian=person, ended_at__isnull=True)
    roles.end_guardian(actor=person, tie=tie, at=timezone.now())
    messages.success(request, _("You are no longer entered as guardian."))
    return redirect("people:me")
