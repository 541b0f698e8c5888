"""Sentences for the librarian beside what was read, translated when they are shown.

Files are read in processes that do not know who will look at the result, in which language.
"""

from django.utils.functional import Promise, lazy

from densach.core.errors import DomainError


def _filled(message: "str | Promise", facts: "dict[str, str | int | Promise]") -> str:
    return str(message % facts)


_remark = lazy(_filled, str)


def remark(message: "str | Promise", **facts: "str | int | Promise") -> str:
    """`message` (lazily translated, with named placeholders) filled with `facts` when it is read.

    Can be pickled. It is a promise of a string rather than one: join with `map(str, …)`.
    """
    return _remark(message, facts)


def _sentence(refusal: DomainError) -> str:
    return str(refusal)


_said = lazy(_sentence, str)


def said(refusal: DomainError) -> str:
    """What a refusal says, translated when it is read."""
    return _said(refusal)
