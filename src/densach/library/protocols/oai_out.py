"""Answers of our OAI-PMH 2.0 server, put together as XML."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from ..catalogue import dublin_core, marcxml

OAI = "http://www.openarchives.org/OAI/2.0/"
VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # verb: (required, optional) arguments; resumptionToken stands alone
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}  # fmt: skip
FORMATS = {
    "oai_dc": (dublin_core.SCHEMA, dublin_core.OAI_DC),
    "marc21": (marcxml.SCHEMA, marcxml.NAMESPACE),
}
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"


class OaiError(Exception):
    """A refusal of the protocol: its code and a sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(slots=True)
class Item:
    """A record of an answer. `metadata` is XML, empty for deleted ones and lists of headers."""

    identifier: str
    changed: datetime
    sets: list[str]
    deleted: bool = False
    metadata: str = ""


def stamp(moment: datetime) -> str:
    """A moment in UTC as the protocol writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def answer(base: str, arguments: dict[str, str], body: str, *, at: datetime) -> bytes:
    """A whole answer. `arguments` are repeated in it, but for those that were wrong."""
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in arguments.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OAI-PMH xmlns="{OAI}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
        f"<responseDate>{stamp(at)}</responseDate>\n"
        f"<request{attributes}>{escape(base)}</request>\n{body}</OAI-PMH>\n"
    ).encode()


def error(refusal: OaiError) -> str:
    """The body of a refusal."""
    return f"<error code={quoteattr(refusal.code)}>{escape(refusal.sentence)}</error>\n"


def identify(
    *, name: str, base: str, email: str, earliest: datetime, host: str, sample: str
) -> str:
    """The body of Identify, with the description of our identifiers."""
    description = (
        '<description><oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier'
        ' http://www.openarchives.org/OAI/2.0/oai-identifier.xsd">'
        f"<scheme>oai</scheme><repositoryIdentifier>{escape(host)}</repositoryIdentifier>"
        f"<delimiter>:</delimiter><sampleIdentifier>{escape(sample)}</sampleIdentifier>"
        "</oai-identifier></description>\n"
    )
    return (
        f"<Identify>\n<repositoryName>{escape(name)}</repositoryName>\n"
        f"<baseURL>{escape(base)}</baseURL>\n<protocolVersion>2.0</protocolVersion>\n"
        f"<adminEmail>{escape(email)}</adminEmail>\n"
        f"<earliestDatestamp>{stamp(earliest)}</earliestDatestamp>\n"
        f"<deletedRecord>persistent</deletedRecord>\n<granularity>{GRANULARITY}</granularity>\n"
        f"{description}</Identify>\n"
    )


def formats() -> str:
    """The body of ListMetadataFormats."""
    rows = "".join(
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
        f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>\n"
        for prefix, (schema, namespace) in FORMATS.items()
    )
    return f"<ListMetadataFormats>\n{rows}</ListMetadataFormats>\n"


def sets(rows: Iterable[tuple[str, str]]) -> str:
    """The body of ListSets from (setSpec, name)."""
    inner = "".join(
        f"<set><setSpec>{escape(spec)}</setSpec><setName>{escape(name)}</setName></set>\n"
        for spec, name in rows
    )
    return f"<ListSets>\n{inner}</ListSets>\n"


def header(item: Item) -> str:
    """One header."""
    status = ' status="deleted"' if item.deleted else ""
    specs = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in item.sets)
    return (
        f"<header{status}><identifier>{escape(item.identifier)}</identifier>"
        f"<datestamp>{stamp(item.changed)}</datestamp>{specs}</header>\n"
    )


def record(item: Item) -> str:
    """One record: header and, unless it is deleted, metadata."""
    metadata = f"<metadata>\n{item.metadata}</metadata>\n" if item.metadata else ""
    return f"<record>\n{header(item)}{metadata}</record>\n"


def listing(verb: str, items: Iterable[Item], *, token: str | None, done: int, size: int) -> str:
    """The body of ListRecords or ListIdentifiers.

    `token`: None, the list is whole; empty, this is its last part; else how to go on. `size` is the
    number of all, 0 where it was not counted.
    """
    write = record if verb == "ListRecords" else header
    inner = "".join(write(item) for item in items)
    resumption = ""
    if token is not None:
        complete = f' completeListSize="{size}"' if size else ""
        resumption = f'<resumptionToken{complete} cursor="{done}">{token}</resumptionToken>\n'
    return f"<{verb}>\n{inner}{resumption}</{verb}>\n"
