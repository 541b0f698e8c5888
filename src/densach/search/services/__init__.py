"""Writing: what other rooms tell the search, and who brings the index up to date.

`changed(keys)` is all that a room calls when it saves something. The rest runs by itself: the
server's `index_loop`, a command's `run_indexer`, `rebuild`, and `bulk_writer` for large imports.
"""

from densach.search.engine.types import Document, Source, Text

from .bulk import Bulk, bulk_writer
from .changes import changed, register_source
from .indexer import index_loop, run_indexer
from .rebuild import rebuild

__all__ = [
    "Bulk",
    "Document",
    "Source",
    "Text",
    "bulk_writer",
    "changed",
    "index_loop",
    "rebuild",
    "register_source",
    "run_indexer",
]
