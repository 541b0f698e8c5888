"""Compile the locks: run.txt from pyproject.toml, dev.txt from dev.in. No index lines, with hashes."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = (
    "--generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --quiet"
)


def main() -> None:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text())["project"]
    (HERE / "run.in").write_text(
        "# Made from pyproject.toml, where each dependency stands with its reason.\n"
        + "\n".join(project["dependencies"])
        + "\n"
    )
    for name in ("run", "dev"):
        subprocess.run(  # noqa: S603
            [
                str(Path(sys.executable).parent / "uv"),
                *("pip compile " + OPTIONS).split(),
                str(HERE / f"{name}.in"),
                "-o",
                str(HERE / f"{name}.txt"),
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
