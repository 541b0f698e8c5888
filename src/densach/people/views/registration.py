"""An account of one's own, where an administrator allows it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from densach.core import limits
from densach.core.access import access, anyone
from densach.core.errors import DomainError
from densach.people import queries
from densach.people.errors import RegistrationClosed
from densach.people.forms import RegistrationForm
from densach.people.http import address_of, let_in, viewer_of
from densach.people.services import accounts

TRIES, WINDOW_SECONDS = 60, 3600  # a class makes its accounts in one lesson


@access(anyone)
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Name, year of birth, password; under 16 with a parent. Then one is in."""
    if viewer_of(request) is not None:
        return redirect("people:me")
    if not queries.installation().allows_registration:
        raise RegistrationClosed
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.allow("register", address_of(request), times=TRIES, seconds=WINDOW_SECONDS)
        try:
            person = accounts.register(
                facts=form.facts(),
                password=form.cleaned_data["password"],
                guardian_agrees=form.cleaned_data["guardian_agrees"],
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            let_in(request, person)
            welcome = _("Welcome! Your user name is %(name)s.") % {"name": person.username}
            messages.success(request, welcome)
            return redirect("people:me")
    return render(
        request, "people/register.html", {"form": form}, status=400 if form.errors else 200
    )
