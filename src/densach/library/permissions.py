"""Who may see, read and change works. Each predicate has a queryset face, tested to agree.

A work's page is seen by everybody, but for works of one organisation, which only its members see.
Its files are opened by those whom `audience` names. Cataloguing is for librarians and
administrators of the work's organisation or of one above it; works that belong to no organisation
are kept by those who hold such a role at the root of a tree.
"""

from django.db.models import Q

from densach.people import queries as people
from densach.people.models import Membership, Organization, Person

from .models import Audience, Shelf, Work

CATALOGUERS = (Membership.Role.LIBRARIAN, Membership.Role.ADMINISTRATOR)


def can_see(viewer: Person | None, work: Work) -> bool:
    """Whether the page of `work` exists for `viewer`. Withdrawn works: only for cataloguers."""
    if viewer is not None and can_catalogue(viewer, work.organization):
        return True
    if not work.is_present:
        return False
    return work.audience != Audience.ORGANIZATION or _is_member(viewer, work.organization)


def visible_to(viewer: Person | None) -> Q:
    """The works for which `can_see` is true, but withdrawn ones never: lists do not show them."""
    present = Q(merged_into__isnull=True, withdrawn_at__isnull=True)
    if viewer is not None and viewer.is_superuser:
        return present
    mine = _of_my_organizations(viewer) | _catalogued_by(viewer)
    return present & (~Q(audience=Audience.ORGANIZATION) | mine)


def may_read(viewer: Person | None, work: Work, *, on_premises: bool = False) -> bool:
    """Whether `viewer` may open the files of `work`, from the library's own network or not."""
    if not can_see(viewer, work):
        return False
    if viewer is not None and can_catalogue(viewer, work.organization):
        return True
    if work.audience == Audience.PUBLIC:
        return True
    if work.audience == Audience.PREMISES:
        return on_premises
    return viewer is not None  # SIGNED_IN; ORGANIZATION was settled by can_see


def readable_by(viewer: Person | None, *, on_premises: bool = False) -> Q:
    """The works for which `may_read` is true."""
    visible = visible_to(viewer)
    if viewer is not None and viewer.is_superuser:
        return visible
    audiences = [Audience.PUBLIC]
    if viewer is not None:
        audiences += [Audience.SIGNED_IN, Audience.ORGANIZATION]
    if on_premises:
        audiences.append(Audience.PREMISES)
    return visible & (Q(audience__in=audiences) | _catalogued_by(viewer))


def can_catalogue(actor: Person | None, organization: Organization | None) -> bool:
    """Whether `actor` may change works of `organization` (None: works of no organisation)."""
    if actor is None or not actor.is_active:
        return False
    if actor.is_superuser:
        return True
    paths = _cataloguing_paths(actor)
    if organization is None:
        return any(path.count("/") == 1 for path in paths)
    return any(organization.path.startswith(path) for path in paths)


def can_see_shelf(viewer: Person | None, shelf: Shelf) -> bool:
    """Public shelves: everybody; others: cataloguers of the shelf's organisation."""
    return shelf.is_public or can_catalogue(viewer, shelf.organization)


def audience_term(work: Work) -> str:
    """The word under which the search index keeps who may see `work`."""
    if work.audience == Audience.ORGANIZATION and work.organization_id:
        return f"org:{work.organization_id.hex}"
    return "PUBLIC"


def _is_member(viewer: Person | None, organization: Organization | None) -> bool:
    if viewer is None or organization is None:
        return False
    return any(
        organization.path.startswith(path) or path.startswith(organization.path)
        for _role, path in people.roles_of(viewer)
    )


def _of_my_organizations(viewer: Person | None) -> Q:
    """Works of organisations above and below the places where `viewer` holds a role."""
    if viewer is None:
        return Q(pk__in=[])
    mine = Q(pk__in=[])
    for _role, path in people.roles_of(viewer):
        above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/"]
        mine |= Q(organization__path__startswith=path) | Q(organization__path__in=above)
    return mine


def _cataloguing_paths(actor: Person) -> list[str]:
    return [path for role, path in people.roles_of(actor) if role in CATALOGUERS]


def _catalogued_by(viewer: Person | None) -> Q:
    found = Q(pk__in=[])
    for path in _cataloguing_paths(viewer) if viewer is not None else []:
        found |= Q(organization__path__startswith=path)
        if path.count("/") == 1:
            found |= Q(organization__isnull=True)
    return found
