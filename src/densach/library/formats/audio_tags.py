"""What one sound file says: title, people, chapters, cover; by mutagen, whatever its container."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from .encodings import recode_text
from .errors import Unreadable

if TYPE_CHECKING:
    from mutagen.mp4 import MP4

CHAPTERS = 2_000
# Our word for a tag → its names in ID3, MP4 and Vorbis comments, lower case.
NAMES = {
    "title": ("tit2", "©nam", "title"),
    "album": ("talb", "©alb", "album"),
    "artist": ("tpe1", "©art", "artist", "author"),
    "album_artist": ("tpe2", "aart", "albumartist", "album artist"),
    "composer": ("tcom", "©wrt", "composer"),
    "narrator": ("txxx:narrator", "----:com.apple.itunes:narrator", "©nrt", "narrator", "performer",
                 "reader", "txxx:reader"),
    "translator": ("txxx:translator", "translator", "----:com.apple.itunes:translator"),
    "year": ("tdrc", "tyer", "©day", "date", "year", "tdor"),
    "language": ("tlan", "----:com.apple.itunes:language", "language"),
    "genre": ("tcon", "©gen", "genre"),
    "publisher": ("tpub", "©pub", "----:com.apple.itunes:publisher", "organization", "publisher",
                  "label"),
    "rights": ("tcop", "cprt", "copyright"),
    "licence": ("wcop", "license", "txxx:license"),
    "description": ("desc", "ldes", "©des", "description", "©cmt", "comment", "comm::vie",
                    "comm::eng", "comm::xxx", "comm"),
    "lyrics": ("uslt::vie", "uslt::eng", "uslt::xxx", "©lyr", "lyrics", "unsyncedlyrics"),
    "disc": ("tpos", "disk", "discnumber"),
    "track": ("trck", "trkn", "tracknumber"),
    "series": ("mvnm", "txxx:series", "©mvn", "series", "----:com.apple.itunes:series"),
    "series_number": ("mvin", "txxx:series-part", "©mvi", "series-part"),
    "isbn": ("txxx:isbn", "isbn", "----:com.apple.itunes:isbn"),
}  # fmt: skip


class AudioBroken(Unreadable):
    """A sound file that is cut off, empty or something else under its name."""

    code = "library.audio_broken"
    message = _("“%(name)s” is not a sound file that can be played: it is damaged or another kind.")
    advice = _("Play it on your computer to see whether it is whole, then send it again.")


@dataclass(slots=True)
class Tags:
    """What the file says, under our words (NAMES); and what was measured."""

    seconds: float
    media_type: str
    values: dict[str, list[str]] = field(default_factory=dict)
    chapters: list[tuple[str, float]] = field(default_factory=list)
    cover: bytes | None = None

    def first(self, word: str) -> str:
        """The first value of a tag, or nothing."""
        return next(iter(self.values.get(word, [])), "")

    def number(self, word: str) -> int:
        """Of `3` or `3/12`; 0 where it does not say."""
        found = re.match(r"\d{1,5}", self.first(word))
        return int(found[0]) if found else 0


def tags_of(path: Path, *, name: str) -> Tags:
    """Of the sound file at `path`. Raises AudioBroken."""
    import mutagen

    try:
        with path.open("rb") as source:  # stored files have no suffix; the name is a hint
            sound = mutagen.File(filename=(path.suffix and str(path)) or name, fileobj=source)
    except Exception as error:  # mutagen's own errors and those of damaged numbers alike
        raise AudioBroken(name=name) from error
    seconds = float(getattr(getattr(sound, "info", None), "length", 0) or 0)
    if sound is None or seconds <= 0:
        raise AudioBroken(name=name)
    told = Tags(seconds=round(seconds, 3), media_type=_media_type(type(sound).__name__, sound.mime))
    raw = _raw(sound.tags)
    for word, names in NAMES.items():
        values = [value for tag in names for text in raw.get(tag, []) if (value := _clean(text))]
        if values:
            told.values[word] = list(dict.fromkeys(values))
    told.chapters = sorted(_chapters(sound, raw), key=lambda chapter: chapter[1])[:CHAPTERS]
    told.cover = next(iter(_covers(sound)), None)
    return told


def _media_type(kind: str, mime: list[str]) -> str:
    known = {
        "MP3": "audio/mpeg", "MP4": "audio/mp4", "OggVorbis": "audio/ogg", "OggOpus": "audio/ogg",
        "OggFLAC": "audio/ogg", "OggSpeex": "audio/ogg", "FLAC": "audio/flac", "WAVE": "audio/wav",
        "AAC": "audio/aac",
    }  # fmt: skip
    return known.get(kind) or next(iter(mime), "application/octet-stream")


def _raw(tags: Any) -> dict[str, list[str]]:
    """All tags as text, by their lower-case names."""
    found: dict[str, list[str]] = {}
    if tags is None:
        return found
    for key, value in tags.items():
        for name in {str(key).lower(), str(key).lower().split(":")[0]}:
            found.setdefault(name, []).extend(_texts(value))
    return found


def _texts(value: Any) -> list[str]:
    if hasattr(value, "text"):
        value = value.text
    elif hasattr(value, "url"):
        value = value.url
    texts = []
    for piece in value if isinstance(value, list) else [value]:
        if isinstance(piece, bytes):
            texts.append(piece.decode("utf-8", "replace"))
        elif isinstance(piece, tuple):
            texts.append("/".join(map(str, piece)))
        else:
            texts.append(str(piece))
    return [text for text in texts if len(text) < 1 << 20]


def _clean(text: str) -> str:
    """Composed, without controls; Vietnamese that was stored as Latin-1 is put right."""
    if not text.isascii() and (again := recode_text(text)):
        text = again.text
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()[: 1 << 19]


def _chapters(sound: Any, raw: dict[str, list[str]]) -> Iterable[tuple[str, float]]:
    """Chapters inside the file: of MP4, of ID3 (CHAP), of Vorbis comments (CHAPTER001)."""
    kind = type(sound).__name__
    if kind == "MP4":
        yield from _mp4_chapters(sound)
    elif hasattr(sound.tags, "getall"):
        for frame in sound.tags.getall("CHAP"):
            titles = [str(sub) for key, sub in frame.sub_frames.items() if key == "TIT2"]
            yield (_clean(titles[0]) if titles else "", frame.start_time / 1000)
    for key, values in raw.items():
        if re.fullmatch(r"chapter\d{1,4}", key) and (
            at := re.match(r"(\d{1,3}):(\d\d):(\d\d(?:\.\d+)?)", values[0])
        ):
            start = int(at[1]) * 3600 + int(at[2]) * 60 + float(at[3])
            yield (_clean(next(iter(raw.get(f"{key}name", [])), "")), start)


def _mp4_chapters(sound: "MP4") -> Iterable[tuple[str, float]]:
    for chapter in sound.chapters or []:
        yield (_clean(chapter.title), float(chapter.start))


def _covers(sound: Any) -> Iterable[bytes]:
    """Pictures in the file; the front cover first where it is named."""
    import mutagen.flac

    tags = sound.tags
    pictures = list(getattr(sound, "pictures", []))
    if hasattr(tags, "getall"):
        pictures += tags.getall("APIC")
    if tags is not None and "covr" in tags:
        yield from (bytes(cover) for cover in tags["covr"])
    if tags is not None and "metadata_block_picture" in tags:
        for text in tags["metadata_block_picture"]:
            try:
                pictures.append(mutagen.flac.Picture(base64.b64decode(text)))  # type: ignore[no-untyped-call]
            except (binascii.Error, mutagen.flac.error):
                continue
    for picture in sorted(pictures, key=lambda picture: picture.type != 3):  # noqa: PLR2004  front
        yield picture.data
