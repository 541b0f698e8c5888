"""Rows that were kept before devices sent events."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow
# Runs in a database of its own: the suite's is empty when migrations run.
WALK = """
import json, django
django.setup()
from datetime import UTC, date, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

AT = datetime(2026, 9, 7, 8, tzinfo=UTC)

def to(name):
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    targets = [leaf for leaf in leaves if leaf[0] in {"people", "library", "records"}]
    targets.append(("reading", name))
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps.get_model

old = to("0001_initial")
facts = {"created_at": AT, "updated_at": AT}
person = old("people", "Person").objects.create(username="a", full_name="A", **facts)
work = old("library", "Work").objects.create(number=1, slug="s", title="S", title_key="s", **facts)
edition = old("library", "Edition").objects.create(work=work, **facts)
here = {"person": person, "edition": edition, "chapter": "c9", "offset": 4, "fraction": 0.99}
old("reading", "Place").objects.create(**here, **facts)
mark = old("reading", "Bookmark").objects.create(name="Hay", excerpt="Gió", **here, **facts)
old("reading", "ReadingDay").objects.create(person=person, on=date(2026, 9, 7))

new = to("0004_no_bookmarks")
note = new("reading", "Note").objects.get()
place = new("reading", "Place").objects.get()
told = {
    "note": [note.note == mark.pk, note.kind, note.name, note.chapter, note.n, note.at == AT],
    "place": [place.chapter, place.n, place.at == AT],
    "finished": new("reading", "Finished").objects.get().edition_id == edition.pk,
    "told": new("reading", "ReadingDay").objects.get().told,
}
back = to("0002_events")
told["back"] = back("reading", "Bookmark").objects.get().pk == mark.pk
print(json.dumps(told))
"""


def test_bookmarks_places_and_days_become_the_beginning(tmp_path):
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env |= {"DENSACH_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "densach.config.settings"}

    done = subprocess.run(
        [sys.executable, "-c", WALK], env=env, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {
        "note": [True, "bookmark", "Hay", "c9", 0, True],
        "place": ["c9", 0, True],
        "finished": True,
        "told": False,
        "back": True,
    }
