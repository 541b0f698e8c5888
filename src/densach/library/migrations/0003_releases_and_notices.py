"""What tells a newer release of a file from an older one, and which closed works were open once.

Why now: a newer EPUB takes the place of the older, and harvesters hear of works that are closed.
Size: three columns, for which SQLite copies the two tables once; the identifiers of EPUBs that are
here already are taken over. `was_open` begins empty: nobody noted it before.
Back: the columns go.
"""

from django.db import migrations, models


def name_releases(apps, schema_editor):
    """An EPUB that is here already is known by the one URN it says."""
    Identifier = apps.get_model("library", "Identifier")
    Edition = apps.get_model("library", "Edition")
    rows = Identifier.objects.filter(edition__format="EPUB", value__startswith="urn:uuid:")
    for edition, value in rows.values_list("edition", "value").iterator(500):
        Edition.objects.filter(pk=edition, release_id="").update(release_id=value)


class Migration(migrations.Migration):
    dependencies = [("library", "0002_licences")]
    operations = [
        migrations.AddField(
            model_name="work",
            name="was_open",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="edition",
            name="release_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="edition",
            name="revised_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(name_releases, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("release_id", ""), _negated=True),
                fields=["release_id"],
                name="edition_by_release",
            ),
        ),
    ]
