"""An index of its own for each test."""

import pytest

from densach.search import services
from densach.search.engine import reader as reading
from densach.search.services import changes
from tests.search.generated import MemorySource


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """An empty place for an index; nothing is remembered from other tests."""
    monkeypatch.setattr(reading, "_readers", {})
    monkeypatch.setattr(changes, "_sources", [])
    settings.SEARCH_FOLDER = tmp_path / "index"
    return settings.SEARCH_FOLDER


@pytest.fixture
def shelve(folder, db):
    """Index these documents and texts; returns their source, to be changed."""

    def shelve(*documents, texts=None):
        source = MemorySource(list(documents), texts)
        services.register_source(source)
        services.rebuild()
        return source

    return shelve
