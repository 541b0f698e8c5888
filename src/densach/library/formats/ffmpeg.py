"""ffmpeg where it is installed: what is in a recording, stills, small and playable versions.

Everything works without it too: the callers then say what is missing. Files come from strangers,
so only known containers are opened (a playlist could name other files or addresses), with limits
of time, and output goes under another name until it is whole.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from .errors import Unreadable

CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,mpegts,mpeg,mpegvideo,flv,live_flv,ogg,mp3,flac,"
    "wav,w64,aac,aiff,ape,amr,wv,dv"
)
PROBE_SECONDS = 60
STILL_SECONDS = 120
POSTER_WIDTH = 640
SMALL_HEIGHT, PLAYABLE_HEIGHT = 360, 720
TEXT_SUBTITLES = {"subrip", "ass", "ssa", "mov_text", "webvtt", "text"}
MOST_SUBTITLES = 8

Progress = Callable[[float], None]  # from 0 to 1


class NotConverted(Unreadable):
    """ffmpeg gave up on the file, or took longer than it may."""

    code = "library.not_converted"
    message = _("The recording could not be converted: it is damaged or of an unknown kind.")
    advice = _("Convert it on your computer to MP4 (H.264) or MP3, then send it again.")


class NoConverter(Unreadable):
    """The file must be converted and ffmpeg is not there."""

    code = "library.no_converter"
    message = _("Browsers cannot play this kind of file: %(kind)s.")
    advice = _("Convert it to MP4 (H.264) or MP3, or have ffmpeg installed, then send it again.")


@dataclass(frozen=True, slots=True)
class Probe:
    """What ffprobe tells of a recording. Codec names are ffmpeg's; empty where there is none."""

    seconds: float
    video: str = ""
    audio: str = ""
    width: int = 0
    height: int = 0
    language: str = ""  # as in the file: three letters, most often
    tags: dict[str, str] = field(default_factory=dict)
    chapters: list[tuple[str, float]] = field(default_factory=list)
    subtitles: list[tuple[int, str, str]] = field(default_factory=list)  # (index, language, title)


def is_there() -> bool:
    """Whether ffmpeg and ffprobe are installed on this machine."""
    return bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))


def probe(path: Path) -> Probe | None:
    """What is in the file; None without ffprobe or where it understands nothing."""
    tool = shutil.which("ffprobe")
    if not tool:
        return None
    words = ["-show_format", "-show_streams", "-show_chapters", "-of", "json"]
    try:
        done = subprocess.run(  # noqa: S603  a program found on this machine, no shell
            [tool, "-v", "error", *_open(path), *words],
            capture_output=True, timeout=PROBE_SECONDS, check=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return _told(json.loads(done.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError):
        return None


def make_poster(path: Path, out: Path, *, seconds: float = 0.0) -> None:
    """A still as WebP, at most 640 wide, from a tenth into the film. Raises NotConverted."""
    import io

    from .pictures_open import opened, webp

    at = min(seconds / 10, 60.0)
    # The most typical of some frames, so that it is not black or half of a change.
    picture = ["-vf", "thumbnail=40", "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"]
    data = _run(["-ss", f"{at:.2f}", *_open(path), "-an", *picture], limit=STILL_SECONDS)
    image = opened(io.BytesIO(data), name=out.name, longest=POSTER_WIDTH)
    out.write_bytes(webp(image, quality=78))


def make_small(path: Path, out: Path, progress: Progress | None = None) -> None:
    """A version for weak lines: at most 360 lines, about 250 kbit/s, H.264 and AAC in MP4.

    It begins to play before it is all there (faststart). Raises NotConverted, leaving nothing.
    """
    _film(path, out, ["-crf", "27", "-maxrate", "200k", "-bufsize", "800k"], SMALL_HEIGHT, progress)


def make_playable(path: Path, out: Path, progress: Progress | None = None) -> None:
    """An MP4 that browsers play: the same streams where they fit, else at most 720 lines anew."""
    told = probe(path)
    if told and told.video == "h264" and told.audio in {"", "aac", "mp3"}:
        _convert(path, out, ["-c", "copy"], progress)
    else:
        _film(path, out, ["-crf", "24"], PLAYABLE_HEIGHT, progress)


def make_audio(path: Path, out: Path, progress: Progress | None = None) -> None:
    """An M4A (AAC, 64 kbit/s a channel) of a sound file that browsers do not play."""
    words = ["-map", "0:a:0", "-c:a", "aac", "-b:a", "96k", "-ac", "2"]
    _into(path, out, [*words, "-f", "ipod", "-movflags", "+faststart"], progress)


def subtitle(path: Path, index: int) -> bytes:
    """Stream `index`, a text subtitle, as WebVTT. Raises NotConverted."""
    return _run([*_open(path), "-map", f"0:{index}", "-f", "webvtt", "-"], limit=STILL_SECONDS)


def _film(path: Path, out: Path, rate: list[str], height: int, progress: Progress | None) -> None:
    size = f"scale=-2:'min({height},trunc(ih/2)*2)',format=yuv420p"
    video = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", *rate, "-vf", size]
    sound = ["-c:a", "aac", "-b:a", "48k", "-ac", "1" if height == SMALL_HEIGHT else "2"]
    _convert(path, out, [*video, "-fpsmax", "25", *sound], progress)


def _convert(path: Path, out: Path, words: list[str], progress: Progress | None) -> None:
    streams = ["-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1"]
    _into(path, out, [*streams, *words, "-f", "mp4", "-movflags", "+faststart"], progress)


def _into(path: Path, out: Path, words: list[str], progress: Progress | None) -> None:
    """Run ffmpeg into `out`, whole or not at all."""
    told = probe(path)
    seconds = told.seconds if told else 0.0
    part = out.with_name(f".part-{out.name}")
    try:
        # Twenty times as long as the recording: slower machines than that would never end.
        _run(
            [*_open(path), *words, "-y", str(part)],
            limit=max(600.0, seconds * 20), seconds=seconds, progress=progress,
        )  # fmt: skip
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _open(path: Path) -> list[str]:
    return ["-protocol_whitelist", "file", "-format_whitelist", CONTAINERS, "-i", f"file:{path}"]


def _run(
    words: list[str], *, limit: float, seconds: float = 0.0, progress: Progress | None = None
) -> bytes:
    """What ffmpeg writes to standard output. Raises NotConverted."""
    tool = shutil.which("ffmpeg")
    if not tool:
        raise NoConverter(kind="?")
    watch = ["-progress", "pipe:1", "-nostats"] if progress else []
    command = [tool, "-v", "error", "-nostdin", "-threads", "2", *watch, *words]
    process = subprocess.Popen(  # noqa: S603  a program found on this machine, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    timer = threading.Timer(limit, process.kill)
    timer.start()
    try:
        assert process.stdout is not None
        lines = list(_lines(process.stdout, seconds=seconds, progress=progress))
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait()
        timer.cancel()
    if process.returncode or (words[-1] == "-" and not lines):
        raise NotConverted
    return b"".join(lines)


def _lines(source: IO[bytes], *, seconds: float, progress: Progress | None) -> Iterator[bytes]:
    """What is written, or nothing but calls of `progress` where that is watched."""
    for line in source:
        if not progress:
            yield line
        elif line.startswith(b"out_time_us=") and line[12:].strip().isdigit() and seconds:
            progress(min(int(line[12:]) / 1_000_000 / seconds, 1.0))


def _told(raw: dict[str, Any]) -> Probe | None:
    streams = raw.get("streams", [])
    video: dict[str, Any] = next(
        (s for s in streams if s.get("codec_type") == "video" and not _is_still(s)), {}
    )
    audio: dict[str, Any] = next((s for s in streams if s.get("codec_type") == "audio"), {})
    if not video and not audio:
        return None
    shape = raw.get("format", {})
    tags = {str(k).lower(): str(v) for k, v in shape.get("tags", {}).items()}
    chapters = [
        (str(c.get("tags", {}).get("title", "")), float(c.get("start_time", 0)))
        for c in raw.get("chapters", [])
    ]
    texts = [
        (int(s["index"]), str(s.get("tags", {}).get("language", "")), _title(s))
        for s in streams
        if s.get("codec_type") == "subtitle" and s.get("codec_name") in TEXT_SUBTITLES
    ]
    language = audio.get("tags", {}).get("language", "")
    return Probe(
        seconds=float(shape.get("duration") or video.get("duration") or 0),
        video=str(video.get("codec_name", "")), audio=str(audio.get("codec_name", "")),
        width=int(video.get("width", 0)), height=int(video.get("height", 0)),
        language="" if language == "und" else str(language),
        tags=tags, chapters=chapters, subtitles=texts[:MOST_SUBTITLES],
    )  # fmt: skip


def _is_still(stream: dict[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _title(stream: dict[str, Any]) -> str:
    return str(stream.get("tags", {}).get("title", ""))
