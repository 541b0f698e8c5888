"""Works, editions, files, people behind works, subjects, shelves, imports."""

from .codes import Audience, Kind, Level
from .imports import STARTER_LABEL, ImportLine, ImportRun
from .works import (
    Agent,
    CatalogueRecord,
    Contribution,
    Edition,
    EditionFile,
    Identifier,
    Licence,
    Merge,
    Shelf,
    ShelfPlace,
    Subject,
    TextPart,
    Work,
)

__all__ = [
    "STARTER_LABEL",
    "Agent",
    "Audience",
    "CatalogueRecord",
    "Contribution",
    "Edition",
    "EditionFile",
    "Identifier",
    "ImportLine",
    "ImportRun",
    "Kind",
    "Level",
    "Licence",
    "Merge",
    "Shelf",
    "ShelfPlace",
    "Subject",
    "TextPart",
    "Work",
]
