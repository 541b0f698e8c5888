"""Background work of the library: fetch by id, call one service."""

from django_tasks import task

from .models import ImportRun
from .services import importing


@task()
def work_off_run(run_id: str) -> None:
    """Read and take what waits in an import."""
    run = ImportRun.objects.filter(pk=run_id).exclude(state=ImportRun.State.STOPPED).first()
    if run is None:
        return
    try:
        importing.work_off(run)
    except Exception:
        # The page of the run then offers to go on.
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.STOPPED)
        raise


def resume_runs() -> None:
    """At the start of a worker: imports that a killed process left are queued again."""
    for run in ImportRun.objects.filter(state=ImportRun.State.RUNNING):
        work_off_run.enqueue(str(run.pk))
