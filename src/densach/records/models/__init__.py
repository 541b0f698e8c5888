"""Tables of the room: keys of programs, statements, documents."""

from .clients import Client
from .documents import Activity, Document
from .statements import Attachment, Mention, Reference, Statement

__all__ = ["Activity", "Attachment", "Client", "Document", "Mention", "Reference", "Statement"]
