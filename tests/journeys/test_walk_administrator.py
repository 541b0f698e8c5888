"""An administrator: organisation, people one by one and by list, cards, roles, the log, a backup."""

import csv
import re
import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import until

SCHOOL = "Trường Tiểu học Huồi Mây"
ROWS = [
    ("STT", "Họ và tên", "Lớp", "Năm sinh"),
    ("1", "Vừ Y Dợ", "2A", "2019"),
    ("2", "Lầu Bá Xồng", "2A", "2019"),
    ("3", "", "2A", "2019"),
    ("4", "Moong Thị Nhung", "2B", "không rõ"),
    ("5", "Già Y Xua", "2B", "2018"),
]


@pytest.fixture(scope="module")
def school(library, browser):
    """An organisation made in the browser, under the commune; its address."""
    from tests.journeys.browser import open_page, sign_in

    page = open_page(browser, library.url)
    sign_in(page, "administrator")
    page.goto("/quan-tri/don-vi/")
    page.locator("main a[href*='/quan-tri/don-vi/']").filter(
        has_text="UBND xã Suối Mây"
    ).first.click()
    page.get_by_role("link", name="Đơn vị mới").click()
    page.locator("[name=name]").fill(SCHOOL)
    page.locator("[name=kind]").select_option("SCHOOL")
    page.locator("[name=place]").press_sequentially("ky son", delay=40)
    expect(page.locator("#noi")).to_contain_text("Kỳ Sơn")
    page.locator("main form button.btn").last.click()
    page.wait_for_url(re.compile(r"/quan-tri/don-vi/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(SCHOOL)
    address = page.url
    page.context.close()
    return address


def number(address):
    return re.search(r"/(\d+)/$", address)[1]


def test_a_person_is_added_gets_a_card_and_comes_in_with_it(as_person, school):
    page = as_person("administrator")
    page.goto(f"/quan-tri/nguoi-dung/them/?don-vi={number(school)}")
    page.locator("[name=full_name]").first.fill("Cụt Thị Mận")
    page.locator("form:has([name=full_name]) [name=role]").select_option("TEACHER")
    page.locator("form:has([name=full_name]) [name=organization]").select_option(label=SCHOOL)
    page.locator("form:has([name=full_name]) button.btn").click()
    page.wait_for_url("**/quan-tri/nguoi-dung/**")
    if "/nguoi/" not in page.url:
        page.goto("/quan-tri/nguoi-dung/?q=cut+thi+man")
        page.get_by_role("link", name="Cụt Thị Mận").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cụt Thị Mận")
    expect(page.locator("main")).to_contain_text(SCHOOL)
    page.locator("form[action$='/the/'] button").click()
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.locator("main").inner_text())[
        0
    ]

    teacher = as_person()
    teacher.goto("/the/")
    teacher.locator("[name=code]").fill(code.lower().replace("-", " "))
    teacher.locator("main form button").first.click()
    teacher.locator("[name=password]").fill("trâu ăn cỏ trên đồi")
    teacher.locator("[name=again]").fill("trâu ăn cỏ trên đồi")
    teacher.locator("main form button").first.click()
    expect(teacher.get_by_role("banner")).to_contain_text("")
    teacher.goto("/toi/tai-khoan/")
    expect(teacher.locator("main")).to_contain_text("Cụt Thị Mận")

    again = as_person()
    again.goto("/the/")
    again.locator("[name=code]").fill(code)
    again.locator("main form button").first.click()
    expect(again.get_by_role("alert").first).to_be_visible()


def test_a_list_is_looked_through_before_it_is_carried_out(as_person, school, tmp_path):
    with (tmp_path / "lop-2.csv").open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(ROWS)
    page = as_person("administrator")
    page.goto(f"/quan-tri/nguoi-dung/nhap/?don-vi={number(school)}")
    page.locator("input[type=file]").set_input_files(tmp_path / "lop-2.csv")
    page.locator("main form button.lamp").click()
    figures = page.locator(".figs .big")
    expect(figures).to_have_text(["3", "0", "0", "2"])
    expect(page.locator("main")).to_contain_text("2A")
    wrong = page.locator("tr").filter(has=page.locator(".tag.no"))
    expect(wrong).to_have_count(2)
    page.goto(f"/quan-tri/nguoi-dung/?don-vi={number(school)}&q=xong")
    expect(page.locator("main")).not_to_contain_text("Lầu Bá Xồng")

    page.go_back()
    page.locator("form[action$='/lam/'] button").click()
    expect(figures).to_have_text(["3", "0", "0", "2"])
    page.locator("form[action$='/the/'] button").first.click()
    expect(page.locator("main li:has(svg)")).to_have_count(3)
    page.emulate_media(media="print")
    expect(page.locator(".no-print").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(f"/quan-tri/nguoi-dung/?don-vi={number(school)}")
    expect(page.locator("main")).to_contain_text("Lầu Bá Xồng")


def test_a_role_is_given_and_ended_and_the_log_tells_of_it(as_person):
    page = as_person("administrator")
    page.goto("/quan-tri/nguoi-dung/?q=lo+van+sinh")
    page.locator("table").get_by_role("link", name="Lô Văn Sinh").click()
    page.get_by_text("Giao vai trò", exact=True).click()
    form = page.locator("form[action$='/vai/']")
    form.locator("[name=role]").select_option("LIBRARIAN")
    form.locator("[name=organization]").select_option(label="Thư viện xã Suối Mây")
    form.locator("button").click()
    role = (
        page.locator("li")
        .filter(has_text="Thư viện xã Suối Mây")
        .filter(has=page.locator("button"))
    )
    expect(role).to_have_count(1)
    role.locator("button").click()
    expect(role).to_have_count(0)
    page.goto("/quan-tri/nhat-ky/?vat=L%C3%B4+V%C4%83n+Sinh")
    expect(page.locator("table")).to_contain_text("Trần Thị Thu")
    assert page.locator("tbody tr").count() >= 2
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    assert "Lô Văn Sinh" in started.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.slow
def test_a_backup_of_the_browser_lives_again_in_another_home(as_person, library, tmp_path):
    page = as_person("administrator")
    page.goto("/quan-tri/sao-luu/")
    page.locator("form[action$='/lam/'] button").click()
    link = page.locator("main a.btn[href$='.zip']").first
    until(page, lambda: link.count() or page.reload() is None)
    with page.expect_download() as started:
        link.click()
    kept = tmp_path / "sao-luu.zip"
    shutil.copy(started.value.path(), kept)

    with library.another(tmp_path / "nhà khác") as other:
        restored = subprocess.run(
            [sys.executable, "-m", "densach", "restore", str(kept)], env=other,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert restored.returncode == 0, restored.stderr
        found = subprocess.run(
            [sys.executable, "-m", "densach", "search", "nuoc sach", "--json"], env=other,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "nuoc-sach-trong-nha" in found.stdout
        doctor = subprocess.run(
            [sys.executable, "-m", "densach", "doctor"], env=other,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        for what in ("files", "database", "search index"):
            assert f"✗ {what}" not in doctor.stdout, doctor.stdout
