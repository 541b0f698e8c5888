"""What kind of catalogue file this is, by its first bytes; and the file opened, unpacked if need be."""

import gzip
import io
import re
from pathlib import Path
from typing import IO

HEAD_BYTES = 65_536
_LEADER = re.compile(rb"\s*[0-9]{5}[a-z ][a-z ][a-z ]")
_ROOT = re.compile(rb"<(?!\?|!)(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)", re.ASCII)
_XML = {
    b"collection": "MARCXML",
    b"record": "MARCXML",
    b"oai-pmh": "OAI",
    b"feed": "FEED",
    b"entry": "FEED",
    b"html": "HTML",
    b"table": "HTML",
    b"meta": "HTML",
    b"body": "HTML",
    b"div": "HTML",
    b"rss": "RSS",
    b"onixmessage": "ONIX",
    b"dc": "DC",
    b"modscollection": "MODS",
    b"mods": "MODS",
}


def open_file(path: Path) -> IO[bytes]:
    """The bytes of `path`, unpacked where they are gzip."""
    source = path.open("rb")
    if source.read(2) == b"\x1f\x8b":
        source.seek(0)
        return io.BufferedReader(gzip.GzipFile(fileobj=source))
    source.seek(0)
    return source


def kind_of(path: Path) -> str:
    """MARC, MARCXML, OAI, FEED, MARCJSON, OPDS, CSLJSON, RIS, BIBTEX, MRK, XLSX, HTML, TABLE …

    or empty for what holds no records. Never raises on content.
    """
    try:
        with open_file(path) as source:
            return kind_of_bytes(source.read(HEAD_BYTES))
    except (EOFError, gzip.BadGzipFile, OSError):
        return ""


def kind_of_bytes(head: bytes) -> str:
    """The same for the first bytes of a file."""
    # Excel, and that of before 2007; the same reader opens both.
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "XLSX"
    text = _as_ascii(head)
    begin = text.lstrip()[:4096]
    if _LEADER.match(text) and (b"\x1e" in text or b"\x1f" in text):
        return "MARC"
    if begin.startswith(b"<"):
        return _xml(text)
    return _json(text) if begin[:1] in (b"{", b"[") else _text(text, begin)


def _text(text: bytes, begin: bytes) -> str:
    if re.match(rb"TY  ?- |FN [^\n]*\r?\n(VR|PT) ", begin) or re.search(
        rb"^TY  - \w+", begin, re.MULTILINE
    ):
        return "RIS"
    if re.match(rb"(%[^\n]*\n|\s)*@\s*\w+\s*[{(]", begin):
        return "BIBTEX"
    if begin.startswith((b"=LDR", b"=000", b"=001")):
        return "MRK"
    if text.count(b"\x1d") or text.count(b"\x1e"):
        return "MARC"  # something before the first leader
    return "TABLE" if text.strip() else ""


def _as_ascii(head: bytes) -> bytes:
    """Without byte order mark; UTF-16 thinned out, so that signs can be looked for."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("utf-8", "replace")
    if head.count(b"\x00") > len(head) // 10:  # UTF-16 without its mark: zeros beside ASCII letters
        order = (
            "utf-16-be" if head[0::2].count(b"\x00") > head[1::2].count(b"\x00") else "utf-16-le"
        )
        return head.decode(order, "replace").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _xml(text: bytes) -> str:
    text = re.sub(rb"<!--.*?-->", b"", text, flags=re.DOTALL)
    text = re.sub(rb"<!DOCTYPE[^>\[]*(\[.*?\]\s*)?>", b"", text, flags=re.DOTALL | re.IGNORECASE)
    root = _ROOT.search(text)
    return _XML.get(root[1].lower(), "XML") if root else "XML"


def _json(text: bytes) -> str:
    if b'"leader"' in text and b'"fields"' in text:
        return "MARCJSON"
    if b'"publications"' in text or (b'"metadata"' in text and b'"links"' in text):
        return "OPDS"
    if b'"issued"' in text or b'"container-title"' in text or b'"author"' in text:
        return "CSLJSON"
    return "JSON"
