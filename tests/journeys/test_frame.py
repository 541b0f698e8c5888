"""What the frame's small elements do for people, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import PHONE


def type_a_word(page):
    """The first word of a title on the page, typed as a person types."""
    word = page.locator(".shelf .name b").first.inner_text().split()[0]
    box = page.get_by_role("combobox", name="Tìm trong thư viện")
    box.press_sequentially(word, delay=40)
    return box, word


def test_suggestions_come_while_typing_and_are_walked_by_keyboard(page):
    page.goto("/")
    box, word = type_a_word(page)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    first = options.first
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press("Enter")
    page.wait_for_url("**/thu-vien/?q=*")
    assert page.locator("main input[type=search]").input_value() == word


def test_a_suggestion_is_opened_by_enter(page):
    page.goto("/")
    box, _word = type_a_word(page)
    expect(page.get_by_role("option").first).to_be_visible()
    address = page.get_by_role("option").first.get_by_role("link").get_attribute("href")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**{address}")


def test_a_theme_shows_before_it_is_kept_and_stays_when_kept(page):
    page.goto("/giao-dien/?next=/tro-giup/")
    page.get_by_label("Tối").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(14, 19, 29)"
    page.get_by_role("button", name="Giữ như thế").click()
    page.wait_for_url("**/tro-giup/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_is_switched_and_the_page_kept(page):
    page.goto("/tro-giup/")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    page.wait_for_url("**/tro-giup/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")


def test_the_first_tab_leads_past_the_frame(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_filter_sheet_opens_on_a_phone_and_closes_by_escape(phone_page):
    phone_page.goto("/kieu-dang/")
    phone_page.get_by_role("button", name="Mở bộ lọc").click()
    sheet = phone_page.get_by_role("dialog", name="Lọc kết quả")
    expect(sheet).to_be_visible()
    phone_page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_a_dialog_asks_and_can_be_left(page):
    page.goto("/kieu-dang/")
    page.get_by_role("button", name="Mở hộp hỏi").click()
    dialog = page.get_by_role("dialog", name="Xoá hẳn bản ghi này?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Thôi, để nguyên").click()
    expect(dialog).to_be_hidden()


def test_a_lost_line_is_told_calmly(page):
    page.goto("/tro-giup/")
    page.context.set_offline(True)
    expect(page.get_by_text("Đang không có mạng.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Đang không có mạng.")).to_be_hidden()


@pytest.mark.slow
def test_dropped_files_go_up_one_after_another(as_person, tmp_path):
    for name in ("mot", "hai", "ba"):
        (tmp_path / f"{name}.txt").write_text(f"Chuyện {name}. " * 60, encoding="utf-8")
    page = as_person("librarian", viewport=PHONE)
    page.goto("/nhap/")
    page.set_input_files(
        "ds-drop input[multiple]:not([webkitdirectory])", sorted(tmp_path.glob("*.txt"))
    )
    page.wait_for_url(re.compile(r"/nhap/[0-9a-f-]{36}/"))
    expect(page.get_by_text("ba.txt").first).to_be_visible()


@pytest.mark.slow
def test_a_broken_line_is_waited_for_and_a_refusal_is_shown(as_person, tmp_path):
    (tmp_path / "mot.txt").write_text("Chuyện một. " * 60, encoding="utf-8")
    (tmp_path / "hai.txt").write_text("Chuyện hai. " * 60, encoding="utf-8")
    page = as_person("librarian")
    page.goto("/nhap/")
    answers = iter(["abort", "refuse", "pass"])

    def answer(route):
        match next(answers, "pass"):
            case "abort":
                route.abort()
            case "refuse":
                route.fulfill(status=413, json={"message": "Tệp lớn quá. Chia nhỏ rồi gửi lại."})
            case _:
                route.continue_()

    page.route("**/nhap/tep/", answer)
    page.set_input_files(
        "ds-drop input[multiple]:not([webkitdirectory])", sorted(tmp_path.glob("*.txt"))
    )
    expect(page.get_by_text("Mất kết nối. Thử lại sau 2 giây.")).to_be_visible()
    expect(page.get_by_text("Tệp lớn quá. Chia nhỏ rồi gửi lại.")).to_be_visible()
    expect(page.get_by_role("link", name="Xem các tệp đã gửi")).to_be_visible()


def test_the_style_of_old_browsers_hides_nothing(page):
    """Sheets open by a class where there is no popover: the script for it is a chunk of its own."""
    page.add_init_script("delete HTMLElement.prototype.popover")
    page.goto("/kieu-dang/")
    page.get_by_role("button", name="Mở bộ lọc").click()
    expect(page.locator("#loc-mau")).to_have_class(re.compile("open"))
