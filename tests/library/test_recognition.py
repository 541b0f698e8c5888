"""Recognised text becomes part of the edition, in one step, whatever stopped before."""

import io
import json
import zipfile

import pytest
from PIL import Image, ImageDraw, ImageFont

from densach.core import files
from densach.library.formats import ocr, pdf_drawing
from densach.library.models import EditionFile, TextPart
from densach.library.services import derived, recognition
from tests.factories import MONDAY, EditionFactory
from tests.library.formats.making import scan_pdf

pytestmark = pytest.mark.django_db
Purpose = EditionFile.Purpose


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.SCRATCH_FOLDER = tmp_path / "scratch"
    settings.DERIVED_FOLDER = tmp_path / "made"


@pytest.fixture(autouse=True, scope="module")
def _end_processes():
    yield
    pdf_drawing.stop_all()


def scan(pages=2):
    page = Image.new("L", (900, 400), 255)
    ImageDraw.Draw(page).text((80, 80), "GOOD BOOK", font=ImageFont.load_default(48), fill=0)
    edition = EditionFactory(
        format="PDF", pages=pages, language="en",
        manifest={"scanned": list(range(1, pages + 1)), "has_text": False},
    )  # fmt: skip
    stored = files.keep(
        io.BytesIO(scan_pdf([page] * pages)), media_type="application/pdf", at=MONDAY
    )
    EditionFile.objects.create(edition=edition, stored=stored, purpose=Purpose.MAIN, name="a.pdf")
    return edition


def recognised(monkeypatch, told):
    """Tesseract, replaced: page → text."""

    def page(_draw, number, _data):
        text = told[number]
        if isinstance(text, BaseException):
            raise text
        return {"text": text, "words": [[word, 0.1, 0.1, 0.2, 0.1] for word in text.split()]}

    monkeypatch.setattr(ocr, "_page", page)
    monkeypatch.setattr(ocr, "_installed", lambda: ["vie"])


def test_text_words_and_manifest_change_together(monkeypatch):
    edition = scan()
    TextPart.objects.create(edition=edition, position=0, place="p2", title="Hai", text="x")
    recognised(monkeypatch, {1: "Trang một", 2: "Trang hai"})
    heard = []

    assert recognition.recognise(edition, at=MONDAY, progress=lambda *n: heard.append(n)) == 2

    edition.refresh_from_db()
    assert list(edition.parts.order_by("position").values_list("place", "title", "text")) == [
        ("p1", "", "Trang một"), ("p2", "Hai", "Trang hai")
    ]  # fmt: skip
    assert edition.words == 4
    assert edition.manifest["has_text"] is True
    assert heard == [(1, 2), (2, 2)]
    assert derived.page_words(edition, 1)[0] == ("Trang", 0.1, 0.1, 0.2, 0.1)


def test_the_language_is_known_with_the_text(monkeypatch):
    edition = scan()
    edition.language = ""
    recognised(monkeypatch, {1: "Người Pháp có Paris, người Anh có London, người Tàu", 2: ""})

    recognition.recognise(edition, at=MONDAY)

    edition.work.refresh_from_db()
    assert (edition.language, edition.work.language) == ("vi", "vi")


def test_a_stopped_call_goes_on_and_changes_nothing_before(monkeypatch):
    edition = scan()
    recognised(monkeypatch, {1: "Trang một", 2: KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        recognition.recognise(edition, at=MONDAY)
    assert not edition.parts.exists()

    recognised(monkeypatch, {1: RuntimeError("done twice"), 2: "Trang hai"})

    assert recognition.recognise(edition, at=MONDAY) == 2


def test_again_replaces_what_was_there(monkeypatch):
    edition = scan()
    recognised(monkeypatch, {1: "Một", 2: ""})
    recognition.recognise(edition, at=MONDAY)
    recognised(monkeypatch, {1: "Một hai", 2: ""})
    recognition.recognise(edition, at=MONDAY)

    assert edition.files.filter(name=derived.RECOGNISED).count() == 1
    assert [part.text for part in edition.parts.all()] == ["Một hai"]


def test_without_tesseract_nothing_changes(monkeypatch):
    edition = scan()
    monkeypatch.setattr(ocr, "_installed", list)

    assert not recognition.can_recognise(edition)
    with pytest.raises(ocr.NoRecognition):
        recognition.recognise(edition, at=MONDAY)
    assert not edition.files.filter(name=derived.RECOGNISED).exists()


def test_which_pages_have_no_text():
    pictures = EditionFactory(format="PICTURES", pages=3, manifest={"texts": ["", "có", ""]})

    assert recognition.pages_without_text(pictures) == [1, 3]
    assert recognition.pages_without_text(EditionFactory(format="PICTURES", pages=2)) == [1, 2]
    assert recognition.pages_without_text(EditionFactory(format="EPUB", pages=2)) == []


@pytest.mark.slow
@pytest.mark.skipif(not ocr.is_there(), reason="Tesseract is not installed")
def test_with_tesseract_itself():
    edition = scan(pages=1)

    assert recognition.recognise(edition, at=MONDAY) == 1

    assert "BOOK" in edition.parts.get().text
    stored = edition.files.get(name=derived.RECOGNISED).stored
    with files.path_of(stored) as path, zipfile.ZipFile(path) as copy:
        assert json.loads(copy.read("ocr.json"))["pages"] == [1]
