"""A request to the Learning Record Store, read: version, key, method, parameters, body.

Answers the same way for every address: the version header, sentences as problem details, other
origins allowed (content of cmi5 and H5P lives elsewhere and shows a key, never a cookie).
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from densach.core.access import Rule
from densach.core.errors import DomainError
from densach.core.http import problem_json
from densach.records.errors import (
    KeyNeeded,
    MethodUnknown,
    NotInScope,
    TooLarge,
)
from densach.records.formats.multipart import media_type_of
from densach.records.formats.parameters import Takes, refuse
from densach.records.models import Client
from densach.records.services.clients import client_with
from densach.records.services.documents import Seen

MEGABYTES = 25  # of one request: a box with 2 GB holds several at once
VERSIONS = {"1.0": "1.0.3", "2.0": "2.0.0"}
VERSION = re.compile(r"((?:1|2)\.0)(\.\d+)?")
# Headers that the alternate request syntax carries as fields of a form (1.0.3, communication 1.3).
AS_FIELDS = {
    "Authorization",
    "X-Experience-API-Version",
    "Content-Type",
    "Content-Length",
    "If-Match",
    "If-None-Match",
    "Accept-Language",
}
EXPOSED = "ETag, Last-Modified, Content-Length, X-Experience-API-Version, X-Experience-API-Consistent-Through"

Scopes = Mapping[str, tuple[str, ...]]  # by method: any of these scopes opens it


@dataclass(slots=True)
class Call:
    """What an address is asked. `given` are the parameters as they came, `version` 1.0.3 or 2.0.0."""

    method: str
    path: str
    given: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    version: str
    client: Client
    at: datetime = field(default_factory=timezone.now)
    out: dict[str, str] = field(default_factory=dict)  # headers of the answer, also of a refusal

    def read(self, takes: Takes) -> dict[str, Any]:
        """The parameters by name. Raises NotConforming."""
        return takes.read(self.given)

    @property
    def content_type(self) -> str:
        """As it came; what says nothing is bytes (RFC 9110, 8.3)."""
        return self.headers.get("Content-Type") or "application/octet-stream"

    @property
    def seen(self) -> Seen:
        """Which version of a document the sender saw."""
        return Seen(self.headers.get("If-Match", ""), self.headers.get("If-None-Match", ""))


View = Callable[[Call], HttpResponseBase]


def client_of(headers: Mapping[str, str], *, at: datetime) -> Client | None:
    """The program whose key came as user name and password (RFC 7617), else None."""
    kind, _blank, token = headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        key, _colon, secret = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_with(key=key, secret=secret, at=at)


def client_key(*scopes: str) -> Rule:
    """Rule of access: programs whose key has one of `scopes`."""

    def rule(request: HttpRequest) -> bool:
        client = client_of(request.headers, at=timezone.now())
        return client is not None and any(client.may(scope) for scope in scopes)

    return rule


def lrs(scopes: Scopes) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Make a view of a function of a `Call`: for these methods, with one of these scopes each."""

    def declare(view: View) -> Callable[..., HttpResponseBase]:
        @csrf_exempt  # a key, not a cookie, says who asks
        @wraps(view)
        def guarded(request: HttpRequest, base: str) -> HttpResponseBase:
            version = base
            out: dict[str, str] = {}
            try:
                if request.method == "OPTIONS":
                    return _headed(_preflight(scopes), version, out)
                method, given, headers, body = _taken_apart(request)
                version = _version(headers)
                client = _client(headers, method, scopes)
                call = Call(method, request.path, given, headers, body, version, client, out=out)
                response: HttpResponseBase = view(call)
            except RequestDataTooBig:
                response = problem_json(TooLarge(megabytes=MEGABYTES))
            except DomainError as error:
                response = _refusal(error, scopes)
            return _headed(response, version, out)

        everything = {scope for some in scopes.values() for scope in some}
        guarded.access = client_key(*sorted(everything))  # type: ignore[attr-defined]
        return guarded

    return declare


def _taken_apart(
    request: HttpRequest,
) -> tuple[str, Mapping[str, list[str]], Mapping[str, str], bytes]:
    method = "GET" if request.method == "HEAD" else str(request.method)
    given = dict(request.GET.lists())
    body = _body(request)
    if method == "POST" and "method" in given:
        return _alternate(request, given, body)
    return method, given, request.headers, body


def _body(request: HttpRequest) -> bytes:
    most = MEGABYTES << 20
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise TooLarge(megabytes=MEGABYTES)
    body = request.read(most + 1)
    if len(body) > most:
        raise TooLarge(megabytes=MEGABYTES)
    return bytes(body)


def _alternate(
    request: HttpRequest, given: Mapping[str, list[str]], body: bytes
) -> tuple[str, Mapping[str, list[str]], Mapping[str, str], bytes]:
    """A request in a form, for programs that cannot send the other methods; 1.0.3 only."""
    if len(given) > 1:
        refuse("method", _("Beside “method” everything else belongs into the form."))
    fields = QueryDict(body, encoding="utf-8")
    headers = {name: request.headers.get(name, "") for name in AS_FIELDS}
    headers["Content-Type"] = "application/json"
    headers |= {name: str(fields[name]) for name in AS_FIELDS if name in fields}
    if _version(headers).startswith("2"):
        refuse("method", _("Version 2.0 has no requests inside of forms."))
    method = given["method"][0]
    if method not in {"GET", "PUT", "POST", "DELETE"}:
        refuse("method", _("There is no such method."))
    if method in {"PUT", "POST"} and "content" not in fields:
        refuse("content", _("The form has no field “content”."))
    rest = {n: v for n, v in fields.lists() if n not in AS_FIELDS and n != "content"}
    return method, rest, headers, str(fields.get("content", "")).encode()


def _version(headers: Mapping[str, str]) -> str:
    said = VERSION.fullmatch(headers.get("X-Experience-API-Version", ""))
    if said is None:
        refuse("X-Experience-API-Version", _("This must be a version 1.0.x or 2.0.x."))
    return VERSIONS[said[1]]


def _client(headers: Mapping[str, str], method: str, scopes: Scopes) -> Client:
    client = client_of(headers, at=timezone.now())
    if client is None:
        raise KeyNeeded
    if method not in scopes:
        raise MethodUnknown(methods=", ".join(scopes))
    if not any(client.may(scope) for scope in scopes[method]):
        raise NotInScope(client=client.name)
    return client


def _refusal(error: DomainError, scopes: Scopes) -> HttpResponse:
    response = problem_json(error)
    if error.status == KeyNeeded.status:
        response["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    if error.status == MethodUnknown.status:
        response["Allow"] = ", ".join(["HEAD", "OPTIONS", *scopes])
    return response


def _preflight(scopes: Scopes) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = ", ".join(["HEAD", "OPTIONS", *scopes])
    response["Access-Control-Allow-Headers"] = ", ".join(sorted(AS_FIELDS))
    response["Access-Control-Max-Age"] = "86400"
    return response


def _headed(response: HttpResponseBase, version: str, out: Mapping[str, str]) -> HttpResponseBase:
    for name, value in out.items():
        response[name] = value
    response["X-Experience-API-Version"] = version
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED
    response["Cache-Control"] = "private, no-cache"
    return response


def is_json(content_type: str) -> bool:
    """Whether a content type says JSON."""
    return media_type_of(content_type)[0] == "application/json"
