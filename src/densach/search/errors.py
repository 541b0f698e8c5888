"""How the room says no."""

from django.utils.translation import gettext_lazy as _

from densach.core.errors import DomainError


class IndexMissing(DomainError):
    """There is no index yet, or it was made by another version. Pages browse by database."""

    code = "search.index_missing"
    status = 503
    message = _("The search index is being built.")
    advice = _("Browse the shelves meanwhile, or search again in a few minutes.")


class IndexBusy(DomainError):
    """Another process is writing the index, and waiting for it took too long."""

    code = "search.index_busy"
    status = 503
    message = _("Another process is writing the search index.")
    advice = _("Wait until it is done, then start again.")
