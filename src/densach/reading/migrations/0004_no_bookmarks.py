"""Bookmarks are notes now (0003)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reading", "0003_from_before_events")]
    operations = [
        migrations.DeleteModel(name="Bookmark"),
    ]
