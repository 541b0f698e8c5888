"""Where an installation lies, and its secret."""

import os
import secrets
import sys
from pathlib import Path


def home_folder() -> Path:
    """DENSACH_HOME, else the user's data folder. Made when missing, for its owner only."""
    named = os.environ.get("DENSACH_HOME")
    folder = Path(named).expanduser() if named else _users_data() / "densach"
    folder = folder.absolute()
    for part in (folder, folder / "cache", folder / "scratch", folder / "store", folder / "made"):
        part.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(home: Path) -> str:
    """DENSACH_SECRET_KEY, else the key made once in this folder, readable by its owner only."""
    if key := os.environ.get("DENSACH_SECRET_KEY"):
        return key
    path = home / "secret.key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text().strip()


def env_bool(name: str, *, default: bool) -> bool:
    """`1 true yes on` and `0 false no off`; anything else stops the start with a sentence."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise SystemExit(f"{name}={value!r}: please write 1 or 0.")


def _users_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share"))
