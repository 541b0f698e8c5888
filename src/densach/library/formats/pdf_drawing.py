"""Pages of a PDF for the web, drawn by small processes that are started when first needed.

A page that crashes pdfium, never ends or eats memory ends its process: the reader gets a sentence,
the server goes on, and the next page gets a new process.
"""

import atexit
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import pdf_pages
from .errors import Unreadable

WIDTHS = (160, 480, 720, 1080, 1600)  # a strip of small pictures, phones, laptops
PROCESSES = 2
SECONDS = 20  # for one page; ordinary ones take 0.05 to 0.3 on an old laptop
WAIT_SECONDS = 30  # for a free process
SOURCE = Path(__file__).resolve().parents[3]


class PageNotDrawn(Unreadable):
    """A page that pdfium cannot draw: damaged, or made to harm."""

    code = "library.page_not_drawn"
    message = _("Page %(page)d of this file cannot be shown.")
    advice = _("Go on with the next page, or download the file and open it with another program.")


class PageTookTooLong(Unreadable):
    """A page so heavy that drawing it was stopped."""

    code = "library.page_took_too_long"
    message = _("Page %(page)d of this file could not be drawn in %(seconds)d seconds.")
    advice = _("Go on with the next page, or download the file and open it with another program.")


class DrawingBusy(Unreadable):
    """All drawing processes are busy for longer than a person waits."""

    code = "library.drawing_busy"
    status = 503
    message = _("Many pages are being drawn at the moment.")
    advice = _("Wait a minute, then load the page again.")


def page_picture(path: Path, page: int, *, width: int, dark: bool = False) -> bytes:
    """Page `page` (from 1) as WebP, as wide as the nearest of WIDTHS.

    Raises PageNotDrawn (also for a page that is not there), PageTookTooLong, DrawingBusy.
    """
    width = min(WIDTHS, key=lambda known: abs(known - width))
    return _ask({"do": "picture", "path": str(path), "page": page, "width": width, "dark": dark})


def page_words(path: Path, page: int) -> list[pdf_pages.Word]:
    """Words of page `page` (from 1): (word, x, y, width, height) in fractions of the drawn page.

    For a layer that is selected, searched and marked. Raises as `page_picture`.
    """
    found = json.loads(_ask({"do": "words", "path": str(path), "page": page}))
    return [(str(word), x, y, w, h) for word, x, y, w, h in found]


def page_scan(path: Path, page: int) -> bytes:
    """Page `page` (from 1) in grey as PNG at 300 dots an inch, for text recognition.

    Raises as `page_picture`.
    """
    return _ask({"do": "scan", "path": str(path), "page": page})


class Ended(Exception):
    """The process went away before it answered."""


class Worker:
    """One drawing process: started at the first request, again after it has ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, Any], *, seconds: float) -> bytes:
        """The answer's bytes. Raises Ended, TimeoutError, ValueError, OSError."""
        for again in (True, False):
            process = self._running()
            try:
                return self._talk(process, request, seconds)
            except Ended:
                self.stop()
                # 0 is an idle process that ended just before this request: a new one does it.
                if not (again and process.returncode == 0):
                    raise
        raise Ended

    def stop(self) -> None:
        """End the process, if there is one."""
        if self.process is None:
            return
        self.process.kill() if self.process.poll() is None else None
        self.process.communicate()
        self.process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "densach.library.formats.pdf_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONWARNINGS": "ignore"},
            )
        return self.process

    def _talk(
        self, process: subprocess.Popen[bytes], request: dict[str, Any], seconds: float
    ) -> bytes:
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            head = process.stdout.read(5)
            size = int.from_bytes(head[1:], "big")
            body = process.stdout.read(size)
            if len(head) < 5 or len(body) < size:  # noqa: PLR2004  a letter and four bytes
                process.wait()
                raise TimeoutError if late.is_set() else Ended
        except (BrokenPipeError, ConnectionResetError):
            process.wait()
            raise (TimeoutError if late.is_set() else Ended) from None
        finally:
            timer.cancel()
        if head[:1] != b"+":
            raise ValueError(body.decode(errors="replace"))
        return body


_workers: queue.LifoQueue[Worker] = queue.LifoQueue()
_all = [Worker() for _number in range(PROCESSES)]
for _worker in _all:
    _workers.put(_worker)


@atexit.register
def stop_all() -> None:
    """End all drawing processes; the next page starts a new one."""
    for worker in _all:
        worker.stop()


def _ask(request: dict[str, Any]) -> bytes:
    page = request["page"]
    try:
        worker = _workers.get(timeout=WAIT_SECONDS)
    except queue.Empty:
        raise DrawingBusy from None
    try:
        return worker.ask(request, seconds=SECONDS)
    except TimeoutError:
        worker.stop()
        raise PageTookTooLong(page=page, seconds=SECONDS) from None
    except (Ended, ValueError):
        raise PageNotDrawn(page=page) from None
    except OSError:
        # No process can be started (a system that forbids it): draw here, one page at a time.
        return _here(request)
    finally:
        _workers.put(worker)


def _here(request: dict[str, Any]) -> bytes:
    import pypdfium2

    from .pdf_child import Desk

    desk = Desk()
    try:
        return desk.answer(request)
    except (pypdfium2.PdfiumError, OSError, ValueError, IndexError):
        raise PageNotDrawn(page=request["page"]) from None
    finally:
        desk.open.close()
