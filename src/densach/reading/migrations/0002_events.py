"""Places carry the counter of their event; notes, finished editions and minutes get tables."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import densach.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_initial"),
        ("reading", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Finished",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=densach.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("n", models.BigIntegerField(default=0)),
                ("device", models.UUIDField(null=True)),
                ("event", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("turn", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("seconds", models.PositiveIntegerField(default=0)),
                (
                    "fraction",
                    models.FloatField(
                        default=0.0,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                    ),
                ),
                ("steps", models.JSONField(default=list)),
                ("loose_ms", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=densach.core.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("n", models.BigIntegerField(default=0)),
                ("device", models.UUIDField(null=True)),
                ("event", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                ("turn", models.BigIntegerField(default=0)),
                ("chapter", models.CharField(max_length=12)),
                ("offset", models.PositiveIntegerField(default=0)),
                (
                    "fraction",
                    models.FloatField(
                        default=0.0,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                    ),
                ),
                ("note", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bookmark", "bookmark"),
                            ("highlight", "highlight"),
                            ("note", "note"),
                        ],
                        default="bookmark",
                        max_length=9,
                    ),
                ),
                ("end", models.PositiveIntegerField(default=0)),
                ("excerpt", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField(blank=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("color", models.CharField(blank=True, max_length=20)),
                ("gone", models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="place",
            name="place_newest_first",
        ),
        migrations.RenameField(
            model_name="place",
            old_name="updated_at",
            new_name="at",
        ),
        migrations.RemoveField(
            model_name="place",
            name="origin",
        ),
        migrations.RemoveField(
            model_name="place",
            name="owner",
        ),
        migrations.RemoveField(
            model_name="place",
            name="created_at",
        ),
        migrations.RemoveField(
            model_name="place",
            name="version",
        ),
        migrations.AddField(
            model_name="place",
            name="away",
            field=models.BigIntegerField(default=-1),
        ),
        migrations.AddField(
            model_name="place",
            name="device",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="event",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="n",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="place",
            name="turn",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="readingday",
            name="told",
            field=models.BooleanField(default=True),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["person", "-n", "-at"], name="place_newest_first"),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["person", "turn"], name="place_by_turn"),
        ),
        migrations.AddField(
            model_name="finished",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.edition"
            ),
        ),
        migrations.AddField(
            model_name="finished",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="finished",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.edition"
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="minutes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="library.edition"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="finished",
            index=models.Index(fields=["person", "-at"], name="finished_newest_first"),
        ),
        migrations.AddIndex(
            model_name="finished",
            index=models.Index(fields=["person", "turn"], name="finished_by_turn"),
        ),
        migrations.AddConstraint(
            model_name="finished",
            constraint=models.UniqueConstraint(fields=("person", "edition"), name="finished_once"),
        ),
        migrations.AddIndex(
            model_name="minutes",
            index=models.Index(fields=["person", "on"], name="minutes_by_day"),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(
                fields=("person", "edition", "on"), name="minutes_once_a_day"
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["person", "edition"], name="note_in_edition"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["person", "-n", "-at"], name="note_newest_first"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["person", "turn"], name="note_by_turn"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(
                fields=("person", "note"), name="note_is_one_of_a_person"
            ),
        ),
    ]
