"""How changes reach the index: at least once, in any order of deaths, never doubled."""

import threading
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction

from densach.search import services
from densach.search.engine.folder import Folder
from densach.search.errors import IndexMissing
from densach.search.models import SearchChange, SearchMachine, SearchRow, SearchStream
from densach.search.queries import Query, count, find, position
from densach.search.services import Document, Text, indexer
from tests.search.generated import Maker, MemorySource

OLD = Document(key="k1", number=1, title="Sông Hương")
NEW = replace(OLD, title="Sông Hồng")


def keys(text):
    return [hit.key for hit in find(Query(text, verbatim=True)).hits]


def test_a_new_a_changed_and_a_deleted_document(shelve):
    source = shelve()
    source.documents["k1"] = OLD
    services.changed(["k1"])
    assert services.run_indexer() == 1
    assert keys("sông hương") == ["k1"]

    source.documents["k1"] = NEW
    services.changed(["k1", "k1"])
    assert services.run_indexer() == 1
    assert keys("sông hồng") == keys("sông") == ["k1"]
    assert count(Query("")).total == 1  # an update that deletes nothing would double it

    del source.documents["k1"]
    services.changed(["k1"])
    services.run_indexer()
    assert keys("sông") == []
    assert count(Query("")).total == position().documents == 0
    assert not SearchRow.objects.exists()


def test_what_is_rolled_back_never_happened(shelve):
    source = shelve()
    source.documents["k1"] = OLD
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        services.changed(["k1"])
        raise ZeroDivisionError
    assert services.run_indexer() == 0
    assert keys("sông") == []


def test_pending_changes_are_counted_and_then_gone(shelve):
    source = shelve()
    source.documents["k1"] = OLD
    services.changed(["k1"])
    assert position().pending == 1
    services.run_indexer()
    assert position().pending == 0
    assert not SearchChange.objects.exists()


def test_applying_changes_again_changes_nothing(shelve):
    source = shelve(*Maker(1).documents(50))
    services.changed(list(source.documents)[:20])
    before = Folder(indexer.root()).ledger("g1")
    services.run_indexer()
    Folder(indexer.root()).write_ledger("g1", before)  # as if killed between commit and state
    services.changed(list(source.documents)[:20])
    services.run_indexer()
    assert count(Query("")).total == position().documents == 50


def test_many_changes_come_in_batches(shelve):
    source = shelve()
    documents = list(Maker(2).documents(2500))
    source.documents = {document.key: document for document in documents}
    services.changed(source.documents)
    assert SearchChange.objects.count() == 5
    assert services.run_indexer() == 2500
    assert position().documents == 2500
    assert position().position == 3  # batches of at most 1,000


def test_it_stops_when_its_time_is_over_and_goes_on_later(shelve):
    source = shelve()
    source.documents = {d.key: d for d in Maker(2).documents(2500)}
    services.changed(source.documents)
    assert services.run_indexer(limit_seconds=0.000001) == 1000
    assert services.run_indexer() == 1500


def test_only_one_writes(shelve):
    source = shelve()
    source.documents["k1"] = OLD
    services.changed(["k1"])
    with Folder(indexer.root()).writing() as held:
        assert held
        assert services.run_indexer() == 0
    assert services.run_indexer() == 1


def test_an_index_of_another_version_is_rebuilt(shelve):
    shelve(OLD)
    folder = Folder(indexer.root())
    ledger = folder.ledger("g1")
    ledger.version = "0"
    folder.write_ledger("g1", ledger)
    services.run_indexer()
    assert folder.current() == "g2"
    assert keys("sông") == ["k1"]


def test_an_index_beside_another_database_is_rebuilt(shelve):
    shelve(OLD)
    SearchStream.objects.update(stream="another")
    services.run_indexer()
    assert position().generation == "g2"


def test_an_index_ahead_of_a_restored_database_is_rebuilt(shelve):
    source = shelve(OLD)
    services.changed(["k1"])
    services.run_indexer()
    SearchStream.objects.update(last=0)
    source.documents.clear()
    services.run_indexer()
    assert position().generation == "g2"
    assert keys("sông") == []


def test_a_machine_that_was_away_too_long_rebuilds(shelve):
    shelve(OLD)
    SearchStream.objects.update(last=7)  # others applied these and deleted them
    services.run_indexer()
    assert position().generation == "g2"


def test_changes_wait_for_the_slowest_machine(shelve, settings):
    from django.utils import timezone

    shelve(OLD)
    SearchMachine.objects.create(machine="other", position=0, seen_at=timezone.now())
    services.changed(["k1"])
    services.run_indexer()
    assert SearchChange.objects.count() == 1
    SearchMachine.objects.filter(machine="other").update(position=1)
    services.changed(["k1"])
    services.run_indexer()
    assert list(SearchChange.objects.values_list("seq", flat=True)) == [2]


def test_full_texts_are_read_anew_only_when_they_change(shelve):
    told = replace(OLD, has_text=True)
    source = shelve(told, texts={"k1": [Text(1, "c1", "", "Con cò bay lả bay la.")]})
    assert position().passages == 1
    asked = []
    texts = source.texts
    source.texts = lambda key: asked.append(key) or texts(key)

    source.documents["k1"] = replace(told, title="Đồng lúa")
    services.changed(["k1"])
    services.run_indexer()
    assert keys("đồng lúa") == keys("bay lả bay la") == ["k1"]
    assert position().passages == 1

    source.text_parts["k1"] = [
        Text(1, "c1", "", "Con cò đậu xuống."),
        Text(2, "c2", "", "Hết rồi."),
    ]
    services.changed(["k1"])
    services.run_indexer()
    assert keys("bay lả bay la") == []
    assert keys("đậu xuống") == ["k1"]
    assert position().passages == 2

    source.documents["k1"] = OLD
    services.changed(["k1"])
    services.run_indexer()
    assert position().passages == 0


def test_who_may_see_a_text_changes_with_its_document(shelve):
    told = replace(OLD, has_text=True)
    source = shelve(told, texts={"k1": [Text(1, "c1", "", "Con cò bay lả bay la.")]})
    source.documents["k1"] = replace(told, audience="PREMISES")
    services.changed(["k1"])
    services.run_indexer()
    assert keys("con cò bay lả") == []


def test_a_rebuild_takes_up_where_it_was_stopped(shelve):
    source = shelve()
    source.documents = {d.key: d for d in Maker(3).documents(3000)}
    from densach.search.services.rebuild import build

    folder = Folder(indexer.root())
    calls = iter([False, True])
    build(folder, over=lambda: next(calls, True))
    assert folder.current() == "g1"
    assert folder.ledger("g2").after
    done = []
    services.rebuild(done.append)
    assert folder.current() == "g2"
    assert position().documents == count(Query("")).total == 3000
    assert done


def test_a_rebuild_stopped_too_long_ago_begins_anew(shelve):
    from densach.search.services.rebuild import build

    source = shelve()
    source.documents = {d.key: d for d in Maker(3).documents(1500)}
    services.changed(source.documents)
    services.run_indexer()
    build(Folder(indexer.root()), over=lambda: True)  # stopped after its first block
    first = source.documents["0000000001"]
    source.documents[first.key] = replace(first, title="Zuzu đổi tên")
    services.changed([first.key])
    services.run_indexer()  # applied to the index in use, and forgotten
    services.rebuild()
    assert keys("zuzu đổi tên") == [first.key]
    assert position().documents == 1500


def test_changes_during_a_rebuild_are_in_both_generations(shelve, monkeypatch):
    source = shelve(*Maker(3).documents(3000))
    walk = source.walk

    def meanwhile(after, size):
        if after and "k1" not in source.documents:
            source.documents["k1"] = replace(OLD, number=9001)
            services.changed(["k1", "0000000001"])
            source.documents["0000000001"] = replace(
                source.documents["0000000001"], title="Zuzu đổi tên"
            )
        return walk(after, size)

    source.walk = meanwhile
    services.rebuild()
    assert keys("zuzu đổi tên") == ["0000000001"]
    assert position().documents == count(Query("")).total == 3001


def test_a_bulk_writer_makes_new_documents_visible(shelve, django_capture_on_commit_callbacks):
    source = shelve()
    documents = list(Maker(4).documents(300))
    source.documents = {d.key: d for d in documents}
    with services.bulk_writer() as bulk:
        for start in range(0, 300, 100):
            with django_capture_on_commit_callbacks(execute=True):
                bulk.add(documents[start : start + 100])
    assert count(Query("")).total == 300
    assert position().pending == 0
    loads = []
    source.load = lambda keys: loads.append(keys) or []
    assert services.run_indexer() == 0  # nothing left to do
    assert loads == []
    assert not SearchChange.objects.exists()


def test_a_bulk_that_died_is_finished_from_the_database(
    shelve, django_capture_on_commit_callbacks, monkeypatch
):
    source = shelve()
    documents = list(Maker(4).documents(200))
    source.documents = {d.key: d for d in documents}
    monkeypatch.setattr(services.Bulk, "commit", lambda self: None)  # killed before any commit
    with services.bulk_writer() as bulk, django_capture_on_commit_callbacks(execute=True):
        bulk.add(documents)
    assert count(Query("")).total == 0
    assert services.run_indexer() == 200
    assert count(Query("")).total == 200


def _add_and_fail(bulk, documents):
    bulk.add(documents)
    raise ZeroDivisionError


def test_a_rolled_back_block_of_a_bulk_leaves_nothing(shelve):
    shelve()
    documents = list(Maker(4).documents(10))
    with (
        services.bulk_writer() as bulk,
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        _add_and_fail(bulk, documents)
    assert count(Query("")).total == 0
    assert not SearchChange.objects.exists()


def test_bulk_without_the_index_only_notes(shelve, monkeypatch):
    source = shelve()
    documents = list(Maker(4).documents(10))
    source.documents = {d.key: d for d in documents}
    from densach.search.services import bulk as bulk_module

    monkeypatch.setattr(bulk_module, "_PATIENCE_SECONDS", 0)
    with Folder(indexer.root()).writing(), services.bulk_writer() as bulk:
        bulk.add(documents)
    assert services.run_indexer() == 10


def test_bulk_makes_the_first_index_of_an_empty_library(folder, db):
    services.register_source(MemorySource([]))
    with services.bulk_writer():
        pass
    assert position().documents == 0


def test_bulk_leaves_full_texts_to_the_indexer(shelve):
    told = replace(OLD, has_text=True)
    source = shelve(texts={"k1": [Text(1, "c1", "", "Con cò bay lả bay la.")]})
    source.documents["k1"] = told
    with services.bulk_writer() as bulk:
        bulk.add([told])
    services.run_indexer()
    assert keys("bay lả bay la") == ["k1"]


def test_without_a_source_it_says_what_to_do(folder, db):
    with pytest.raises(RuntimeError, match="register_source"):
        services.run_indexer()


@pytest.mark.django_db(transaction=True)
def test_the_loop_notices_a_change_within_two_seconds(folder):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a thread would have a database of its own")
    source = MemorySource([])
    services.register_source(source)
    stop = threading.Event()
    loop = threading.Thread(target=services.index_loop, args=(stop,))
    loop.start()
    try:
        source.documents["k1"] = OLD
        services.changed(["k1"])
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                if keys("sông"):
                    break
            except IndexMissing:
                pass
            time.sleep(0.05)
        assert keys("sông") == ["k1"]
    finally:
        stop.set()
        loop.join(10)
    assert not loop.is_alive()
