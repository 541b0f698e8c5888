"""The store behind the production server, on an SQLite file: writers at once, kill −9, connections."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from .lrs import new_id, statement

pytestmark = pytest.mark.slow
WRITERS, ROUNDS, BATCH = 4, 8, 20


class Server:
    """`densach serve` in a home of its own."""

    def __init__(self, home):
        self.environment = {**os.environ, "DENSACH_HOME": str(home), "DENSACH_DEMO": "0"}
        self.environment.pop("DATABASE_URL", None)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def densach(self, *words):
        command = [sys.executable, "-m", "densach", *words]
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def start(self):
        command = [sys.executable, "-m", "densach", "serve", "--no-jobs", "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], env=self.environment, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    one = Server(tmp_path_factory.mktemp("lrs"))
    one.densach("setup", "--no-starter")
    user, secret = one.densach("key", "Test", "--scope", "all").split()
    token = base64.b64encode(f"{user}:{secret}".encode()).decode()
    one.headers = {
        "Authorization": f"Basic {token}",
        "X-Experience-API-Version": "2.0.0",
        "Content-Type": "application/json",
    }
    one.start()
    yield one
    one.end()


def ask(server, method, path, data=None, connection=None):
    line = connection or http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    body = None if data is None else json.dumps(data)
    line.request(method, f"/xapi/{path}", body, server.headers)
    answer = line.getresponse()
    return answer, answer.read()


def test_four_writers_lose_nothing_and_wait_for_each_other(server):
    things = [
        {"id": f"https://example.org/{n}", "definition": {"name": {"vi": str(n)}}}
        for n in range(BATCH)
    ]

    def write(number):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        order = things if number % 2 else things[::-1]
        found = set()
        for _ in range(ROUNDS):
            batch = [statement(object=one) for one in order]
            found.add(ask(server, "POST", "statements", batch, line)[0].status)
        return found

    with ThreadPoolExecutor(WRITERS) as pool:
        assert list(pool.map(write, range(WRITERS))) == [{200}] * WRITERS
    path, count = "statements?limit=500", 0
    while path:
        page = json.loads(ask(server, "GET", path)[1])
        count += len(page["statements"])
        path = page["more"].removeprefix("/xapi/")
    assert count == WRITERS * ROUNDS * BATCH


def test_a_server_that_is_killed_has_what_it_said_it_has(server):
    """An answer was given: the statement is there. None was given: sending again doubles nothing."""
    ids = [new_id() for _ in range(30)]
    for number, id_ in enumerate(ids):
        assert ask(server, "POST", "statements", statement(id=id_))[0].status == 200
        if number == len(ids) // 2:
            server.end(signal.SIGKILL)
            server.start()
    for id_ in ids:
        assert ask(server, "POST", "statements", statement(id=id_))[0].status == 200
        assert ask(server, "GET", f"statements?statementId={id_}")[0].status == 200


def test_a_connection_that_is_kept_open_stays_in_step_after_head(server):
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    for method in ("HEAD", "GET", "HEAD", "HEAD", "GET"):
        answer, body = ask(server, method, "statements?limit=1", connection=line)
        assert answer.status == 200
        assert int(answer.headers["Content-Length"]) > 0
        assert bool(body) is (method == "GET")
    raw = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    raw.sendall(b"HEAD /xapi/about HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    whole = b"".join(iter(lambda: raw.recv(65536), b""))
    assert whole.endswith(b"\r\n\r\n"), "no body follows an answer to HEAD"
