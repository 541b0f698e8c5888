"""Traps of the engine that once cost somebody an index. Each stays a test."""

import pytest
import tantivy

from densach.search import services
from densach.search.engine import schema
from densach.search.engine.documents import prepare
from densach.search.engine.folder import Folder
from densach.search.engine.reader import reader_of
from densach.search.engine.writer import Writer
from densach.search.queries import Query, count, find, position
from densach.search.queries.state import root
from densach.search.services import Document
from tests.search.generated import Maker, MemorySource

ONE = Document(key="k1", number=1, title="Sông Hương")


def test_deleting_by_an_unsigned_field_deletes_nothing_so_we_have_none():
    fields = tantivy.SchemaBuilder().add_unsigned_field("id", indexed=True, stored=True).build()
    index = tantivy.Index(fields)
    writer = index.writer(15_000_000, 1)
    entry = tantivy.Document()
    entry.add_unsigned("id", 7)
    writer.add_document(entry)
    writer.commit()
    writer.delete_documents_by_term("id", 7)
    writer.commit()
    index.reload()
    if index.searcher().num_docs == 0:
        pytest.fail("tantivy has mended this: the note in schema.py can go")
    for made in (schema.works, schema.passages):
        assert "add_unsigned" not in made.__wrapped__.__code__.co_names


def test_delete_add_count(folder, tmp_path):
    for _ in range(5):
        with Writer(tmp_path) as writer:
            writer.put(prepare(ONE))
            assert writer.commit() == (1, 0)
    with Writer(tmp_path) as writer:
        writer.drop("k1")
        assert writer.commit() == (0, 0)


def test_a_second_writer_is_refused(folder, tmp_path):
    with Writer(tmp_path), pytest.raises(ValueError, match="LockBusy"):
        Writer(tmp_path)
    with Writer(tmp_path):
        pass  # and the lock is free again


def test_the_right_to_write_is_one(folder):
    here, there = Folder(folder), Folder(folder)
    with here.writing() as first, there.writing() as second:
        assert (first, second) == (True, False)
    with there.writing() as again:
        assert again


def test_many_writers_in_turn_leave_no_orphans(shelve):
    source = shelve(*Maker(1).documents(20))
    for number in range(1, 31):
        services.changed([f"{number % 20 + 1:010d}"])
        services.run_indexer()
    works = folder_of_works()
    segments = {path.name[:32] for path in works.glob("*.*") if len(path.stem) == 32}
    index = tantivy.Index.open(str(works))
    assert len(segments) <= index.searcher().num_segments + 1
    assert position().documents == count(Query("")).total == len(source.documents)


def folder_of_works():
    return Folder(root()).path(position().generation) / "works"


def test_an_unknown_or_broken_state_counts_as_no_index_and_is_built_anew(shelve):
    shelve(ONE)
    (Folder(root()).path("g1") / "state.json").write_text("{broken")
    reader_of(root()).look_again()
    services.run_indexer()
    assert position().generation == "g2"
    assert find(Query("sông hương")).hits


def test_walking_the_dictionary_is_done_once_a_minute(shelve, monkeypatch):
    shelve(*Maker(1).documents(200))
    snapshot = reader_of(root()).snapshot()
    first = snapshot.terms("title_f", "t", 30)
    services.changed(["0000000001"])
    services.run_indexer()
    later = reader_of(root()).snapshot()
    assert later is not snapshot
    assert later.terms("title_f", "t", 30) is first


def test_the_reader_follows_commits_and_generations(shelve):
    source = shelve(ONE)
    for number in range(2, 5):
        key = f"k{number}"
        source.documents[key] = Document(key=key, number=number, title=f"Sông thứ {number}")
        services.changed([key])
        services.run_indexer()
        assert find(Query(f"sông thứ {number}")).hits[0].key == key
    services.rebuild()
    assert count(Query("sông")).total == 4


def test_old_generations_go(shelve):
    shelve(ONE)
    for _ in range(4):
        services.rebuild()
    assert Folder(root()).generations() == ["g4", "g5"]


def test_a_row_that_is_gone_is_not_shown(shelve):
    from densach.search.models import SearchRow

    shelve(ONE)
    SearchRow.objects.all().delete()
    assert find(Query("sông hương")).hits == ()


def test_nothing_is_stored_of_a_private_text_but_words(shelve):
    """Stored fields hold keys and places alone; the texts stay in the database."""
    from densach.search.services import Text

    told = Document(key="k2", number=2, title="Thư", has_text=True)
    services.register_source(MemorySource([told], {"k2": [Text(1, "c1", "Một", "Mẹ kính yêu.")]}))
    shelve(told, texts={"k2": [Text(1, "c1", "Một", "Mẹ kính yêu.")]})
    index = tantivy.Index.open(str(folder_of_works().with_name("passages")))
    hits = index.searcher().search(tantivy.Query.all_query(), 1).hits
    assert set(index.searcher().doc(hits[0][1]).to_dict()) == {"key", "place", "title", "mark"}
