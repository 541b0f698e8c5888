"""Language, theme, letters, age."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from densach.core.access import access, anyone
from densach.people.http import viewer_of

from .. import services
from ..http import YEAR_SECONDS, keep_screen, screen_of
from ..screen import AGES, SIZES, THEMES

LANGUAGES = {tag for tag, _name in settings.LANGUAGES}


@never_cache
@require_safe
@access(anyone)
def language(request: HttpRequest, tag: str) -> HttpResponse:
    """Speak `tag` from now on, on this device and for the account. A plain link, safe to follow twice."""
    if tag not in LANGUAGES:
        raise Http404
    response = HttpResponseRedirect(_next(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, tag, max_age=YEAR_SECONDS, samesite="Lax")
    if person := viewer_of(request):
        services.keep_choices(actor=person, at=timezone.now(), language=tag)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access(anyone)
def screen(request: HttpRequest) -> HttpResponse:
    """Theme, size of letters, age: shown and, by POST, kept."""
    if request.method == "POST":
        chosen = screen_of(request).choose(**{k: str(v) for k, v in request.POST.items()})
        if person := viewer_of(request):
            services.keep_choices(actor=person, at=timezone.now(), age=chosen.age)
        response = redirect(_next(request))
        keep_screen(response, chosen)
        return response
    context = {
        "groups": {"theme": THEMES, "size": SIZES, "age": AGES},
        "now": screen_of(request),
        "next": _next(request),
    }
    return render(request, "web/screen.html", context)


def _next(request: HttpRequest) -> str:
    """The page the person came from, if it is one of ours; else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe else "/"
