"""The fields of the two indexes.

All texts arrive as ready words split by blanks (text.py); the engine folds nothing itself. Full
words are not stored: the database keeps what ordering needs, and the texts themselves.
"""

from functools import cache
from importlib.metadata import version

import tantivy

from densach.search import text

# Raise the first number with every change of fields or of what is put into them; the others follow.
VERSION = f"2.{text.VERSION}.{version('tantivy')}"
CODES = ("kind", "language", "level", "licence", "readable", "length", "decade", "audience")
# What stands where a code is not known: a column without gaps is counted four times as fast.
NOTHING = "-"
SAMPLES = 16  # the catalogue falls into so many equal samples, for finding frequent subjects
SEPARATOR = "\x1f"  # inside `phrase`: folded, kind of phrase, usual spelling


@cache
def works() -> tantivy.Schema:
    """One document a work.

    `key` is raw text and `number` a signed integer on purpose: deleting by an unsigned field
    silently deletes nothing. `all_x` only answers whether a form exists, so it has no positions.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("number", indexed=True, fast=True)
    for name, option in (
        ("title_x", "position"),
        ("title_f", "position"),
        ("people_f", "freq"),
        ("all_x", "basic"),
        ("all_f", "freq"),
    ):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in ("title_key", "phrase", "agent", "sample"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*CODES, "subject", "title_order"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    builder.add_integer_field("added", fast=True)
    builder.add_integer_field("minutes", fast=True)
    return builder.build()


@cache
def passages() -> tantivy.Schema:
    """One document for some 300 words of a full text. `mark` tells whether the text has changed."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("place", "title", "mark"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("audience", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("work", indexed=True, fast=True)
    for name in ("part", "begin", "end"):
        builder.add_integer_field(name, fast=True)
    for name in ("x", "f"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    return builder.build()
