"""A library in a process of its own, to be killed at any moment.

    python -m tests.search.killable HOME changes|bulk|settle|rebuild SEED

The truth is a table in the same database as the changes, as it is in the product.
"""

import json
import random
import sys
import threading
from pathlib import Path

from tests.search.catalogue import start

DOCUMENTS = 400


class TableSource:
    """Documents out of the table `truth`."""

    def _documents(self, where, values):
        from django.db import connection

        from densach.search.services import Document

        with connection.cursor() as cursor:
            cursor.execute(f"SELECT key, number, title FROM truth WHERE {where}", values)
            rows = cursor.fetchall()
        return [
            Document(key=key, number=number, title=title, has_text=number % 40 == 0)
            for key, number, title in rows
        ]

    def load(self, keys):
        keys = list(keys)
        return self._documents(f"key IN ({', '.join(['%s'] * len(keys))})", keys)

    def walk(self, after, size):
        return self._documents("key > %s ORDER BY key LIMIT %s", [after, size])

    def texts(self, key):
        from densach.search.services import Text

        return [Text(1, "c1", "", f"Lời của quyển sách {key} ở trong lòng nó. " * 50)]


def prepare():
    from django.db import connection

    from densach.search import services

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS truth (key TEXT PRIMARY KEY, number BIGINT, title TEXT)"
        )
    services.register_source(TableSource())


def write(number, title):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM truth WHERE number = %s", [number])
        if title:
            cursor.execute(
                "INSERT INTO truth VALUES (%s, %s, %s)", [f"k{number:07d}", number, title]
            )


def changes(chance):
    """Change, delete and make documents for ever, while another thread keeps the index up."""
    from django.db import transaction

    from densach.search import services

    stop = threading.Event()
    threading.Thread(target=services.index_loop, args=(stop,), daemon=True).start()
    print("ready", flush=True)
    while True:
        with transaction.atomic():
            numbers = chance.sample(range(1, DOCUMENTS + 1), chance.randint(1, 30))
            for number in numbers:
                alive = chance.random() < 0.9
                write(number, f"Quyển {number} lần {chance.randint(1, 10**9)}" if alive else "")
            services.changed(f"k{number:07d}" for number in numbers)


def bulk(chance):
    """Bring in blocks of new documents for ever."""
    from django.db import connection, transaction

    from densach.search import services
    from densach.search.services import Document
    from densach.search.services import bulk as bulk_module

    bulk_module._DOCUMENTS_TO_A_COMMIT = 500
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(number), 0) FROM truth")
        number = max(cursor.fetchone()[0], DOCUMENTS)
    print("ready", flush=True)
    with services.bulk_writer() as writer:
        while True:
            with transaction.atomic():
                block = []
                for _ in range(100):
                    number += 1
                    title = f"Quyển {number} lần {chance.randint(1, 10**9)}"
                    if number % 40:
                        write(number, title)
                        block.append(Document(key=f"k{number:07d}", number=number, title=title))
                writer.add(block)


def settle():
    """Bring the index up to date and compare it with the truth."""
    from django.db import connection

    from densach.search import queries, services
    from densach.search.queries import Query

    services.run_indexer()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, title FROM truth")
        truth = dict(cursor.fetchall())
    lost = [
        key
        for key, title in truth.items()
        if [hit.key for hit in queries.find(Query(title, verbatim=True)).hits] != [key]
    ]
    texts = {hit.key for hit in queries.passages(Query("lời của quyển sách"))}
    wanted = {key for key in truth if int(key[1:]) % 40 == 0}
    state = queries.position()
    print(
        json.dumps(
            {
                "truth": len(truth),
                "lost": lost,
                "documents": state.documents,
                "counted": queries.count(Query("")).total,
                "pending": state.pending,
                "texts": texts == wanted,
                "generation": state.generation,
            }
        )
    )


def rebuild():
    """Rebuild five times while four threads search; tell what they saw."""
    from django.db import connection, transaction

    from densach.search import queries, services
    from densach.search.engine import reader
    from densach.search.queries import Query

    reader.RELOAD_SECONDS = 0.02
    with transaction.atomic():
        for number in range(1, 5001):
            write(number, f"Quyển {number} lần đầu")
    services.rebuild()
    asked, failures, stop = [0], [], threading.Event()

    def search(seed):
        chance = random.Random(seed)
        while not stop.is_set():
            number = chance.randint(1, 5000)
            try:
                page = queries.find(Query(f"quyển {number} lần đầu"))
                if not page.hits or page.hits[0].key != f"k{number:07d}":
                    failures.append(f"{number}: {page.hits[:1]}")
                if queries.count(Query("")).total != 5000:
                    failures.append("count")
            except Exception as error:  # noqa: BLE001 - any failure is what the test looks for
                failures.append(repr(error))
            asked[0] += 1
        connection.close()

    threads = [threading.Thread(target=search, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        services.rebuild()
    stop.set()
    for thread in threads:
        thread.join()
    generation = queries.position().generation
    print(json.dumps({"asked": asked[0], "failures": failures[:5], "generation": generation}))


if __name__ == "__main__":
    home, what, seed = sys.argv[1:]
    start(Path(home))
    prepare()
    if what in ("changes", "bulk"):
        {"changes": changes, "bulk": bulk}[what](random.Random(int(seed)))
    else:
        {"settle": settle, "rebuild": rebuild}[what]()
