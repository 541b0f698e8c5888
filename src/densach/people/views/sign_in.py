"""Signing in and out; trying out as somebody of the demo."""

from datetime import timedelta
from math import ceil

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from densach.core import limits
from densach.core.access import access, anyone
from densach.core.errors import DomainError
from densach.people import queries
from densach.people.forms import ChosenPassword, SignInForm
from densach.people.http import PENDING, address_of, demand_password, let_in, safe_next, viewer_of
from densach.people.models import Person
from densach.people.services import demo, passwords
from densach.people.services.sign_in import name_for_throttle

# django-axes stops guessing one name; this stops trying one password on all names. A school of a
# thousand behind one address comes in within a quarter of an hour.
TRIES, WINDOW_SECONDS = 2000, 900
NOBODY = "0" * 32


@access(anyone)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; the demo's cards; ways in for those without."""
    if viewer_of(request) is not None:
        return redirect(_after(request))
    form = SignInForm(request.POST or None, initial={"username": request.GET.get("ten", "")[:60]})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=400 if form.errors else 200)
    limits.allow("sign_in", address_of(request), times=TRIES, seconds=WINDOW_SECONDS)
    data = form.cleaned_data
    person = authenticate(request, username=data["username"], password=data["password"])
    if not isinstance(person, Person):
        sentence = _(
            "Name or password is not right. Check Caps Lock and the Vietnamese typing tool."
        )
        form.add_error(None, sentence)
        return _page(request, form, status=403)
    if person.must_change_password:
        demand_password(request, person)
        return redirect("people:choose_password")
    let_in(request, person, shared=data["shared"])
    return redirect(_after(request))


def _after(request: HttpRequest) -> str:
    return safe_next(request, resolve_url(settings.LOGIN_REDIRECT_URL))


def _page(request: HttpRequest, form: SignInForm, *, status: int, wait: str = "") -> HttpResponse:
    context = {
        "form": form,
        "wait": wait,
        "next": safe_next(request, ""),
        "demo": demo.demo_people(),
        "allows_registration": queries.installation().allows_registration,
        "oidc": getattr(settings, "OIDC_NAME", ""),
    }
    return render(request, "people/sign_in.html", context, status=status)


def locked_out(
    request: HttpRequest, _response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """What django-axes answers after too many failures: how long to wait, and the other way in."""
    wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
    last = (
        AccessAttempt.objects.filter(
            username=name_for_throttle(request, credentials), ip_address=address_of(request)
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    left = (last + wait - timezone.now()) if last else wait
    minutes = max(1, ceil(left.total_seconds() / 60))
    sentence = ngettext(
        "Too many wrong tries for this name from here. Wait %(minutes)d minute, then try again.",
        "Too many wrong tries for this name from here. Wait %(minutes)d minutes, then try again.",
        minutes,
    ) % {"minutes": minutes}
    form = SignInForm(initial={"username": request.POST.get("username", "")})
    answer = _page(request, form, status=429, wait=sentence)
    answer["Retry-After"] = str(minutes * 60)
    return answer


@access(anyone)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Between a right password that must be changed and being signed in."""
    pending = request.session.get(PENDING) or {}
    person = Person.objects.filter(pk=pending.get("person", NOBODY), is_active=True).first()
    if person is None or pending["until"] < timezone.now().timestamp():
        request.session.pop(PENDING, None)
        messages.info(request, _("That took too long. Sign in once more."))
        return redirect("people:sign_in")
    form = ChosenPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            passwords.choose_password(person=person, password=password, at=timezone.now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            del request.session[PENDING]
            let_in(request, person)
            return redirect(pending.get("next") or settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "person": person, "least": passwords.least_length(person)}
    return render(
        request, "people/choose_password.html", context, status=400 if form.errors else 200
    )


@access(anyone)
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """GET asks (a link cannot sign anybody out), POST does it."""
    if request.method == "GET" and viewer_of(request) is not None:
        return render(request, "people/sign_out.html")
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@access(anyone)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who helps when the password is gone."""
    return render(request, "people/forgotten.html")


@access(anyone)
@require_POST
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """One click on a role of the demo; 404 where the demo is off."""
    person = demo.demo_person(request.POST.get("role", ""))
    let_in(request, person)
    return redirect(_after(request))
