"""What every reader of a catalogue file gives: one entry a record, good or bad."""

from dataclasses import dataclass, field

from densach.core.errors import DomainError

from .description import Description


@dataclass(slots=True)
class Entry:
    """One record of a file, or the reason why it is none.

    `number` counts from 1; `offset` is the byte where it begins (of the unpacked file; for tables
    the row, for XML the line) and `resume` where reading goes on behind it. `raw` are the bytes as
    they came. A good entry has `description`, and `record` where the source is MARC.
    """

    number: int
    offset: int
    resume: int
    raw: bytes
    kept_as: str
    marc: bytes = b""
    description: Description | None = None
    problem: DomainError | None = None
    notes: list[str] = field(default_factory=list)  # codes: what was mended on the way
    key: str = ""  # the identifier of a harvested record
    deleted: bool = False
    keys: tuple[str, tuple[str, ...]] = ("", ())  # folded title, folded names: see `ahead`
