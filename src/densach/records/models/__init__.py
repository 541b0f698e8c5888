"""Tables of the room: keys of programs, statements, documents."""

from .clients import Client
from .documents import Activity, Document
from .events import Forgotten, Heard
from .statements import Attachment, Mention, Reference, Statement

__all__ = [
    "Activity",
    "Attachment",
    "Client",
    "Document",
    "Forgotten",
    "Heard",
    "Mention",
    "Reference",
    "Statement",
]
