"""Marking the words that were searched for, wherever the accents stand."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from densach.search.text import fold_key


def fold_mark(text: str, words: str) -> SafeString:
    """`text`, escaped, with `<mark>` around each word that folds to one of `words`, or begins so.

    The last of `words` may be half typed: `gio da` marks “Gió đầu” in “Gió đầu mùa”.
    """
    wanted = fold_key(words).split()
    if not wanted:
        return mark_safe(escape(text))  # noqa: S308 - escaped
    whole, begun = set(wanted[:-1]), wanted[-1]
    shown = []
    for word in text.split(" "):
        folded = fold_key(word)
        hit = folded and (folded in whole or folded.startswith(begun))
        shown.append(f"<mark>{escape(word)}</mark>" if hit else str(escape(word)))
    return mark_safe(" ".join(shown).replace("</mark> <mark>", " "))  # noqa: S308 - escaped
