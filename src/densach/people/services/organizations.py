"""The tree of organisations: founding, correcting, moving, closing."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from densach.core import audit, numbers
from densach.core.permissions import require
from densach.people.errors import (
    MoveIntoItself,
    NetworkOdd,
    OrganizationClosed,
    OrganizationHere,
    OrganizationNameMissing,
    StillInUse,
    TreeTooDeep,
    UnitUnknown,
)
from densach.people.models import AdminUnit, Organization, Person
from densach.people.permissions import can_found_root, can_manage
from densach.people.queries.belonging import PREMISES_KEY
from densach.people.text import tidy_name
from densach.search.text import fold_key

DEEPEST = 12  # levels; the two-tier tree with classes has five, `path` has room for 18


@dataclass(frozen=True, slots=True)
class Description:
    """What is entered about an organisation. `unit` is the code of a commune or province."""

    name: str
    kind: str
    short_name: str = ""
    unit: str = ""
    address: str = ""
    networks: str = ""


def _checked(text: Description) -> Description:
    name = tidy_name(text.name)[:200]
    if not name:
        raise OrganizationNameMissing
    if text.unit and not AdminUnit.objects.filter(pk=text.unit).exists():
        raise UnitUnknown(text=text.unit)
    return Description(
        name=name,
        kind=text.kind,
        short_name=tidy_name(text.short_name)[:60],
        unit=text.unit,
        address=tidy_name(text.address)[:300],
        networks=_checked_networks(text.networks),
    )


def _checked_networks(text: str) -> str:
    networks = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            networks.append(str(ipaddress.ip_network(line.strip(), strict=False)))
        except ValueError as error:
            raise NetworkOdd(line=number, text=line.strip()[:60]) from error
    return "\n".join(networks)


def _fill(organization: Organization, text: Description) -> None:
    organization.name = text.name
    organization.name_key = fold_key(text.name)[:200]
    organization.short_name = text.short_name
    organization.kind = text.kind
    organization.unit_id = text.unit or None
    organization.address = text.address
    organization.networks = text.networks


def _refuse_namesake(organization: Organization) -> None:
    namesakes = Organization.objects.filter(
        parent_id=organization.parent_id, name_key=organization.name_key, closed_at__isnull=True
    )
    if namesakes.exclude(pk=organization.pk).exists():
        raise OrganizationHere(name=organization.name)


def found(*, parent: Organization | None, text: Description, at: datetime) -> Organization:
    """A new organisation, without asking who may; for services that asked. Inside a transaction."""
    if parent is not None:
        if parent.closed_at is not None:
            raise OrganizationClosed(name=parent.name)
        if parent.path.count("/") >= DEEPEST:
            raise TreeTooDeep(limit=DEEPEST)
    organization = Organization(parent=parent, created_at=at, updated_at=at)
    _fill(organization, _checked(text))
    _refuse_namesake(organization)
    organization.path = (parent.path if parent else "") + f"{organization.pk.hex}/"
    organization.number = numbers.take("organization").start
    organization.save(force_insert=True)
    cache.delete(PREMISES_KEY)
    return organization


@transaction.atomic
def create_organization(
    *, actor: Person, parent: Organization | None, text: Description, at: datetime
) -> Organization:
    """A new organisation under `parent`; under none only by who runs the installation.

    Raises Forbidden, OrganizationNameMissing, OrganizationHere, UnitUnknown, NetworkOdd,
    OrganizationClosed, TreeTooDeep.
    """
    allowed = can_manage(actor, parent) if parent is not None else can_found_root(actor)
    require(allowed, action=_("make an organisation here"))
    organization = found(parent=parent, text=text, at=at)
    _note("people.organization_created", actor, organization, at)
    return organization


@transaction.atomic
def change_organization(
    *, actor: Person, organization: Organization, text: Description, at: datetime
) -> Organization:
    """Rename it or correct its place, kind, networks. Raises as `create_organization`."""
    require(can_manage(actor, organization), action=_("change this organisation"))
    before = {name: getattr(organization, name) for name in ("name", "kind", "unit_id", "networks")}
    _fill(organization, _checked(text))
    _refuse_namesake(organization)
    _save(organization, at)
    cache.delete(PREMISES_KEY)
    changed = {
        name: [value, getattr(organization, name)]
        for name, value in before.items()
        if value != getattr(organization, name)
    }
    _note("people.organization_changed", actor, organization, at, facts=changed)
    return organization


@transaction.atomic
def move_organization(
    *, actor: Person, organization: Organization, parent: Organization | None, at: datetime
) -> Organization:
    """Put it, with all under it, under another one. Three queries whatever its size.

    Whoever administers both places may. Raises Forbidden, MoveIntoItself, OrganizationHere,
    OrganizationClosed, TreeTooDeep.
    """
    may_put = can_manage(actor, parent) if parent is not None else can_found_root(actor)
    may_take = (
        can_manage(actor, organization.parent) if organization.parent else can_found_root(actor)
    )
    require(may_put and may_take, action=_("move this organisation there"))
    if parent is not None and parent.path.startswith(organization.path):
        raise MoveIntoItself(name=organization.name)
    if parent is not None and parent.closed_at is not None:
        raise OrganizationClosed(name=parent.name)
    old = organization.path
    below = Organization.objects.filter(path__startswith=old)
    depth = max(path.count("/") for path in below.values_list("path", flat=True)) - old.count("/")
    new = (parent.path if parent else "") + f"{organization.pk.hex}/"
    if new.count("/") + depth > DEEPEST:
        raise TreeTooDeep(limit=DEEPEST)
    organization.parent = parent
    _refuse_namesake(organization)
    below.update(
        path=Concat(Value(new), Substr("path", len(old) + 1)),
        version=F("version") + 1,
        updated_at=at,
    )
    organization.path = new
    _save(organization, at)
    _note(
        "people.organization_moved",
        actor,
        organization,
        at,
        facts={"to": parent.name if parent else "—"},
    )
    return organization


@transaction.atomic
def set_closed(*, actor: Person, organization: Organization, closed: bool, at: datetime) -> None:
    """Close it: roles in it hold no more, nothing is deleted; or open it again.

    Raises Forbidden, StillInUse, OrganizationHere.
    """
    require(can_manage(actor, organization), action=_("close this organisation"))
    parts = organization.parts.filter(closed_at__isnull=True).count()
    if closed and parts:
        raise StillInUse(name=organization.name, parts=parts)
    if not closed:
        _refuse_namesake(organization)
    organization.closed_at = at if closed else None
    _save(organization, at)
    cache.delete(PREMISES_KEY)
    _note(
        "people.organization_closed" if closed else "people.organization_opened",
        actor,
        organization,
        at,
    )


def _save(organization: Organization, at: datetime) -> None:
    organization.updated_at = at
    organization.version += 1
    organization.save()


def _note(
    code: str,
    actor: Person,
    organization: Organization,
    at: datetime,
    *,
    facts: Mapping[str, object] | None = None,
) -> None:
    audit.note(code, actor=actor, subject=organization, at=at, place=organization.path, facts=facts)
