"""Pictures and words made when first asked for: once, whole, and not without end."""

import io
import json
import os
import zipfile
from datetime import timedelta

import pytest
from PIL import Image

from densach.core import files
from densach.library.errors import DiskFull
from densach.library.formats import pdf_drawing, pictures
from densach.library.formats.errors import NoSuchPart
from densach.library.models import EditionFile
from densach.library.services import derived
from tests.factories import MONDAY, EditionFactory, WorkFactory
from tests.library.formats.making import pdf_bytes, picture_bytes, zip_of

pytestmark = pytest.mark.django_db
Purpose = EditionFile.Purpose
OLD_FONT = ["Céng hoµ x· héi chñ nghÜa"]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DERIVED_FOLDER = tmp_path / "made"


@pytest.fixture(autouse=True, scope="module")
def _end_processes():
    yield
    pdf_drawing.stop_all()


def kept(data, media_type="application/octet-stream"):
    return files.keep(io.BytesIO(data), media_type=media_type, at=MONDAY)


def pdf_edition(**manifest):
    edition = EditionFactory(format="PDF", pages=2, manifest=manifest)
    data = pdf_bytes([["Trang một"], OLD_FONT])
    EditionFile.objects.create(
        edition=edition, stored=kept(data), purpose=Purpose.MAIN, name="a.pdf"
    )
    return edition


def picture_edition(tmp_path):
    source = zip_of(tmp_path / "a.cbz", {"1.jpg": picture_bytes((900, 600))})
    copy = pictures.read(source, name="a.cbz", scratch=tmp_path).reading
    edition = EditionFactory(format="PICTURES", pages=1)
    EditionFile.objects.create(
        edition=edition, stored=kept(copy.read_bytes()), purpose=Purpose.READING, name="reading.zip"
    )
    return edition


def width_of(path):
    with Image.open(path) as image:
        assert image.format == "WEBP"
        return image.width


def test_a_page_is_drawn_once(monkeypatch):
    edition = pdf_edition()
    first = derived.page_picture_file(edition, 1, 480, at=MONDAY)
    changed = first.stat().st_mtime_ns
    monkeypatch.setattr(pdf_drawing, "page_picture", None)  # drawing again would fail

    again = derived.page_picture_file(edition, 1, 480, at=MONDAY + timedelta(days=30))

    assert (again, width_of(again)) == (first, 480)
    assert again.stat().st_mtime_ns == changed  # the ETag stays


def test_night_and_widths_are_files_of_their_own():
    edition = pdf_edition()

    made = {
        derived.page_picture_file(edition, 1, width, dark=dark, at=MONDAY).name
        for width in (160, 500, 720)
        for dark in (False, True)
    }

    assert made == {
        "1-160.webp", "1-160-dark.webp", "1-480.webp", "1-480-dark.webp", "1-720.webp", "1-720-dark.webp",
    }  # fmt: skip


def test_pages_of_a_picture_book(tmp_path):
    edition = picture_edition(tmp_path)

    assert width_of(derived.page_picture_file(edition, 1, 480, dark=True, at=MONDAY)) == 480
    assert width_of(derived.page_picture_file(edition, 1, 1600, at=MONDAY)) == 900
    assert derived.page_words(edition, 1) == []


@pytest.mark.parametrize("page", [-1, 0, 3])
def test_a_page_that_is_not_there_is_refused(page):
    with pytest.raises(NoSuchPart):
        derived.page_picture_file(pdf_edition(), page, 480, at=MONDAY)


def test_other_formats_have_no_pages():
    with pytest.raises(NoSuchPart):
        derived.page_picture_file(EditionFactory(format="EPUB", pages=5), 1, 480, at=MONDAY)


def test_words_of_a_page_and_of_old_fonts():
    assert [w for w, *_place in derived.page_words(pdf_edition(), 1)] == ["Trang", "một"]
    turned = derived.page_words(pdf_edition(encoding="TCVN3"), 2)
    assert " ".join(w for w, *_place in turned) == "Cộng hoà xã hội chủ nghĩa"


def test_recognised_words_go_before_those_of_the_file():
    edition = pdf_edition(scanned=[2])
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as pages:
        pages.writestr(
            "w/2.json", json.dumps({"text": "", "words": [["Kiều", 0.1, 0.2, 0.3, 0.1]]})
        )
    EditionFile.objects.create(
        edition=edition, stored=kept(copy.getvalue()), purpose=Purpose.READING,
        name=derived.RECOGNISED, position=1,
    )  # fmt: skip

    assert derived.page_words(edition, 2) == [("Kiều", 0.1, 0.2, 0.3, 0.1)]
    assert [w for w, *_place in derived.page_words(edition, 1)] == ["Trang", "một"]


def test_one_page_takes_one_query(django_assert_num_queries):
    edition = pdf_edition()

    with django_assert_num_queries(1):
        derived.page_picture_file(edition, 1, 480, at=MONDAY)


def test_covers_in_two_sizes_and_drawn_ones(django_assert_num_queries):
    work = WorkFactory(title="Số đỏ", people_line="Vũ Trọng Phụng")
    assert derived.cover_file(work, 240) is None
    with django_assert_num_queries(0):
        assert "Vũ Trọng Phụng" in derived.drawn_cover(work)
    work.cover = kept(picture_bytes((480, 700), form="WEBP"), "image/webp")

    with django_assert_num_queries(0):
        assert derived.cover_file(work, 480) == work.cover
        assert width_of(derived.cover_file(work, 240, at=MONDAY)) == 240


def test_those_not_asked_for_longest_go_first(settings):
    folder = settings.DERIVED_FOLDER / "aa"
    folder.mkdir(parents=True)
    for day in range(10):
        path = folder / f"{day}.webp"
        path.write_bytes(b"x" * 1000)
        os.utime(path, (1_000_000 + day * 86_400, 1_000_000))

    assert derived.sweep(most_bytes=20_000) == 0
    assert derived.sweep(most_bytes=5_000) == 6_000
    assert sorted(path.name for path in folder.iterdir()) == [f"{day}.webp" for day in range(6, 10)]


def test_much_writing_sweeps_by_itself(settings, monkeypatch):
    edition = pdf_edition()
    older = derived.page_picture_file(edition, 1, 480, at=MONDAY)
    os.utime(older, (1_000_000, 1_000_000))
    settings.DERIVED_BYTES = older.stat().st_size * 3 // 2
    monkeypatch.setattr(derived, "WRITTEN_BETWEEN_SWEEPS", 1)

    made = derived.page_picture_file(edition, 1, 480, dark=True, at=MONDAY)

    assert made.exists()
    assert not older.exists()


def test_asking_again_counts_as_use(settings):
    edition = pdf_edition()
    made = derived.page_picture_file(edition, 1, 480, at=MONDAY)
    os.utime(made, (1_000_000, made.stat().st_mtime))

    derived.page_picture_file(edition, 1, 480, at=MONDAY)

    assert made.stat().st_atime == MONDAY.timestamp()


def test_a_full_disk_is_a_sentence_and_leaves_no_half_file(settings, monkeypatch):
    from pathlib import Path

    def full(*_data):
        raise OSError(28, "No space left on device")

    edition = pdf_edition()
    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(DiskFull):
        derived.page_picture_file(edition, 1, 480, at=MONDAY)

    assert not [path for path in settings.DERIVED_FOLDER.rglob("*") if path.is_file()]
