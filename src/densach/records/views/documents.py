"""/activities/state, /activities/profile, /agents/profile (xAPI 1.0.3, communication 2.2 to 2.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.http import http_date

from densach.records.formats import parameters
from densach.records.formats.parameters import Takes
from densach.records.models import Client, Document
from densach.records.queries import documents as finding
from densach.records.queries.documents import About
from densach.records.services import documents
from densach.records.services.documents import Care, Content

from .calls import Call, lrs

Scope = Client.Scope
Kind = Document.Kind


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of documents: the parameters of its methods, the one that names a document.

    `care_1`: what 1.0.3 asks of who overwrites; 2.0 asks the same of all.
    """

    kind: Document.Kind
    name: str
    get: Takes
    one: Takes
    delete: Takes
    care_1: Care

    def about(self, asked: dict[str, Any]) -> About:
        """What the parameters name."""
        return About(
            kind=self.kind,
            activity=asked.get("activityId"),
            agent=asked.get("agent"),
            registration=asked.get("registration"),
            name=asked.get(self.name),
        )


STATE = Resource(
    Kind.STATE,
    "stateId",
    get=parameters.STATE_GET,
    one=parameters.STATE_ONE,
    delete=parameters.STATE_DELETE,
    care_1=Care.NEVER,
)
ACTIVITY_PROFILE = Resource(
    Kind.ACTIVITY_PROFILE,
    "profileId",
    get=parameters.ACTIVITY_PROFILE_GET,
    one=parameters.ACTIVITY_PROFILE_ONE,
    delete=parameters.ACTIVITY_PROFILE_ONE,
    care_1=Care.ALWAYS,
)
AGENT_PROFILE = Resource(
    Kind.AGENT_PROFILE,
    "profileId",
    get=parameters.AGENT_PROFILE_GET,
    one=parameters.AGENT_PROFILE_ONE,
    delete=parameters.AGENT_PROFILE_ONE,
    care_1=Care.ALWAYS,
)


def _view(resource: Resource, scope: str) -> Callable[..., HttpResponseBase]:
    @lrs(dict.fromkeys(("GET", "PUT", "POST", "DELETE"), (scope,)))
    def view(call: Call) -> HttpResponse:
        if call.method == "GET":
            return _get(call, resource)
        takes = resource.delete if call.method == "DELETE" else resource.one
        about = resource.about(call.read(takes))
        if call.method == "DELETE":
            documents.delete(about, client=call.client, seen=call.seen)
            return HttpResponse(status=204)
        content = Content(call.body, call.content_type)
        if call.method == "PUT":
            care = Care.OVERWRITING if call.version == "2.0.0" else resource.care_1
            documents.put(about, content, client=call.client, seen=call.seen, care=care, at=call.at)
        else:
            documents.merge(about, content, client=call.client, seen=call.seen, at=call.at)
        return HttpResponse(status=204)

    return view


def _get(call: Call, resource: Resource) -> HttpResponse:
    asked = call.read(resource.get)
    about = resource.about(asked)
    if about.name is None:
        names = finding.names(about, client=call.client, since=asked.get("since"))
        return JsonResponse(names, safe=False)
    found = finding.one(about, client=call.client)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response["ETag"] = f'"{found.etag}"'
    response["Last-Modified"] = http_date(found.updated_at.timestamp())
    # What a program stored may call itself a page: it runs nothing and shows nothing here.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


state = _view(STATE, Scope.STATE)
activity_profile = _view(ACTIVITY_PROFILE, Scope.PROFILE)
agent_profile = _view(AGENT_PROFILE, Scope.PROFILE)
