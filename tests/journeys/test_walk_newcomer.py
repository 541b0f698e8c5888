"""A newcomer: comes to the page, searches without marks, opens a book, reads, switches to English."""

import re

from playwright.sync_api import expect

from tests.journeys.browser import assert_no_sideways_scroll


def test_a_newcomer_finds_reads_and_looks_around(page):
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator(".shelf .name").count() >= 5, "the starter library is on the first page"
    assert page.locator("img[src*='/bia']").count() >= 1, "and its covers"

    box = page.get_by_role("combobox", name="Tìm trong thư viện")
    box.fill("nuoc sach")
    box.press("Enter")
    page.wait_for_url("**/thu-vien/?q=nuoc*")
    expect(page.locator("#results [role=status]")).to_contain_text(re.compile(r"\d+ tài liệu"))
    first = page.locator("#results .result h2 a").first
    expect(first).to_contain_text("ước")
    title = first.inner_text()
    first.click()
    page.wait_for_url("**/sach/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("[rel=license]").first).to_be_visible()

    page.locator("main a.lamp").first.click()
    page.wait_for_url("**/doc/**")
    expect(page.locator("article img").first).to_be_visible()  # the cover
    page.locator("[data-page]").first.wait_for(state="attached")
    page.keyboard.press("ArrowRight")
    text = page.locator('article[data-place="c2"]')
    expect(text).to_be_visible()
    assert len(text.inner_text()) > 200
    page.locator("header a.tool").first.click()
    page.wait_for_url("**/sach/**")

    page.get_by_role("banner").get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto("/")
    expect(page.get_by_role("link", name="Library").first).to_be_visible()
    page.goto("/tro-giup/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    page.get_by_text("Do I need an account?").click()
    expect(page.get_by_text("Not for open works")).to_be_visible()
    assert_no_sideways_scroll(page)


def test_a_place_in_a_result_leads_to_the_words_in_the_book(page):
    page.goto("/thu-vien/?q=dun+soi")
    inside = page.locator("#results .result a[href*='/doc/'][href*='tim=']").first
    inside.click()
    page.wait_for_url("**/doc/**")
    page.wait_for_function(
        "() => document.querySelector('.words .hit') || CSS.highlights?.get('tim')?.size > 0"
    )


def test_words_that_stand_nowhere_get_a_helpful_page(page):
    page.goto("/thu-vien/?q=qwxzv+zzz")
    expect(page.locator("#results")).to_contain_text("0 tài liệu")
    expect(page.locator("#results h2")).to_contain_text("qwxzv zzz")
    assert page.locator("#results li").count() >= 2, "what to try"
    page.locator("#results a.btn").click()
    assert page.locator("main a[href^='/sach/']").count() > 5


def test_everything_works_without_script(as_person):
    page = as_person(java_script_enabled=False)
    page.goto("/")
    page.locator("input[name=q]").first.fill("nuoc sach")
    page.locator("form[role=search] button").first.click()
    page.locator("#results .result h2 a").first.click()
    page.locator("main a.lamp").first.click()
    page.locator("a[rel=next]").first.click()
    assert len(page.locator("article").first.inner_text()) > 200
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
