"""A newer release of a file takes the place of the older one. See docs/adr/0012-newer-releases.md."""

from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from densach.core import audit
from densach.people.models import Person
from densach.search import services as search

from ..formats.model import Extracted
from ..models import Edition, EditionFile, Identifier, Work
from ..signals import edition_renewed
from . import moved, taking

CARRIED = (EditionFile.Purpose.MAIN, EditionFile.Purpose.TRACK)
NEWER, SAME, OLDER = "newer", "same", "older"


def age(told: Extracted, edition: Edition) -> str:
    """Whether a file is a `newer` or `older` release than the one on the shelves, or the `same`.

    A file that says when it was changed is newer than one that does not.
    """
    if told.revised_at == edition.revised_at:
        return SAME
    if told.revised_at is None:
        return OLDER
    is_newer = edition.revised_at is None or told.revised_at > edition.revised_at
    return NEWER if is_newer else OLDER


def question(told: Extracted, edition: Edition) -> str:
    """What the librarian has to decide about a release."""
    facts = {
        "title": edition.work.title,
        "new": _day(told.revised_at),
        "old": _day(edition.revised_at),
    }
    return {
        NEWER: _(
            "It is a newer release (%(new)s) of “%(title)s”, of which the release of %(old)s is on the "
            "shelves. Put it in the place of the older one, or keep both."
        ),
        SAME: _(
            "It is the same release of “%(title)s” that is on the shelves, packed anew. Put it in the "
            "place of that one, or leave it out."
        ),
        OLDER: _(
            "It is an older release (%(new)s) of “%(title)s”; the one on the shelves is of %(old)s. "
            "Leave it out, or keep both."
        ),
    }[age(told, edition)] % facts


def _day(moment: datetime | None) -> str:
    """24/11/2026, at the clock of the place."""
    return date_format(localtime(moment), "j/n/Y") if moment else _("unknown date")


@transaction.atomic
def renew(
    edition: Edition,
    extracted: Extracted,
    *,
    source: Path,
    name: str,
    at: datetime,
    actor: Person | None,
    fingerprint: str = "",
) -> Edition:
    """Put the files and text of a newer release into `edition`, which keeps its id.

    The work keeps its title, people, subjects and shelves: they are the librarian's. The bytes of
    the older release stay known, so that it does not come in again. After commit
    `signals.edition_renewed` is sent. Raises OSError (disk full); nothing is changed then.
    """
    work = Work.objects.select_for_update(of=("self",)).get(pk=edition.work_id)
    before = _texts(edition)
    moves = moved.moves(before, [(p.place, p.title, p.text) for p in extracted.parts])
    earlier = edition.manifest.get("moved", [])
    extracted.manifest = {**extracted.manifest, "moved": [*earlier, moves.as_json(at)]}
    _forget_files(edition)
    _tell(edition, extracted, fingerprint=fingerprint, at=at)
    taking.keep_files(edition, extracted, source=source, name=name, at=at)
    taking.keep_text(edition, extracted)
    if extracted.cover and _gave_the_cover(edition, work):
        work.cover = taking.cover_of(extracted.cover, at=at) or work.cover
    taking.refresh_card(work, at=at)
    audit.note(
        "library.edition_renewed", actor=actor, at=at, subject=work,
        facts={"edition": str(edition.pk), "format": edition.format},
    )  # fmt: skip
    search.changed([work.pk.hex])
    transaction.on_commit(
        partial(
            edition_renewed.send, sender=Edition, edition_id=edition.pk, follow=moves.follow, at=at
        )
    )
    return edition


def _texts(edition: Edition) -> list[moved.Text]:
    return list(edition.parts.order_by("position").values_list("place", "title", "text"))


def _forget_files(edition: Edition) -> None:
    """The older release's files and text go; its bytes stay known by their fingerprint."""
    mains = edition.files.filter(purpose__in=CARRIED).values_list("stored", flat=True)
    Identifier.objects.bulk_create(
        Identifier(edition=edition, scheme=Identifier.Scheme.OTHER, value=f"sha256:{sha}")
        for sha in mains
    )
    edition.files.all().delete()
    edition.parts.all().delete()


def _tell(edition: Edition, told: Extracted, *, fingerprint: str, at: datetime) -> None:
    """What the newer release says of itself."""
    taking.describe_edition(edition, told)
    edition.updated_at, edition.version = at, edition.version + 1
    edition.save()
    known = set(edition.identifiers.values_list("scheme", "value"))
    Identifier.objects.bulk_create(
        Identifier(edition=edition, scheme=scheme, value=value)
        for scheme, value in taking.identifiers_of(told, fingerprint)
        if (scheme, value) not in known
    )


def _gave_the_cover(edition: Edition, work: Work) -> bool:
    """The first edition with files is the one that a work has its cover from."""
    with_files = work.editions.exclude(format="").order_by("created_at", "pk")
    return with_files.values_list("pk", flat=True).first() == edition.pk
