"""Sending files: whole, in ranges, again, not at all."""

import contextlib
import io
import threading
import urllib.request

import pytest
from django.core.files.storage import storages
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.utils import timezone
from waitress.server import create_server

from densach.core.files import keep
from densach.core.http import send_file
from densach.core.ranges import Span, Unsatisfiable, Window, spans_of

BYTES = bytes(range(256)) * 40  # 10,240 bytes, each place tells itself


@pytest.fixture
def stored(db):
    return keep(io.BytesIO(BYTES), media_type="audio/mpeg", at=timezone.now())


def answer(what, *, method="GET", **headers):
    request = RequestFactory().generic(method, "/", headers=headers)
    return send_file(request, what, media_type="audio/mpeg", name="Bài 1.mp3")


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_whole_file_with_a_strong_tag(stored):
    response = answer(stored)
    assert response.status_code == 200
    assert body(response) == BYTES
    assert response["Content-Length"] == "10240"
    assert response["ETag"] == f'"{stored.sha256}"'
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''B%C3%A0i%201.mp3"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=10000-", 10000, 10239), ("bytes=-40", 10200, 10239),
     ("bytes=10000-99999", 10000, 10239), ("bytes=-99999", 0, 10239)],
)  # fmt: skip
def test_one_range(stored, asked, first, last):
    response = answer(stored, Range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/10240"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == BYTES[first : last + 1]


def test_several_ranges_come_in_parts(stored):
    response = answer(stored, Range="bytes=0-1, 500-509")
    content = body(response)
    assert response.status_code == 206
    assert response["Content-Type"].startswith("multipart/byteranges; boundary=")
    assert int(response["Content-Length"]) == len(content)
    assert b"Content-Range: bytes 500-509/10240\r\n\r\n" + BYTES[500:510] in content


@pytest.mark.parametrize("asked", ["bytes=10240-", "bytes=99999-100000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(stored, asked):
    response = answer(stored, Range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */10240"


@pytest.mark.parametrize(
    "asked",
    ["lines=0-5", "bytes=9-3", "bytes=a-b", "bytes=", "bytes=--5", "bytes=0-9999,0-9999",
     "bytes=" + ",".join(f"{n}-{n}" for n in range(17)), "bytes=٣-٤"],
)  # fmt: skip
def test_what_is_not_a_sensible_range_gets_the_whole_file(asked):
    assert spans_of(asked, 10240) == []


def test_if_range_with_another_version_gets_the_whole_file(stored):
    response = answer(stored, Range="bytes=0-9", **{"If-Range": '"another"'})
    assert response.status_code == 200
    assert len(body(response)) == 10240
    same = answer(stored, Range="bytes=0-9", **{"If-Range": f'"{stored.sha256}"'})
    assert same.status_code == 206


def test_known_bytes_are_not_sent_again(stored):
    response = answer(stored, **{"If-None-Match": f'W/"{stored.sha256}"'})
    assert (response.status_code, body(response)) == (304, b"")


def test_head_tells_all_and_sends_nothing(stored):
    response = answer(stored, method="HEAD", Range="bytes=5-9")
    assert (response.status_code, response["Content-Length"], body(response)) == (206, "5", b"")


def test_a_path_has_a_tag_that_changes_with_the_file(tmp_path):
    file = tmp_path / "page.webp"
    file.write_bytes(b"one")
    first = answer(file)
    file.write_bytes(b"other")
    assert first["ETag"] != answer(file)["ETag"]


def test_an_empty_file_is_sent_empty(tmp_path):
    file = tmp_path / "empty"
    file.touch()
    assert body(answer(file)) == b""
    with pytest.raises(Unsatisfiable):
        spans_of("bytes=0-", 0)


def test_what_came_from_outside_is_sandboxed_when_opened_by_itself(stored):
    assert answer(stored)["Content-Security-Policy"].startswith("sandbox")


@override_settings(ACCEL_PREFIX="/inside/")
def test_nginx_may_send_stored_files(stored):
    sha = stored.sha256
    found = answer(stored)
    assert found["X-Accel-Redirect"] == f"/inside/files/{sha[:2]}/{sha[2:4]}/{sha}"
    assert found["X-Accel-Expires"] == "0"
    assert found["Content-Type"] == "audio/mpeg"


@override_settings(ACCEL_PREFIX="/inside/")
def test_nginx_may_remember_only_what_is_open_to_all(stored):
    request = HttpRequest()
    request.method = "GET"
    found = send_file(request, stored, media_type="audio/mpeg", is_open=True)
    assert found["X-Accel-Expires"] == "10"


def test_a_window_is_a_file_of_its_own():
    window = Window(io.BytesIO(b"0123456789"), Span(2, 5))
    assert (window.seek(0, 2), window.seek(1), window.read(2), window.tell()) == (4, 1, b"34", 3)
    assert (window.read(), window.read()) == (b"5", b"")


@pytest.mark.django_db(transaction=True)
def test_the_real_server_sends_ranges_without_holding_the_file():
    at = timezone.now()
    kept = keep(io.BytesIO(BYTES * 400), media_type="audio/mpeg", at=at)  # 4 MB

    def application(environ, start_response):
        request = HttpRequest()
        request.META, request.method = environ, environ["REQUEST_METHOD"]
        response = send_file(request, kept, media_type="audio/mpeg", name="a.mp3")
        start_response(f"{response.status_code} OK", list(response.items()))
        return environ["wsgi.file_wrapper"](response.file_to_stream, response.block_size)

    server = create_server(application, host="127.0.0.1", port=0)

    def run():
        with contextlib.suppress(OSError):  # the socket is closed under it at the end
            server.run()

    threading.Thread(target=run, daemon=True).start()
    address = f"http://127.0.0.1:{server.effective_port}/"
    try:
        whole = urllib.request.urlopen(address).read()
        part = urllib.request.urlopen(
            urllib.request.Request(address, headers={"Range": "bytes=4000000-4000999"})
        ).read()
    finally:
        server.close()
        storages["densach"].delete(f"files/{kept.sha256[:2]}/{kept.sha256[2:4]}/{kept.sha256}")
    assert whole == BYTES * 400
    assert part == whole[4000000:4001000]
