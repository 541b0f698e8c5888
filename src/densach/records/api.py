"""What devices send. The shape is docs/architecture/events.md."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.utils import timezone
from ninja import Router

from densach.core.errors import DomainError
from densach.core.http import problem_json
from densach.core.limits import allow

from .errors import Busy, EventsUnreadable, NoRoom, TooManyEvents
from .formats.events import MOST_BYTES, MOST_EVENTS, Batch, iso, read_batch
from .http import by_device_or_session, sender_of
from .services import outbox

TIMES, SECONDS = 120, 60  # 60,000 events a minute of one person: no honest device comes near it
WAIT_SECONDS = 20


router = Router(tags=["records"])


@router.post(
    "outbox",
    auth=by_device_or_session,
    openapi_extra={
        "requestBody": {
            "content": {"application/json": {"schema": {"type": "object"}}},
            "description": "docs/architecture/events.md; gzip allowed",
            "required": True,
        }
    },
)
def post_outbox(request: HttpRequest) -> JsonResponse:
    """Many events of one person at once; each gets its own answer."""
    person, device = sender_of(request)
    try:
        allow("outbox", str(person.pk), times=TIMES, seconds=SECONDS)
        batch = _batch(request)
        received = outbox.receive(person=person, device=device, batch=batch, at=timezone.now())
    except (Busy, NoRoom) as error:
        return _later(error, WAIT_SECONDS)
    return JsonResponse(
        {
            "now": iso(timezone.now()),
            "n": received.counter,
            "answers": [answer.as_json() for answer in received.answers],
        }
    )


def _batch(request: HttpRequest) -> Batch:
    """Raises EventsUnreadable, TooManyEvents."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooManyEvents(most=MOST_EVENTS)
    try:
        body = request.body
    except (UnreadablePostError, RequestDataTooBig) as error:
        raise EventsUnreadable from error  # the line was cut; nobody hears this answer
    packing = request.headers.get("Content-Encoding", "identity").lower()
    if packing not in {"gzip", "identity"}:
        raise EventsUnreadable
    return read_batch(body, packed=packing == "gzip")


def _later(error: DomainError, seconds: int) -> JsonResponse:
    response = problem_json(error)
    response["Retry-After"] = str(seconds)
    return response
