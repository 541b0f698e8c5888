"""What can only be said of files of pages and recordings when all is read: title and language."""

from pathlib import Path, PurePath

from . import accents, language, names
from .model import Extracted

SAMPLE_LETTERS = 40_000


def settle(book: Extracted, path: Path, *, name: str) -> None:
    """Give `book` a title where it has none, from its file's or folder's `name`; its language from
    its text; and the marks that Vietnamese titles lost in file names back from the text.
    """
    if book.title:
        book.title = names.title(book.title)
    if not book.title:
        shown = name if path.is_dir() else str(PurePath(name).with_suffix(""))
        book.title = names.from_file_name(shown)
    text = ""
    for part in book.parts:
        text += part.text[:SAMPLE_LETTERS] + "\n"
        if len(text) >= SAMPLE_LETTERS:
            break
    book.language = language.choose(book.language, text)
    if book.language.startswith("vi"):
        accents.restore(book)
        names.settle_vietnamese(book)
