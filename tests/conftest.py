"""What every test may count on."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _clean_cache():
    """Rate limits and cached counts of one test are nothing to the next."""
    cache.clear()
    yield
    cache.clear()
