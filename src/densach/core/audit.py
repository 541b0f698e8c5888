"""The log of what staff did, for those who must answer for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.functional import Promise

from .models import StaffAct

KEPT = timedelta(days=730)  # 24 months: two school years, enough to answer a complaint

_sentences: dict[str, Promise | str] = {}
_words: dict[str, Promise | str] = {}


def note(
    code: str,
    *,
    actor: Any,
    at: datetime,
    subject: models.Model | None = None,
    label: str = "",
    facts: Mapping[str, Any] | None = None,
    place: str = "",
) -> StaffAct:
    """Write one act into the log. Call inside the transaction of the act itself.

    `code` is `<room>.<act>`, past tense (`library.work_changed`); `facts` must be JSON. `place` is
    the path of the organisation it was done for: its administrators read it. Every code has its
    sentence, see `describe`.
    """
    return StaffAct.objects.create(
        at=at,
        actor=actor if actor is not None and actor.pk else None,
        code=code,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=(label or (str(subject) if subject is not None else ""))[:300],
        facts=dict(facts or {}),
        place=place,
    )


def describe(
    sentences: Mapping[str, Promise | str], words: Mapping[str, Promise | str] | None = None
) -> None:
    """Say what codes mean, for people: `{"library.work_changed": _("changed “%(subject)s”")}`.

    The words follow the actor's name. They may use `%(subject)s` and every fact of the act. `words`
    translates codes that stand as facts or subject (`{"TEACHER": _("teacher")}`). Call from
    `apps.ready()`.
    """
    _sentences.update(sentences)
    _words.update(words or {})


def sentence(act: StaffAct) -> str:
    """What `act` was, in the words of `describe`; the code itself where a room forgot them."""
    words = _sentences.get(act.code)
    if words is None:
        return f"{act.code} {act.subject_label}".strip()
    facts = {name: _plain(value) for name, value in act.facts.items()}
    try:
        return str(words) % {**facts, "subject": _plain(act.subject_label)}
    except KeyError:  # an act of an older release that lacks a fact
        return f"{act.code} {act.subject_label}".strip()


def _plain(value: object) -> str:
    """A fact in a sentence. Lists are read out; codes that have words become words."""
    parts = value if isinstance(value, list | tuple) else [value]
    return ", ".join(str(_words.get(str(part), part)) for part in parts)


def forget(*, before: datetime) -> int:
    """Erase acts older than `before` (see KEPT). Returns how many."""
    return StaffAct.objects.filter(at__lt=before).delete()[0]
