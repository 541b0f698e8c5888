"""Background work of the frame."""

from datetime import timedelta

import pytest
from django.utils import timezone

from densach.core import audit
from densach.core.models import StaffAct
from densach.web.jobs import make_backup, tidy_up

pytestmark = pytest.mark.django_db(transaction=True)


def test_old_acts_are_forgotten_and_new_ones_kept():
    now = timezone.now()
    audit.note("web.backup_made", actor=None, at=now - audit.KEPT - timedelta(days=1))
    audit.note("web.backup_made", actor=None, at=now)

    tidy_up.call()

    assert StaffAct.objects.count() == 1


def test_a_backup_lies_in_the_folder_of_backups(settings):
    make_backup.call("densach-thu.zip")

    assert (settings.HOME / "backups" / "densach-thu.zip").exists()
