"""Sound: one file, an M4B with chapters, a folder or zip of files → an audio book.

    bundle.py      files that belong together, in natural order
    audio_tags.py  what one file says
    captions.py    a transcript beside it: VTT, SRT, ASS, LRC; TXT for the whole of a track
    ffmpeg.py      turns what browsers do not play into M4A, where it is installed

Places are t1, t2 …; `t2@75` is track 2 at 75 seconds.
"""

import re
from collections import Counter
from pathlib import Path, PurePath

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

from . import captions, ffmpeg, video_boxes
from .audio_tags import AudioBroken, Tags, tags_of
from .bundle import Bundle
from .captions_beside import beside
from .errors import NothingToRead
from .model import Extracted, Name, Part, Track
from .pdf_about import isbns_in, people_in
from .remarks import remark, said
from .settling import settle

PLAYABLE = {
    ".mp3", ".m4a", ".m4b", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav", ".weba",
}  # fmt: skip
PLAYABLE_TYPES = {
    "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav", "audio/aac",
}  # fmt: skip
TO_CONVERT = {".wma", ".aiff", ".aif", ".ape", ".amr", ".wv", ".mka", ".ac3", ".3ga"}
SUFFIXES = PLAYABLE | TO_CONVERT
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
COVER_BYTES = 30 << 20
NAMED_IN_WARNINGS = 5
COVER = re.compile(r"(?:cover|folder|front|bia|bìa)", re.IGNORECASE)
SPOKEN = re.compile(
    r"audio ?book|speech|spoken|podcast|sách nói|truyện|vocal|radio"
    r"|kể chuyện|đọc|lecture|bài giảng",
    re.IGNORECASE,
)
# ISO 639-2 as tags write it → BCP 47.
LANGUAGES = captions.LANGUAGE_NAMES


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """The recording. Tracks that cannot be played are left out and named in a warning.

    Raises NothingToRead, AudioBroken when no track can be played, NoConverter.
    """
    with Bundle(path, name=name) as bundle:
        names = bundle.names if bundle.is_single else bundle.with_suffix(SUFFIXES)
        if not names:
            raise NothingToRead
        told, tracks, lost = _tracks(bundle, names, scratch=scratch)
        book = _book(told, tracks)
        book.cover = book.cover or _cover_beside(bundle)
        _texts(book, bundle, path, told)
    settle(book, path, name=name)
    if bundle.is_single and book.tracks[0].path != path:
        book.mended = book.tracks[0].path
    for refusal in lost[:NAMED_IN_WARNINGS]:
        book.warnings.append(remark(_("Left out: %(reason)s"), reason=said(refusal)))
    return book


def _tracks(
    bundle: Bundle, names: list[str], *, scratch: Path
) -> tuple[list[Tags], list[Track], list[DomainError]]:
    """Tracks in their order, with what each says; and why others were left out."""
    found: list[tuple[Tags, Track]] = []
    lost: list[DomainError] = []
    for entry in names:
        shown = PurePath(entry).name
        try:
            path = bundle.path(entry, scratch=scratch)
            if PurePath(entry).suffix.lower() in TO_CONVERT:
                path = _converted(path, shown, scratch=scratch)
            tags = tags_of(path, name=shown)
            if tags.media_type not in PLAYABLE_TYPES:  # whatever its name says
                path = _converted(path, shown, scratch=scratch)
                tags = tags_of(path, name=shown)
            if tags.media_type == "audio/mp4":
                out = scratch / f"{path.stem[:40]}-placeless{PurePath(shown).suffix[:6]}"
                path = video_boxes.without_place(path, out=out)
            if not tags.chapters and tags.media_type == "audio/mp4":
                probed = ffmpeg.probe(path)  # QuickTime chapters, which mutagen does not read
                tags.chapters = probed.chapters if probed else []
        except DomainError as refusal:
            lost.append(refusal)
            continue
        named = PurePath(shown).with_suffix(path.suffix) if path.suffix else shown
        track = Track(path, str(named), tags.media_type, tags.first("title"), tags.seconds)
        track.chapters = [(title[:300], start) for title, start in tags.chapters]
        found.append((tags, track))
    if not found:
        raise lost[0]
    places = [(tags.number("disc"), tags.number("track")) for tags, _track in found]
    if len(set(places)) == len(places) and all(number for _disc, number in places):
        found = [pair for _place, pair in sorted(zip(places, found, strict=True), key=_first)]
    return [tags for tags, _track in found], [track for _tags, track in found], lost


def _first(pair: tuple[tuple[int, int], object]) -> tuple[int, int]:
    return pair[0]


def _converted(path: Path, shown: str, *, scratch: Path) -> Path:
    """An M4A of what browsers do not play. Raises NoConverter, AudioBroken."""
    if not ffmpeg.is_there():
        raise ffmpeg.NoConverter(kind=PurePath(shown).suffix.lstrip(".").upper())
    out = scratch / f"{path.stem}-playable.m4a"
    try:
        ffmpeg.make_audio(path, out)
    except ffmpeg.NotConverted:
        raise AudioBroken(name=shown) from None
    return out


def _book(told: list[Tags], tracks: list[Track]) -> Extracted:
    """The whole recording's description from what its tracks say."""
    first = told[0]
    genres = list(dict.fromkeys(genre for tags in told for genre in tags.values.get("genre", [])))
    alone = first.first("title") or first.first("album")
    year = re.search(r"\b(1[4-9]\d\d|20\d\d|21\d\d)\b", first.first("year"))
    book = Extracted(
        format="AUDIO",
        media_type=tracks[0].media_type if len(tracks) == 1 else "application/zip",
        kind=_kind(told, tracks, genres),
        title=_common(told, "album") if len(told) > 1 else alone,
        people=_people(told),
        language=_language(_common(told, "language")),
        publisher=first.first("publisher"),
        published=year[0] if year else "",
        year=int(year[0]) if year else None,
        identifiers=isbns_in(f"ISBN {first.first('isbn')}"),
        subjects=[genre for genre in genres if not SPOKEN.search(genre)][:10],
        series=first.first("series"),
        series_number=first.first("series_number"),
        description=first.first("description")[:5000],
        rights=first.first("rights")[:500],
        cover=next((tags.cover for tags in told if tags.cover), None),
        duration_seconds=round(sum(track.seconds for track in tracks), 1),
        tracks=tracks,
    )
    licence = first.first("licence")
    book.licence_url = licence if licence.startswith(("http://", "https://")) else ""
    if book.licence_url == "" and licence:
        book.rights = book.rights or licence[:500]
    return book


def _kind(told: list[Tags], tracks: list[Track], genres: list[str]) -> str:
    """Music only where a genre says so and nothing speaks of reading aloud."""
    spoken = (
        any(SPOKEN.search(genre) for genre in genres)
        or any(track.chapters for track in tracks)
        or any(PurePath(track.name).suffix.lower() == ".m4b" for track in tracks)
        or any(tags.values.get("narrator") for tags in told)
    )
    return "AUDIO_BOOK" if spoken or not genres else "MUSIC"


def _people(told: list[Tags]) -> list[Name]:
    """Artist → author, narrator or (by the habit of audio books) composer → narrator."""
    authors = _named(told, "artist", "aut") or _named(told, "album_artist", "aut")
    known = {person.name for person in authors}
    readers = _named(told, "narrator", "nrt") or [
        person for person in _named(told, "composer", "nrt") if person.name not in known
    ]
    return authors + readers + _named(told, "translator", "trl")


def _named(told: list[Tags], word: str, role: str) -> list[Name]:
    lines = dict.fromkeys(line for tags in told for line in tags.values.get(word, []))
    people = {name.name: name for line in lines for name in people_in(line, role=role)}
    return list(people.values())[:20]


def _common(told: list[Tags], word: str) -> str:
    """The value that most tracks share."""
    values = Counter(value for tags in told if (value := tags.first(word)))
    return values.most_common(1)[0][0] if values else ""


def _language(said: str) -> str:
    return LANGUAGES.get(said.lower(), said if re.fullmatch(r"[a-z]{2}(?:-\w+)?", said) else "")


def _cover_beside(bundle: Bundle) -> bytes | None:
    """A picture among the files: one called cover or folder, else the largest."""
    if bundle.is_single:
        return None
    pictures = [
        entry for entry in bundle.with_suffix(PICTURES) if bundle.size(entry) <= COVER_BYTES
    ]
    named = [entry for entry in pictures if COVER.match(PurePath(entry).stem)]
    best = max(named or pictures, key=bundle.size, default=None)
    return bundle.read(best, limit=COVER_BYTES) if best else None


def _texts(book: Extracted, bundle: Bundle, path: Path, told: list[Tags]) -> None:
    """Transcripts beside the tracks, as captions and parts; else what the tags hold."""
    found = beside(bundle, path, [track.name for track in book.tracks])
    book.captions, book.warnings = found.captions, book.warnings + found.warnings
    for number, (tags, track) in enumerate(zip(told, book.tracks, strict=True), start=1):
        title = track.title
        if number in found.cues:
            book.parts += captions.parts_of(found.cues[number], track=number, title=title)
        elif text := found.texts.get(number) or tags.first("lyrics"):
            if captions.LRC_LINE.match(text):
                text = "\n".join(cue.text for cue in captions.parse(text, name=track.name))
            book.parts.append(Part(title=title, place=f"t{number}", text=text))
        elif title and len(book.tracks) > 1:
            book.parts.append(Part(title=title, place=f"t{number}", text=""))
        if number not in found.cues:
            book.parts += [
                Part(title=head, place=f"t{number}@{int(start)}", text="")
                for head, start in track.chapters
                if head
            ]
