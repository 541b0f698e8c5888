"""Keys of other programs: made, used, ended."""

import hashlib
import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from hmac import compare_digest

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from densach.core import audit
from densach.core.permissions import require
from densach.people.models import Organization, Person
from densach.records.errors import UnknownScope
from densach.records.models import Client
from densach.records.permissions import can_keep_keys

USED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_client(
    *,
    actor: Person | None,
    name: str,
    scopes: Collection[str],
    organization: Organization | None = None,
    at: datetime,
) -> tuple[Client, str]:
    """A new key and its secret, which is shown now and never again. `actor` None: the command line.

    Raises Forbidden, UnknownScope.
    """
    if actor is not None:
        require(can_keep_keys(actor), action=_("make keys for programs"))
    if not name.strip() or not scopes or set(scopes) - set(Client.Scope.values):
        raise UnknownScope
    secret = secrets.token_urlsafe(32)
    client = Client.objects.create(
        key=secrets.token_hex(10),
        secret_sha256=_sha256(secret),
        name=name.strip()[:120],
        scopes=" ".join(sorted(set(scopes))),
        organization=organization,
        made_at=at,
        made_by=actor,
    )
    audit.note("records.key_made", actor=actor, at=at, subject=client)
    return client, secret


@transaction.atomic
def end_client(*, actor: Person, client: Client, at: datetime) -> None:
    """The key opens nothing any more; what came with it stays. Ending twice is ending once.

    Raises Forbidden.
    """
    require(can_keep_keys(actor), action=_("end keys of programs"))
    if Client.objects.filter(pk=client.pk, ended_at__isnull=True).update(ended_at=at):
        audit.note("records.key_ended", actor=actor, at=at, subject=client)


def client_with(*, key: str, secret: str, at: datetime) -> Client | None:
    """Whose key and secret these are, None if nobody's. One query, one write an hour."""
    client = Client.objects.filter(key=key, ended_at__isnull=True).first()
    if client is None or not compare_digest(_sha256(secret), client.secret_sha256):
        return None
    if client.used_at is None or at - client.used_at > USED_EVERY:
        with suppress(OperationalError):  # a full disk keeps nobody from reading
            Client.objects.filter(pk=client.pk).update(used_at=at)
    return client


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
