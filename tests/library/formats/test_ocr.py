"""Text recognition: where Tesseract is, where it is not, and going on after a stop."""

import json

import pytest
from django.utils.translation import override
from PIL import Image, ImageDraw, ImageFont

from densach.library.formats import ocr, pdf_drawing
from densach.library.formats.errors import NoSuchPart
from densach.library.formats.pdf_drawing import PageNotDrawn
from tests.library.formats.making import scan_pdf

needs_tesseract = pytest.mark.skipif(not ocr.is_there(), reason="Tesseract is not installed")
TSV = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t100\t200\t50\t20\t96.1\tTra\u0306m\n"
    "5\t1\t1\t1\t1\t2\t160\t200\t50\t20\t91\tnăm\n"
    "5\t1\t1\t1\t2\t1\t100\t230\t50\t20\t12\t~\n"
    '5\t1\t2\t1\t1\t1\t100\t400\t50\t20\t80\t"Kiều"\n'
)


def page_of_words(*lines):
    page = Image.new("L", (1240, 600), 255)
    letters = ImageFont.load_default(48)
    for row, line in enumerate(lines):
        ImageDraw.Draw(page).text((100, 80 + 120 * row), line, font=letters, fill=0)
    return page


@pytest.fixture(autouse=True, scope="module")
def _end_processes():
    yield
    pdf_drawing.stop_all()


def test_tesseract_s_table_becomes_text_and_places():
    told = ocr._told(TSV)

    assert told["text"] == 'Trăm năm\n"Kiều"'
    assert told["words"][0] == ["Trăm", 0.1, 0.1, 0.05, 0.01]


def test_without_tesseract_it_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not ocr.is_there()
    with pytest.raises(ocr.NoRecognition) as refusal:
        ocr.recognise(lambda _page: b"", pages=[1], folder=tmp_path / "o")

    with override("en"):
        assert str(refusal.value) == (
            "Text recognition is not installed on this server."
            " Have “tesseract-ocr” and “tesseract-ocr-vie” installed, then start it again."
        )


def test_pages_done_before_are_not_done_again(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for page in (1, 2):
        kept = {"text": f"trang {page}", "words": [["trang", 0.1, 0.1, 0.2, 0.1]]}
        (tmp_path / f"{page}.json").write_text(json.dumps(kept))
    heard = []

    parts = ocr.recognise(
        lambda _page: b"", pages=[1, 2], folder=tmp_path, progress=lambda *now: heard.append(now)
    )

    assert [(part.place, part.text) for part in parts] == [("p1", "trang 1"), ("p2", "trang 2")]
    assert heard == [(1, 2), (2, 2)]


def test_the_copy_keeps_words_by_page(tmp_path):
    folder = tmp_path / "o"
    folder.mkdir()
    words = [["Kiều", 0.1, 0.2, 0.3, 0.1]]
    (folder / "10.json").write_text(json.dumps({"text": "Kiều", "words": words}))
    one, two = tmp_path / "1.zip", tmp_path / "2.zip"

    ocr.write_copy(folder, one)
    ocr.write_copy(folder, two)

    assert ocr.page_words(one, 10) == [("Kiều", 0.1, 0.2, 0.3, 0.1)]
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(NoSuchPart):
        ocr.page_words(one, 11)


@needs_tesseract
@pytest.mark.slow
def test_a_scan_is_recognised_and_a_stopped_job_goes_on(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(
        scan_pdf([page_of_words("HELLO READER", "GOOD BOOK"), page_of_words("PAGE TWO")])
    )
    drawn = []

    def draw(page):
        drawn.append(page)
        if page == 2 and len(drawn) == 2:
            raise KeyboardInterrupt
        return ocr.of_pdf(path)(page)

    with pytest.raises(KeyboardInterrupt):
        ocr.recognise(draw, pages=[1, 2], folder=tmp_path / "o", language="en")
    parts = ocr.recognise(draw, pages=[1, 2], folder=tmp_path / "o", language="en")

    assert drawn == [1, 2, 2]
    assert "HELLO" in parts[0].text
    assert "TWO" in parts[1].text
    ocr.write_copy(tmp_path / "o", tmp_path / "o.zip")
    word, x, y, _width, _height = ocr.page_words(tmp_path / "o.zip", 1)[0]
    assert word == "HELLO"
    assert (x, y) == (pytest.approx(0.08, abs=0.02), pytest.approx(0.16, abs=0.05))


@needs_tesseract
def test_a_page_that_cannot_be_drawn_has_no_text(tmp_path):
    def draw(page):
        raise PageNotDrawn(page=page)

    assert ocr.recognise(draw, pages=[1], folder=tmp_path / "o") == []
    assert ocr.recognise(lambda _page: b"no picture", pages=[2], folder=tmp_path / "o") == []
