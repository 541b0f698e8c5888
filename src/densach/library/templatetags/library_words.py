"""The library's codes in words: relators, formats, licences, accessibility."""

import re
from collections.abc import Mapping, Sequence

from django import template
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from densach.library.models import STARTER_LABEL, Licence

register = template.Library()
AND_MORE = re.compile(r"(.*) \(\+(\d+)\)", re.DOTALL)
PERSON = re.compile(r"(.*) \((\w+)\)", re.DOTALL)

# MARC relator terms, id.loc.gov/vocabulary/relators
RELATORS = {
    "aut": _("author"), "trl": _("translator"), "ill": _("illustrator"), "edt": _("editor"),
    "nrt": _("narrator"), "cmp": _("composer"), "art": _("artist"), "ctb": _("contributor"),
    "com": _("compiler"), "pht": _("photographer"), "drt": _("director"), "prf": _("performer"),
    "aui": _("author of introduction"), "ann": _("annotator"), "adp": _("adapter"),
    "cre": _("creator"), "pbl": _("publisher"), "bkp": _("book producer"), "lyr": _("lyricist"),
    "ths": _("supervisor"), "org": _("originator"), "aft": _("author of afterword"),
}  # fmt: skip
FORMATS = {
    "EPUB": "EPUB", "PDF": "PDF", "HTML": _("web page"), "DOCX": "Word", "ODT": "OpenDocument",
    "MARKDOWN": "Markdown", "TEXT": _("plain text"), "PICTURES": _("pictures"), "AUDIO": _("audio"),
    "VIDEO": _("video"),
}  # fmt: skip
# schema.org accessibility terms, www.w3.org/community/reports/a11y-discov-vocab
ACCESSIBILITY = {
    "alternativeText": _("pictures are described"),
    "readingOrder": _("reading order is set"),
    "structuralNavigation": _("can be navigated by headings"),
    "tableOfContents": _("has a table of contents"),
    "displayTransformability": _("letters and colours can be changed"),
    "synchronizedAudioText": _("is read aloud along with the text"),
    "captions": _("has captions"),
    "transcript": _("has a transcript"),
    "MathML": _("formulas can be read aloud"),
    "longDescription": _("difficult pictures are described at length"),
    "largePrint": _("large print"),
    "unlocked": _("without copy protection"),
}


@register.filter
def relator_word(code: str) -> str:
    """`trl` → “translator”."""
    return str(RELATORS.get(code, code))


@register.filter
def format_word(code: str) -> str:
    """`AUDIO` → “audio”."""
    return str(FORMATS.get(code, code))


@register.filter
def licence_word(licence: Licence) -> str:
    """The name of a licence in the language of the page."""
    return licence.name_vi if (get_language() or "").startswith("vi") else licence.name


@register.filter
def accessibility_lines(terms: Mapping[str, list[str]]) -> list[str]:
    """What the file promises to readers who do not see or hear well, in words."""
    features = terms.get("accessibilityFeature", []) if isinstance(terms, Mapping) else []
    return [str(ACCESSIBILITY[name]) for name in features if name in ACCESSIBILITY]


@register.filter
def people_words(people: Sequence[str]) -> list[str]:
    """`["Nguyễn Du (aut)", "Trương Cam Vũ (trl)"]` → authors by name alone, others with their part."""
    found = (PERSON.fullmatch(one) for one in people)
    named = [(match[1], match[2]) for match in found if match]
    return [name if role == "aut" else f"{name} ({relator_word(role)})" for name, role in named]


@register.filter
def printed_day(text: object) -> str:
    """A date as files write it as people write it, `2011-04-22` → `22/4/2011`; all else as it is."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", str(text))
    return f"{int(found[3])}/{int(found[2])}/{found[1]}" if found else str(text)


@register.filter
def short_label(label: str) -> str:
    """What an import is called, fit for a heading: names of files without their folders, 60 letters.

    `one.epub (+59)` → “one.epub and 59 more files”.
    """
    if label == STARTER_LABEL:
        return gettext(label)
    label, more = found.groups() if (found := AND_MORE.fullmatch(label)) else (label, "")
    names = (
        part if "://" in part else part.rpartition("/")[2] or part for part in label.split(", ")
    )
    short = str(Truncator(", ".join(names)).chars(60))
    if not more:
        return short
    words = ngettext("%(first)s and %(n)d more file", "%(first)s and %(n)d more files", int(more))
    return words % {"first": short, "n": int(more)}
