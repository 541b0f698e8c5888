"""No opened book runs a script, calls anybody, or reads another person's things. For ever.

Each attack is tried three times: through the import, which cleans; in a reading copy that was never
cleaned, as if the cleaner had a hole; and written into the page behind the server's back, so that
the content policy stands alone. A stranger's server listens for whoever calls.
"""

import http.server
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys import hostile
from tests.journeys.browser import open_page
from tests.journeys.served import Library

RAN = "() => [document.title === 'ran', window.ran ?? null]"
ROOT = Path(__file__).parents[2]


class Listener(http.server.BaseHTTPRequestHandler):
    """A server that says nothing on the terminal."""

    def log_message(self, *_args):
        pass


class Stranger(Listener):
    """Another server: writes down who calls, and hands out scripts."""

    calls: list[str] = []

    def do_GET(self):
        Stranger.calls.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(b"window.ran=(window.ran||[]).concat('stranger')")

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for


@contextmanager
def serving(handler):
    """`handler` on a free port; its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def stranger():
    with serving(Stranger) as url:
        yield url


@pytest.fixture(scope="module")
def slugs(library: Library, stranger, tmp_path_factory):
    """Names in addresses: imported EPUB, imported HTML, uncleaned flowing, uncleaned fixed."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile.epub(folder / "doc.epub", stranger)
    (folder / "trang-doc.html").write_text(
        hostile.page(stranger).replace("<title>Độc", "<title>Trang độc nhập vào"), encoding="utf-8"
    )
    library.command("import", str(folder), "--json")
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.hostile", stranger], cwd=ROOT, check=True,
        env=library._environment() | {"DJANGO_SETTINGS_MODULE": "densach.config.settings"},
        capture_output=True, text=True,
    )  # fmt: skip
    flows, fixed, token = made.stdout.split()
    return {
        "epub": "sach-doc-nhap-vao", "html": "trang-doc-nhap-vao",
        "flows": flows, "fixed": fixed, "token": token,
    }  # fmt: skip


@pytest.fixture
def reader(browser, library):
    """A page of somebody who carries a cookie worth stealing."""
    Stranger.calls.clear()
    page = open_page(browser, library.url)
    page.context.add_cookies(
        [{"name": "bi_mat", "value": "kho-bau", "domain": "127.0.0.1", "path": "/"}]
    )
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.on("popup", lambda popup: pytest.fail(f"a window: {popup.url}"))
    yield page
    page.context.close()


def assert_nothing_happened(page, url):
    page.wait_for_timeout(700)  # slow attacks get their time
    assert page.url.startswith(url), "the page was led away"
    for frame in page.frames:
        assert frame.evaluate(RAN) == [False, None], frame.url
    assert Stranger.calls == []


def provoke(page):
    """Touch whatever the book offers to be touched."""
    for selector in (".js-link", ".js-send", "p"):
        for thing in page.locator(f"article {selector}").all()[:3]:
            thing.dispatch_event("click")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")


@pytest.mark.parametrize("book", ["epub", "html", "flows"])
def test_a_hostile_book_is_only_text(reader, library, slugs, book):
    reader.goto(f"/doc/{slugs[book]}/")
    reader.get_by_text("Sách độc mở đầu").first.wait_for(state="attached")
    provoke(reader)
    assert_nothing_happened(reader, library.url)
    # Chapters that the script fetches come another way in.
    reader.goto(f"/doc/{slugs[book]}/c2/") if book != "html" else None
    provoke(reader)
    assert_nothing_happened(reader, library.url)


def test_fetched_chapters_are_no_other_way_in(reader, library, slugs):
    reader.goto(f"/doc/{slugs['flows']}/c1/")
    reader.locator('[data-sheet="muc-luc"]').click()
    reader.locator('#o-toc a[data-place="c2"]').click()
    reader.get_by_text("Trang hai").first.wait_for(state="attached")
    provoke(reader)
    assert_nothing_happened(reader, library.url)


def test_fixed_pages_run_nothing(reader, library, slugs):
    reader.goto(f"/doc/{slugs['fixed']}/")
    reader.frame_locator("iframe").first.get_by_text("Sách độc mở đầu").wait_for(state="attached")
    reader.keyboard.press("ArrowRight")
    assert_nothing_happened(reader, library.url)


@pytest.fixture
def meddler(library, stranger):
    """A server between: puts the attacks into chapters, and takes the policy away when told to."""

    class Meddler(Listener):
        keeps_policy = True

        def do_GET(self):
            headers = {"Host": self.headers["Host"], "Cookie": self.headers.get("Cookie", "")}
            asked = urllib.request.Request(library.url + self.path, headers=headers)
            try:
                answer = urllib.request.urlopen(asked)
            except urllib.error.HTTPError as refused:
                answer = refused
            with answer:
                body, told = answer.read(), answer.headers.items()
            if self.path.startswith("/doc/") and self.path.endswith("/c2/"):
                poison = hostile.body(stranger) + "</article>"
                body = body.replace(b"</article>", poison.encode(), 1)
            self.send_response(answer.status)
            for name, value in told:
                policy = name.lower() == "content-security-policy"
                if name.lower() != "content-length" and (Meddler.keeps_policy or not policy):
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    with serving(Meddler) as url:
        yield Meddler, url


def test_the_policy_alone_stops_what_reaches_the_page(reader, slugs, meddler):
    _server, url = meddler
    reader.goto(f"{url}/doc/{slugs['flows']}/c2/")
    assert reader.locator("article object").count() == 1, "the attack is not in the page"
    provoke(reader)
    assert_nothing_happened(reader, url)


def test_the_trap_snaps_when_the_policy_is_taken_away(reader, slugs, meddler):
    """Else the tests above would prove nothing."""
    server, url = meddler
    server.keeps_policy = False
    reader.goto(f"{url}/doc/{slugs['flows']}/c2/", wait_until="commit")
    reader.wait_for_timeout(1500)
    assert {"inline", "onerror"} <= set(reader.evaluate("window.ran"))
    assert "/image.png" in Stranger.calls
    assert any("bi_mat" in call for call in Stranger.calls), "the cookie could have been stolen"


@pytest.mark.parametrize("name", ["r/3.svg", "r/4.html", "f/c1.html"])
def test_files_opened_by_their_own_address_are_sandboxed(reader, library, slugs, name):
    answer = reader.goto(f"/doc/{slugs['fixed']}/r/{slugs['token']}/{name}")
    assert answer.status == 200
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert_nothing_happened(reader, library.url)
