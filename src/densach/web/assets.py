"""The files that Vite made, found by the name of their entry."""

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

URL = "/static/dist/"
DIST = Path(__file__).resolve().parents[1] / "static" / "dist"
log = logging.getLogger(__name__)


class Asset(NamedTuple):
    """Addresses of one entry: style sheets, the script (or ""), scripts to load early, fonts."""

    styles: tuple[str, ...]
    script: str
    preloads: tuple[str, ...]
    fonts: tuple[str, ...]


def asset(name: str) -> Asset:
    """What `frontend/js/NAME.entry.js` and `frontend/css/NAME.entry.css` became.

    Raises LookupError for a name without source. Without a build everything is empty: pages then
    show plain, and the log says once how to build.
    """
    if settings.DEBUG:
        _manifest.cache_clear()
        _asset.cache_clear()
    return _asset(name)


@cache
def _asset(name: str) -> Asset:
    manifest = _manifest()
    if not manifest:
        return Asset((), "", (), ())
    script = manifest.get(f"frontend/js/{name}.entry.js")
    style = manifest.get(f"frontend/css/{name}.entry.css")
    if script is None and style is None:
        raise LookupError(f"No frontend/js/{name}.entry.js and no frontend/css/{name}.entry.css.")
    needed = _imports(script) if script else []
    chunks = [chunk for chunk in (style, script, *needed) if chunk]
    styles = [style["file"]] if style else []
    styles += [file for chunk in chunks for file in chunk.get("css", ())]
    fonts = [file for chunk in chunks for file in chunk.get("assets", ()) if ".woff2" in file]
    return Asset(
        styles=tuple(URL + file for file in dict.fromkeys(styles)),
        script=URL + script["file"] if script else "",
        preloads=tuple(URL + chunk["file"] for chunk in needed),
        fonts=tuple(URL + file for file in dict.fromkeys(fonts)),
    )


def _imports(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    """Chunks that `chunk` imports, themselves and through others, each once."""
    found: dict[str, dict[str, Any]] = {}
    waiting = list(chunk.get("imports", ()))
    while waiting:
        key = waiting.pop(0)
        if key not in found:
            found[key] = _manifest()[key]
            waiting += found[key].get("imports", ())
    return list(found.values())


@cache
def _manifest() -> dict[str, Any]:
    path = DIST / ".vite" / "manifest.json"
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        log.warning("The front end is not built: run `make frontend`. Pages show without style.")
        return {}
