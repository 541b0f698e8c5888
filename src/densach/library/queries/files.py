"""A file by its token, with no more of the database than decides who may have it."""

from uuid import UUID

from ..models import EditionFile

# A player asks for a file in hundreds of ranges. Of all columns of the five tables, reading them
# would be two thirds of the answer.
_WORK = "edition__work__"
_FIELDS = (
    *("token", "purpose", "name", "position", "language"),
    *("stored__sha256", "stored__size_bytes", "stored__media_type"),
    *("edition__format", "edition__pages"),
    *(_WORK + name for name in ("slug", "title", "audience", "merged_into", "withdrawn_at")),
    *(_WORK + name for name in ("organization__path", "organization__name")),
)


def file_with_token(token: UUID | str) -> EditionFile | None:
    """The file; its edition, work and organisation as far as rights and sending need. One query."""
    files = EditionFile.objects.select_related("stored", "edition__work__organization")
    return files.only(*_FIELDS).filter(token=token).first()
