"""The product as one wheel: an empty environment, no repository, no Node, and it serves."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path
from urllib.error import URLError

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
FROM_REGISTRIES = (
    "PIP_",
    "UV_",
    "NPM_",
    "NODE_EXTRA",
    "SSL_CERT",
    "REQUESTS_CA",
    "HTTP",
    "NO_PROXY",
)
BUILDER = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """(path of `densach`, environment without repository and Node) of a wheel that was just built."""
    folder = tmp_path_factory.mktemp("wheel")
    run(
        [str(BUILDER), "build", "--wheel", "--out-dir", str(folder), str(ROOT)],
        env=dict(os.environ),
    )
    (wheel,) = folder.glob("densach-*.whl")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env/bin/python"
    locked = ["-r", str(ROOT / "requirements/run.txt"), "--require-hashes"]
    install = [str(BUILDER), "pip", "install", "-q", "--python", str(python)]
    run([*install, *locked], env=dict(os.environ))
    run([*install, "--no-deps", str(wheel)], env=dict(os.environ))
    bare = {key: value for key, value in os.environ.items() if key.startswith(FROM_REGISTRIES)}
    bare |= {
        "PATH": "/nowhere",
        "HOME": str(folder),
        "DENSACH_HOME": str(folder / "nhà"),
        "LANG": "C.UTF-8",
    }
    size = sum(
        f.stat().st_size for f in (folder / "env").rglob("*") if f.is_file() and not f.is_symlink()
    )
    print(f"\nwheel {wheel.stat().st_size / 1e6:.1f} MB, installed {size / 1e6:.0f} MB")
    return folder / "env/bin/densach", bare


def run(words, **options):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def test_it_sets_itself_up_and_serves(installed, tmp_path):
    densach, bare = installed
    assert shutil.which("node", path=bare["PATH"]) is None
    said = run([densach, "setup"], env=bare, cwd=tmp_path)
    assert "admin" in said.lower() or "-" in said, "the first administrator's code"
    assert "✗" not in run([densach, "doctor"], env=bare, cwd=tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    began = time.monotonic()
    server = subprocess.Popen(
        [densach, "serve", "--host", "127.0.0.1", "--port", port], env=bare, cwd=tmp_path,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        home = page(f"http://127.0.0.1:{port}/")
        print(f"\nanswers {time.monotonic() - began:.1f} s after start")
        assert "Nước sạch trong nhà" in home
        assert "Nước sạch trong nhà" in page(f"http://127.0.0.1:{port}/thu-vien/?q=nuoc+sach")
        assert "<article" in page(f"http://127.0.0.1:{port}/doc/nuoc-sach-trong-nha/c2/")
        style = home.split('rel="stylesheet" href="')[1].split('"')[0]
        assert len(page(f"http://127.0.0.1:{port}{style}")) > 1000
    finally:
        server.terminate()
        assert server.wait(timeout=20) in (0, -15)


def page(address):
    ends = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read().decode()
        except (URLError, OSError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
