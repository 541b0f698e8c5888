"""What was kept before devices sent events becomes the beginning on which events build.

Bookmarks become notes (`n` 0), places in the last pages of a work also say that it was finished, and
days are marked as not told by an event. Why now: the tables of 0002 take over. Size: one row a
bookmark, thousands at most; under a second. Back: bookmarks are made again from the notes.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ENDED = 0.98
AT_ONCE = 500


def begin(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Bookmark, Note = apps.get_model("reading", "Bookmark"), apps.get_model("reading", "Note")
    Place, Finished = apps.get_model("reading", "Place"), apps.get_model("reading", "Finished")
    notes = (
        Note(
            person_id=mark.person_id, edition_id=mark.edition_id, note=mark.pk, kind="bookmark",
            chapter=mark.chapter, offset=mark.offset, fraction=mark.fraction, name=mark.name,
            excerpt=mark.excerpt, at=mark.created_at,
        )
        for mark in Bookmark.objects.iterator(AT_ONCE)
    )  # fmt: skip
    Note.objects.bulk_create(notes, batch_size=AT_ONCE)
    ended = Place.objects.filter(fraction__gte=ENDED)
    Finished.objects.bulk_create(
        (
            Finished(person_id=place.person_id, edition_id=place.edition_id, at=place.at)
            for place in ended.iterator(AT_ONCE)
        ),
        batch_size=AT_ONCE,
    )
    apps.get_model("reading", "ReadingDay").objects.update(told=False)


def back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Bookmark, Note = apps.get_model("reading", "Bookmark"), apps.get_model("reading", "Note")
    marks = (
        Bookmark(
            pk=note.note, person_id=note.person_id, edition_id=note.edition_id,
            chapter=note.chapter, offset=note.offset, fraction=note.fraction, name=note.name,
            excerpt=note.excerpt[:160], created_at=note.at, updated_at=note.at,
        )
        for note in Note.objects.filter(kind="bookmark", gone=False).iterator(AT_ONCE)
    )  # fmt: skip
    Bookmark.objects.bulk_create(marks, batch_size=AT_ONCE, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("reading", "0002_events")]
    operations = [
        migrations.RunPython(begin, back, elidable=True),
    ]
