"""The code list of licences, so that works can name theirs.

Why now: the first import already looks licences up.
Size: 14 rows. Back: rows that no work refers to may stay.
"""

from django.db import migrations


def load(apps, schema_editor):
    from densach.library.services.licences import LICENCES

    Licence = apps.get_model("library", "Licence")
    Licence.objects.bulk_create(
        [
            Licence(code=code, name=name, name_vi=name_vi, url=url, is_open=is_open)
            for code, name, name_vi, url, is_open in LICENCES
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
