"""Audio overlays of EPUB 3: SMIL documents say which sound belongs to which element."""

import re

from densach.core import markup
from densach.core.errors import DomainError

from . import addresses
from .binding import Clip
from .epub_package import Item, Package
from .trees import local

SMIL_BYTES = 16 << 20
FACTORS = {"h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001, "": 1.0}


def clips(package: Package, item: Item) -> list[Clip]:
    """The stretches of sound for a document in reading order; [] where it has no overlay."""
    overlay = package.items.get(item.overlay) if item.overlay else None
    if overlay is None:
        return []
    try:
        root = markup.xml(package.archive.read(overlay.name, limit=SMIL_BYTES))
    except DomainError:
        return []  # the book can be read without its voice
    found = []
    for par in root.iter("{*}par"):
        parts = {local(str(part.tag)): part for part in par}
        text, sound = parts.get("text"), parts.get("audio")
        if text is None or sound is None:
            continue
        target = addresses.resolve(overlay.name, text.get("src", ""))
        source = addresses.resolve(overlay.name, sound.get("src", ""))
        if not target or not source or package.archive.find(target[0]) != item.name:
            continue
        begin, end = seconds(sound.get("clipBegin", "0")), seconds(sound.get("clipEnd", ""))
        found.append(Clip(target[1], "/" + source[0], begin or 0.0, end or 0.0))
    return found


def seconds(clock: str) -> float | None:
    """A SMIL clock value in seconds: `0:01:02.5`, `62.5s`, `1.5min`; None for anything else."""
    text = clock.strip().removeprefix("npt=")
    if match := re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)(h|min|s|ms|)", text):
        return round(float(match[1]) * FACTORS[match[2]], 3)
    if re.fullmatch(r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:\.\d{1,9})?", text):
        total = 0.0
        for part in text.split(":"):
            total = total * 60 + float(part)
        return round(total, 3)
    return None
