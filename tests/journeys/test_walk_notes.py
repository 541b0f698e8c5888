"""Colouring words and writing notes: by finger, mouse and keys; the list; the log; sharing."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import (
    LAPTOP,
    PHONE,
    assert_no_sideways_scroll,
    assert_no_violations,
    until,
)
from tests.journeys.device import rows
from tests.journeys.test_reader import ON_PHONE, opened, works
from tests.journeys.test_walk_outbox import CHOOSE

__all__ = ["works"]  # the fixture brings the books
pytestmark = pytest.mark.slow
FIRST_WORDS = "Đoạn 1 của chương 1. Buổi sáng hôm nay"
SHARED = "navigator.share = async (what) => { window.shared = what.text; };"


def choose(page):
    until(page, lambda: page.locator('[data-part="where"]').inner_text())
    page.evaluate(CHOOSE)
    page.locator(".marking").wait_for()


def marks(page):
    page.locator('[data-sheet="muc-luc"]').click()
    page.locator("#tab-marks").click()
    return page.locator("#o-marks li")


def test_a_passage_is_coloured_noted_found_changed_and_taken_away(as_person):
    page = opened(as_person(**ON_PHONE))
    choose(page)
    page.locator('.marking [data-do="sel-note"]').tap()
    expect(page.locator("#ghi [data-part=quote]")).to_have_text(re.compile(f"^{FIRST_WORDS}"))
    page.locator("#ghi label", has_text="Xanh lá").tap()
    page.locator("#ghi textarea").fill("Câu mở đầu")
    page.locator("#ghi button", has_text="Lưu").tap()
    until(page, lambda: page.evaluate("CSS.highlights.get('mark-green')?.size"))
    page.keyboard.press("ArrowRight")
    line = marks(page)
    expect(line).to_contain_text("Ghi chú · màu xanh lá")
    expect(line).to_contain_text("Câu mở đầu")
    line.locator("a").tap()
    until(page, lambda: page.locator("[data-page]").get_attribute("data-page") == "0")
    at = page.evaluate(
        "CSS.highlights.get('mark-green').values().next().value.getBoundingClientRect().toJSON()"
    )
    page.touchscreen.tap(at["x"] + 20, at["y"] + 5)  # the words themselves open their note
    page.locator("#ghi label", has_text="Không tô").tap()
    page.locator("#ghi button", has_text="Lưu").tap()
    until(page, lambda: page.evaluate("CSS.highlights.get('mark-note')?.size"))
    marks(page).get_by_role("button", name="Xoá").tap()
    until(page, lambda: not page.evaluate("CSS.highlights.get('mark-note')?.size"))
    assert [row["gone"] for row in rows(page, "notes")] == [True]
    assert "excerpt" not in rows(page, "notes")[0]  # no words of it are left


def test_a_passage_is_chosen_by_keys_alone(as_person):
    page = opened(as_person())
    page.locator('[data-sheet="muc-luc"]').focus()
    page.keyboard.press("Enter")
    page.locator("#tab-toc").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Chọn đoạn bằng bàn phím").press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-part=chosen]")).to_contain_text(FIRST_WORDS)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Vàng")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    until(page, lambda: rows(page, "notes"))
    [mark] = rows(page, "notes")
    assert mark["color"] == "green"
    assert mark["end"] - mark["offset"] > 500  # two paragraphs
    assert len(mark["excerpt"]) == 500


def test_what_is_shared_has_its_source_and_is_short(as_person):
    page = as_person()
    page.context.add_init_script(SHARED)
    opened(page)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('article'))")
    page.locator('.marking [data-do="sel-share"]').click()
    until(page, lambda: page.evaluate("window.shared"))
    words, source, address = page.evaluate("window.shared").split("\n")
    assert len(words) <= 502
    assert words.endswith(" …”")
    assert "Gió đầu mùa" in source
    assert address.endswith("/doc/doc-thu/c1/")
    expect(page.locator('[data-part="toast"]')).to_contain_text("Đã cắt còn 500 chữ cái")


def test_words_of_a_pdf_are_coloured_over_the_picture_and_in_the_text(as_person):
    page = opened(as_person(), "/doc/so-tay/p2/")
    page.locator(".words span").nth(2).wait_for(state="attached")
    page.evaluate(
        """() => { const words = document.querySelectorAll('.words span');
          getSelection().setBaseAndExtent(words[1].firstChild, 0, words[3].firstChild, 2); }"""
    )
    page.locator('.marking [data-color="pink"]').click()
    until(page, lambda: page.evaluate("CSS.highlights.get('mark-pink')?.size"))
    page.locator('[data-do="text"]').click()
    page.locator(".stage article").wait_for()
    shown = "[...CSS.highlights.get('mark-pink')].map(String).join('').trim()"
    until(page, lambda: page.evaluate(shown) == rows(page, "notes")[0]["excerpt"])
    assert rows(page, "notes")[0]["excerpt"] == "hai noi ve"


def test_a_film_or_recording_takes_notes_at_a_minute(as_person):
    page = as_person(**ON_PHONE)
    page.goto("/doc/bai-giang/")
    page.locator(".tracks button").first.wait_for()
    until(page, lambda: page.evaluate("document.querySelector('audio').readyState > 0"))
    page.locator('[data-do="on15"]').tap()
    marks(page)
    page.get_by_role("button", name="Ghi chú ở chỗ này").tap()
    page.locator("#ghi textarea").fill("Hỏi cô chỗ này")
    page.locator("#ghi button", has_text="Lưu").tap()
    until(page, lambda: rows(page, "notes"))
    assert rows(page, "notes")[0]["offset"] == 15
    expect(page.locator("#o-marks li")).to_contain_text("phút 0:15")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_marks_notes_and_log_are_accessible(as_person, viewport, scheme):
    page = opened(as_person("pupil", viewport=viewport, color_scheme=scheme))
    choose(page)
    assert_no_violations(page)
    assert_no_sideways_scroll(page)
    page.locator('.marking [data-do="sel-note"]').click()
    page.locator("#ghi textarea").fill("Câu này hay")
    assert_no_violations(page)
    page.locator("#ghi button", has_text="Lưu").click()
    marks(page).first.wait_for()
    assert_no_violations(page)
    page.goto("/")  # sends
    for address in ("/toi/sach/nhat-ky/", "/toi/sach/ghi-chu/", "/toi/sach/"):
        page.goto(address)
        assert_no_violations(page)
        assert_no_sideways_scroll(page)


def test_the_log_and_the_notes_fit_the_smallest_phone(as_person):
    page = as_person("pupil", viewport={"width": 320, "height": 640})
    for address in ("/toi/sach/nhat-ky/", "/toi/sach/ghi-chu/"):
        page.goto(address)
        assert_no_sideways_scroll(page)
    opened(page)
    choose(page)
    assert_no_sideways_scroll(page)
