"""Stills and small versions of films: made once, kept beside the film."""

import pytest

from densach.core import files
from densach.library.models import EditionFile
from densach.library.services import recordings
from tests.factories import MONDAY, EditionFactory
from tests.library.formats import making

pytestmark = pytest.mark.django_db
Purpose = EditionFile.Purpose
needs_ffmpeg = pytest.mark.skipif(not making.HAS_FFMPEG, reason="ffmpeg is not installed")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SCRATCH_FOLDER = tmp_path / "scratch"


def film_edition(path, *, seconds=2.0):
    edition = EditionFactory(format="VIDEO")
    stored = files.keep_path(path, media_type="video/mp4", at=MONDAY)
    file = EditionFile.objects.create(
        edition=edition, stored=stored, purpose=Purpose.MAIN, name="phim.mp4"
    )
    edition.manifest = {"tracks": [{"token": file.token.hex, "seconds": seconds}]}
    edition.save()
    return edition


@needs_ffmpeg
def test_a_still_becomes_the_cover_too(tmp_path):
    edition = film_edition(making.film(tmp_path / "a.mp4", "-c:v", "libx264"))

    poster = recordings.make_poster(edition, at=MONDAY)

    assert (poster.purpose, poster.stored.media_type) == (Purpose.POSTER, "image/webp")
    edition.work.refresh_from_db()
    assert edition.work.cover is not None
    assert recordings.make_poster(edition, at=MONDAY) == poster


@needs_ffmpeg
def test_a_small_version_is_made_once_where_it_is_smaller(tmp_path):
    large = making.film(tmp_path / "a.mp4", "-c:v", "libx264", "-crf", "1",
                        "-vf", "scale=1280:960,noise=alls=20")  # fmt: skip
    edition = film_edition(large)

    (small,) = recordings.make_small(edition, at=MONDAY)

    assert (small.position, small.name) == (1, "phim-360p.mp4")
    assert small.stored.size_bytes < large.stat().st_size
    assert recordings.make_small(edition, at=MONDAY) == []


@needs_ffmpeg
def test_a_film_that_is_small_already_stays_alone(tmp_path):
    edition = film_edition(making.film(tmp_path / "a.mp4", "-c:v", "libx264"), seconds=600)

    assert recordings.make_small(edition, at=MONDAY) == []


def test_without_ffmpeg_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.mp4"
    path.write_bytes(b"film")
    edition = film_edition(path)

    assert recordings.make_poster(edition, at=MONDAY) is None
    assert recordings.make_small(edition, at=MONDAY) == []


def test_sound_has_no_still():
    edition = EditionFactory(format="AUDIO")

    assert recordings.make_poster(edition, at=MONDAY) is None
