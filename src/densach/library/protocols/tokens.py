"""Resumption tokens that carry all that is needed to go on; the server keeps nothing.

A token is a list in JSON, URL-safe base64, with a short checksum so that a mangled one is told from a
good one. It holds nothing secret: it only repeats what the harvester asked and where the list stood.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Token:
    """What was asked, and behind which (moment, number) the list goes on; `done` records so far."""

    verb: str
    prefix: str
    set: str
    begin: str
    until: str
    moment: str
    number: int
    done: int
    size: int

    @property
    def after(self) -> tuple[datetime, int]:
        """The place as `queries.exchange.changed_works` takes it."""
        return datetime.fromisoformat(self.moment), self.number


def pack(token: Token) -> str:
    """The token as text."""
    body = json.dumps(astuple(token), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_sum(body) + body).decode().rstrip("=")


def unpack(text: str) -> Token | None:
    """The token in `text`, or None where it is none of ours."""
    try:
        whole = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        check, body = whole[:4], whole[4:]
        if check != _sum(body):
            return None
        token = Token(*json.loads(body))
        _moment = token.after
    except (ValueError, TypeError, binascii.Error):
        return None
    return token


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(b"densach oai 1:" + body).digest()[:4]
