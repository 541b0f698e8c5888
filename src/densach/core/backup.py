"""One file that holds an installation, made while it serves, checked before it is trusted.

A zip: `backup.json` (version, engine, list of stored files with size and SHA-256), the database
(SQLite: a copy by its own backup function; PostgreSQL: `pg_dump --format=custom`), the stored files,
the secret key. The search index is made anew after a restore.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext_lazy as _

from .errors import DomainError
from .files import BLOCK, name_of, open_file, put
from .models import StoredFile

Tell = Callable[[int, int], None]


class BackupFailed(DomainError):
    """The backup or the restore could not be made. Nothing was changed."""

    code = "core.backup_failed"
    message = _("The backup could not be made or read: %(reason)s.")
    advice = _("Nothing was changed.")


class ServerRuns(DomainError):
    """A restore while the server has the database open."""

    code = "core.server_runs"
    message = _("Đèn Sách is running with this data.")
    advice = _("Stop the server first, then restore.")


def back_up(target: Path, *, at: datetime, tell: Tell) -> dict[str, Any]:
    """Write everything into `target`; returns the list that stands in it. Raises BackupFailed.

    Written under another name and moved at the end: a killed backup leaves no half file.
    """
    assert not connection.in_atomic_block, "a copy waits for the end of the writing transaction"
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as out:
            database = _write_database(out)
            stored = list(StoredFile.objects.order_by("sha256"))
            contents = _contents(stored, database, at)
            for number, row in enumerate(stored, start=1):
                _write_file(out, row)
                tell(number, len(stored))
            if (key := settings.HOME / "secret.key").exists():
                out.write(key, "secret.key")
            out.writestr("backup.json", json.dumps(contents, ensure_ascii=False, indent=1))
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BackupFailed(reason=error.strerror or str(error)) from error
    return contents


def _contents(stored: list[StoredFile], database: str, at: datetime) -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "densach": version("densach"),
        "made_at": at.isoformat(),
        "engine": connection.vendor,
        "database_sha256": database,
        "demo": (settings.HOME / "demo").exists(),
        "files": [[row.sha256, row.size_bytes] for row in stored],
    }


def _write_database(out: zipfile.ZipFile) -> str:
    """Put a consistent copy of the database into the archive; its SHA-256."""
    with tempfile.TemporaryDirectory(dir=settings.SCRATCH_FOLDER) as folder:
        copy = Path(folder) / "database"
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            target = sqlite3.connect(copy)
            # All at once: one reading transaction, which writers do not disturb and are not by.
            connection.connection.backup(target, pages=-1)
            target.close()
        else:
            _pg(["pg_dump", "--format=custom", "--no-owner", f"--file={copy}"])
        out.write(copy, "database")
        return _sha256(copy)


def _write_file(out: zipfile.ZipFile, row: StoredFile) -> None:
    """Stored as it is: books and pictures are compressed already."""
    info = zipfile.ZipInfo(name_of(row.sha256))
    try:
        with open_file(row) as source, out.open(info, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, BLOCK)
    except FileNotFoundError as error:
        raise BackupFailed(
            reason=_("the file %(sha)s is missing; run densach doctor") % {"sha": row.sha256[:12]}
        ) from error


def restore(source: Path, *, tell: Tell) -> dict[str, Any]:
    """Put the installation of `source` in the place of this one. Raises BackupFailed, ServerRuns.

    Everything is unpacked and compared with its hashes first; then the database is exchanged. The
    database that was here stays beside it as `before-restore-…`.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            contents = json.loads(archive.read("backup.json"))
            if contents["engine"] != connection.vendor:
                raise BackupFailed(
                    reason=_("it was made on %(engine)s") % {"engine": contents["engine"]}
                )
            with tempfile.TemporaryDirectory(dir=settings.SCRATCH_FOLDER) as folder:
                database = _unpack(archive, "database", Path(folder), contents["database_sha256"])
                _restore_files(archive, contents["files"], Path(folder), tell)
                _exchange_database(database)
                if "secret.key" in archive.namelist():
                    (settings.HOME / "secret.key").write_bytes(archive.read("secret.key"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BackupFailed(reason=str(error)) from error
    if contents.get("demo"):
        (settings.HOME / "demo").touch()
    shutil.rmtree(settings.SEARCH_FOLDER, ignore_errors=True)
    return dict(contents)


def _restore_files(
    archive: zipfile.ZipFile, rows: list[tuple[str, int]], folder: Path, tell: Tell
) -> None:
    from django.core.files.storage import storages

    for number, (sha256, _size) in enumerate(rows, start=1):
        if not storages["densach"].exists(name_of(sha256)):
            path = _unpack(archive, name_of(sha256), folder, sha256)
            with path.open("rb") as content:
                put(sha256, content)
            path.unlink()
        tell(number, len(rows))


def _unpack(archive: zipfile.ZipFile, name: str, folder: Path, sha256: str) -> Path:
    target = folder / name.replace("/", "-")
    with archive.open(name) as packed, target.open("wb") as out:
        shutil.copyfileobj(packed, out, BLOCK)
    if _sha256(target) != sha256:
        raise BackupFailed(reason=_("“%(name)s” in it is damaged") % {"name": name})
    return target


def _exchange_database(database: Path) -> None:
    connections.close_all()
    if connection.vendor != "sqlite":
        _pg(["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
             "--dbname", str(settings.DATABASES["default"]["NAME"]), str(database)], names_database=False)  # fmt: skip
        return
    here = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("", "-wal", "-shm"):
        old = here.with_name(here.name + suffix)
        if old.exists():
            old.replace(old.with_name(f"before-restore-{old.name}"))
    shutil.move(database, here)


def _pg(words: list[str], *, names_database: bool = True) -> None:
    """Run a program of PostgreSQL with the connection of the settings."""
    base = settings.DATABASES["default"]
    env = {
        **os.environ, "PGHOST": base.get("HOST") or "", "PGPORT": str(base.get("PORT") or ""),
        "PGUSER": base.get("USER") or "", "PGPASSWORD": base.get("PASSWORD") or "",
    }  # fmt: skip
    env = {key: value for key, value in env.items() if value or not key.startswith("PG")}
    if names_database:
        words = [*words, str(base["NAME"])]
    try:
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed program
    except FileNotFoundError as error:
        reason = _("the program %(name)s is not installed") % {"name": words[0]}
        raise BackupFailed(reason=reason) from error
    if done.returncode:
        raise BackupFailed(
            reason=done.stderr.strip().splitlines()[-1][:300] if done.stderr else words[0]
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
