"""Signed-in browsers: noted for their owner, who can end them."""

import re
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from densach.people.models import Device, OnlineSession, Person

SEEN_EVERY = timedelta(hours=1)  # how exact “last seen” is; finer would write on every page
KEPT = timedelta(days=60)

_BROWSERS = (
    ("Cốc Cốc", "coc_coc_browser"),
    ("Zalo", "zalo"),
    ("Samsung Internet", "samsungbrowser"),
    ("Edge", "edg"),
    ("Opera", "opr/"),
    ("Firefox", "firefox|fxios"),
    ("Chrome", "chrome|crios"),
    ("Safari", "safari"),
)
_SYSTEMS = (
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Windows", "windows"),
    ("macOS", "mac os x"),
    ("Chromebook", "cros"),
    ("Linux", "linux"),
)


def device_of(user_agent: str) -> str:
    """`Chrome · Android` from what a browser says of itself; "" where it says nothing we know."""
    said = user_agent.lower()
    names = [
        next((name for name, pattern in known if re.search(pattern, said)), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, names))


def note_session(
    *,
    person: Person,
    session_key: str,
    user_agent: str,
    at: datetime,
    home: Device | None = None,
) -> None:
    """Remember that `person` signed in with this browser, on device `home` if it said so."""
    OnlineSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "person": person,
            "device": device_of(user_agent),
            "home": home,
            "began_at": at,
            "seen_at": at,
        },
    )


def mark_seen(*, session_key: str, at: datetime) -> None:
    """Note that the session is in use. One query."""
    OnlineSession.objects.filter(session_key=session_key).update(seen_at=at)


def forget_session(*, session_key: str) -> None:
    """The browser signed out by itself."""
    OnlineSession.objects.filter(session_key=session_key).delete()


def end_session(*, person: Person, pk: int) -> bool:
    """End one session of `person`; whether there was one."""
    found = OnlineSession.objects.filter(person=person, pk=pk).first()
    if found is None:
        return False
    end([found.session_key])
    return True


def end_others(*, person: Person, keep: str | None) -> int:
    """End all sessions of `person` but `keep`. Returns how many."""
    keys = OnlineSession.objects.filter(person=person).values_list("session_key", flat=True)
    return end([key for key in keys if key != keep])


def end(keys: list[str]) -> int:
    """End the sessions with these keys. Returns how many."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    OnlineSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
