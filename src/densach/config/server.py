"""One process that serves pages, keeps the index fresh, and starts a helper when there are jobs.

Jobs run in a child process that ends when nothing is left to do: an idle box keeps its memory, a
file that kills its reader does not kill the pages, and both cores are used.
"""

import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import webbrowser
from types import FrameType

from django.utils.translation import gettext as _

LOOK_FOR_JOBS_SECONDS = 1.0
CHANNEL_SECONDS = 120
# A browser holds up to six connections open: room for a school that reads at once. Without poll()
# (Windows) the system can watch 512; with it, below the usual 1,024 open files of a process.
HAS_POLL = hasattr(select, "poll")
MOST_CONNECTIONS = 900 if HAS_POLL else 450

log = logging.getLogger("densach.server")


class PortTaken(Exception):
    """Another program listens there."""


def serve(host: str, port: int, *, threads: int, jobs: bool, browse: bool) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises PortTaken."""
    from waitress.server import create_server

    from .wsgi import application

    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=threads,
            channel_timeout=CHANNEL_SECONDS,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=HAS_POLL,
            max_request_body_size=_most_bytes(),
            ident="densach",
            clear_untrusted_proxy_headers=True,
            **_proxies(),
        )
    except OSError as error:
        text = _(
            "Port %(port)s is in use by another program (%(error)s). Close it, or choose another "
            "port: densach serve --port %(other)s"
        )
        facts = {"port": port, "error": error.strerror, "other": port + 1}
        raise PortTaken(text % facts) from error
    stop = threading.Event()
    helpers = _helpers(stop, jobs=jobs)
    signal.signal(signal.SIGTERM, _interrupt)
    _announce(port, browse=browse)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.close()
        for helper in helpers:
            helper.join(timeout=10)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _most_bytes() -> int:
    from django.conf import settings

    return int(settings.MAX_UPLOAD_BYTES) + 2**20


def _proxies() -> dict[str, object]:
    """Behind a proxy on this machine, believe what it says about the caller."""
    proxy = os.environ.get("DENSACH_PROXY", "")
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto x-forwarded-host",
        "trusted_proxy_count": 1,
    }


def _helpers(stop: threading.Event, *, jobs: bool) -> list[threading.Thread]:
    from densach.search.services import index_loop

    targets = [("indexer", index_loop)] + ([("jobs", _watch_jobs)] if jobs else [])
    helpers = [
        threading.Thread(target=target, args=(stop,), name=name, daemon=True)
        for name, target in targets
    ]
    for helper in helpers:
        helper.start()
    return helpers


def _watch_jobs(stop: threading.Event) -> None:
    """Start a child process for jobs whenever some wait; it ends by itself when they are done."""
    from django.db import Error, close_old_connections

    from densach.library.jobs import resume_runs

    child: subprocess.Popen[bytes] | None = None
    with contextlib.suppress(Error):
        resume_runs()
    while not stop.wait(LOOK_FOR_JOBS_SECONDS):
        if child is not None and child.poll() is None:
            continue
        try:
            close_old_connections()
            _tidy_daily()
            if _jobs_wait():
                child = subprocess.Popen(
                    [sys.executable, "-m", "densach", "worker", "--until-idle"],
                    env={**os.environ, "DJANGO_SETTINGS_MODULE": "densach.config.settings"},
                )
        except Error:
            log.exception("looking for jobs failed; trying again")
    if child is not None and child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=8)
        child.kill()


def _tidy_daily() -> None:
    """Queue the daily tidying once a day, whichever process comes first."""
    from django.core.cache import cache
    from django.utils import timezone

    from densach.web.jobs import tidy_up

    if cache.add(f"tidied:{timezone.localdate()}", 1, timeout=2 * 24 * 3600):
        tidy_up.enqueue()


def _jobs_wait() -> bool:
    from django_tasks_db.models import DBTaskResult

    return bool(DBTaskResult.objects.ready().exists())


def _announce(port: int, *, browse: bool) -> None:
    here = f"http://127.0.0.1:{port}/"
    lines = [f"Đèn Sách: {here}"]
    near = _("phones in this network: %(address)s")
    lines += [f"  {near % {'address': f'http://{address}:{port}/'}}" for address in addresses()]
    print("\n".join(lines), file=sys.stderr, flush=True)  # noqa: T201 - what the operator waits for
    if browse and sys.stdout.isatty() and not os.environ.get("CI"):
        threading.Timer(0.8, webbrowser.open, args=(here,)).start()


def addresses() -> list[str]:
    """Addresses of this machine in its networks, without loopback. Sends nothing."""
    found = set()
    with contextlib.suppress(OSError):
        found = {
            str(info[4][0])
            for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        }
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a documentation address: chooses the interface, no packet
        found.add(probe.getsockname()[0])
    return sorted(address for address in found if not address.startswith("127."))
