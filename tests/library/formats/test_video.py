"""Films: what the container says, subtitles, and what ffmpeg makes where it is installed."""

import io
import struct

import pytest
from django.utils.translation import override
from PIL import Image

from densach.library.formats import ffmpeg, video, video_boxes
from densach.library.formats.errors import NothingToRead
from tests.library.formats import making
from tests.library.formats.making import film, zip_of

needs_ffmpeg = pytest.mark.skipif(not making.HAS_FFMPEG, reason="ffmpeg is not installed")
SRT = "1\n00:00:01,000 --> 00:00:02,000\nNgày xưa\n\n2\n00:01:10,000 --> 00:01:12,000\nHết\n"


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def box(kind, *content):
    data = b"".join(content)
    return struct.pack(">I", len(data) + 8) + kind + data


def tiny_mp4(seconds=12, codec=b"avc1"):
    """An MP4 of boxes alone: enough to be described, nothing to see."""
    length = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + b"\0" * 80
    entry = struct.pack(">I", 86) + codec + b"\0" * 78
    described = box(b"stsd", struct.pack(">II", 0, 1), entry)
    return (
        box(b"ftyp", b"isom\0\0\2\0isomavc1")
        + box(b"moov", box(b"mvhd", length), box(b"trak", described))
        + box(b"mdat", b"\0" * 64)
    )


def tiny_webm(seconds=7.5, title="Phim"):
    def element(ident, data):
        return bytes.fromhex(ident) + bytes([0x80 | len(data)]) + data

    about = (
        element("2AD7B1", (1_000_000).to_bytes(3, "big"))
        + element("4489", struct.pack(">d", seconds * 1000))
        + element("7BA9", title.encode())
    )
    tracks = element("AE", element("86", b"V_VP9"))
    body = element("1549A966", about) + element("1654AE6B", tracks)
    return element("1A45DFA3", element("4282", b"webm")) + element("18538067", body)


def read(path, tmp_path, name=""):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return video.read(path, name=name or path.name, scratch=scratch)


@pytest.fixture
def without_ffmpeg(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


@pytest.mark.usefixtures("without_ffmpeg")
class TestWithoutFfmpeg:
    def test_an_mp4_tells_its_length(self, tmp_path):
        path = tmp_path / "phim.mp4"
        path.write_bytes(tiny_mp4())

        book = read(path, tmp_path)

        assert (book.format, book.kind, book.media_type) == ("VIDEO", "VIDEO", "video/mp4")
        assert book.duration_seconds == 12
        assert book.tracks[0].path == path
        assert book.mended is None

    def test_a_webm_tells_its_length_and_title(self, tmp_path):
        path = tmp_path / "phim.webm"
        path.write_bytes(tiny_webm())

        book = read(path, tmp_path)

        assert (book.title, book.duration_seconds, book.media_type) == ("Phim", 7.5, "video/webm")

    def test_a_film_that_is_cut_off_is_told(self, tmp_path):
        path = tmp_path / "phim.mp4"
        path.write_bytes(tiny_mp4()[:-40])

        with override("en"):
            book = read(path, tmp_path)

        assert book.warnings == ["The film is cut off: it ends before it should."]

    @pytest.mark.parametrize(
        ("data", "kind"),
        [(b"RIFF\0\0\0\0AVI LIST", "AVI"), (b"0&\xb2u\x8ef\xcf\x11" + b"\0" * 90, "WMV"),
         (b"FLV\x01\x05", "FLV"), (b"\0\0\x01\xba" + b"\0" * 90, "MPEG"),
         (tiny_mp4(codec=b"hvc1"), "MP4 (HEVC, MPEG-4 Part 2)")],
    )  # fmt: skip
    def test_what_browsers_do_not_play_is_refused(self, data, kind, tmp_path):
        path = tmp_path / "phim.mp4"
        path.write_bytes(data)

        with pytest.raises(ffmpeg.NoConverter) as refusal:
            read(path, tmp_path)

        with override("en"):
            assert str(refusal.value) == (
                f"Browsers cannot play this kind of file: {kind}. Convert it to MP4 (H.264) or MP3,"
                " or have ffmpeg installed, then send it again."
            )

    @pytest.mark.parametrize(
        "data", [b"", b"<html>", b"\x1aE\xdf\xa3", tiny_mp4()[:20], b"\0\0\0\x08moov" * 3]
    )
    def test_what_is_no_film_is_refused(self, data, tmp_path):
        path = tmp_path / "phim.mp4"
        path.write_bytes(data)

        with pytest.raises((video.FilmBroken, ffmpeg.NoConverter)):
            read(path, tmp_path)


def test_where_a_phone_made_a_film_does_not_travel(tmp_path, without_ffmpeg):
    place = box(b"udta", box(b"\xa9xyz", b"\0\x1a\x15\xc7+18.6796+105.6813+007.0/"))
    path = tmp_path / "phim.mp4"
    path.write_bytes(tiny_mp4() + box(b"moov", place))

    book = read(path, tmp_path)

    assert b"18.6796" in path.read_bytes()  # the source itself is not ours to change
    assert b"+00.0000+000.0000+000.0/" in book.mended.read_bytes()
    assert book.mended == book.tracks[0].path
    assert book.mended.stat().st_size == path.stat().st_size
    assert book.warnings == []


def test_subtitles_in_a_zip_find_their_film(tmp_path, without_ffmpeg):
    files = {
        "1.mp4": tiny_mp4(), "2.mp4": tiny_mp4(), "2.en.vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\nOnce\n",
        "2.vi.srt": SRT.encode(), "la.srt": SRT.encode(), "sach.pdf": b"?",
    }  # fmt: skip

    book = read(zip_of(tmp_path / "phim.zip", files), tmp_path)

    assert [track.name for track in book.tracks] == ["1.mp4", "2.mp4"]
    assert sorted((c.track, c.language) for c in book.captions) == [(2, "en"), (2, "vi")]
    assert [(part.place, part.text) for part in book.parts] == [
        ("t2@1", "Ngày xưa"), ("t2@70", "Hết")
    ]  # fmt: skip
    assert book.duration_seconds == 24


def test_a_zip_without_films_is_refused(tmp_path):
    with pytest.raises(NothingToRead):
        read(zip_of(tmp_path / "a.zip", {"a.txt": b"?"}), tmp_path)


def test_the_bytes_tell_the_container_and_not_the_name(tmp_path):
    path = tmp_path / "phim.avi"
    path.write_bytes(tiny_webm())

    assert video_boxes.look(path).container == "webm"


def test_a_container_that_lies_about_its_sizes_does_no_harm(tmp_path):
    path = tmp_path / "phim.mp4"
    for data in (
        b"\xff\xff\xff\xffftyp" + b"\xff" * 40,
        b"\0\0\0\x01ftyp" + b"\xff" * 40,
        tiny_mp4().replace(b"mvhd", b"xxxx").replace(b"stsd", b"yyyy"),
        tiny_webm()[:30] + b"\x1f" * 30,
        b"\x1aE\xdf\xa3" + b"\x01\xff\xff\xff\xff\xff\xff\xff" * 10,
    ):
        path.write_bytes(data)
        video_boxes.look(path)


@needs_ffmpeg
def test_a_playable_film_stays_as_it_is(tmp_path):
    path = film(tmp_path / "a.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac",
                "-metadata", "title=Phim ngắn", "-metadata", "artist=Lan Anh")  # fmt: skip

    book = read(path, tmp_path)

    assert (book.title, book.people[0].name, book.mended) == ("Phim ngắn", "Lan Anh", None)
    assert book.duration_seconds == pytest.approx(2, abs=0.2)


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "words"),
    [("a.avi", ["-c:v", "mpeg4"]), ("a.wmv", []), ("a.mkv", ["-c:v", "libx264", "-c:a", "aac"])],
)
def test_what_browsers_do_not_play_is_turned_into_mp4(name, words, tmp_path):
    path = film(tmp_path / name, *words)

    with override("en"):
        book = read(path, tmp_path)

    assert book.warnings == ["The film was turned into MP4: browsers do not play its kind."]
    assert book.mended == book.tracks[0].path != path
    assert ffmpeg.probe(book.mended).video == "h264"
    assert book.media_type == "video/mp4"


@needs_ffmpeg
def test_subtitles_inside_a_film_are_taken_out(tmp_path):
    (tmp_path / "s.srt").write_text(SRT)
    plain = film(tmp_path / "b.mp4", "-c:v", "libx264", "-c:a", "aac", seconds=2)
    path = tmp_path / "a.mp4"
    making.ffmpeg("-i", plain, "-i", tmp_path / "s.srt", "-map", 0, "-map", 1, "-c", "copy",
                  "-c:s", "mov_text", "-metadata:s:s:0", "language=vie", path)  # fmt: skip

    book = read(path, tmp_path)

    assert [(caption.language, caption.track) for caption in book.captions] == [("vi", 1)]
    assert book.parts[0].place == "t1@1"


@needs_ffmpeg
def test_a_poster_and_a_small_version_are_made(tmp_path):
    path = film(tmp_path / "a.mp4", "-c:v", "libx264", "-vf", "scale=1280:960", "-c:a", "aac")
    heard = []

    video.make_poster(path, tmp_path / "p.webp", seconds=2)
    video.make_small(path, tmp_path / "s.mp4", heard.append)

    with Image.open(io.BytesIO((tmp_path / "p.webp").read_bytes())) as poster:
        assert (poster.format, poster.size) == ("WEBP", (640, 480))
    small = ffmpeg.probe(tmp_path / "s.mp4")
    assert (small.video, small.audio, small.height) == ("h264", "aac", 360)
    data = (tmp_path / "s.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert heard
    assert max(heard) <= 1.0


@needs_ffmpeg
def test_a_failed_conversion_leaves_nothing(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(tiny_mp4())

    with pytest.raises(ffmpeg.NotConverted):
        video.make_small(path, tmp_path / "s.mp4")

    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.mp4"]


@needs_ffmpeg
def test_a_playlist_under_the_name_of_a_film_reads_no_other_file(tmp_path):
    secret = film(tmp_path / "secret.mp4", "-c:v", "libx264", "-c:a", "aac")
    path = tmp_path / "a.mp4"
    path.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{secret}\n#EXT-X-ENDLIST\n"
    )

    assert ffmpeg.probe(path) is None
    with pytest.raises(ffmpeg.NotConverted):
        video.make_small(path, tmp_path / "s.mp4")
