"""How often a stranger may call, counted in the cache that all processes share."""

import time

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from .errors import DomainError


class TooMany(DomainError):
    """The caller came too often. Nothing was done."""

    code = "core.too_many"
    status = 429
    message = _("Too many requests in a short time.")
    advice = _("Wait %(seconds)d seconds, then try again.")


def allow(what: str, who: str, *, times: int, seconds: int) -> None:
    """Count one call of `what` by `who`; raise TooMany past `times` in the present window.

    Windows are fixed and `seconds` long, so at worst twice `times` pass in a moment.
    """
    now = time.time()
    window = int(now // seconds)
    key = f"limit:{what}:{who}:{window}"
    if cache.add(key, 1, timeout=seconds * 2):
        return
    if cache.incr(key) > times:
        raise TooMany(seconds=int((window + 1) * seconds - now) + 1)
