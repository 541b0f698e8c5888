"""Remarks of readers: they cross processes and speak the language of whoever looks."""

import pickle

from django.utils.translation import gettext_lazy, ngettext_lazy, override

from densach.library.formats.pdf import PdfLocked
from densach.library.formats.remarks import remark, said


def test_a_remark_is_filled_when_it_is_read():
    made = remark(gettext_lazy("Left out: %(reason)s"), reason="x.jpg")

    sent = pickle.loads(pickle.dumps(made))

    with override("en"):
        assert str(sent) == "Left out: x.jpg"


def test_a_remark_counts():
    message = ngettext_lazy("%(count)d page", "%(count)d pages", "count")

    with override("en"):
        assert str(pickle.loads(pickle.dumps(remark(message, count=1)))) == "1 page"
        assert str(pickle.loads(pickle.dumps(remark(message, count=2)))) == "2 pages"


def test_a_refusal_inside_a_remark_speaks_the_same_language():
    refusal = said(PdfLocked(name="a.pdf"))
    made = pickle.loads(pickle.dumps(remark(gettext_lazy("Left out: %(reason)s"), reason=refusal)))

    with override("en"):
        assert str(made).startswith("Left out: “a.pdf” is locked")
