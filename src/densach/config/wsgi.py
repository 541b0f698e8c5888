"""The program as WSGI sees it."""

import os
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django, without the bodies of answers to HEAD.

    Waitress sends whatever it is given: a body after HEAD would be read as the beginning of the next
    answer on the same connection, and whoever keeps it open waits for ever.
    """
    answer = django(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer
    if close := getattr(answer, "close", None):
        close()
    return []
