"""Sentences are tested in the language that they are written in."""

import pytest
from django.utils.translation import override


@pytest.fixture
def english():
    """For whole modules: `pytestmark = pytest.mark.usefixtures("english")`."""
    with override("en"):
        yield
