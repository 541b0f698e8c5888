"""The log of what staff did, for those who must answer for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from .models import StaffAct

KEPT = timedelta(days=730)  # 24 months: two school years, enough to answer a complaint


def note(  # noqa: PLR0913 - an act has this many parts
    code: str,
    *,
    actor: models.Model | None,
    at: datetime,
    subject: models.Model | None = None,
    label: str = "",
    facts: Mapping[str, Any] | None = None,
) -> StaffAct:
    """Write one act into the log. Call inside the transaction of the act itself.

    `code` is `<room>.<act>`, past tense (`library.work_changed`); `facts` must be JSON.
    """
    return StaffAct.objects.create(
        at=at,
        actor=actor if actor is not None and actor.pk else None,
        code=code,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=(label or (str(subject) if subject is not None else ""))[:300],
        facts=dict(facts or {}),
    )


def forget(*, before: datetime) -> int:
    """Erase acts older than `before` (see KEPT). Returns how many."""
    return StaffAct.objects.filter(at__lt=before).delete()[0]


