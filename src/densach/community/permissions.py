"""Who may found and keep, see and join.

Grown-ups who work with readers found clubs and challenges in their own organisations: teachers in
their classes, librarians and administrators where they are and below. Everybody else joins what is
offered where they belong.
"""

from django.db.models import Q

from densach.library.permissions import can_catalogue
from densach.people import queries as people
from densach.people.models import Membership, Organization, Person

from .models import Challenge, Club, Exhibition

Role = Membership.Role
FOUNDERS = (Role.TEACHER, Role.LIBRARIAN, Role.OFFICER, Role.ADMINISTRATOR)
REVIEWERS = (Role.LIBRARIAN, Role.ADMINISTRATOR)


def can_found(actor: Person, organization: Organization) -> bool:
    """Found a club or a challenge for the people of `organization`."""
    if not actor.is_active or actor.is_superuser:
        return actor.is_active
    return any(
        role in FOUNDERS and organization.path.startswith(path)
        for role, path in people.roles_of(actor)
    )


def belongs(person: Person, organization: Organization) -> bool:
    """Whether `person` holds any role in `organization` or under it, or stands above it."""
    return any(
        path.startswith(organization.path) or organization.path.startswith(path)
        for _role, path in people.roles_of(person)
    )


def offered_to(person: Person, field: str = "organization") -> Q:
    """Clubs or challenges of the organisations where `person` is, of those above and below."""
    if person.is_superuser:
        return Q()
    found = Q(pk__in=[])
    for role, path in people.roles_of(person):
        above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/"]
        found |= Q(**{f"{field}__path__in": above})
        if role in FOUNDERS:
            found |= Q(**{f"{field}__path__startswith": path})
    return found


def can_see_club(person: Person, club: Club) -> bool:
    """See that a club is there, and join it. Its talk is for members, and for who may keep it."""
    return person.is_superuser or belongs_here(person, club.organization)


def belongs_here(person: Person, organization: Organization) -> bool:
    """The one-row face of `offered_to`."""
    return any(
        path.startswith(organization.path)
        or (role in FOUNDERS and organization.path.startswith(path))
        for role, path in people.roles_of(person)
    )


def is_member(person: Person, club: Club) -> bool:
    """Whether `person` is in the club now. One query."""
    return club.memberships.filter(person=person).exists()


def keeps_club(person: Person, club: Club) -> bool:
    """Read posts first, choose books, close: its keepers, and who may found clubs there."""
    if can_found(person, club.organization):
        return True
    return club.memberships.filter(person=person, is_keeper=True).exists()


def can_see_challenge(person: Person, challenge: Challenge) -> bool:
    """See and join a challenge of one's own organisation or of one above it."""
    return person.is_superuser or belongs_here(person, challenge.organization)


def keeps_challenge(person: Person, challenge: Challenge) -> bool:
    """Change or end a challenge."""
    return can_found(person, challenge.organization)


def can_judge_reviews(person: Person | None) -> bool:
    """Read what waits, show it or not."""
    return person is not None and people.holds_any(person, REVIEWERS)


def keeps_exhibition(person: Person | None, exhibition: Exhibition) -> bool:
    """Change a stall: the cataloguers of its organisation."""
    return can_catalogue(person, exhibition.organization)
