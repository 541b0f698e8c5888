"""The reference is true: every setting, verb and option that exists is written down."""

import argparse
import importlib
import re
from pathlib import Path

import pytest

from densach.config.command import VERBS

ROOT = Path(__file__).parents[2]
FOR_BUILDING = {"DENSACH_BORROWED", "DENSACH_SKIP_FRONTEND"}


def test_every_setting_is_explained():
    sources = (path.read_text() for path in (ROOT / "src").rglob("*.py"))
    read = {
        name
        for text in sources
        for name in re.findall(r"[\"'](DENSACH_[A-Z_]+|DATABASE_URL)[\"']", text)
    }
    settings = (ROOT / "docs/reference/settings.md").read_text()

    assert {name for name in read - FOR_BUILDING if f"`{name}`" not in settings} == set()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_is_named(verb):
    module = importlib.import_module(f"densach.config.verbs.{verb}_")
    parser = argparse.ArgumentParser(add_help=False)
    module.arguments(parser)
    line = next(
        row
        for row in (ROOT / "docs/reference/commands.md").read_text().splitlines()
        if row.startswith(f"| `densach {verb}`")
    )

    options = [action.option_strings[0] for action in parser._actions if action.option_strings]
    assert [option for option in options if option not in line] == []


def test_the_version_is_that_of_the_changelog():
    from importlib.metadata import version

    first = re.search(r"^## ([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first is not None
    assert version("densach") == first[1]
