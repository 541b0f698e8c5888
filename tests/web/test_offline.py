"""The worker, the pages that stay on devices, the sheet to print; what answers say for shared devices."""

import json
import re

import pytest

from densach.web import shell
from densach.web.middleware import policy
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A front end as Vite would have made it."""
    assets = tmp_path / "assets"
    assets.mkdir()
    for name in (
        "app-AAAAAAAA.js",
        "app-style-BBBBBBBB.css",
        "drop-CCCCCCCC.js",
        "app-AAAAAAAA.js.br",
    ):
        (assets / name).write_text(name)
    (tmp_path / "sw.js").write_text("(function(){})();")
    monkeypatch.setattr(shell, "DIST", tmp_path)
    shell._shell.cache_clear()
    yield tmp_path
    shell._shell.cache_clear()


def told(response):
    return json.loads(re.match(r"self\.DENSACH = (.*);\n", response.content.decode())[1])


def test_the_worker_comes_with_its_shell_and_is_asked_for_anew(client, built):
    answer = client.get("/sw.js")
    shell_told = told(answer)
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert "/static/dist/assets/app-AAAAAAAA.js" in shell_told["files"]
    assert not [name for name in shell_told["files"] if "drop-" in name or name.endswith(".br")]
    assert shell_told["stems"]["app-style.css"] == "/static/dist/assets/app-style-BBBBBBBB.css"
    assert shell_told["policy"] == policy("testserver")
    assert shell_told["framePolicy"].startswith("sandbox allow-same-origin; default-src 'none'")


def test_an_unchanged_worker_costs_a_few_bytes(client, built):
    tag = client.get("/sw.js")["ETag"]
    again = client.get("/sw.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_another_build_is_another_version(client, built):
    before = told(client.get("/sw.js"))["version"]
    (built / "sw.js").write_text("(function(){1})();")
    shell._shell.cache_clear()
    assert told(client.get("/sw.js"))["version"] != before


def test_without_a_build_there_is_no_worker(client, monkeypatch, tmp_path):
    monkeypatch.setattr(shell, "DIST", tmp_path)
    assert client.get("/sw.js").status_code == 404


def test_only_our_worker_may_be_one():
    rules = dict(rule.split(" ", 1) for rule in policy("thu-vien.vn").split("; "))
    assert rules["worker-src"] == "thu-vien.vn/sw.js"


@pytest.mark.parametrize("address", ["/may-nay/", "/ngoai-tuyen/"])
def test_pages_that_stay_on_devices_are_the_same_for_everybody(client, address):
    answer = client.get(address)
    assert 'name="person"' not in answer.content.decode()
    assert answer["Densach-Person"] == "-"


def test_a_page_says_for_whom_it_was_made(client):
    lan = PersonFactory()
    client.force_login(lan)
    answer = client.get("/")
    assert answer["Densach-Person"] == str(lan.pk)
    assert f'name="person" content="{lan.pk}"' in answer.content.decode()


def test_nothing_ever_clears_what_waits(client):
    lan = PersonFactory()
    client.force_login(lan)
    for answer in (client.get("/"), client.post("/dang-xuat/")):
        assert "Clear-Site-Data" not in answer


def test_the_sheet_carries_the_https_address_where_there_is_one(client, settings):
    settings.PUBLIC_URL = "https://thu-vien.xa.vn"
    page = client.get("/mang-ve-nha/").content.decode()
    assert '<p class="address">https://thu-vien.xa.vn/</p>' in page
    assert "<svg" in page
    settings.PUBLIC_URL = ""
    assert "http://testserver/" in client.get("/mang-ve-nha/").content.decode()


def test_the_work_and_its_shelf_offer_to_save_but_not_what_stays_in_the_house(client):
    from tests.reading import books

    work = books.book(is_readable=True, size_bytes=400_000)
    page = client.get(f"/sach/{work.slug}/").content.decode()
    assert f'<ds-save data-work="{work.slug}"' in page
    assert 'data-bytes="400000"' in page
    closed = books.book(is_readable=True, audience="PREMISES")
    assert "<ds-save" not in client.get(f"/sach/{closed.slug}/").content.decode()
