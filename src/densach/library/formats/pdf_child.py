"""The small process that draws pages, so that a file made to crash pdfium cannot harm the server.

Requests are JSON, one a line, on standard input; each answer is a letter (`+` done, `-` refused),
four bytes of length, and as many bytes. Ends by itself when nothing was asked for a while, when
the server ends, or when a page wants more memory than it may have.
"""

import json
import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from densach.library.formats import pdf_pages

IDLE_SECONDS = 90
MEMORY_BYTES = 1536 << 20


class Desk:
    """Answers requests. Keeps the last file open, since people turn page after page."""

    def __init__(self) -> None:
        self.path = ""
        self.pdf: Any = None
        self.open = ExitStack()

    def answer(self, request: dict[str, Any]) -> bytes:
        """The bytes of a picture, or JSON."""
        if request["path"] != self.path:
            self.open.close()
            self.path = ""
            self.pdf = self.open.enter_context(pdf_pages.document(Path(request["path"])))
            self.path = request["path"]
        index = request["page"] - 1
        if request["do"] == "words":
            return json.dumps(pdf_pages.words(self.pdf, index), ensure_ascii=False).encode()
        if request["do"] == "scan":
            return pdf_pages.scan(self.pdf, index)
        return pdf_pages.draw(self.pdf, index, width=request["width"], dark=request["dark"])


def main() -> None:
    """Serve until standard input ends."""
    _limit_memory()
    desk, out = Desk(), sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may write between answers
    while line := _next_line():
        try:
            kind, body = b"+", desk.answer(json.loads(line))
        except Exception as error:  # noqa: BLE001  the server turns whatever it was into a sentence
            kind, body = b"-", f"{type(error).__name__}: {error}".encode()[:500]
        out.write(kind + len(body).to_bytes(4, "big") + body)
        out.flush()


def _next_line() -> bytes:
    timer = threading.Timer(IDLE_SECONDS, os._exit, (0,))
    timer.daemon = True
    timer.start()
    line = sys.stdin.buffer.readline()
    timer.cancel()
    return line


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the limits on pixels must do
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
