"""What waits for a decision is kept, so that the stick may be pulled out meanwhile."""

import shutil

import pytest

from densach.library.models import Edition, ImportLine, ImportRun, Work
from densach.library.services import importing, runs
from tests.factories import person_with
from tests.library.formats.making import wav_bytes
from tests.library.test_importing import MONDAY, bring

pytestmark = pytest.mark.django_db(transaction=True)
Status = ImportLine.Status


def recording(folder, name, *, seconds=1):
    (folder / name).mkdir(parents=True)
    for number in (1, 2):
        (folder / name / f"{number:02}.wav").write_bytes(wav_bytes(seconds + number))
    return folder


def decide(line, choice):
    librarian = person_with("ADMINISTRATOR", is_superuser=True)
    runs.decide(actor=librarian, line=line, choice=choice, at=MONDAY)
    importing.work_off(ImportRun.objects.get(pk=line.run_id))
    line.refresh_from_db()
    return line


def test_a_folder_of_sounds_is_taken_after_it_is_gone(tmp_path):
    bring(recording(tmp_path / "một", "Kể chuyện"))
    (line,) = bring(recording(tmp_path / "hai", "Kể chuyện", seconds=5))
    assert line.status == Status.SIMILAR
    assert line.details["new"]["size_bytes"] > 100_000
    shutil.rmtree(tmp_path / "hai")

    line = decide(line, "new")

    assert line.status == Status.ADDED, line.message
    assert Work.objects.count() == 2
    assert Edition.objects.filter(work=line.work).get().format == "AUDIO"
    assert line.work.editions.get().files.filter(name__endswith=".wav").count() == 2


def test_a_file_an_import_was_killed_before_is_asked_for_again():
    run = runs.start_run(actor=None, label="usb", organization=None, at=MONDAY)
    line = runs.add_line(run=run, source="usb/sách.epub")

    importing.work_off(run)

    line.refresh_from_db()
    assert (line.status, line.code) == (Status.REFUSED, "library.cut_off")
    assert "usb/sách.epub" in line.message
