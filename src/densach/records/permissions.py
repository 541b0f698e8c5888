"""What a program may see and write: by the scopes of its key, and by the organisation it is bound to.

A key with “read all statements” sees what children did. Only an administrator of the whole
installation gives one out, and may bind it to an organisation: it then reaches only people who
belong there now, besides what it sent itself.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from densach.people.models import Membership, Person

from .models import Client

Scope = Client.Scope


def can_keep_keys(person: Person) -> bool:
    """Whether `person` may make, see and end keys: who runs the installation, nobody else."""
    return person.is_active and person.is_superuser


def visible_to(client: Client) -> Q:
    """The statements that `client` may read."""
    if not client.may(Scope.READ):
        return Q(client=client)
    if client.organization_id is None:
        return Q()
    return Q(client=client) | Q(person__in=members_of(client))


def members_of(client: Client) -> QuerySet[Membership, UUID]:
    """Ids of the people who belong to the organisation of `client` or under it now."""
    assert client.organization is not None, "only for keys bound to one"
    return Membership.objects.filter(
        ended_at__isnull=True, organization__path__startswith=client.organization.path
    ).values_list("person", flat=True)


def reaches(client: Client, person: UUID | None) -> bool:
    """Whether `client` may write about `person`; None is somebody without an account here."""
    if person is None or client.organization_id is None:
        return True
    return members_of(client).filter(person=person).exists()


def can_void(client: Client, *, sent_by: int | None) -> bool:
    """Whether `client` may declare void what client `sent_by` brought.

    Events of our own devices (None) are the person's record: only the person deletes them.
    """
    if sent_by is None:
        return False
    return sent_by == client.pk or (client.may(Scope.READ) and client.organization_id is None)
