"""BibTeX in and out, with TeX's ways of writing letters (`{\\~u}`, `{\\dj}`)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from densach.search.text import fold_key

from ..formats.isbn import isbn13, issn
from .describe import clean
from .description import Contributor, Description, Link
from .entry import Entry
from .errors import BracesOpen
from .languages import from_words
from .listed import listed, refused
from .names import catalogued, printed

_ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
            ".": "\u0307", '"': "\u0308", "h": "\u0309", "r": "\u030a", "H": "\u030b", "v": "\u030c",
            "d": "\u0323", "c": "\u0327", "k": "\u0328", "b": "\u0331"}  # fmt: skip
_LETTERS = {"dj": "đ", "DJ": "Đ", "oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ", "aa": "å", "AA": "Å", "o": "ø",
            "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "i": "i", "j": "j", "ohorn": "ơ", "OHORN": "Ơ",
            "uhorn": "ư", "UHORN": "Ư", "textendash": "–", "textemdash": "—", "ldots": "…"}  # fmt: skip
_MONTHS = {name: str(at) for at, name in enumerate(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1)}  # fmt: skip
_START = re.compile(r"@\s*(\w+)\s*([{(])")
_KINDS = {"book": "BOOK", "article": "DOCUMENT", "phdthesis": "DOCUMENT", "mastersthesis": "DOCUMENT",
          "thesis": "DOCUMENT", "techreport": "DOCUMENT", "report": "DOCUMENT", "inproceedings": "DOCUMENT",
          "incollection": "DOCUMENT", "periodical": "PERIODICAL", "video": "VIDEO", "audio": "AUDIO_BOOK",
          "misc": "OTHER", "online": "OTHER"}  # fmt: skip
_PASSED_OVER = {"comment", "preamble"}


def entries(text: str, *, number: int = 0) -> Iterator[Entry]:
    """Entries of a BibTeX file behind record `number`; `offset` is the line."""
    strings = dict(_MONTHS)
    count, at = 0, 0
    while match := _START.search(text, at):
        kind, line = match[1].lower(), text.count("\n", 0, match.start()) + 1
        end = _closing(text, match.end() - 1)
        if kind in _PASSED_OVER:
            at = end if end > 0 else match.end()
            continue
        following = _START.search(text, match.end())
        at = end if end > 0 else (following.start() if following else len(text))
        raw = text[match.start() : at].encode()
        if kind == "string":
            strings.update(_fields(text[match.end() : at - 1], strings))
            continue
        count += 1
        if count <= number:
            continue
        if end < 0:
            problem = BracesOpen(row=line)
            yield refused(problem, number=count, offset=line, raw=raw, kept_as="BIBTEX")
            continue
        key, _comma, body = text[match.end() : at - 1].partition(",")
        told = describe_fields(kind, _fields(body, strings))
        told.control_number = ""
        yield listed(told, number=count, offset=line, raw=raw, kept_as="BIBTEX", key=key.strip())


def _closing(text: str, start: int) -> int:
    """Behind the brace or parenthesis that closes the one at `start`; -1 if none does."""
    close, depth = {"{": "}", "(": ")"}[text[start]], 0
    at = start
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            at += 2
            continue
        if letter == "{" or (letter == "(" and at == start):
            depth += 1
        elif letter == "}" or (letter == close and depth == 1):
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return -1


def _fields(body: str, strings: dict[str, str]) -> dict[str, str]:
    """`name = value` pairs; values still in TeX."""
    found: dict[str, str] = {}
    at = 0
    while match := re.compile(r"\s*,?\s*([\w-]+)\s*=\s*").match(body, at):
        value, at = _value(body, match.end(), strings)
        found.setdefault(match[1].lower(), value)
    return found


def _value(body: str, at: int, strings: dict[str, str]) -> tuple[str, int]:
    """A value and where it ends: braces, quotes, numbers and names, joined by #."""
    parts = []
    while at < len(body):
        if body[at] == "{":
            end = _closing(body, at)
            end = len(body) if end < 0 else end
            parts.append(body[at + 1 : end - 1])
        elif body[at] == '"':
            end = _quoted_end(body, at)
            parts.append(body[at + 1 : end - 1])
        else:
            word = re.compile(r"[^\s,#}]*").match(body, at)
            end = word.end() if word else at
            parts.append(strings.get(body[at:end].lower(), body[at:end]))
        at = end
        joint = re.compile(r"\s*#\s*").match(body, at)
        if not joint:
            break
        at = joint.end()
    return "".join(parts), at


def _quoted_end(body: str, at: int) -> int:
    depth = 0
    for end in range(at + 1, len(body)):
        depth += {"{": 1, "}": -1}.get(body[end], 0)
        if body[end] == '"' and depth == 0 and body[end - 1] != "\\":
            return end + 1
    return len(body)


def plain(tex: str) -> str:
    """TeX letters and braces as plain text."""
    tex = re.sub(r"\\([%&$#_])", r"\1", tex.replace("~", " ") if "\\~" not in tex else tex)
    pattern = re.compile(r"\\(?:([`'^~=.\"])|([uhrHvdckb])(?![A-Za-z]))\s*")
    while match := list(pattern.finditer(tex)):
        last = match[-1]  # the innermost accent first: {\'{\^o}}
        mark = _ACCENTS[last[1] or last[2]]
        rest = tex[last.end() :]
        inner = re.match(
            r"\{*\s*(\\[ij](?![A-Za-z])|\\(?:ohorn|uhorn|OHORN|UHORN)\s*|[^{}\\][\u0300-\u036f]*)?\}*",
            rest,
        )
        letter = (inner[1] if inner and inner[1] else "").strip()
        if letter.startswith("\\"):
            letter = _LETTERS[letter[1:]]
        braces = inner[0] if inner else ""
        closing = "}" * max(0, braces.count("}") - braces.count("{"))
        tex = tex[: last.start()] + letter + mark + closing + rest[len(braces) :]
        if not letter:
            tex = tex.replace(mark, "", 1)
    tex = re.sub(r"\\([A-Za-z]+)\s*(\{\})?", lambda m: _LETTERS.get(m[1], ""), tex)
    return clean(
        unicodedata.normalize("NFC", tex.replace("{", "").replace("}", "")).replace("--", "–")
    )


def describe_fields(kind: str, fields: dict[str, str]) -> Description:
    """What one BibTeX entry says."""
    texts = {name: plain(value) for name, value in fields.items()}

    def first(*names: str) -> str:
        return next((texts[name] for name in names if texts.get(name)), "")

    told = Description(title=first("title", "booktitle")[:500], subtitle=first("subtitle")[:500])
    told.kind = _KINDS.get(kind, "BOOK")
    told.language = from_words(first("langid", "language", "hyphenation"))
    for name, role in (
        ("author", "aut"),
        ("editor", "edt"),
        ("translator", "trl"),
        ("illustrator", "ill"),
    ):
        told.people += [_person(one, role, told.language) for one in _names(fields.get(name, ""))]
    told.publisher = first("publisher", "institution", "school", "organization")[:300]
    told.place = first("address", "location")[:200]
    told.published = first("year", "date")[:60]
    year = re.search(r"\d{4}", told.published)
    told.year = int(year[0]) if year else None
    told.statement = first("edition")[:200]
    told.series = first("series", "journal", "journaltitle")[:300]
    told.series_number = first("volume", "number")[:30]
    told.extent = first("pages", "pagetotal")[:200]
    told.description = first("abstract", "annote")
    words = re.split(r"[,;]", first("keywords", "keyword"))
    told.subjects = list(dict.fromkeys(word.strip()[:255] for word in words if word.strip()))
    told.rights = first("copyright", "rights")[:500]
    for scheme, check in (("ISBN", isbn13), ("ISSN", issn)):
        if written := first(scheme.lower()):
            number = check(written)
            told.identifiers.append((scheme, number) if number else ("OTHER", written[:200]))
    if doi := first("doi"):
        told.identifiers.append(("URI", f"https://doi.org/{doi.split('doi.org/')[-1]}"[:200]))
    if (url := first("url")).startswith("http"):
        told.links.append(Link(url))
    return told


def _names(tex: str) -> list[str]:
    """The names between the `and`s that stand outside braces."""
    names, depth, begin = [], 0, 0
    for match in re.finditer(r"[{}]|\s+and\s+", tex):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth == 0:
            names.append(tex[begin : match.start()])
            begin = match.end()
    return [
        name.strip() for name in [*names, tex[begin:]] if name.strip() and name.strip() != "others"
    ]


def _person(tex: str, role: str, language: str) -> Contributor:
    name = plain(tex)
    whole = tex.startswith("{") and _closing(tex, 0) == len(tex)
    if whole or "," not in name:
        return Contributor(
            name[:300], role, "" if whole else catalogued(name, language=language)[:300]
        )
    return Contributor(printed(name, language=language)[:300], role, name[:300])


def write(works: Iterable[Description]) -> Iterator[bytes]:
    """A BibTeX file in UTF-8, one entry after the other; keys are unique within it."""
    used: dict[str, int] = {}
    for told in works:
        key = _key(told)
        used[key] = used.get(key, 0) + 1
        name = key if used[key] == 1 else f"{key}-{used[key]}"
        lines = [f"  {field} = {{{_braced(value)}}}" for field, value in _written(told) if value]
        kind = {"PERIODICAL": "periodical", "DOCUMENT": "techreport"}.get(told.kind, "book")
        kind = "misc" if told.kind in {"VIDEO", "MUSIC", "MAP", "OTHER"} else kind
        yield (f"@{kind}{{{name},\n" + ",\n".join(lines) + "\n}\n\n").encode()


def _key(told: Description) -> str:
    first = told.people[0].name if told.people else told.title
    return f"{fold_key(first).replace(' ', '')[:30]}{told.year or ''}" or "work"


def _braced(text: str) -> str:
    """`text` with braces that close, and TeX's own signs escaped."""
    text = text.replace("\\", "").replace("{", "(").replace("}", ")")
    return re.sub(r"([%&$#_])", r"\\\1", " ".join(text.split()))


def _written(told: Description) -> Iterator[tuple[str, str]]:
    for field, roles in (
        ("author", {"aut", "cre"}),
        ("editor", {"edt", "com"}),
        ("translator", {"trl"}),
    ):
        names = [
            p.sort_name or catalogued(p.name, language=told.language)
            for p in told.people
            if p.role in roles
        ]
        yield field, " and ".join(names)
    yield "title", f"{told.title}: {told.subtitle}" if told.subtitle else told.title
    yield "publisher", told.publisher
    yield "address", told.place
    yield "year", str(told.year or "")
    yield "edition", told.statement
    yield "series", told.series
    yield "volume", told.series_number
    for scheme in ("ISBN", "ISSN"):
        yield scheme.lower(), next((v for s, v in told.identifiers if s == scheme), "")
    yield "language", told.language
    yield "keywords", ", ".join(subject.replace(",", "") for subject in told.subjects)
    yield "abstract", told.description
    yield "url", next((link.url for link in told.links), "")
