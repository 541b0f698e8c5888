"""A proxy that stands between browser and server and takes answers away, as weak lines do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSED_ON = {"connection", "transfer-encoding", "keep-alive"}


class Cutting:
    """`lose = "/api/v1/outbox"`: the next answer from there is thrown away after the server gave it.

    `lost` and `seen` count such answers and all requests to that address.
    """

    def __init__(self, port: int) -> None:
        self.port, self.lose, self.lost, self.seen = port, "", 0, 0
        self.watched = "/api/v1/outbox"

    def passes(self, path: str) -> bool:
        """Whether the answer to `path` may reach the browser."""
        self.seen += path.startswith(self.watched)
        if not self.lose or not path.startswith(self.lose):
            return True
        self.lose = ""
        self.lost += 1
        return False


@contextmanager
def cutting(port: int) -> Iterator[tuple[str, Cutting]]:
    """The address of a proxy before the server at `port`, and what it does."""
    line = Cutting(port)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: Any) -> None:
            """Quiet."""

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server = HTTPConnection("127.0.0.1", port, timeout=60)
            server.request(self.command, self.path, body or None, dict(self.headers.items()))
            answer = server.getresponse()
            said = answer.read()
            server.close()
            if not line.passes(self.path):
                self.close_connection = True
                return  # the server has done it; the browser hears nothing
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in PASSED_ON | {"content-length"}:
                    self.send_header(name, value)
            if answer.status not in {204, 304}:
                self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass  # noqa: N815 - http.server's names

    proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.daemon_threads = True
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{proxy.server_address[1]}", line
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join(timeout=10)
