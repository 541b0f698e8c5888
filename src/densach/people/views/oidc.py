"""Sign-in of staff through another service (OpenID Connect), where it is configured.

Addresses and names are those that django-allauth asks for; without configuration there are none.
"""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as django_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from densach.core.access import access, anyone
from densach.people.errors import NotVerified
from densach.people.http import BACKEND, safe_next
from densach.people.services.sign_in import staff_with_email

log = logging.getLogger("densach.people")


@access(anyone)
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Off to the other service."""
    from allauth.socialaccount.providers.openid_connect.views import login
    from requests import RequestException

    request.session["oidc_next"] = safe_next(request, "")
    try:
        return login(request, provider_id)  # type: ignore[no-any-return]
    except RequestException:
        log.warning("the service of OIDC sign-in was not reached")
        return failed(request)


@access(anyone)
def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from it, with a code that allauth turns into a verified e-mail address."""
    from allauth.socialaccount.providers.openid_connect.views import callback
    from requests import RequestException

    try:
        return callback(request, provider_id)  # type: ignore[no-any-return]
    except RequestException:
        log.warning("the service of OIDC sign-in was not reached")
        return failed(request)


def _refused(request: HttpRequest) -> HttpResponse:
    messages.error(request, str(NotVerified()))
    return redirect("people:sign_in")


def let_in_verified(request: HttpRequest, addresses: list[Any]) -> HttpResponse:
    """Sign in the one staff member with a verified address; nobody is ever made."""
    for address in addresses:
        person = staff_with_email(address.email) if address.verified else None
        if person is not None:
            wanted = request.session.pop("oidc_next", "")
            django_login(request, person, backend=BACKEND)
            return redirect(wanted or settings.LOGIN_REDIRECT_URL)
    return _refused(request)


def failed(request: HttpRequest) -> HttpResponse:
    """The other service said no, was not reached, or the person changed their mind."""
    messages.error(request, _("Signing in there did not work. Try again, or use your user name."))
    return redirect("people:sign_in")
