"""The edges of HTTP shared by every room."""

from django.http import HttpRequest, JsonResponse

from .errors import DomainError


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of the page. Without JavaScript the answer is always False."""
    return request.headers.get("HX-Request") == "true"


def problem_json(error: DomainError) -> JsonResponse:
    """Render `error` as problem details (RFC 9457), its facts as extension members."""
    body = {
        **error.facts,
        "type": f"urn:densach:error:{error.code}",
        "title": str(error.message) % error.facts,
        "status": error.status,
        "detail": str(error.advice) % error.facts,
    }
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
