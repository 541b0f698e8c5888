"""“Ten minutes today”: the one thing to read next, with its reason in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from densach.library.models import Shelf, ShelfPlace, Work
from densach.library.permissions import visible_to
from densach.library.queries.cards import CARD_FIELDS, WorkCard, card
from densach.people.models import Person

from ..models import Finished, Place, ShelfFollowing
from .places import Begun


@dataclass(frozen=True, slots=True)
class Ten:
    """The amber row. `percent` 0: not begun. `is_begun` tells the page whether a work that is kept
    on the device may take its place.
    """

    card: WorkCard
    url: str
    reason: str
    percent: int = 0
    minutes_left: int = 0
    is_begun: bool = False


def ten_minutes(person: Person, begun: Sequence[Begun]) -> Ten | None:
    """What `person` has begun (the newest of `begun`), else what is new on a shelf they follow.

    No query where something was begun, else at most two.
    """
    if begun:
        line = begun[0]
        return Ten(
            card=line.card,
            url=line.url,
            reason=_("You are in the middle of it"),
            percent=line.percent,
            minutes_left=line.minutes_left,
            is_begun=True,
        )
    return _new_on_a_shelf(person)


def is_followed(person: Person, shelf: Shelf) -> bool:
    """Whether `person` follows `shelf`. One query."""
    return ShelfFollowing.objects.filter(person=person, shelf=shelf).exists()


def followed_shelves(person: Person) -> list[Shelf]:
    """The shelves that `person` follows, by name. One query."""
    found = Shelf.objects.filter(followings__person=person, is_public=True)
    return list(found.order_by("title", "pk"))


def _new_on_a_shelf(person: Person) -> Ten | None:
    """The work that was put last on a followed shelf and was neither begun nor finished."""
    begun = Place.objects.filter(person=person, edition__work=OuterRef("work"))
    finished = Finished.objects.filter(person=person, edition__work=OuterRef("work"))
    visible = Work.objects.filter(visible_to(person), is_readable=True)
    places = ShelfPlace.objects.filter(
        ~Exists(begun),
        ~Exists(finished),
        shelf__followings__person=person,
        shelf__followings__last_place__lt=F("pk"),
        shelf__is_public=True,
        work__in=visible.values("pk"),
    )
    place = places.select_related("shelf").order_by("-pk").first()
    if place is None:
        return None
    work = Work.objects.only(*CARD_FIELDS).get(pk=place.work_id)
    found = card(work)
    reason = _("New on the shelf “%(shelf)s”, which you follow") % {"shelf": place.shelf.title}
    return Ten(card=found, url=found.read_url, reason=reason, minutes_left=found.minutes)
