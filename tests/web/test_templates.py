"""Rules for the templates of all rooms."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from densach.web.drawings import names

SRC = Path(__file__).parents[2] / "src" / "densach"
TEMPLATES = sorted(SRC.glob("*/templates/**/*.html"))
# htmx would need eval for these, and the policy of our pages forbids it.
NEEDS_EVAL = re.compile(
    r"""\bhx-on\b|hx-(vals|headers|confirm)=["']\s*js:|hx-trigger=["'][^"']*\["""
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(ld\+)?json)|\son[a-z]+=[\"']|javascript:",
    re.IGNORECASE,
)
SCRIPTS = "".join(path.read_text() for path in (SRC.parents[1] / "frontend/js").glob("*.js"))
ICON = re.compile(r'{% icon "([\w-]+)"')


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SRC)))
class TestEachTemplate:
    def test_parses(self, path):
        get_template(
            path.relative_to(next(p for p in path.parents if p.name == "templates")).as_posix()
        )

    def test_needs_no_eval(self, path):
        found = NEEDS_EVAL.findall(path.read_text())
        assert not found, (
            "Write a small listener in frontend/js instead: the page's policy has no eval."
        )

    def test_has_no_script_inside(self, path):
        found = [match.group() for match in INLINE.finditer(path.read_text())]
        assert not found, f"The policy stops it. Put it into frontend/js/NAME.entry.js: {found}"

    def test_names_icons_that_exist(self, path):
        unknown = {f"i-{name}" for name in ICON.findall(path.read_text())} - set(names())
        assert not unknown, f"Draw it in web/drawings/symbols.svg or choose another: {unknown}"

    def test_names_elements_and_presses_that_scripts_know(self, path):
        """A ds-… element or data-print without script would be a dead button."""
        used = set(re.findall(r"<(ds-[a-z-]+)", path.read_text()))
        unknown = {name for name in used if name not in SCRIPTS}
        assert not unknown, f"Define it in frontend/js: {unknown}"
