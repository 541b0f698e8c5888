"""Writing the index: put, drop, commit. One writer at a time, under Folder.writing()."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy

from . import schema
from .cutting import passages
from .documents import Prepared, text_mark
from .types import Document, Text

# Memory of a writer before it spills to disk. 48 MB keeps an indexer under 250 MB in all, and is
# only a fifth slower than 200.
_HEAP_BYTES = 48_000_000
_PASSAGE_HEAP_BYTES = 32_000_000


class Writer:
    """Writes one generation. Opens its indexes anew, since a long-lived one would write stale meta.

    Nothing is visible before `commit`. Leaving the block waits for merges and frees tantivy's lock;
    changes after the last commit are lost, as they are when the process dies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._works = _open(path / "works", schema.works())
        self._writer = self._works.writer(_HEAP_BYTES, 1)
        self._passages: tantivy.Index | None = None
        self._passage_writer: tantivy.IndexWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.garbage_collect_files()
        self._writer.wait_merging_threads()
        if self._passage_writer is not None:
            self._passage_writer.garbage_collect_files()
            self._passage_writer.wait_merging_threads()

    def put(self, prepared: Prepared, *, fresh: bool = False) -> None:
        """Add a document, in place of the one with the same key. `fresh`: there is none."""
        if not fresh:
            self._writer.delete_documents_by_term("key", prepared.key)
        self._writer.add_document(prepared.engine)

    def put_texts(self, document: Document, texts: Iterable[Text], *, fresh: bool = False) -> None:
        """Index the full text of a document, unless the very same is there already."""
        parts = list(texts)
        mark = text_mark(document, parts)
        if not fresh:
            if self._mark_of(document.key) == mark:
                return
            self.drop_texts(document.key)
        for part in parts:
            for passage in passages(part.text):
                entry = tantivy.Document()
                entry.add_text("key", document.key)
                entry.add_text("place", part.place)
                entry.add_text("title", part.title)
                entry.add_text("mark", mark)
                entry.add_text("audience", document.audience)
                entry.add_integer("work", document.number)
                entry.add_integer("part", part.part_id)
                entry.add_integer("begin", passage.begin)
                entry.add_integer("end", passage.end)
                entry.add_text("x", passage.exact)
                entry.add_text("f", passage.folded)
                self._passage_side().add_document(entry)

    def drop(self, key: str) -> None:
        """Take a document and its full text out."""
        self._writer.delete_documents_by_term("key", key)
        self.drop_texts(key)

    def drop_texts(self, key: str) -> None:
        """Take a document's full text out."""
        if self._passage_writer is not None or self._mark_of(key):
            self._passage_side().delete_documents_by_term("key", key)

    def commit(self) -> tuple[int, int]:
        """Make everything so far durable and visible. Returns how many documents and passages."""
        self._writer.commit()
        if self._passage_writer is not None:
            self._passage_writer.commit()
        self._works.reload()
        return self._works.searcher().num_docs, self._count_passages()

    def _count_passages(self) -> int:
        index = self._passage_index()
        index.reload()
        return int(index.searcher().num_docs)

    def _mark_of(self, key: str) -> str:
        """The mark of the text that is indexed for `key`; empty when there is none."""
        searcher = self._passage_index().searcher()
        query = tantivy.Query.term_query(schema.passages(), "key", key, "basic")
        hits = searcher.search(query, 1, count=False).hits
        return str(searcher.doc(hits[0][1]).get_first("mark")) if hits else ""

    def _passage_index(self) -> tantivy.Index:
        if self._passages is None:
            self._passages = _open(self._path / "passages", schema.passages())
        return self._passages

    def _passage_side(self) -> tantivy.IndexWriter:
        if self._passage_writer is None:
            self._passage_writer = self._passage_index().writer(_PASSAGE_HEAP_BYTES, 1)
        return self._passage_writer


def _open(path: Path, fields: tantivy.Schema) -> tantivy.Index:
    path.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(fields, str(path))
    # Without this each index starts a thread that watches its folder.
    index.config_reader("manual", 0)
    return index
