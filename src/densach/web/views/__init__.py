"""Pages of the room. Django's error handlers are named here because config.urls names them so."""

from .errors import bad_request, csrf_failure, forbidden, not_found, server_error

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error"]
