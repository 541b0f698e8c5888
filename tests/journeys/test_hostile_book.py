"""No opened book runs a script, calls anybody, or reads another person's things. For ever.

Each attack is tried three times: through the import, which cleans; in a reading copy that was never
cleaned, as if the cleaner had a hole; and written into the page behind the server's back, so that
the content policy stands alone. A stranger's server listens for whoever calls.
"""

import http.server
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.journeys import hostile
from tests.journeys.browser import open_page
from tests.journeys.served import Library

RAN = "() => [document.title === 'ran', window.ran ?? null]"
ROOT = Path(__file__).parents[2]


class Stranger(http.server.BaseHTTPRequestHandler):
    """Another server: writes down who calls, and hands out scripts."""

    calls: list[str] = []

    def do_GET(self):
        Stranger.calls.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(b"window.ran=['stranger']")

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def stranger():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


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
def reader(browser, library, stranger):
    """A page of somebody who carries a cookie worth stealing."""
    Stranger.calls.clear()
    page = open_page(browser, library.url)
    page.context.add_cookies([{"name": "bi_mat", "value": "kho-bau", "url": library.url}])
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    page.on("popup", lambda popup: pytest.fail(f"a window: {popup.url}"))
    yield page
    page.context.close()


def assert_nothing_happened(page, library):
    page.wait_for_timeout(700)  # slow attacks get their time
    assert page.url.startswith(library.url), "the page was led away"
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
    assert_nothing_happened(reader, library)
    # Chapters that the script fetches come another way in.
    reader.goto(f"/doc/{slugs[book]}/c2/") if book != "html" else None
    provoke(reader)
    assert_nothing_happened(reader, library)


def test_fetched_chapters_are_no_other_way_in(reader, library, slugs):
    reader.goto(f"/doc/{slugs['flows']}/c1/")
    reader.locator('[data-sheet="muc-luc"]').click()
    reader.locator('#o-toc a[data-place="c2"]').click()
    reader.get_by_text("Trang hai").first.wait_for(state="attached")
    provoke(reader)
    assert_nothing_happened(reader, library)


def test_fixed_pages_run_nothing(reader, library, slugs):
    reader.goto(f"/doc/{slugs['fixed']}/")
    reader.frame_locator("iframe").first.get_by_text("Sách độc mở đầu").wait_for(state="attached")
    reader.keyboard.press("ArrowRight")
    assert_nothing_happened(reader, library)


def test_the_policy_alone_stops_what_reaches_the_page(reader, library, slugs, stranger):
    """The attacks are put into the answer between server and browser; its headers stay."""

    def poison(route):
        answer = route.fetch()
        html = answer.text().replace("</article>", hostile.body(stranger) + "</article>", 1)
        assert "onerror" in html
        route.fulfill(response=answer, body=html)

    reader.route(f"**/doc/{slugs['flows']}/c2/", poison)
    reader.goto(f"/doc/{slugs['flows']}/c2/")
    provoke(reader)
    assert_nothing_happened(reader, library)


def test_the_trap_snaps_when_the_policy_is_taken_away(reader, slugs, stranger):
    """Else the tests above would prove nothing."""

    def disarm(route):
        answer = route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
        html = answer.text().replace("</article>", hostile.body(stranger) + "</article>", 1)
        route.fulfill(status=200, headers=headers, body=html)

    reader.route(f"**/doc/{slugs['flows']}/c2/", disarm)
    reader.on("requestfailed", lambda r: print("RF", r.url[:90], r.failure)); reader.on("response", lambda r: print("RS", r.status, r.url[:90]))
    reader.goto(f"/doc/{slugs['flows']}/c2/", wait_until="commit")
    reader.wait_for_timeout(1500)
    assert {"inline", "onerror"} <= set(reader.evaluate("window.ran"))
    assert Stranger.calls


@pytest.mark.parametrize("name", ["r/3.svg", "r/4.html", "f/c1.html"])
def test_files_opened_by_their_own_address_are_sandboxed(reader, library, slugs, name):
    answer = reader.goto(f"/doc/{slugs['fixed']}/r/{slugs['token']}/{name}")
    assert answer.status == 200
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert_nothing_happened(reader, library)
