"""What becomes of a file: added, already here, looks like one, or a sentence."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from ebooklib import epub

from densach.library.models import ImportLine, TextPart, Work
from densach.library.services import importing, runs
from densach.library.services.sources import items

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC)


def book(path, *, title="Vườn rau của mẹ", author="Phạm Hổ", text="Mẹ trồng rau cải.", isbn=""):
    made = epub.EpubBook()
    made.set_identifier(isbn or f"urn:test:{title}:{text}")
    made.set_title(title)
    made.set_language("vi")
    made.add_author(author)
    chapter = epub.EpubHtml(title="Một", file_name="c1.xhtml", lang="vi")
    chapter.content = f"<h1>Một</h1><p>{text}</p>"
    made.add_item(chapter)
    made.toc = (chapter,)
    made.spine = ["nav", chapter]
    made.add_item(epub.EpubNcx())
    made.add_item(epub.EpubNav())
    epub.write_epub(str(path), made)
    return path


def bring(folder, **options):
    run = runs.start_run(actor=None, label="x", organization=None, at=MONDAY)
    importing.import_items(run, items(folder), **options)
    return list(run.lines.order_by("position"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def test_a_book_becomes_a_work_with_edition_text_and_people(folder):
    book(folder / "vuon-rau.epub")

    (line,) = bring(folder)

    work = Work.objects.get()
    assert line.status == ImportLine.Status.ADDED, line.message
    assert (work.title, work.people_line, work.language, work.formats) == (
        "Vườn rau của mẹ", "Phạm Hổ", "vi", "EPUB",
    )  # fmt: skip
    assert work.slug == "vuon-rau-cua-me"
    assert "Mẹ trồng rau cải." in TextPart.objects.get(title="Một").text


def test_the_same_bytes_are_known_whatever_their_name(folder):
    book(folder / "a.epub")
    bring(folder)
    (folder / "a.epub").rename(folder / "khác tên 📚.epub")

    (line,) = bring(folder)

    assert line.status == ImportLine.Status.KNOWN
    assert line.work == Work.objects.get()


def test_the_same_bytes_twice_in_one_folder_are_known(folder):
    book(folder / "a.epub")
    (folder / "b.epub").write_bytes((folder / "a.epub").read_bytes())

    lines = bring(folder)

    assert [line.status for line in lines] == [ImportLine.Status.ADDED, ImportLine.Status.KNOWN]


def test_the_same_title_and_person_asks_for_a_decision(folder):
    book(folder / "a.epub")
    bring(folder)
    book(folder / "a.epub", title="VƯỜN RAU CỦA MẸ", author="Hổ Phạm", text="Bản khác.")

    (line,) = bring(folder)

    assert line.status == ImportLine.Status.SIMILAR
    assert line.similar_to == Work.objects.get()
    assert "Vườn rau của mẹ" in line.message


def test_a_decision_for_another_edition_puts_both_on_one_page(folder):
    book(folder / "a.epub")
    bring(folder)
    book(folder / "a.epub", text="Bản khác.")

    (line,) = bring(folder, similar="edition")

    assert line.status == ImportLine.Status.ADDED
    assert Work.objects.get().editions.count() == 2


def test_a_broken_file_is_refused_with_a_sentence_and_the_rest_goes_in(folder):
    (folder / "1-hong.epub").write_bytes(b"PK\x03\x04 broken")
    book(folder / "2-lanh.epub")

    bad, good = bring(folder)

    assert bad.status == ImportLine.Status.REFUSED
    assert bad.message.endswith(".")
    assert bad.code.startswith("library.") or bad.code.startswith("core.")
    assert good.status == ImportLine.Status.ADDED


def test_nothing_of_a_refused_file_stays(folder, settings):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("mimetype", "application/epub+zip")
        out.writestr("../../thoat.txt", "x")
    (folder / "xau.epub").write_bytes(packed.getvalue())

    (line,) = bring(folder)

    assert line.status == ImportLine.Status.REFUSED
    assert not Work.objects.exists()
    assert not list(settings.SCRATCH_FOLDER.glob("line-*"))
    assert not list(settings.HOME.rglob("thoat.txt"))


def test_a_run_whose_process_was_killed_goes_on_from_the_folder(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(f"Chương một của truyện số {number}. " * 40)
    run = runs.start_run(actor=None, label="x", organization=None, at=MONDAY)
    found = importing._with_lines(run, items(tmp_path), {})
    next(found)
    (tmp_path / "2.txt").unlink()

    importing.work_off(run)

    lines = list(run.lines.order_by("position"))
    assert [line.status for line in lines] == ["added", "refused"]
    assert "2.txt" in lines[1].message


def test_lines_of_a_folder_are_written_many_at_a_time(tmp_path, django_assert_max_num_queries):
    for number in range(40):
        (tmp_path / f"ten {number}.xyz").write_bytes(b"\x00")
    run = runs.start_run(actor=None, label="x", organization=None, at=MONDAY)

    with django_assert_max_num_queries(20):
        pairs = list(importing._with_lines(run, items(tmp_path), {}))

    assert [line.position for line, _item in pairs] == list(range(1, 41))
    assert [line.source for line, _item in pairs] == [item.name for _line, item in pairs]
