"""Pages of a PDF for the web: drawn by processes that may die without harm."""

import io
import os
import signal
import subprocess
import time

import pikepdf
import pytest
from PIL import Image

from densach.library.formats import pdf_drawing
from densach.library.formats.pdf_drawing import (
    PageNotDrawn,
    PageTookTooLong,
    Worker,
    page_picture,
    page_scan,
    page_words,
)
from tests.library.formats.making import pdf_bytes

VERSE = ["Trăm năm trong cõi người ta,", "Chữ tài chữ mệnh khéo là ghét nhau."]


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "sach.pdf"
    path.write_bytes(pdf_bytes([VERSE, ["Trang hai"]]))
    return path


@pytest.fixture(autouse=True, scope="module")
def _end_processes():
    yield
    pdf_drawing.stop_all()


@pytest.mark.parametrize(("asked", "width"), [(1, 160), (500, 480), (700, 720), (9000, 1600)])
def test_pages_come_in_sizes_for_screens(book, asked, width):
    with Image.open(io.BytesIO(page_picture(book, 1, width=asked))) as image:
        assert (image.format, image.width) == ("WEBP", width)
        assert image.height == pytest.approx(width * 595 / 420, abs=2)


def test_at_night_paper_is_dark_and_letters_are_light(book):
    with Image.open(io.BytesIO(page_picture(book, 1, width=720, dark=True))) as image:
        grey = image.convert("L")
        assert grey.getpixel((2, 2)) < 40
        assert grey.getextrema()[1] > 180


def test_words_have_places_in_fractions_of_the_page(book):
    words = page_words(book, 1)

    assert [word for word, *_place in words] == " ".join(VERSE).split()
    _word, x, y, width, height = words[0]
    assert x == pytest.approx(40 / 420, abs=0.01)
    assert y == pytest.approx(1 - (540 + 12) / 595, abs=0.03)
    assert 0 < width < 0.2
    assert 0 < height < 0.05


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_lie_on_their_letters_on_turned_and_cropped_pages(turn, tmp_path):
    def edit(file):
        file.pages[0].Rotate = turn
        file.pages[0].CropBox = pikepdf.Array([20, 300, 400, 580])

    path = tmp_path / "turned.pdf"
    path.write_bytes(pdf_bytes([["HHHH"]], edit=edit))

    ((_word, x, y, w, h),) = page_words(path, 1)

    with Image.open(io.BytesIO(page_picture(path, 1, width=1080))) as image:
        grey = image.convert("L")
        inked = grey.point(lambda value: 255 if value < 128 else 0).getbbox()
        left, top, right, bottom = (
            side / whole for side, whole in zip(inked, image.size * 2, strict=True)
        )
    assert x - 0.01 <= left <= right <= x + w + 0.01
    assert y - 0.01 <= top <= bottom <= y + h + 0.01


def test_a_scan_for_recognition_is_grey_at_300_dots(book):
    with Image.open(io.BytesIO(page_scan(book, 1))) as image:
        assert (image.format, image.mode, image.width) == ("PNG", "L", 1751)


@pytest.mark.parametrize("page", [0, 3, 10**6])
def test_a_page_that_is_not_there_is_refused(book, page):
    with pytest.raises(PageNotDrawn):
        page_picture(book, page, width=480)


def test_a_file_that_is_no_pdf_is_refused_and_the_next_is_drawn(book, tmp_path):
    other = tmp_path / "x.pdf"
    other.write_bytes(b"nothing")

    with pytest.raises(PageNotDrawn):
        page_picture(other, 1, width=480)

    assert page_picture(book, 1, width=480)


def test_a_page_as_large_as_a_field_stays_within_its_pixels(tmp_path):
    def edit(file):
        file.pages[0].MediaBox = pikepdf.Array([0, 0, 10, 14_000])

    path = tmp_path / "strip.pdf"
    path.write_bytes(pdf_bytes([VERSE], edit=edit))

    with Image.open(io.BytesIO(page_picture(path, 1, width=1600))) as image:
        assert image.width * image.height <= 17_000_000


def test_a_process_that_dies_harms_one_page_only(book):
    worker = Worker()
    request = {"do": "picture", "path": str(book), "page": 1, "width": 480, "dark": False}
    worker.ask(request, seconds=20)
    before = worker.process.pid
    os.kill(before, signal.SIGSEGV)
    worker.process.wait()

    assert worker.ask(request, seconds=20)
    assert worker.process.pid != before
    worker.stop()


def test_a_process_that_dies_in_the_middle_is_a_sentence(book, monkeypatch):
    def dies(self, request, *, seconds):
        raise pdf_drawing.Ended

    monkeypatch.setattr(Worker, "ask", dies)

    with pytest.raises(PageNotDrawn):
        page_picture(book, 1, width=480)


def test_a_page_that_takes_too_long_is_stopped(book, monkeypatch):
    monkeypatch.setattr(pdf_drawing, "SECONDS", 0.5)
    real = subprocess.Popen
    asleep = ["python3", "-c", "import time; time.sleep(60)"]
    monkeypatch.setattr(
        pdf_drawing.subprocess, "Popen", lambda _command, **options: real(asleep, **options)
    )
    pdf_drawing.stop_all()
    began = time.monotonic()

    with pytest.raises(PageTookTooLong):
        page_picture(book, 1, width=480)

    assert time.monotonic() - began < 10


def test_where_no_process_can_start_pages_are_drawn_all_the_same(book, monkeypatch):
    def forbidden(*_command, **_options):
        raise OSError

    pdf_drawing.stop_all()
    monkeypatch.setattr(pdf_drawing.subprocess, "Popen", forbidden)

    assert page_picture(book, 1, width=480)
    with pytest.raises(PageNotDrawn):
        page_picture(book, 9, width=480)


def test_many_readers_at_once_are_served(book):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda n: page_picture(book, n % 2 + 1, width=480), range(24)))

    assert len(set(drawn)) == 2
