"""multipart/mixed (RFC 2046, 5.1) as xAPI uses it: statements first, then the files that belong to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message

from django.utils.translation import gettext_lazy as _

from .shapes import Wrong

END = b"\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """Headers by lower-case name, and the bytes."""

    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


def media_type_of(content_type: str) -> tuple[str, dict[str, str]]:
    """The media type in lower case, and its parameters."""
    message = Message()
    message["Content-Type"] = content_type
    parameters = message.get_params(header="Content-Type", unquote=True) or []
    named = {str(name).lower(): str(value) for name, value in parameters[1:]}
    return content_type.split(";", maxsplit=1)[0].strip().lower(), named


def split(body: bytes, *, boundary: str) -> list[Part]:
    """The parts between the boundaries. Raises Wrong where there is none, or no end."""
    line = b"--" + boundary.encode("latin-1", "replace")
    text = END + body
    pieces = text.split(END + line)
    if not boundary or len(pieces) < 3 or not pieces[-1].startswith(b"--"):  # noqa: PLR2004
        raise Wrong(_("The boundary of the Content-Type does not part this body."))
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    piece = piece.removeprefix(END)
    head, found, content = (END + piece).partition(END + END)
    if not found:
        raise Wrong(_("A part of the body has no headers."))
    headers = {}
    for line in head.split(END):
        name, _colon, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return Part(content, headers)


def join(parts: Iterable[Part], *, boundary: str) -> Iterator[bytes]:
    """The body that `split` would take apart, piece by piece: no two parts are in memory at once."""
    for part in parts:
        headers = "".join(f"{name}: {value}\r\n" for name, value in part.headers.items())
        yield f"--{boundary}\r\n{headers}\r\n".encode("latin-1")
        yield part.content
        yield END
    yield f"--{boundary}--\r\n".encode("latin-1")
