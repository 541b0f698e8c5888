"""A cataloguer: brings in MARC records with bad ones among them, mends, edits, takes them out again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import walk_inputs
from tests.journeys.test_walk_librarian import drop

LOCAL = "=999  \\\\$zgiữ nguyên  $zhai lần"


@pytest.fixture(scope="module")
def brought(library, browser, tmp_path_factory):
    """The file of records, dropped onto the page once; its bytes and the address of the import."""
    from tests.journeys.browser import open_page, sign_in

    folder = tmp_path_factory.mktemp("marc") / "may-cu"
    folder.mkdir()
    path = walk_inputs.records(folder / "bieu-ghi.mrc")
    page = open_page(browser, library.url)
    sign_in(page, "librarian")
    drop(page, folder)
    address = page.url
    page.context.close()
    return path.read_bytes(), address


def slug_of(page, title):
    page.goto(f"/thu-vien/?q={title}")
    link = page.locator("#results .result h2 a").filter(has_text=title).first
    return re.search(r"/sach/([\w-]+)/", link.get_attribute("href"))[1]


def test_bad_records_are_named_and_the_rest_goes_in(as_person, brought):
    page = as_person("librarian")
    page.goto(brought[1])
    refused = page.locator("#run li.item").filter(has=page.locator("a[href$='/bieu-ghi/']"))
    expect(refused).to_have_count(2)
    for text in refused.locator(".sub").all_inner_texts():
        assert text.strip()
    page.goto("/thu-vien/?q=dan+ca+thai")
    expect(page.locator("#results")).to_contain_text("Dân ca Thái")


def test_a_bad_record_is_mended_and_taken_in(as_person, brought):
    page = as_person("librarian")
    page.goto(brought[1])
    untitled = page.locator("#run li.item").filter(has_text=re.compile("245|nhan đề|title"))
    untitled.first.locator("a[href$='/bieu-ghi/']").click()
    box = page.locator("#bieu-ghi")
    text = box.input_value()
    assert "=246" in text
    box.fill(text.replace("=246", "=24x"))
    page.locator("main form button.btn").click()
    expect(page.get_by_role("alert")).to_be_visible()
    box.fill(text.replace("=246  10$a?", "=245  10$aĐã chữa xong"))
    page.locator("main form button.btn").click()
    page.wait_for_url(re.compile(r"/nhap/[0-9a-f-]{36}/$"))
    expect(page.locator("#run")).to_contain_text("Đã chữa xong")


def test_a_record_is_edited_and_a_second_librarian_sees_both_versions(as_person, brought):
    page, other = as_person("librarian"), as_person("administrator")
    slug = slug_of(page, "Khèn của người Mông")
    for one in (page, other):
        one.goto(f"/sach/{slug}/bieu-ghi/")
    text = page.locator("#bieu-ghi").input_value()
    assert "$zgiữ nguyên  $zhai lần" in text
    page.locator("#bieu-ghi").fill(text.replace("Khèn của người Mông", "Khèn người Mông"))
    page.locator("main form button.btn").click()
    page.wait_for_url("**/sach/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Khèn người Mông")

    other.locator("#bieu-ghi").fill(text.replace("Vi Văn Khun", "Vi Văn Khùn"))
    other.locator("main form button.btn").click()
    expect(other.locator("pre")).to_contain_text("Khèn người Mông")
    mine = other.locator("#bieu-ghi").input_value()
    assert "Vi Văn Khùn" in mine
    other.locator("#bieu-ghi").fill(mine.replace("Khèn của người Mông", "Khèn người Mông"))
    other.locator("main form button.btn").click()
    other.wait_for_url("**/sach/**")
    expect(other.locator("main")).to_contain_text("Vi Văn Khùn")


def test_what_nobody_touched_comes_out_byte_for_byte(as_person, brought):
    page = as_person("librarian")
    data, _address = brought
    records = [record + b"\x1d" for record in data.split(b"\x1d") if record]
    untouched = {number: raw for raw in records for number in (b"S-1", b"S-5") if number in raw}
    page.goto("/xuat/")
    page.locator("input[name=form][value=marc]").check()
    with page.expect_download() as started:
        page.locator("main form button.btn").click()
    out = started.value.path().read_bytes()
    for number, raw in untouched.items():
        assert raw in out, number
    edited = next(r for r in out.split(b"\x1d") if b"S-2\x1e" in r)
    assert b"\x1fzgi\xe1\xbb\xaf nguy\xc3\xaan  \x1fzhai l\xe1\xba\xa7n\x1e" in edited


@pytest.mark.parametrize("form", ["marcxml", "dc", "bibtex", "ris", "csv", "xlsx"])
def test_records_come_out_in_every_form(as_person, brought, form):
    page = as_person("librarian")
    page.goto("/xuat/")
    page.locator(f"input[name=form][value={form}]").check()
    with page.expect_download() as started:
        page.locator("main form button.btn").click()
    out = started.value.path().read_bytes()
    assert len(out) > 500
    assert form == "xlsx" or "Dân ca Thái".encode() in out
