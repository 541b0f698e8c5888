"""Background work of the library: fetch by id, call one service."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from densach.core.lock import alone_at

from .models import Edition, ImportLine, ImportRun
from .services import importing, recognition, recordings

AGAIN_AFTER = timedelta(seconds=10)


@task()
def work_off_run(run_id: str) -> None:
    """Read and take what waits in an import."""
    run = ImportRun.objects.filter(pk=run_id).exclude(state=ImportRun.State.STOPPED).first()
    if run is None:
        return
    try:
        importing.work_off(run, tell=finish_later)
    except importing.AtWork:
        # Lines may have been decided after the other process looked last: look again later.
        work_off_run.using(run_after=timezone.now() + AGAIN_AFTER).enqueue(run_id)
    except Exception:
        # The page of the run then offers to go on.
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.STOPPED)
        raise


def finish_later(line: ImportLine) -> None:
    """Enqueue what takes long and may come after: stills, light films, the words of scans."""
    edition = Edition.objects.filter(pk=line.details.get("edition")).first()
    if edition is None:
        return
    if edition.format == "VIDEO" or recognition.can_recognise(edition):
        finish_edition.enqueue(str(edition.pk), line.pk)


@task()
def finish_edition(edition_id: str, line_id: int) -> None:
    """Make a still and a light version of a film; recognise the words of a scan. May be repeated."""
    edition = Edition.objects.select_related("work").filter(pk=edition_id).first()
    if edition is None:
        return
    now = timezone.now()
    recordings.make_poster(edition, at=now)
    recordings.make_small(edition, at=now)
    if recognition.can_recognise(edition):
        recognition.recognise(edition, at=now, progress=Shown(line_id))


class Shown:
    """Progress that the librarian sees on the line of the import."""

    def __init__(self, line_id: int) -> None:
        self.line_id = line_id

    def __call__(self, done: int, total: int) -> None:
        line = ImportLine.objects.filter(pk=self.line_id).first()
        if line is not None:
            line.details = {**line.details, "recognising": [done, total]}
            line.save(update_fields=["details"])


def resume_runs() -> None:
    """At the start of a worker: imports that a killed process left are queued again."""
    for run in ImportRun.objects.filter(state=ImportRun.State.RUNNING):
        with alone_at(importing.work_of(run)) as left:
            if left:
                work_off_run.enqueue(str(run.pk))
