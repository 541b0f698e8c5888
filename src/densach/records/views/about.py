"""/about, /agents, /activities (xAPI 1.0.3, communication 2.4, 2.5, 2.8)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from densach.core.access import access, anyone
from densach.records.formats import parameters
from densach.records.models import Client
from densach.records.queries import statements as finding
from densach.records.text.keys import IDENTIFIERS

from .calls import VERSIONS, Call, lrs

Scope = Client.Scope
# Who reads or keeps something about an agent or activity may ask what it is.
READING = (Scope.READ, Scope.READ_MINE, Scope.STATE, Scope.PROFILE)


@access(anyone)
def about(_request: HttpRequest, base: str) -> HttpResponse:
    """The versions that this store speaks. Needs no key, says nothing else."""
    response = JsonResponse({"version": list(VERSIONS.values()), "extensions": {}})
    response["X-Experience-API-Version"] = base
    response["Access-Control-Allow-Origin"] = "*"
    return response


@lrs({"GET": READING})
def agents(call: Call) -> HttpResponse:
    """A Person object: everything under which an agent is known, each in an array."""
    agent = call.read(parameters.AGENTS_GET)["agent"]
    person: dict[str, Any] = {"objectType": "Person"}
    if names := finding.names_of(agent, client=call.client):
        person["name"] = names
    person |= {name: [agent[name]] for name in IDENTIFIERS if name in agent}
    return JsonResponse(person, json_dumps_params={"ensure_ascii": False})


@lrs({"GET": READING})
def activities(call: Call) -> HttpResponse:
    """An activity with all that is known of it; one that nobody knows is still an activity."""
    iri = call.read(parameters.ACTIVITIES_GET)["activityId"]
    activity = {"objectType": "Activity", "id": iri}
    definition = finding.definitions({iri}).get(iri)
    whole = {**activity, "definition": definition} if definition else activity
    return JsonResponse(whole, json_dumps_params={"ensure_ascii": False})
