"""Reads of the library, one file a subject. The web room takes what it shows from here."""

from .cards import ShelfRow, WorkCard, card, cover_class, newest_cards, shelf_rows

__all__ = ["ShelfRow", "WorkCard", "card", "cover_class", "newest_cards", "shelf_rows"]
