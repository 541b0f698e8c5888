"""A line between phone and server that can be cut, also in the middle of an answer, and on which a newer program comes."""

import http.client
import re
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

# Answers are changed here, so none may be “unchanged”; and they are read, so none may be packed.
NOT_PASSED = {"connection", "accept-encoding", "if-none-match"}
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding"}


class Line:
    """`Line(port)` passes everything on to 127.0.0.1:port under an address of its own; a context manager.

    `down` cuts it; `cut_after` = (pattern, bytes) ends the next answer whose path fits after so many
    bytes, and then the line is down; `rewrite(path, body)` changes answers; `asked` are the paths in order.
    """

    def __init__(self, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        self.behind = port
        self.down = False
        self.cut_after: tuple[str, int] | None = None
        self.rewrite: Callable[[str, bytes], bytes] = lambda _path, body: body
        self.asked: list[str] = []
        self.tls = tls
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                line.carry(self)

            do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

            def log_message(self, *_said: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def carry(self, asked: BaseHTTPRequestHandler) -> None:
        """One question and its answer."""
        self.asked.append(asked.path)
        if self.down:
            asked.close_connection = True
            asked.connection.close()
            return
        length = int(asked.headers.get("Content-Length", 0))
        body = asked.rfile.read(length) if length else None
        headers = {k: v for k, v in asked.headers.items() if k.lower() not in NOT_PASSED}
        if self.tls is not None:
            headers["X-Forwarded-Proto"] = "https"
        inner = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=60)
        try:
            inner.request(asked.command, asked.path, body, headers)
            answer = inner.getresponse()
            self._answer(asked, answer, self.rewrite(asked.path, answer.read()))
        except OSError:
            asked.close_connection = True
        finally:
            inner.close()

    def _answer(
        self, asked: BaseHTTPRequestHandler, answer: http.client.HTTPResponse, body: bytes
    ) -> None:
        asked.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP:
                asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        if asked.command == "HEAD":
            return
        if self.cut_after and re.search(self.cut_after[0], asked.path):
            body, self.cut_after, self.down = body[: self.cut_after[1]], None, True
            asked.close_connection = True
        asked.wfile.write(body)
