"""What django-allauth asks us on the way back from the other service. Loaded only where configured."""

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from .oidc import failed, let_in_verified


class StaffAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Links by a verified e-mail address to a staff member who is here already; makes nobody."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """Our answer stands: allauth neither signs in nor keeps anything."""
        raise ImmediateHttpResponse(let_in_verified(request, sociallogin.email_addresses))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        **_why: Any,
    ) -> NoReturn:
        """Cancelled, refused, not reached."""
        del provider
        raise ImmediateHttpResponse(failed(request))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        del request, sociallogin
        return False
