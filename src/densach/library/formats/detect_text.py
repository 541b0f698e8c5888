"""What a file of text is: a page, a list of records, a table, or just text."""

import re

ROOT = re.compile(rb"<(?![?!])(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]{0,2000})", re.ASCII)
PROLOGUE = re.compile(rb"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*", re.DOTALL)
ROOTS = {
    b"html": "HTML",
    b"collection": "MARCXML",
    b"record": "MARCXML",
    b"oai-pmh": "OAI",
    b"feed": "FEED",
    b"entry": "FEED",
    b"rss": "FEED",
    b"rdf": "FEED",
    b"opml": "OPML",
    b"onixmessage": "ONIX",
    b"fictionbook": "FB2",
    b"svg": "SVG",
    b"tei": "TEI",
    b"dtbook": "DAISY",
    b"smil": "DAISY",
    b"alto": "ALTO",
    b"mets": "METS",
    b"quiz": "MOODLE",
    b"assessmentitem": "QTI",
    b"assessmenttest": "QTI",
    b"questestinterop": "QTI",
}
HTML_PIECES = frozenset(
    b"head body div p table h1 h2 h3 meta title center font section article main ul ol".split()
)
# `[` begins a link in Markdown and a remark in a text as well.
JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\]]")
MARC_LEADER = re.compile(rb"\s*\d{5}[a-z ]{3}")
LEADER_BYTES = 24
FIELD_END = b"\x1e"
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
BINARY_SHARE = 0.01
JSON_SIGNS = (
    (re.compile(rb'"@context"\s*:\s*\[?[^\]]{0,200}iiif\.io/api/presentation'), "IIIF"),
    (re.compile(rb'"type"\s*:\s*"FeatureCollection"'), "JSON"),
    (re.compile(rb'"leader"\s*:'), "MARCJSON"),
    (re.compile(rb'"(?:publications|navigation|catalogs)"\s*:\s*\['), "OPDS"),
    (re.compile(rb'"(?:issued|title)"\s*:'), "CSLJSON"),
)
HINTS = {
    ".md": "MARKDOWN",
    ".markdown": "MARKDOWN",
    ".csv": "TABLE",
    ".tsv": "TABLE",
    ".tab": "TABLE",
    ".ris": "RIS",
    ".bib": "BIBTEX",
    ".vtt": "CAPTIONS",
    ".srt": "CAPTIONS",
    ".mrk": "MARC",
}
TABLE_LINES = 4
MARKS = re.compile(r"^(?:#{1,6} \S|\* \S|- \S|> \S|```|!\[|\[[^\]]+\]\([^)]+\))", re.MULTILINE)
FEWEST_MARKS = 3


def text_kind(head: bytes, suffix: str) -> str:
    """The kind of a file by its first bytes; UNKNOWN where they are no text."""
    wide = _wide(head)
    plain = wide.encode("utf-8", "replace") if wide else head.removeprefix(b"\xef\xbb\xbf")
    if MARC_LEADER.match(plain) and FIELD_END in plain[LEADER_BYTES:]:
        return "MARC"
    if not wide and len(CONTROLS.findall(plain)) > len(plain) * BINARY_SHARE:
        return "TABLE" if HINTS.get(suffix) == "TABLE" else "UNKNOWN"
    start = plain[PROLOGUE.match(plain).end() :] if PROLOGUE.match(plain) else plain  # type: ignore[union-attr]
    if start[:1] == b"<" and (kind := _markup_kind(start)):
        return kind
    if HINTS.get(suffix) != "MARKDOWN" and JSON.match(start):
        return _json_kind(start)
    return _plain_kind(plain, suffix)


def _wide(head: bytes) -> str:
    """The head of a UTF-16 file as text; "" for every other."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if even > 0.2 and odd < 0.05:  # noqa: PLR2004 - as in `encodings`
        return head[: half * 2].decode("utf-16-be", "replace")
    if odd > 0.2 and even < 0.05:  # noqa: PLR2004
        return head[: half * 2].decode("utf-16-le", "replace")
    return ""


def _markup_kind(start: bytes) -> str:
    if start[:9].lower() == b"<!doctype" and b"html" in start[:200].lower():
        return "HTML"
    match = ROOT.search(start)
    if not match:
        return ""
    root = match[1].lower()
    if root in HTML_PIECES:
        return "HTML"
    kind = ROOTS.get(root, "XML")
    if root == b"record" and b"marc" not in start[:4096].lower() and b"leader" not in start[:4096]:
        return "OAI" if b"header" in start[:4096] else "XML"
    return kind


def _json_kind(start: bytes) -> str:
    return next((kind for sign, kind in JSON_SIGNS if sign.search(start)), "JSON")


def _plain_kind(plain: bytes, suffix: str) -> str:  # noqa: PLR0911 - one line for each kind
    first = plain.lstrip()[:200]
    if first.startswith(b"WEBVTT"):
        return "CAPTIONS"
    if re.match(rb"TY  - ", first):
        return "RIS"
    if re.match(rb"@\w+\s*\{", first):
        return "BIBTEX"
    if re.match(rb"=LDR  ", first):
        return "MARC"
    if re.search(rb"(?im)^MIME-Version:", plain[:2000]) and b"multipart/related" in plain[:4000]:
        return "MHTML"
    if suffix in HINTS:
        return HINTS[suffix]
    if suffix != ".txt" and _is_table(plain):
        return "TABLE"
    text = plain.decode("utf-8", "ignore")
    if suffix != ".txt" and len(MARKS.findall(text)) >= FEWEST_MARKS:
        return "MARKDOWN"
    return "TEXT"


def _is_table(plain: bytes) -> bool:
    """Whether the first lines all have the same number (three or more) of one separator."""
    lines = [line for line in plain.splitlines()[:20] if line.strip()][:-1]
    if len(lines) < TABLE_LINES:
        return False
    for separator in (b"\t", b";", b","):
        counts = {line.count(separator) for line in lines}
        if len(counts) == 1 and counts.pop() >= 2:  # noqa: PLR2004 - three columns
            return True
    return False
