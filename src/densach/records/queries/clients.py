"""Keys of programs, for those who keep them."""

from django.db.models import F, QuerySet

from densach.records.models import Client


def clients() -> QuerySet[Client]:
    """All keys: those that still open something first, the newest first. One query."""
    rows = Client.objects.select_related("organization", "made_by")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-made_at", "-pk")


def scopes_of(client: Client) -> list[str]:
    """What a key may do, in words."""
    held = client.scopes.split()
    return [str(label) for value, label in Client.Scope.choices if value in held]
