"""Who may use a view: said on the view, checked before it runs, tested for every address.

    @access(anyone)
    def home(request): …

    @access(signed_in)
    def my_sessions(request): …

Rooms add rules of their own (`people.http.staff(Role.LIBRARIAN)`). A rule is a function of the request
that returns True, or False for “no”. A stranger who meets a “no” is sent to sign in; a person who is
signed in gets the page “not for you” (403). A view without a rule answers nobody, and
`tests/test_house_rules.py` fails on it. API routes carry the same rules through `api_access`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from .errors import NotForYou, SignInFirst

Rule = Callable[[HttpRequest], bool]
View = Callable[..., HttpResponseBase]


def anyone(_request: HttpRequest) -> bool:
    """Everybody, also without an account. The view itself hides what is not public."""
    return True


def signed_in(request: HttpRequest) -> bool:
    """Everybody with an account."""
    return request.user.is_authenticated


def access(rule: Rule) -> Callable[[View], View]:
    """Let only those pass for whom `rule` is true, and declare it as `view.access`."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule(request):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def api_access(rule: Rule) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The same for a route of the API: 401 or 403 as problem details instead of a sign-in page.

    Stands under the router's decorator; `auth=None` there, since the rule decides.
    """

    def declare(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not rule(request):
                raise SignInFirst if not request.user.is_authenticated else NotForYou
            return operation(request, *args, **kwargs)

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return declare
