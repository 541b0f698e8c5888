"""The simple values of xAPI statements: what each must look like, with the source of the rule."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .shapes import Check, Wrong

# RFC 3987 asks for a scheme; spaces and these signs never stand in an IRI.
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]+")
MAILTO = re.compile(r"mailto:[^\s@]+@[^\s@]+")
SHA1 = re.compile(r"[0-9a-fA-F]{40}")
SHA2 = re.compile(r"[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}")
UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
VERSION = re.compile(r"(1|2)\.0(\.\d+)?")
MEDIA_TYPE = re.compile(r"[\w!#$&^.+\-]+/[\w!#$&^.+\-]+(\s*;.*)?", re.ASCII)
# RFC 5646, 2.1: language, script, region, variants, extensions, private use.
LANGUAGE = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?"
    r"|x(?:-[a-z\d]{1,8})+|i-[a-z]{2,8})",
    re.IGNORECASE,
)
# ISO 8601:2004, 4.4.3.2; weeks stand alone, only the last number may have decimals.
DURATION = re.compile(
    r"P(?:\d+(?:\.\d+)?W|(?=\d|T\d)(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?)"
)
# RFC 3339; “-00:00” would say that the offset is not known, which 1.0.3 (data 4.5) refuses.
TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|\+\d\d(:?\d\d)?|-(?!00(:?00)?$)\d\d(:?\d\d)?)?"
)


def _text(pattern: re.Pattern[str], reason: Any) -> Check:
    def check(value: Any) -> None:
        if type(value) is not str or not pattern.fullmatch(value):
            raise Wrong(reason)

    return check


def string(value: Any) -> None:
    """Any text."""
    if type(value) is not str:
        raise Wrong(_("This must be a string."))


def boolean(value: Any) -> None:
    """true or false, not as text."""
    if type(value) is not bool:
        raise Wrong(_("This must be true or false."))


def number(value: Any) -> None:
    """A number, not as text."""
    if type(value) not in {int, float}:
        raise Wrong(_("This must be a number."))


def natural(value: Any) -> None:
    """A whole number from 0 on."""
    if type(value) is not int or value < 0:
        raise Wrong(_("This must be a whole number, 0 or more."))


def literal(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any) -> None:
        if type(value) is not str or value not in allowed:
            names = ", ".join(allowed)
            raise Wrong(format_lazy(_("This must be one of: {names}."), names=names))

    return check


iri = _text(IRI, _("This must be an IRI with its scheme, such as “https://example.org/lesson”."))
mailto = _text(MAILTO, _("This must be “mailto:” and an e-mail address."))
sha1 = _text(SHA1, _("This must be a SHA-1 in 40 hexadecimal digits."))
sha2 = _text(SHA2, _("This must be a SHA-2 in hexadecimal digits."))
uuid = _text(UUID_TEXT, _("This must be a UUID."))
version = _text(VERSION, _("This must be a version 1.0.x or 2.0.x."))
media_type = _text(MEDIA_TYPE, _("This must be a media type such as “application/pdf”."))
language = _text(LANGUAGE, _("This must be a language tag such as “vi” (RFC 5646)."))
duration = _text(DURATION, _("This must be an ISO 8601 duration such as “PT4H35M59.14S”."))


def timestamp(value: Any) -> None:
    """A date with a time that exist, RFC 3339."""
    if type(value) is not str or moment(value) is None:
        raise Wrong(_("This must be a date and time such as “2026-11-24T08:00:00Z” (RFC 3339)."))


def moment(text: str) -> datetime | None:
    """The UTC time that `text` says, UTC where it names no offset; None if it is no time."""
    if not TIMESTAMP.fullmatch(text):
        return None
    try:
        when = datetime.fromisoformat(text)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def language_map(value: Any) -> None:
    """Texts by language tag."""
    if type(value) is not dict:
        raise Wrong(_("This must be an object of texts by language tag."))
    for tag, text in value.items():
        if not LANGUAGE.fullmatch(tag):
            raise Wrong(_("This must be a language tag such as “vi” (RFC 5646)."), tag)
        if type(text) is not str:
            raise Wrong(_("This must be a string."), tag)


def extensions(value: Any) -> None:
    """Anything, by IRI."""
    if type(value) is not dict:
        raise Wrong(_("This must be an object whose keys are IRIs."))
    for name in value:
        if not IRI.fullmatch(name):
            raise Wrong(_("The keys of extensions must be IRIs."), name)


def as_uuid(text: str) -> UUID | None:
    """The UUID that `text` writes with its hyphens, else None."""
    return UUID(text) if UUID_TEXT.fullmatch(text) else None
