"""Verbs: the short words that devices send, and the IRIs under which statements keep them."""

from django.utils.translation import gettext_lazy as _

# `read`, `listen`, `watch`: Activity Streams 1.0, as the registry of xAPI verbs keeps them;
# `completed`: ADL. What no registry has stands under our own name, which needs no server to answer.
OURS = "urn:densach:verb:"
IRIS = {
    "read": "http://activitystrea.ms/schema/1.0/read",
    "listened": "http://activitystrea.ms/schema/1.0/listen",
    "watched": "http://activitystrea.ms/schema/1.0/watch",
    "finished": "http://adlnet.gov/expapi/verbs/completed",
}
IN_WORDS = {
    "read": _("read"),
    "listened": _("listened"),
    "watched": _("watched"),
    "finished": _("read to the end"),
    "noted": _("made a note"),
    "put_away": _("put a book away"),
}
WORDS = {iri: word for word, iri in IRIS.items()}


def verb_iri(word: str) -> str:
    """`read` → its IRI; a word without one gets one under our name."""
    return IRIS.get(word) or OURS + word


def verb_word(iri: str) -> str:
    """The short word of an IRI; "" for verbs that only other programs use."""
    if iri.startswith(OURS):
        return iri.removeprefix(OURS)
    return WORDS.get(iri, "")
