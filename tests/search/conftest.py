"""An index of its own for each test, and one that the tests of quality share."""

import pytest

from densach.search.engine import reader as reading
from densach.search.services import changes


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """An empty place for an index; nothing is remembered from other tests."""
    monkeypatch.setattr(reading, "_readers", {})
    monkeypatch.setattr(changes, "_sources", [])
    settings.SEARCH_FOLDER = tmp_path / "index"
    return settings.SEARCH_FOLDER
