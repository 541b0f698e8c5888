"""The tree of organisations as a page shows it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from densach.people.models import Membership, Organization, Person
from densach.people.permissions import managed_by
from densach.search.text import fold_key

PARTS = 200


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation with how many open parts it has and how many people hold a role in it."""

    organization: Organization
    parts: int
    people: int


def roots_of(actor: Person) -> list[Branch]:
    """The highest organisations the actor administers. Three queries."""
    mine = list(
        Organization.objects.filter(managed_by(actor))
        .exclude(parent__in=Organization.objects.filter(managed_by(actor)))
        .select_related("unit", "parent")
        .order_by("closed_at", "name_key", "pk")[:PARTS]
    )
    return _branches(mine)


def parts_of(organization: Organization, *, closed: bool = False) -> list[Branch]:
    """Open parts by kind and name; with `closed` also closed ones. Three queries."""
    parts = organization.parts.select_related("unit")
    if not closed:
        parts = parts.filter(closed_at__isnull=True)
    return _branches(list(parts.order_by("closed_at", "kind", "name_key", "pk")[:PARTS]))


def organizations_named(actor: Person, words: str, *, limit: int = 30) -> list[Branch]:
    """Those the actor administers with all of `words` in the name. Three queries."""
    named = Q()
    for word in fold_key(words).split():
        named &= Q(name_key__contains=word)
    found = Organization.objects.filter(managed_by(actor), named).select_related("parent", "unit")
    return _branches(list(found.order_by("closed_at", "name_key", "pk")[:limit]))


def _branches(organizations: list[Organization]) -> list[Branch]:
    parts = _counts(
        Organization.objects.filter(parent__in=organizations, closed_at__isnull=True), "parent"
    )
    people = _counts(
        Membership.objects.filter(organization__in=organizations, ended_at__isnull=True),
        "organization",
    )
    return [Branch(one, parts.get(one.pk, 0), people.get(one.pk, 0)) for one in organizations]


def _counts(rows: "QuerySet[Organization] | QuerySet[Membership]", by: str) -> dict[object, int]:
    return dict(rows.order_by().values_list(by).annotate(count=Count("pk")))


def above(organization: Organization) -> list[Organization]:
    """The organisations above it, highest first. One query."""
    ids = [part for part in organization.path.split("/") if part][:-1]
    found = {one.pk.hex: one for one in Organization.objects.filter(pk__in=ids)}
    return [found[part] for part in ids if part in found]


def managed(actor: Person, number: int) -> Organization | None:
    """The organisation with this number, if the actor administers it. One query."""
    found = Organization.objects.filter(managed_by(actor), number=number)
    return found.select_related("parent", "unit__province").first()


def places_for(actor: Person, *, classes: bool = True) -> QuerySet[Organization]:
    """Open organisations in which the actor may give roles or put things, parents before parts."""
    places = Organization.objects.filter(managed_by(actor), closed_at__isnull=True)
    if not classes:
        places = places.exclude(kind=Organization.Kind.CLASS)
    return places.order_by("path")
