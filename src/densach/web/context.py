"""`frame`: what the frame of a page knows. Reckoned only when a template asks for it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages  # noqa: TID251 - as below
from django.contrib.messages.storage.base import Message  # noqa: TID251 - as below
from django.http import HttpRequest  # noqa: TID251 - a context processor is an edge
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from densach.people.models import Installation, Person

from . import navigation
from .http import person_or_none, screen_of
from .screen import Screen

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


class Frame:
    """Name of the installation, person, menus, screen, languages. At most one query of its own.

    (The roles of a signed-in person are a second one, shared with the rule of access of the page.)
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def installation(self) -> Installation:
        """Name and place that an administrator gave; one query."""
        return Installation.objects.select_related("organization").first() or Installation()

    @property
    def name(self) -> str:
        return self.installation.name

    @property
    def place(self) -> str:
        organization = self.installation.organization
        return self.installation.place or (organization.name if organization else "")

    @cached_property
    def person(self) -> Person | None:
        return person_or_none(self.request)

    @cached_property
    def ways(self) -> list[navigation.Step]:
        return navigation.reader_ways(self.person, self.request.path)

    @cached_property
    def work(self) -> list[tuple[str, list[navigation.Step]]]:
        return navigation.staff_ways(self.person, self.request.path)

    @cached_property
    def work_dock(self) -> list[navigation.Step]:
        """Under the thumb: the group of work that the page belongs to, else the first."""
        groups = [steps for _heading, steps in self.work]
        here = [steps for steps in groups if any(step.here for step in steps)]
        return (here or groups or [[]])[0]

    @cached_property
    def screen(self) -> Screen:
        return screen_of(self.request)

    @property
    def saves_data(self) -> bool:
        return self.request.headers.get("Save-Data", "").lower() == "on"

    @property
    def language(self) -> str:
        """The language the page is in."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """(tag, name in itself) of the languages the page is not in."""
        others = (tag for tag, _label in settings.LANGUAGES if tag != self.language)
        return [(tag, LANGUAGE_NAMES[tag]) for tag in others]

    @property
    def address(self) -> str:
        """Where a choice of language or screen comes back to."""
        return self.request.get_full_path()

    @property
    def messages(self) -> Iterable[Message]:
        """What was just done, once."""
        return get_messages(self.request)

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Costs nothing for fragments, which do not ask."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
