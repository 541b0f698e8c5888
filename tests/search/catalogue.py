"""A generated catalogue in a file, for programs that measure: nothing of it stays in memory."""

import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path


def start(home: Path | None = None) -> Path:
    """Set Django up with an empty database of its own. Call before importing the product."""
    folder = home or Path(tempfile.mkdtemp(prefix="densach-bench-"))
    os.environ["DENSACH_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "densach.config.settings"
    sys.path[:0] = [str(Path(__file__).parents[2] / "src")]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", "search", verbosity=0, skip_checks=True)
    return folder


def write(path: Path, documents) -> int:
    """Write documents as JSON lines, in the order of their keys; returns bytes."""
    with path.open("w") as file:
        for document in documents:
            file.write(json.dumps(asdict(document), ensure_ascii=False) + "\n")
    return path.stat().st_size


def document(line):
    """A document out of its line."""
    from densach.search.services import Document

    fields = json.loads(line)
    for name in ("people", "subjects", "agent_keys"):
        fields[name] = tuple(fields[name])
    return Document(**fields)


class FileSource:
    """Documents of such a file, walked from first to last; texts are made when asked for."""

    def __init__(self, path: Path, *, words: int = 0) -> None:
        from tests.search.generated import Maker

        self._file = path.open()
        self._maker, self._words = Maker(5), words
        self.changed: dict[str, object] = {}

    def load(self, keys):
        return [self.changed[key] for key in keys if key in self.changed]

    def walk(self, after, size):
        if not after:
            self._file.seek(0)
        lines = [line for _ in range(size) if (line := self._file.readline())]
        return [document(line) for line in lines]

    def texts(self, key):
        return self._maker.texts(int(key), self._words)
