"""Keeping places and bookmarks. The edition was opened under the library's rules by the caller."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from densach.core.permissions import require
from densach.library.models import Edition
from densach.people.models import Person

from .errors import BookmarkOfSomebodyElse, TooManyBookmarks
from .models import Bookmark, Place, ReadingDay

MOST_BOOKMARKS = 300  # of one person in one edition


@transaction.atomic
def keep_place(
    *, actor: Person, edition: Edition, chapter: str, offset: int, fraction: float, at: datetime
) -> Place:
    """`actor` is now at this place of `edition`. The last call wins; asking twice changes nothing.

    The local day of `at` counts as one on which `actor` read. Raises Forbidden for accounts that
    are closed.
    """
    require(actor.is_active, action=_("keep a place"))
    ReadingDay.objects.get_or_create(person=actor, on=timezone.localtime(at).date())
    moved = Place.objects.filter(person=actor, edition=edition).update(
        chapter=chapter,
        offset=offset,
        fraction=fraction,
        updated_at=at,
        version=F("version") + 1,
    )
    if moved:
        return Place.objects.get(person=actor, edition=edition)
    # Two tabs may come here together: the second finds the row of the first.
    place, _new = Place.objects.get_or_create(
        person=actor,
        edition=edition,
        defaults={
            "chapter": chapter,
            "offset": offset,
            "fraction": fraction,
            "created_at": at,
            "updated_at": at,
            "origin": settings.DENSACH_NODE,
        },
    )
    return place


@transaction.atomic
def keep_bookmark(  # noqa: PLR0913 - a mark has a place, a name and words
    *,
    actor: Person,
    edition: Edition,
    bookmark_id: UUID,
    chapter: str,
    offset: int,
    fraction: float,
    name: str,
    excerpt: str,
    at: datetime,
) -> Bookmark:
    """Mark a place, or change the name of the mark with this id. The device made the id.

    Raises Forbidden, TooManyBookmarks, BookmarkOfSomebodyElse.
    """
    require(actor.is_active, action=_("keep a bookmark"))
    held = Bookmark.objects.filter(pk=bookmark_id).first()
    if held is not None and (held.person_id, held.edition_id) != (actor.pk, edition.pk):
        raise BookmarkOfSomebodyElse
    count = Bookmark.objects.filter(person=actor, edition=edition).count()
    if held is None and count >= MOST_BOOKMARKS:
        raise TooManyBookmarks(count=count)
    mark = held or Bookmark(
        pk=bookmark_id,
        person=actor,
        edition=edition,
        created_at=at,
        origin=settings.DENSACH_NODE,
        version=0,
    )
    mark.chapter, mark.offset, mark.fraction = chapter, offset, fraction
    mark.name, mark.excerpt = name.strip()[:120], excerpt.strip()[:160]
    mark.updated_at, mark.version = at, mark.version + 1
    mark.save()
    return mark


@transaction.atomic
def remove_bookmark(*, actor: Person, bookmark_id: UUID) -> None:
    """Take away a mark of `actor`. One that is not there (any more) is no error."""
    Bookmark.objects.filter(pk=bookmark_id, person=actor).delete()


@transaction.atomic
def forget_work(*, actor: Person, slug: str) -> None:
    """Forget where `actor` is in all editions of a work; bookmarks stay. Unknown works are no error."""
    Place.objects.filter(person=actor, edition__work__slug=slug).delete()
