"""Where people belong: roles, organisations, the words of the search index, networks."""

from collections.abc import Collection

from django.core.cache import cache
from django.db.models import Q

from densach.people.models import Installation, Membership, Organization, Person
from densach.people.permissions import paths_of, roles_of, under

Role = Membership.Role


def installation() -> Installation:
    """What was decided for the whole installation, else the defaults. One query."""
    return Installation.objects.filter(pk=1).first() or Installation(pk=1)


def holds_any(person: Person, roles: Collection[Membership.Role]) -> bool:
    """Whether `person` holds one of `roles` anywhere now. At most one query a request."""
    if not person.is_active:
        return False
    if person.is_superuser:
        return True
    held = {role for role, _path in roles_of(person)}
    return not held.isdisjoint(roles)


def organizations_where(
    person: Person, roles: Collection[str], *, classes: bool = False
) -> list[Organization]:
    """Open organisations in which `person` holds one of `roles`, and all under them, by name.

    Classes only if asked for. At most two queries.
    """
    if not person.is_active:
        return []
    where = Q() if person.is_superuser else under(paths_of(person, roles))
    found = Organization.objects.filter(where, closed_at__isnull=True)
    if not classes:
        found = found.exclude(kind=Organization.Kind.CLASS)
    return list(found.order_by("name", "pk"))


def audience_terms(viewer: Person | None, *, on_premises: bool) -> tuple[str, ...]:
    """The words under which the search index keeps what `viewer` may see.

    `PUBLIC`, `SIGNED_IN`, `PREMISES`, and `org:<id in hex>` for each organisation to which the
    viewer belongs: those where a role is held, all above them, and all under them but classes
    (works belong to schools and libraries). At most two queries.
    """
    terms = ["PUBLIC"]
    if on_premises:
        terms.append("PREMISES")
    if viewer is None or not viewer.is_active:
        return tuple(terms)
    terms.append("SIGNED_IN")
    paths = [path for _role, path in roles_of(viewer)]
    ids = {part for path in paths for part in path.split("/") if part}
    below = Organization.objects.filter(Q() if viewer.is_superuser else under(paths))
    below = below.exclude(kind=Organization.Kind.CLASS)
    ids.update(pk.hex for pk in below.values_list("pk", flat=True))
    return (*terms, *(f"org:{hex_id}" for hex_id in sorted(ids)))


PREMISES_KEY = "people:premises"


def premises() -> list[str]:
    """The networks (CIDR) of all open organisations, kept in the cache. At most one query."""
    kept: list[str] | None = cache.get(PREMISES_KEY)
    if kept is None:
        texts = Organization.objects.filter(closed_at__isnull=True).exclude(networks="")
        kept = sorted(
            {line for text in texts.values_list("networks", flat=True) for line in text.split()}
        )
        cache.set(PREMISES_KEY, kept, timeout=300)
    return kept
