"""One process works on an import at a time: a command beside the server, several workers."""

import pytest
from django_tasks_db.models import DBTaskResult

from densach.core.lock import alone_at
from densach.library import jobs
from densach.library.models import ImportRun
from densach.library.services import importing, runs
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def scratch(settings, tmp_path):
    settings.SCRATCH_FOLDER = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def run():
    run = runs.start_run(actor=None, label="usb", organization=None, at=MONDAY)
    runs.add_line(run=run, source="mat.epub")
    ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.RUNNING)
    return run


def test_a_second_process_keeps_its_hands_off(run):
    with alone_at(importing.work_of(run)) as mine:
        assert mine
        with pytest.raises(importing.AtWork):
            importing.work_off(run)

    assert run.lines.get().status == "waiting"


def test_what_is_being_worked_on_is_not_begun_again(run):
    with alone_at(importing.work_of(run)):
        jobs.resume_runs()
    assert DBTaskResult.objects.count() == 0

    jobs.resume_runs()
    assert DBTaskResult.objects.count() == 1


def test_a_job_that_comes_too_early_comes_again(run):
    with alone_at(importing.work_of(run)):
        jobs.work_off_run.call(str(run.pk))

    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == [str(run.pk)]
    assert again.run_after is not None


def test_the_lock_leaves_nothing_behind(run, tmp_path):
    with alone_at(importing.work_of(run)):
        pass
    assert list(tmp_path.iterdir()) == []
