"""Subtitles and transcripts that lie beside a recording, each found its track."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path, PurePath

from densach.core.errors import DomainError

from .bundle import Bundle
from .captions import MAX_BYTES, SUFFIXES, Cue, read_caption, stem_of, text_of
from .model import Caption
from .remarks import said


@dataclass(slots=True)
class Beside:
    """What lies beside the tracks of a recording. Keys are numbers of tracks, from 1."""

    captions: list[Caption] = field(default_factory=list)
    cues: dict[int, list[Cue]] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def beside(bundle: Bundle, path: Path, tracks: list[str]) -> Beside:
    """Subtitles and texts in the bundle, or beside a file by itself, each with its track.

    They belong to the track of the same name; where there is one track only, all are its own.
    Of several languages the Vietnamese cues, else the first, become the text.
    """
    found = Beside()
    for name, data in _companions(bundle, path):
        shown = PurePath(name).name
        number = _track_of(shown, tracks)
        if not number:
            continue
        try:
            if PurePath(name).suffix.lower() == ".txt":
                found.texts[number] = text_of(data, name=shown).strip()
                continue
            caption, cues = read_caption(data, name=shown)
        except DomainError as refusal:
            found.warnings.append(said(refusal))
            continue
        caption.track = number
        if not any(known.track == number and known.vtt == caption.vtt for known in found.captions):
            found.captions.append(caption)
        if number not in found.cues or caption.language.startswith("vi"):
            found.cues[number] = cues
    return found


def _companions(bundle: Bundle, path: Path) -> Iterable[tuple[str, bytes]]:
    if not bundle.is_single:
        for name in bundle.with_suffix(SUFFIXES | {".txt"}):
            yield name, bundle.read(name)
        return
    for file in sorted(path.parent.glob(f"{escape(path.stem)}.*")):
        is_text = file.suffix.lower() in SUFFIXES | {".txt"} and file.is_file()
        if is_text and file.stat().st_size <= MAX_BYTES:
            yield file.name, file.read_bytes()


def _track_of(name: str, tracks: list[str]) -> int:
    """The number of the track that a companion belongs to; 0 where it is nobody's."""
    stems = {PurePath(name).stem.casefold(), stem_of(name).casefold()}
    for number, track in enumerate(tracks, start=1):
        if PurePath(track).stem.casefold() in stems:
            return number
    return 1 if len(tracks) == 1 else 0
