"""Short keys of the long names in statements: who, which verb, which activity.

A key is 64 bits of BLAKE2b, signed, so that it fits an index of either database. Among a million
different names the chance that any two share a key is 1 in 37 million.
"""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any
from uuid import UUID

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")


def key(name: str) -> int:
    """The key of an IRI or of an identifier as `identifier` writes it."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def identifier(agent: Mapping[str, Any]) -> str | None:
    """The one identifier of an agent or group as one line; None for an anonymous group.

    `mbox mailto:…`, `mbox_sha1sum …`, `openid …`, or `account <homePage> <name>`.
    """
    if "account" in agent:
        account = agent["account"]
        return account_identifier(str(account["homePage"]), str(account["name"]))
    for kind in IDENTIFIERS:
        if kind in agent:
            return f"{kind} {agent[kind]}"
    return None


def account_identifier(home_page: str, name: str) -> str:
    """The identifier of an account; an IRI holds no space, so the line can be read in one way."""
    return f"account {home_page} {name}"


def agent_key(agent: Mapping[str, Any]) -> int:
    """The key of an agent or group; 0 for an anonymous group, which nobody can ask for."""
    line = identifier(agent)
    return 0 if line is None else key(line)


def document_key(*parts: str | UUID | int | None) -> UUID:
    """128 bits for everything that names a document."""
    line = json.dumps([None if part is None else str(part) for part in parts])
    return UUID(bytes=blake2b(line.encode("utf-8", "surrogatepass"), digest_size=16).digest())


# The `homePage` of accounts here; their `name` is the person's id. No address of a server: it may
# change, and a school box has none.
HOME_PAGE = "urn:densach:people"


def person_id(agent: Mapping[str, Any]) -> UUID | None:
    """The id of the person with an account here whom `agent` names, if it names one."""
    account = agent.get("account")
    if not account or account["homePage"] != HOME_PAGE:
        return None
    try:
        return UUID(account["name"])
    except ValueError:
        return None
