"""When a statement goes, the files that came with it go too: also where an account is erased."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from .models import Attachment
from .services.forgetting import remove_unused


@receiver(post_delete, sender=Attachment)
def take_file_along(sender: object, instance: Attachment, **_others: object) -> None:  # noqa: ARG001
    """After commit, so that a rolled-back deletion loses nothing."""
    transaction.on_commit(partial(remove_unused, instance.file_id))
