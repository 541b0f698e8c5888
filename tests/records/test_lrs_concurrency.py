"""Several writers at once: no deadlock, nothing lost, nothing that appears behind a reader's back.

On SQLite the tests' database is in memory, where whole tables are locked; `test_lrs_server.py` does the
same there with a real file and the real server.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from densach.records.models import Activity, Document, Statement
from densach.records.queries.consistency import consistent_through
from densach.records.services.statements import take_turn

from .lrs import Program, statement

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="needs a database outside of memory"),
]
WRITERS, ROUNDS = 4, 6


def in_threads(work, times=WRITERS):
    """Run `work(n)` in threads of their own, all at once; their results."""
    gate = threading.Barrier(times)

    def run(number):
        try:
            gate.wait(timeout=30)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_writers_of_the_same_activities_in_opposite_order_do_not_lock_each_other_out():
    programs = [Program() for _ in range(WRITERS)]
    things = [
        {"id": f"https://example.org/{n}", "definition": {"name": {"vi": str(n)}}} for n in range(8)
    ]

    def write(number):
        order = things if number % 2 else things[::-1]
        statuses = set()
        for turn in range(ROUNDS):
            batch = [
                statement(
                    object={**one, "definition": {"name": {f"x-{number}": str(turn)}}},
                    context={"contextActivities": {"other": order[::-1]}},
                )
                for one in order
            ]
            statuses.add(programs[number].send(*batch).status_code)
        return statuses

    assert in_threads(write) == [{200}] * WRITERS
    assert Statement.objects.count() == WRITERS * ROUNDS * len(things)
    assert Activity.objects.count() == len(things)
    stored = list(Statement.objects.order_by("number").values_list("stored", flat=True))
    assert stored == sorted(stored)


def test_the_same_statement_from_four_at_once_is_stored_once():
    programs = [Program() for _ in range(WRITERS)]
    one = statement(id="b1f5b3a0-0000-4000-8000-00000000000a")
    assert in_threads(lambda n: programs[n].send(one).status_code) == [200] * WRITERS
    assert Statement.objects.count() == 1


def test_a_new_document_is_made_by_one_only():
    programs = [Program() for _ in range(WRITERS)]
    about = {"activityId": "https://a.b/c", "agent": {"mbox": "mailto:a@b.vn"}, "stateId": "s"}

    def put(number):
        fresh = {"If-None-Match": "*"}
        answer = programs[number].ask(
            "PUT", "activities/state", {"by": number}, headers=fresh, **about
        )
        return answer.status_code

    assert sorted(in_threads(put)) == [204] + [412] * (WRITERS - 1)
    assert Document.objects.count() == 1


def test_while_somebody_stores_the_store_promises_only_what_is_there():
    Program().send(statement())
    newest = Statement.objects.get().stored
    storing, looked = threading.Event(), threading.Event()

    def slow_writer():
        try:
            with transaction.atomic():
                take_turn(at=timezone.now())
                storing.set()
                looked.wait(timeout=30)
        finally:
            connections.close_all()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    storing.wait(timeout=30)
    now = timezone.now()
    assert consistent_through(now=now) == newest < now
    looked.set()
    writer.join()
    connection.close()
    assert consistent_through(now=now) == now
