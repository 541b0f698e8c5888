"""Sound: tags, chapters, order, transcripts; what is left out and what is refused."""

import mutagen
import pytest
from django.utils.translation import override
from mutagen.id3 import APIC, CHAP, TALB, TCOM, TCON, TDRC, TIT2, TLAN, TPE1, TRCK, TXXX
from mutagen.wave import WAVE

from densach.library.formats import audio, ffmpeg
from densach.library.formats.audio_tags import AudioBroken
from densach.library.formats.errors import NothingToRead
from tests.library.formats import making
from tests.library.formats.making import picture_bytes, wav_bytes, zip_of

needs_ffmpeg = pytest.mark.skipif(not making.HAS_FFMPEG, reason="ffmpeg is not installed")


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def sound(path, *frames, seconds=1.0):
    path.write_bytes(wav_bytes(seconds))
    tagged = WAVE(path)
    tagged.add_tags()
    for frame in frames:
        tagged.tags.add(frame)
    tagged.save()
    return path


def read(path, tmp_path, name=""):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return audio.read(path, name=name or path.name, scratch=scratch)


def test_a_sound_file_tells_title_people_chapters_and_cover(tmp_path):
    cover = picture_bytes()
    path = sound(
        tmp_path / "a.wav",
        TIT2(text="Số đỏ"), TPE1(text="Vũ Trọng Phụng"), TCOM(text="Chị Lan"),
        TCON(text="Audiobook"), TDRC(text="1936-10"), TLAN(text="vie"), TXXX(desc="ISBN", text="9780306406157"),
        APIC(encoding=0, mime="image/jpeg", type=3, desc="", data=cover),
        CHAP(element_id="b", start_time=500, end_time=1000, sub_frames=[TIT2(text="Chương hai")]),
        CHAP(element_id="a", start_time=0, end_time=500, sub_frames=[TIT2(text="Chương một")]),
    )  # fmt: skip

    book = read(path, tmp_path)

    assert (book.format, book.kind, book.media_type) == ("AUDIO", "AUDIO_BOOK", "audio/wav")
    assert (book.title, book.language, book.year) == ("Số đỏ", "vi", 1936)
    assert [(person.name, person.role) for person in book.people] == [
        ("Vũ Trọng Phụng", "aut"), ("Chị Lan", "nrt")
    ]  # fmt: skip
    assert book.cover == cover
    assert book.identifiers == [("ISBN", "9780306406157")]
    assert book.duration_seconds == 1.0
    (track,) = book.tracks
    assert (track.path, track.seconds) == (path, 1.0)
    assert track.chapters == [("Chương một", 0.0), ("Chương hai", 0.5)]
    assert [(part.title, part.place) for part in book.parts] == [
        ("Chương một", "t1@0"), ("Chương hai", "t1@0")
    ]  # fmt: skip


def test_utf_8_stored_as_latin_1_is_put_right(tmp_path):
    broken = "Truyện Kiều".encode().decode("latin-1")

    assert read(sound(tmp_path / "a.wav", TIT2(text=broken)), tmp_path).title == "Truyện Kiều"


def test_tracks_go_by_their_numbers_else_by_their_names(tmp_path):
    numbered, named = tmp_path / "so", tmp_path / "ten"
    numbered.mkdir()
    named.mkdir()
    for name, track in [("a", "2/3"), ("b", "3/3"), ("c", "1/3")]:
        sound(numbered / f"{name}.wav", TRCK(text=track), TALB(text="Tuyển tập"), TIT2(text=name))
    for name in ["10.wav", "9.wav", "Bài 1.wav"]:
        sound(named / name)

    book = read(numbered, tmp_path)

    assert book.title == "Tuyển tập"
    assert [track.title for track in book.tracks] == ["c", "a", "b"]
    assert [track.name for track in read(named, tmp_path).tracks] == [
        "9.wav",
        "10.wav",
        "Bài 1.wav",
    ]


def test_a_zip_with_transcripts_texts_and_cover(tmp_path):
    cover = picture_bytes((90, 90))
    one = sound(tmp_path / "x.wav").read_bytes()
    files = {
        "đĩa/1 mở đầu.wav": one, "đĩa/2 hết.wav": one, "đĩa/3 thêm.wav": one,
        "đĩa/1 mở đầu.vi.srt": "1\n00:00:00,000 --> 00:00:01,000\nTrăm năm\n".encode(),
        "đĩa/2 hết.txt": "Lời của bài hai.".encode(),
        "đĩa/3 thêm.lrc": b"no times here", "đĩa/la.vtt": b"WEBVTT", "đĩa/cover.jpg": cover,
    }  # fmt: skip

    with override("en"):
        book = read(zip_of(tmp_path / "dia.zip", files), tmp_path)

    assert book.media_type == "application/zip"
    assert [track.name for track in book.tracks] == ["1 mở đầu.wav", "2 hết.wav", "3 thêm.wav"]
    assert book.cover == cover
    assert [(c.track, c.language, c.name) for c in book.captions] == [(1, "vi", "1 mở đầu.vi.srt")]
    assert [(part.place, part.text) for part in book.parts] == [
        ("t1@0", "Trăm năm"), ("t2", "Lời của bài hai.")
    ]  # fmt: skip
    (warning,) = book.warnings
    assert warning.startswith("“3 thêm.lrc” holds no subtitles")


def test_a_transcript_beside_a_file_is_found(tmp_path):
    path = sound(tmp_path / "loi chao [1].wav")
    (tmp_path / "loi chao [1].vi.vtt").write_text("WEBVTT\n\n00:05.000 --> 00:06.000\nXin chào\n")
    (tmp_path / "other.vi.vtt").write_text("WEBVTT\n\n00:05.000 --> 00:06.000\nKhác\n")

    book = read(path, tmp_path)

    assert [part.place for part in book.parts] == ["t1@5"]
    assert book.captions[0].language == "vi"


@pytest.mark.parametrize(
    ("genre", "kind"),
    [("", "AUDIO_BOOK"), ("Sách nói", "AUDIO_BOOK"), ("Speech", "AUDIO_BOOK"), ("Dân ca", "MUSIC")],
)
def test_music_is_what_its_genre_calls_so(genre, kind, tmp_path):
    frames = [TCON(text=genre)] if genre else []

    assert read(sound(tmp_path / "a.wav", *frames), tmp_path).kind == kind


@pytest.mark.parametrize(
    "data", [b"", b"ID3", b"\xff\xfb" * 40, b"<html></html>", wav_bytes()[:40]]
)
def test_broken_sound_is_refused_in_a_sentence(data, tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(data)

    with pytest.raises(AudioBroken) as refusal:
        read(path, tmp_path)

    with override("en"):
        assert str(refusal.value).startswith("“a.mp3” is not a sound file that can be played")


def test_one_bad_track_is_left_out_and_named(tmp_path):
    files = {"1.mp3": b"nothing", "2.wav": wav_bytes()}

    with override("en"):
        book = read(zip_of(tmp_path / "a.zip", files), tmp_path)

    assert [track.name for track in book.tracks] == ["2.wav"]
    assert book.warnings[0].startswith("Left out: “1.mp3” is not a sound file")


def test_a_zip_without_sound_is_refused(tmp_path):
    with pytest.raises(NothingToRead):
        read(zip_of(tmp_path / "a.zip", {"a.txt": b"?"}), tmp_path)


def test_without_ffmpeg_what_browsers_do_not_play_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.wma"
    path.write_bytes(b"0&\xb2u\x8ef\xcf\x11" + b"\0" * 100)

    with pytest.raises(ffmpeg.NoConverter), override("en"):
        read(path, tmp_path)


@needs_ffmpeg
@pytest.mark.parametrize(
    ("suffix", "words", "media_type"),
    [
        ("mp3", ["-c:a", "libmp3lame"], "audio/mpeg"),
        ("m4b", ["-c:a", "aac"], "audio/mp4"),
        ("ogg", ["-c:a", "libvorbis"], "audio/ogg"),
        ("opus", ["-c:a", "libopus"], "audio/ogg"),
        ("flac", [], "audio/flac"),
        ("wma", [], "audio/mp4"),
    ],
)
def test_each_container_gives_length_title_and_a_type_that_browsers_know(
    suffix, words, media_type, tmp_path
):
    source = sound(tmp_path / "s.wav", seconds=3)
    path = tmp_path / f"a.{suffix}"
    making.ffmpeg("-i", source, *words, "-metadata", "title=Lời chào", path)

    book = read(path, tmp_path)

    assert book.title == "Lời chào"
    assert book.tracks[0].media_type == media_type
    assert book.duration_seconds == pytest.approx(3, abs=0.3)
    assert mutagen.File(book.tracks[0].path) is not None


@needs_ffmpeg
def test_chapters_of_an_m4b(tmp_path):
    marks = tmp_path / "marks.txt"
    marks.write_text(
        ";FFMETADATA1\ntitle=Kiều\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Một\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=3000\ntitle=Hai\n"
    )
    path = tmp_path / "a.m4b"
    making.ffmpeg(
        "-i", sound(tmp_path / "s.wav", seconds=3), "-i", marks, "-map_metadata", 1,
        "-map_chapters", 1, "-c:a", "aac", path,
    )  # fmt: skip

    assert read(path, tmp_path).tracks[0].chapters == [("Một", 0.0), ("Hai", 1.0)]
