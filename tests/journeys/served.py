"""A real installation in a folder of its own, set up and served by the command `densach`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

STARTS_WITHIN_SECONDS = 120


class Library:
    """`Library().start()` … `.stop()`. With DATABASE_URL of a PostgreSQL server it makes a database.

    JOURNEY_HOME names an installation that stays: setting up is then skipped after the first run.
    """

    def __init__(self) -> None:
        kept = os.environ.get("JOURNEY_HOME", "")
        self._own_home = not kept
        self.home = Path(kept or tempfile.mkdtemp(prefix="densach-journey-"))
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._database = ""
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> "Library":
        """Demo commune and starter library, then pages and jobs. A second or third start is quick."""
        self._make_database()
        self.command("setup", "--demo", "--quiet-when-done")
        log = (self.home / "server.log").open("ab")
        self._server = subprocess.Popen(
            [sys.executable, "-m", "densach", "serve", "--host", "127.0.0.1", "--port", str(self.port)],
            env=self._environment(), stdout=log, stderr=log,
        )  # fmt: skip
        self._wait()
        return self

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`densach …` in this installation."""
        done = subprocess.run(
            [sys.executable, "-m", "densach", *arguments],
            env=self._environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise AssertionError(f"densach {' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
        return done

    @contextmanager
    def another(self, home: Path) -> Iterator[dict[str, str]]:
        """The environment of an empty installation beside this one, on the same kind of database."""
        environment = self._environment() | {"DENSACH_HOME": str(home)}
        if not self._database:
            yield environment
            return
        name = f"{self._database}_other"
        self._execute(f'CREATE DATABASE "{name}"')
        try:
            yield environment | {"DATABASE_URL": f"{_server_url()}/{name}"}
        finally:
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Server, folder and database go."""
        if self._server:
            self._server.terminate()
            try:
                self._server.wait(timeout=STARTS_WITHIN_SECONDS)
            except (
                subprocess.TimeoutExpired
            ):  # a machine at its limits: nothing here is worth waiting for
                self._server.kill()
                self._server.wait()
        if self._own_home:
            shutil.rmtree(self.home, ignore_errors=True)
        if self._database:
            self._execute(f'DROP DATABASE IF EXISTS "{self._database}" WITH (FORCE)')

    def _environment(self) -> dict[str, str]:
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("DENSACH_", "DJANGO_"))}
        keep |= {"DENSACH_HOME": str(self.home), "DENSACH_DEMO": "1", "DENSACH_DEV": "1", "CI": "1"}
        if self._database:
            keep["DATABASE_URL"] = f"{_server_url()}/{self._database}"
        return keep

    def _make_database(self) -> None:
        if _server_url():
            self._database = f"densach_journey_{os.getpid()}_{self.port}"
            self._execute(f'CREATE DATABASE "{self._database}"')

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(f"{_server_url()}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def _wait(self) -> None:
        ends = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < ends:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError((self.home / "server.log").read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _server_url() -> str:
    """`postgres://user:word@host:port` of DATABASE_URL, or "" for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url.rpartition("/")[0] if url.startswith("postgres") else ""
