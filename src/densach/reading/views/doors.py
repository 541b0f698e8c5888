"""What all reading pages do when the answer is not the page: sign in first, or read elsewhere."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from densach.core.access import access, anyone

from ..errors import FileGone, SignInToRead
from ..http import MovedTo, needs_sign_in

View = Callable[..., HttpResponseBase]


def reads(view: View) -> View:
    """A page or file of one work: open to anyone, who may have it is the work's own rule.

    Answers GET and HEAD. A work merged into another leads there; a work for people with an account
    leads a stranger to sign in; other refusals become pages of their own (web.middleware).
    """

    @access(anyone)
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **rest: object) -> HttpResponseBase:
        try:
            return view(request, slug, **rest)
        except MovedTo as moved:
            return redirect("reading:open", moved.work.slug, permanent=True)
        except FileNotFoundError as error:
            raise FileGone from error
        except SignInToRead as refusal:
            if needs_sign_in(request, refusal):
                return redirect_to_login(request.get_full_path())
            raise

    return guarded
