"""The room's place in Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "densach.records"
    label = "records"

    def ready(self) -> None:
        """Listen when rows go; say what acts are called; tell people what is known of them."""
        from densach.core import audit

        from . import receivers  # noqa: F401 - connects them
        from .services.log import SENTENCES

        audit.describe(SENTENCES)
        _tell()


def _tell() -> None:
    from densach.people.queries import add_part

    from .queries import told
    from .services.wiping import wipe_everything

    add_part(
        "statements", _("Record of what you did"), told.statements, count=told.count_statements,
        files=told.statement_files, wipe=wipe_everything,
        why=_("It is your own record for life: reading logs and the like are made from it."),
        kept=_("As long as the account lives, or until you delete it."),
        wipe_label=_("Delete everything I did"),
    )  # fmt: skip
    add_part(
        "documents", _("Notes of other programs about you"), told.documents,
        files=told.document_files,
        why=_("A program that you learn with goes on where you stopped."),
        kept=_("Until the program deletes it or you delete everything you did."),
    )  # fmt: skip
    add_part(
        "heard", _("How far your devices were heard"), told.orders,
        why=_("What several devices tell is put in order and counted once."),
        kept=_("As long as the account lives. Of what you deleted, a mark that tells nothing of it stays."),
    )  # fmt: skip
