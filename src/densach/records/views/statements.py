"""/statements: storing and finding statements (xAPI 1.0.3, communication 2.1)."""

import json
import secrets
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from densach.core.files import open_file
from densach.records.formats import parameters
from densach.records.formats.multipart import Part, join, media_type_of, split
from densach.records.formats.output import activities_of, canonical, ids_only
from densach.records.formats.parameters import read_json, refuse
from densach.records.formats.shapes import Wrong
from densach.records.models import Attachment, Client
from densach.records.queries import statements as finding
from densach.records.queries.consistency import consistent_through
from densach.records.queries.statements import Found
from densach.records.services.preparing import text_of
from densach.records.services.receiving import receive

from .calls import Call, is_json, lrs

Scope = Client.Scope
READING = (Scope.READ, Scope.READ_MINE)


@lrs({"GET": READING, "PUT": (Scope.WRITE,), "POST": (Scope.WRITE,)})
def statements(call: Call) -> HttpResponseBase:
    """One statement, a page of them, or new ones."""
    if call.method == "GET":
        return _get(call)
    if call.method == "PUT":
        return _put(call)
    call.read(parameters.NONE)
    found, parts = _brought(call)
    batch = found if isinstance(found, list) else [found]
    ids = receive(batch, client=call.client, version=call.version, parts=parts, at=call.at)
    return JsonResponse([str(one) for one in ids], safe=False)


@lrs({"GET": READING})
def more(call: Call) -> HttpResponseBase:
    """The next page: the address that the last one gave."""
    _say_how_far(call)
    return _page(call, call.read(parameters.STATEMENTS_MORE))


def _put(call: Call) -> HttpResponseBase:
    asked = call.read(parameters.STATEMENTS_PUT)
    statement, parts = _brought(call)
    if not isinstance(statement, dict):
        refuse("statement", _("This must be an object."))
    wanted = str(asked["statementId"])
    if str(statement.get("id", wanted)).lower() != wanted:
        refuse("statementId", _("The statement has another id."))
    whole = {**statement, "id": wanted}
    receive([whole], client=call.client, version=call.version, parts=parts, at=call.at)
    return HttpResponse(status=204)


def _brought(call: Call) -> tuple[Any, list[Part] | None]:
    """The JSON of a request, and the files that came along (None where there is no place for any)."""
    kind, named = media_type_of(call.content_type)
    try:
        if kind == "application/json":
            return read_json(call.body), None
        if kind != "multipart/mixed":
            refuse("Content-Type", _("Statements come as application/json or multipart/mixed."))
        first, *parts = split(call.body, boundary=named.get("boundary", ""))
        if not is_json(first.headers.get("content-type", "")):
            refuse("multipart", _("The first part must be application/json."))
        return read_json(first.content), parts
    except Wrong as wrong:
        refuse("body", wrong.reason)


# Finding


def _get(call: Call) -> HttpResponseBase:
    _say_how_far(call)
    asked = call.read(parameters.STATEMENTS_GET)
    parameters.check_together(asked)
    wanted = asked.get("statementId") or asked.get("voidedStatementId")
    if wanted is None:
        return _page(call, asked)
    found = finding.one(client=call.client, id=wanted, voided="statementId" not in asked)
    call.out["Last-Modified"] = http_date(found.stored.timestamp())
    return _answer(asked, _shown(call, asked, [found])[0], [found])


def _page(call: Call, asked: dict[str, Any]) -> HttpResponseBase:
    page = finding.find(client=call.client, asked=asked)
    rest = ""
    if page.cursor is not None:
        query = {**call.given, "cursor": [str(page.cursor)]}
        rest = f"{call.path.removesuffix('/more')}/more?{urlencode(query, doseq=True)}"
    texts = ",".join(_shown(call, asked, page.found))
    return _answer(asked, f'{{"statements":[{texts}],"more":{json.dumps(rest)}}}', page.found)


def _say_how_far(call: Call) -> None:
    """Asked before the statements are looked up, so that it promises nothing they do not hold."""
    through = consistent_through(now=call.at)
    call.out["X-Experience-API-Consistent-Through"] = text_of(through)


def _shown(call: Call, asked: dict[str, Any], found: Sequence[Found]) -> list[str]:
    """Statements as JSON in the format that was asked for."""
    form = asked.get("format", "exact")
    if form == "exact":
        return [one.raw for one in found]
    whole = [json.loads(one.raw) for one in found]
    if form == "ids":
        return [_text(ids_only(one)) for one in whole]
    iris = {activity["id"] for one in whole for activity in activities_of(one)}
    known = finding.definitions(iris)
    languages = _languages(call.headers.get("Accept-Language", ""))
    return [_text(canonical(one, definitions=known, languages=languages)) for one in whole]


def _text(statement: dict[str, Any]) -> str:
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":"))


def _languages(header: str) -> list[str]:
    """Languages as the reader prefers them (RFC 9110, 12.5.4)."""
    weighed = []
    for number, item in enumerate(header.split(",")):
        tag, _semicolon, weight = item.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        if tag and tag != "*" and quality > 0:
            weighed.append((-quality, number, tag))
    return [tag for _quality, _number, tag in sorted(weighed)]


def _answer(asked: dict[str, Any], body: str, found: Sequence[Found]) -> HttpResponseBase:
    if not asked.get("attachments"):
        return HttpResponse(body, content_type="application/json")
    boundary = secrets.token_hex(16)
    pieces = join(_parts(body, finding.attachments_of(found)), boundary=boundary)
    kind = f"multipart/mixed; boundary={boundary}"
    return StreamingHttpResponse(pieces, content_type=kind)


def _parts(body: str, attachments: Sequence[Attachment]) -> Iterator[Part]:
    yield Part(body.encode(), {"Content-Type": "application/json"})
    for attachment in attachments:
        headers = {
            "Content-Type": attachment.content_type,
            "Content-Transfer-Encoding": "binary",
            "X-Experience-API-Hash": attachment.sha2,
        }
        with open_file(attachment.file) as file:
            yield Part(file.read(), headers)
