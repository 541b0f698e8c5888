"""What the front-end build promises: exact pins, no registry in the lock, few bytes for a phone."""

import gzip
import json
import re
from pathlib import Path

import pytest

from densach.web import assets

ROOT = Path(__file__).parents[2]
KIB = 1024


def test_versions_are_exact():
    package = json.loads((ROOT / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}
    loose = {
        name: version
        for name, version in wanted.items()
        if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    }
    assert not loose, "Pin the exact version: what a registry calls latest changes under us."


def test_the_lock_names_no_registry():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock, (
        "Make it with the repository's .npmrc: python hatch_build.py npm install"
    )
    assert lock.count('"integrity"') > 10


@pytest.fixture
def built():
    if not (assets.DIST / ".vite/manifest.json").is_file():
        pytest.skip("the front end is not built here: make frontend")
    return assets.asset("app")


def compressed(urls):
    files = [assets.DIST / url.removeprefix(assets.URL) for url in urls]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / KIB


def test_the_frame_is_light(built):
    assert compressed([built.script, *built.preloads]) <= 20
    assert compressed(built.styles) <= 10
    assert (
        sum((assets.DIST / url.removeprefix(assets.URL)).stat().st_size for url in built.fonts)
        <= 31 * KIB
    )


def test_text_files_are_compressed_beforehand(built):
    for url in (built.script, *built.styles):
        file = assets.DIST / url.removeprefix(assets.URL)
        assert file.with_name(file.name + ".br").is_file()
        assert file.with_name(file.name + ".gz").is_file()


def test_notices_of_bundled_parts_travel_along(built):
    notices = (assets.DIST / "THIRD-PARTY.txt").read_text()
    assert "htmx.org" in notices
    assert "SIL OPEN FONT LICENSE" in notices.upper()


def test_every_entry_needs_no_eval(built):
    """Function() stays in htmx for attributes we forbid; nothing of ours may bring eval."""
    ours = [path.read_text() for path in (ROOT / "frontend/js").glob("*.js")]
    assert not any(re.search(r"\beval\(|new Function\(", text) for text in ours)
