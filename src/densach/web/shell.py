"""The shell of the program for reading without a line: which files, which pages, under which version.

The service worker (frontend/sw.js) keeps them. Its own bytes and the names of all files go into the
version, so a new build is a new shell, and only then does a browser fetch a new worker.
"""

import hashlib
import json
import re
from functools import cache

from django.conf import settings

from .assets import DIST, URL

# The same for everybody: fetched without cookies. The first must be there; a page that this
# installation does not have is left out.
PAGES = ("/ngoai-tuyen/", "/may-nay/", "/ai-day/")
# Of librarians at a desk; and what the worker itself is made of.
NOT_OF_THE_SHELL = ("drop-",)
KINDS = (".js", ".css", ".woff2")
_named = re.compile(r"(.+)-[\w-]{8}(\.\w+)\Z")


def version() -> str:
    """Of the shell; "" without a build."""
    if settings.DEBUG:
        _shell.cache_clear()
    return str(_shell()["version"]) if (DIST / "sw.js").is_file() else ""


def worker(policy: str, frame_policy: str) -> bytes | None:
    """`/sw.js`: the shell, then the worker as Vite bundled it; None without a build.

    `policy` is the content policy under which the worker shows saved pages, `frame_policy` that of fixed
    pages of books, which come from strangers.
    """
    built = DIST / "sw.js"
    if not built.is_file():
        return None
    told = json.dumps(
        {**_shell(), "policy": policy, "framePolicy": frame_policy}, ensure_ascii=False
    )
    return f"self.DENSACH = {told};\n".encode() + built.read_bytes()


@cache
def _shell() -> dict[str, object]:
    """Files with their full addresses, the same by their names without hash, pages, version."""
    found = sorted(
        path.name
        for path in (DIST / "assets").iterdir()
        if path.suffix in KINDS and not path.name.startswith(NOT_OF_THE_SHELL)
    )
    files = [f"{URL}assets/{name}" for name in found]
    stems = {}
    for name, url in zip(found, files, strict=True):
        if parts := _named.fullmatch(name):
            stems[parts[1] + parts[2]] = url
    told = repr((files, PAGES, (DIST / "sw.js").read_bytes()))
    version = hashlib.sha256(told.encode()).hexdigest()[:12]
    return {
        "version": version,
        "files": [*files, "/icon.svg", "/icon-192.png", "/manifest.webmanifest"],
        "stems": stems,
        "pages": PAGES,
    }
