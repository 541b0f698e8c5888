"""Subtitles and transcripts: SRT, WebVTT, ASS/SSA and LRC in, WebVTT and plain text out.

Tolerant, because subtitles are written by hand: any line ends, missing numbers, `,` or `.` before
the milliseconds, hours left out, cues out of order. What holds no time at all is refused.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import PurePath
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from .errors import Unreadable
from .model import Caption, Part

SUFFIXES = {".srt", ".vtt", ".ass", ".ssa", ".lrc"}
MAX_BYTES = 8 << 20
PART_SECONDS = 30  # how much of a recording one part for search holds, about
LAST_LINE_SECONDS = 5  # an LRC line lasts until the next one; the last has none

TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
ARROW = re.compile(rf"^\s*{TIME}\s*-{{1,2}}>\s*{TIME}", re.MULTILINE)
LRC_LINE = re.compile(r"^\s*((?:\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\])+)(.*)$")
LRC_TIME = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
TAG = re.compile(r"<(/?)([^<>]{0,200})>|\{\\?[^{}]{0,200}\}")
LANGUAGE_NAMES = {
    "vie": "vi", "vietnamese": "vi", "viet": "vi", "vn": "vi", "tiengviet": "vi",
    "eng": "en", "english": "en", "fre": "fr", "fra": "fr", "french": "fr", "rus": "ru",
    "russian": "ru", "chi": "zh", "zho": "zh", "chinese": "zh", "jpn": "ja", "japanese": "ja",
    "kor": "ko", "korean": "ko", "ger": "de", "deu": "de", "german": "de", "spa": "es",
    "spanish": "es", "khm": "km", "lao": "lo", "tha": "th", "thai": "th", "hmn": "hmn",
}  # fmt: skip
# Two letters of a name that are no language: parts, versions, codecs.
TAGS = re.compile(
    r"^(?:vi|en|fr|ru|zh|ja|ko|de|es|it|pt|km|lo|th|ar|he|id|ms|tl|my|hmn|tai|blt|mww)"
    r"(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}|\d{3}))?$",
    re.IGNORECASE,
)


class NotCaptions(Unreadable):
    """A file with the name of subtitles but without a single time."""

    code = "library.not_captions"
    message = _("“%(name)s” holds no subtitles: there is no line with a time in it.")
    advice = _("Send subtitles as SRT, VTT, ASS or LRC.")


class CaptionsTooLong(Unreadable):
    """More bytes than any subtitles have."""

    code = "library.captions_too_long"
    message = _("“%(name)s” is too large for subtitles: %(megabytes)d MB.")
    advice = _("Look whether it is the right file, then send it again.")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, in seconds. Plain text, lines kept."""

    start: float
    end: float
    text: str


def read_caption(data: bytes, *, name: str) -> tuple[Caption, list[Cue]]:
    """Subtitles in any of the four forms and any encoding: as WebVTT, and as cues.

    Raises NotCaptions, CaptionsTooLong.
    """
    cues = parse(text_of(data, name=name), name=name)
    return Caption(name=name, language=language_of(name), vtt=to_vtt(cues)), cues


def text_of(data: bytes, *, name: str) -> str:
    """The bytes as text in Unicode, composed; old Vietnamese encodings are recognised."""
    if len(data) > MAX_BYTES:
        raise CaptionsTooLong(name=name, megabytes=len(data) >> 20)
    from .encodings import decode

    return normalize("NFC", decode(data).text.replace("\r\n", "\n").replace("\r", "\n"))


def parse(text: str, *, name: str) -> list[Cue]:
    """The cues of a text in order of time. Raises NotCaptions when there are none."""
    if "[Events]" in text or re.search(r"^Dialogue:", text, re.MULTILINE):
        cues = list(_ass(text))
    elif ARROW.search(text):
        cues = list(_arrows(text))
    else:
        cues = _lrc(text)
    cues = sorted((cue for cue in cues if cue.text), key=lambda cue: (cue.start, cue.end))
    if not cues:
        raise NotCaptions(name=name)
    return cues


def to_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT, with `&` and `<` of the text escaped so that nothing in it is markup."""
    blocks = ["WEBVTT"]
    for cue in cues:
        safe = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{safe}")
    return "\n\n".join(blocks) + "\n"


def parts_of(cues: Iterable[Cue], *, track: int, title: str = "") -> list[Part]:
    """The text for search, in pieces of about half a minute; place `t2@75` = track 2 at 75 s."""
    parts: list[Part] = []
    begin: float | None = None
    for cue in cues:
        line = " ".join(cue.text.split())
        if begin is None or cue.start - begin >= PART_SECONDS:
            begin = cue.start
            parts.append(Part(title=title, place=f"t{track}@{int(begin)}", text=line))
        else:
            parts[-1].text += " " + line
    return parts


def language_of(name: str) -> str:
    """The BCP 47 tag that a file name carries before its suffix: `phim.vi.srt`; else nothing."""
    for piece in reversed(re.split(r"[.\s()\[\]]+", PurePath(name).stem)[1:] or [""]):
        if tag := _tag(piece):
            return tag
    return _tag(PurePath(name).stem.rpartition("_")[2]) or _tag(PurePath(name).stem)


def stem_of(name: str) -> str:
    """The name of the recording that subtitles belong to: `phim.vi.srt` → `phim`."""
    stem = PurePath(name).stem
    head, dot, tail = stem.rpartition(".")
    return head if dot and _tag(tail) else stem


def _tag(piece: str) -> str:
    if known := LANGUAGE_NAMES.get(piece.lower()):
        return known
    if not TAGS.match(piece):
        return ""
    language, _dash, rest = piece.replace("_", "-").partition("-")
    rest = rest.title() if len(rest) == len("Hant") else rest.upper()
    return f"{language.lower()}-{rest}" if rest else language.lower()


def _arrows(text: str) -> Iterable[Cue]:
    """SRT and WebVTT: a line with `-->`, then text up to the next such line or an empty line."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        for place, line in enumerate(lines):
            if not (times := ARROW.match(line)):
                continue
            body: list[str] = []
            for row in lines[place + 1 :]:
                if ARROW.match(row):
                    # The empty line before this cue is missing: its number is no text.
                    if body and body[-1].strip().isdigit():
                        body.pop()
                    break
                body.append(row)
            start, end = _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:])
            yield Cue(start, max(start, end), _plain("\n".join(body)))


def _ass(text: str) -> Iterable[Cue]:
    columns = ["layer", "start", "end", "style", "name", "l", "r", "v", "effect", "text"]
    in_events = "[Events]" not in text
    for line in text.split("\n"):
        if line.startswith("["):
            in_events = line.strip() == "[Events]"
        elif in_events and line.startswith("Format:"):
            columns = [word.strip().lower() for word in line[7:].split(",")]
        elif in_events and line.startswith("Dialogue:") and "text" in columns:
            row = dict(zip(columns, line[9:].split(",", len(columns) - 1), strict=False))
            start = re.fullmatch(TIME, row.get("start", "").strip())
            end = re.fullmatch(TIME, row.get("end", "").strip())
            if start and end:
                body = re.sub(r"\\[Nn]", "\n", row.get("text", "")).replace(r"\h", " ")
                begin = _seconds(*start.groups())
                yield Cue(begin, max(begin, _seconds(*end.groups())), _plain(body))


def _lrc(text: str) -> list[Cue]:
    lines: list[tuple[float, str]] = []
    for line in text.split("\n"):
        if found := LRC_LINE.match(line):
            words = _plain(re.sub(r"<\d+:\d+[.:]\d+>", "", found[2]))
            lines += [(_seconds("0", *t.groups()), words) for t in LRC_TIME.finditer(found[1])]
    lines.sort(key=lambda line: line[0])
    ends = [start for start, _words in lines[1:]]
    ends += [start + LAST_LINE_SECONDS for start, _words in lines[-1:]]
    return [Cue(start, end, words) for (start, words), end in zip(lines, ends, strict=True)]


def _plain(text: str) -> str:
    """Without tags; `<v Lan>` becomes `Lan:`. Entities are resolved."""

    def keep(tag: re.Match[str]) -> str:
        name = tag[2] or ""
        speaks = not tag[1] and re.match(r"v(?:\.\S*)?\s+(.+)", name)
        if speaks:
            return f"{speaks[1]}: "
        known = tag[0].startswith("{") or re.match(
            r"(?:[ibucv]|font|ruby|rt|lang|span|br|\d\d?:)\b", name.strip(), re.IGNORECASE
        )
        return "" if known or not name.strip() else tag[0]

    lines = (line.strip() for line in unescape(TAG.sub(keep, text)).split("\n"))
    return "\n".join(line for line in lines if line)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (int(fraction) / 10 ** len(fraction) if fraction else 0)


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    rest, thousandths = divmod(milliseconds, 1000)
    return f"{hours:02d}:{minutes:02d}:{rest:02d}.{thousandths:03d}"
