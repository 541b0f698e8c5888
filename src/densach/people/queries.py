"""Reads about people and where they belong."""

from collections.abc import Collection

from .models import Membership, Person


def holds_any(person: Person, roles: Collection[Membership.Role]) -> bool:
    """Whether `person` holds one of `roles` in any organisation now. At most one query a request."""
    if person.is_superuser:
        return True
    held = {role for role, _path in roles_of(person)}
    return not held.isdisjoint(roles)


def roles_of(person: Person) -> list[tuple[str, str]]:
    """(role, path of the organisation) for each role held now. One query, kept on the instance."""
    kept: list[tuple[str, str]] | None = getattr(person, "_roles", None)
    if kept is None:
        kept = list(
            Membership.objects.filter(person=person, ended_at__isnull=True).values_list(
                "role", "organization__path"
            )
        )
        person._roles = kept  # type: ignore[attr-defined]  # noqa: SLF001 - a cache for one request
    return kept
