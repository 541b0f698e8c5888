"""For watchmen: is it up, is it ready."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from densach.core.access import access, anyone


@never_cache
@require_safe
@access(anyone)
def healthz(_request: HttpRequest) -> HttpResponse:
    """`ok` while the process answers. Asks nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
@access(anyone)
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503; the body says which: `{"database": "ok", …}`.

    Says no names, paths or versions: strangers may read it.
    """
    parts = {
        "database": _database(),
        "migrations": _migrations(),
        "files": _files(),
        "index": _index(),
    }
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "no answer"
    return f"{len(waiting)} waiting: run densach setup" if waiting else "ok"


def _files() -> str:
    try:
        storages["densach"].exists("files")
    except OSError:
        return "cannot be read"
    return "ok"


def _index() -> str:
    folder = settings.SEARCH_FOLDER
    return "ok" if folder.is_dir() and any(folder.iterdir()) else "none yet: run densach index"
