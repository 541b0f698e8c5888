"""The public API, version 1: JSON over the same services and queries as the pages."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from densach.core.errors import DomainError
from densach.core.http import problem_json
from densach.library.api import router as library
from densach.people.api import router as people
from densach.reading.api import router as reading
from densach.records.api import router as records

api = NinjaAPI(
    title="Đèn Sách",
    version="1",
    urls_namespace="api",
    docs_url=None,  # its page comes from another host; the description is at openapi.json
    description="Reading is open for public works; writing needs a session and its CSRF token.",
)
api.add_router("", library)
api.add_router("devices", people)
api.add_router("reading/", reading)
api.add_router("", records)


@api.exception_handler(DomainError)
def say_no(_request: HttpRequest, error: DomainError) -> HttpResponse:
    """Every refusal becomes problem details (RFC 9457)."""
    return problem_json(error)
