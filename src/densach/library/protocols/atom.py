"""Plain Atom feeds (RFC 4287) for feed readers."""

from dataclasses import dataclass
from datetime import UTC, datetime

from .opds1 import escape, quoteattr, stamp


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a feed. Addresses are whole; `people` as the card shows them."""

    urn: str
    title: str
    href: str
    at: datetime
    summary: str = ""
    people: str = ""


def atom(*, urn: str, title: str, here: str, page: str, items: list[Item]) -> bytes:
    """A feed; `page` is the HTML page that shows the same."""
    newest = max((item.at for item in items), default=datetime(2026, 1, 1, tzinfo=UTC))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{escape(urn)}</id>\n<title>{escape(title)}</title>\n<updated>{stamp(newest)}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>\n'
        "<author><name>Đèn Sách</name></author>\n"
    )
    return (head + "".join(_entry(item) for item in items) + "</feed>\n").encode()


def _entry(item: Item) -> str:
    author = f"<author><name>{escape(item.people)}</name></author>\n" if item.people else ""
    summary = f"<summary>{escape(item.summary)}</summary>\n" if item.summary else ""
    return (
        f"<entry>\n<id>{escape(item.urn)}</id>\n<title>{escape(item.title)}</title>\n"
        f"<updated>{stamp(item.at)}</updated>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(item.href)}/>\n'
        f"{author}{summary}</entry>\n"
    )
