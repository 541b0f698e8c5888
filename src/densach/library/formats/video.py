"""Films: MP4, WebM, Matroska and, where ffmpeg is installed, what browsers do not play.

    video_boxes.py      length, title and codecs from the container's own bytes
    captions.py         subtitles beside the film or in the same zip
    ffmpeg.py           still picture, small version, playable version

Places are t1@12: film 1 at 12 seconds. A zip may hold several films: they are tracks, in order.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError

from . import captions, ffmpeg, video_boxes
from .bundle import Bundle
from .captions_beside import beside
from .errors import NothingToRead, Unreadable
from .ffmpeg import make_poster, make_small
from .model import Caption, Extracted, Part, Track
from .pdf_about import people_in
from .remarks import remark, said
from .settling import settle

__all__ = ["make_poster", "make_small", "read"]

SUFFIXES = {
    ".mp4", ".m4v", ".webm", ".mkv", ".mov", ".ogv", ".avi", ".wmv", ".asf", ".flv", ".mpg",
    ".mpeg", ".ts", ".m2ts", ".mts", ".3gp", ".3g2", ".vob", ".divx",
}  # fmt: skip
# Codecs that today's browsers play, as ffmpeg, MP4 and Matroska name them.
VIDEO_CODECS = {
    "h264", "vp8", "vp9", "av1", "theora", "avc1", "avc3", "vp08", "vp09", "av01",
    "V_MPEG4/ISO/AVC", "V_VP8", "V_VP9", "V_AV1",
}  # fmt: skip
OLD_CODECS = {
    "mp4v", "s263", "h263", "jpeg", "mjpa", "hvc1", "hev1", "apch", "apcn", "SVQ3",
    "V_MPEGH/ISO/HEVC", "V_MPEG4/ISO/ASP", "V_MS/VFW/FOURCC", "V_MPEG2", "V_MPEG1",
}  # fmt: skip
CONTAINERS = {"mp4": "video/mp4", "webm": "video/webm", "ogg": "video/ogg"}
KINDS = {
    "avi": "AVI", "asf": "WMV", "flv": "FLV", "mpeg": "MPEG", "matroska": "MKV",
    "mp4": "MP4 (HEVC, MPEG-4 Part 2)", "webm": "WebM", "ogg": "Ogg",
}  # fmt: skip


class FilmBroken(Unreadable):
    """A film that is cut off, empty, or something else under its name."""

    code = "library.film_broken"
    message = _("“%(name)s” is no film that can be played: damaged or of another kind.")
    advice = _("Play it on your computer to see if it is whole, then send it again.")


@dataclass(slots=True)
class _Film:
    """One film, looked at."""

    source: Path
    track: Track
    told: ffmpeg.Probe | None
    boxes: video_boxes.Boxes
    is_converted: bool = False


def read(path: Path, *, name: str, scratch: Path) -> Extracted:
    """The film or films. Films that cannot be played are left out and named in a warning.

    What browsers do not play is turned into MP4 (`mended` of a film by itself), which may take as
    long as the film. Raises NothingToRead, FilmBroken, NoConverter.
    """
    with Bundle(path, name=name) as bundle:
        names = bundle.names if bundle.is_single else bundle.with_suffix(SUFFIXES)
        if not names:
            raise NothingToRead
        films, lost = _films(bundle, names, scratch=scratch)
        book = _book(films, is_single=bundle.is_single)
        _texts(book, bundle, path, films)
    settle(book, path, name=name)
    book.warnings += [remark(_("Left out: %(reason)s"), reason=said(r)) for r in lost[:5]]
    if any(film.boxes.is_cut for film in films):
        book.warnings.append(remark(_("The film is cut off: it ends before it should.")))
    if any(film.is_converted for film in films):
        book.warnings.append(
            remark(_("The film was turned into MP4: browsers do not play its kind."))
        )
    return book


def _films(
    bundle: Bundle, names: list[str], *, scratch: Path
) -> tuple[list[_Film], list[DomainError]]:
    films: list[_Film] = []
    lost: list[DomainError] = []
    for entry in names:
        try:
            path = bundle.path(entry, scratch=scratch)
            films.append(_film(path, PurePath(entry).name, scratch=scratch))
        except DomainError as refusal:
            lost.append(refusal)
    if not films:
        raise lost[0]
    return films, lost


def _film(path: Path, shown: str, *, scratch: Path) -> _Film:
    """One film, playable. Raises FilmBroken, NoConverter."""
    source, boxes, told = path, video_boxes.look(path), ffmpeg.probe(path)
    if not boxes.container or (ffmpeg.is_there() and told is None):
        raise FilmBroken(name=shown)
    # Without ffprobe: a container without a description has nothing to play.
    is_described = boxes.seconds or boxes.codecs or boxes.container not in {"mp4", "webm"}
    if not told and not is_described:
        raise FilmBroken(name=shown)
    if _plays(boxes, told):
        kind, name = CONTAINERS[boxes.container], shown
        out = scratch / f"{path.stem[:40]}-placeless{PurePath(shown).suffix[:6]}"
        path = video_boxes.without_place(path, out=out)
    else:
        path = _converted(path, shown, boxes, scratch=scratch)
        kind, name = "video/mp4", str(PurePath(shown).with_suffix(".mp4"))
    seconds = told.seconds if told else boxes.seconds or _ogg_seconds(path, boxes)
    track = Track(path, name, kind, _title(told, boxes), round(seconds, 3))
    track.chapters = list(told.chapters) if told else []
    return _Film(source, track, told, boxes, is_converted=name != shown)


def _plays(boxes: video_boxes.Boxes, told: ffmpeg.Probe | None) -> bool:
    """Whether browsers play it as it is. In doubt (no ffprobe, unknown codec) it is tried."""
    if boxes.container not in CONTAINERS:
        return False
    if told:
        return told.video in VIDEO_CODECS or not told.video
    codecs = set(boxes.codecs.split())
    return bool(codecs & VIDEO_CODECS) or not codecs & OLD_CODECS


def _converted(path: Path, shown: str, boxes: video_boxes.Boxes, *, scratch: Path) -> Path:
    if not ffmpeg.is_there():
        raise ffmpeg.NoConverter(kind=KINDS[boxes.container])
    out = scratch / f"{path.stem[:40]}-playable.mp4"
    try:
        ffmpeg.make_playable(path, out)
    except ffmpeg.NotConverted:
        raise FilmBroken(name=shown) from None
    return out


def _title(told: ffmpeg.Probe | None, boxes: video_boxes.Boxes) -> str:
    title = (told.tags.get("title", "") if told else "") or boxes.title
    return " ".join(title.split())[:300]


def _ogg_seconds(path: Path, boxes: video_boxes.Boxes) -> float:
    if boxes.container != "ogg":
        return 0.0
    import mutagen

    try:
        return float(mutagen.File(path).info.length)
    except Exception:  # noqa: BLE001  the length is a nicety
        return 0.0


def _book(films: list[_Film], *, is_single: bool) -> Extracted:
    first = films[0]
    tags = {**_mp4_tags(first), **(first.told.tags if first.told else {})}
    year = re.search(r"\b(18[89]\d|19\d\d|20\d\d|21\d\d)\b", tags.get("date", ""))
    language = first.told.language if first.told else first.boxes.language
    return Extracted(
        format="VIDEO",
        media_type=first.track.media_type if is_single else "application/zip",
        kind="VIDEO",
        title=(first.track.title or tags.get("title", "")) if len(films) == 1 else "",
        people=people_in(tags.get("artist", "")),
        language=captions.LANGUAGE_NAMES.get(language, ""),
        published=year[0] if year else "",
        year=int(year[0]) if year else None,
        description=(tags.get("description") or tags.get("comment", ""))[:5000],
        rights=tags.get("copyright", "")[:500],
        duration_seconds=round(sum(film.track.seconds for film in films), 1),
        tracks=[film.track for film in films],
        mended=first.track.path if is_single and first.track.path != first.source else None,
    )


def _mp4_tags(film: _Film) -> dict[str, str]:
    """Title and people of an MP4 by mutagen, for where ffprobe is not."""
    if film.boxes.container != "mp4":
        return {}
    import mutagen.mp4

    names = {"©nam": "title", "©ART": "artist", "©day": "date", "desc": "description",
             "cprt": "copyright"}  # fmt: skip
    tags: dict[str, list[object]]
    try:
        tags = mutagen.mp4.MP4(film.track.path).tags or {}  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001  tags are a nicety
        return {}
    return {word: str(tags[tag][0]) for tag, word in names.items() if tags.get(tag)}


def _texts(book: Extracted, bundle: Bundle, path: Path, films: list[_Film]) -> None:
    """Subtitles beside the film, else inside it; their words as parts."""
    found = beside(bundle, path, [film.track.name for film in films])
    book.captions, book.warnings = found.captions, found.warnings
    for number, film in enumerate(films, start=1):
        if number not in found.cues:
            inside = _inside(film, number)
            book.captions += [caption for caption, _cues in inside]
            best = [cues for caption, cues in inside if caption.language == "vi"]
            if inside:
                found.cues[number] = (best or [inside[0][1]])[0]
        if number in found.cues:
            title = film.track.title
            book.parts += captions.parts_of(found.cues[number], track=number, title=title)
        else:
            book.parts += [
                Part(title=head, place=f"t{number}@{int(start)}", text="")
                for head, start in film.track.chapters
                if head
            ]


def _inside(film: _Film, number: int) -> list[tuple[Caption, list[captions.Cue]]]:
    """Text subtitles in the file itself, where ffmpeg can take them out."""
    found = []
    for index, language, title in film.told.subtitles if film.told else []:
        tag = captions.LANGUAGE_NAMES.get(language, language if len(language) == 2 else "")  # noqa: PLR2004
        name = f"{PurePath(film.track.name).stem}.{tag or index}.vtt"
        try:
            caption, cues = captions.read_caption(
                ffmpeg.subtitle(film.source, index),
                name=name,
            )
        except DomainError:
            continue
        caption.name, caption.language, caption.track = title or name, tag, number
        found.append((caption, cues))
    return found
