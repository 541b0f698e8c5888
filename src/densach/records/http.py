"""Who sends: the key of a device, or somebody who is signed in."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.security import APIKeyHeader, django_auth

from densach.people.http import device_key_of, person_of
from densach.people.models import DeviceKey, Person


class DeviceAuth(APIKeyHeader):
    """`Authorization: Device <secret>`: the key of one person on one device."""

    param_name = "Authorization"

    def authenticate(self, request: HttpRequest, key: str | None) -> DeviceKey | None:  # noqa: ARG002
        """The key, or None where the request shows none. Raises DeviceEnded, AccountErased."""
        return device_key_of(request)


# A device's key, or a session with its CSRF token.
by_device_or_session = [DeviceAuth(), django_auth]


def sender_of(request: HttpRequest) -> tuple[Person, UUID | None]:
    """Who sends, and with which device (None: a session)."""
    key: Any = getattr(request, "auth", None)
    if isinstance(key, DeviceKey):
        return key.person, key.device_id
    return person_of(request), None
