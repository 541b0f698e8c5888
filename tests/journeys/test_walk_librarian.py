"""A librarian: drops a folder of good and broken files, decides, corrects, merges, sets up a shelf."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import walk_inputs
from tests.library.test_importing import book

RUN = re.compile(r"/nhap/[0-9a-f-]{36}/")


def drop(page, folder):
    """The folder goes onto the drop zone of the import page; waits until every line has ended."""
    page.goto("/nhap/")
    page.set_input_files("ds-drop input[webkitdirectory]", folder)
    page.wait_for_url(RUN)
    ended(page)


def ended(page):
    """Every line of the import at hand has ended."""
    expect(page.locator("#run")).not_to_have_attribute("hx-get", re.compile("."))


def pages_of(pdf):
    """Sheets of paper that the printer would use."""
    import io

    import pikepdf

    return len(pikepdf.open(io.BytesIO(pdf)).pages)


def line(page, source):
    return page.locator("#run li.item").filter(has_text=source)


def test_a_dropped_folder_is_taken_in_line_by_line(as_person, tmp_path):
    page = as_person("librarian")
    folder = walk_inputs.mixed(tmp_path / "usb")
    drop(page, folder)

    lines = page.locator("#run ul.lines li.item")
    assert lines.count() == len(list(folder.iterdir()))
    for broken in ("hong.epub", "hong.pdf", "nham.docx", "rong.txt", "bom.zip"):
        expect(line(page, broken).locator(".tag.no")).to_be_visible()
        said = line(page, broken).locator(".sub").last.inner_text()
        assert said.endswith("."), f"{broken}: {said}"
    expect(line(page, "ghi-chep.txt").locator(".tag.ok")).to_be_visible()
    same = line(page, "ban-sao")
    expect(same).to_be_visible()
    assert same.locator(".tag.ok, .tag.no, .tag.warn").count() <= 1

    # One of the two that look alike waits for her.
    aside = page.locator("#quyet")
    expect(aside).to_contain_text(re.compile("gió lào thổi qua bản", re.IGNORECASE))
    with page.expect_navigation():
        aside.locator("button[value=edition]").click()
    ended(page)
    expect(page.locator("#quyet")).to_have_count(0)

    line(page, "hong.pdf").locator("button[value=drop]").click()
    expect(line(page, "hong.pdf")).to_have_count(0)

    page.goto("/thu-vien/?q=gio+lao+thoi")
    found = page.locator("#results h2 a").filter(has_text=re.compile("gió lào thổi", re.IGNORECASE))
    expect(found).to_have_count(1)
    found.click()
    assert page.locator("aside section.card h2").count() >= 3, "two editions on one page"


def test_a_record_is_corrected_with_before_and_after(as_person, tmp_path, library):
    book(tmp_path / "a.epub", title="Bà ke chuyện", author="Lo Van Sinh", text="Bà kể.")
    library.command("import", str(tmp_path / "a.epub"))
    page = as_person("librarian")
    page.goto("/thu-vien/?q=ba+ke+chuyen")
    page.locator("#results .result h2 a").filter(has_text="Bà ke chuyện").click()
    page.get_by_role("link", name="Sửa", exact=True).first.click()
    page.locator("[name=title]").fill("Bà kể chuyện mùa rẫy")
    page.locator("[name=people]").fill("Lô Văn Sinh\nVi Thị Bua | minh hoạ")
    page.locator("[name=level]").select_option("PRIMARY")
    page.locator("[name=licence]").select_option(index=2)
    page.get_by_role("button", name="Xem trước và sau").click()
    table = page.locator("table")
    for text in ("Bà ke chuyện", "Bà kể chuyện mùa rẫy", "Lo Van Sinh", "Lô Văn Sinh"):
        expect(table).to_contain_text(text)
    page.get_by_role("button", name="Lưu", exact=True).first.click()
    page.wait_for_url("**/sach/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bà kể chuyện mùa rẫy")
    expect(page.locator("main")).to_contain_text("Vi Thị Bua")


def test_two_librarians_do_not_overwrite_each_other(as_person, tmp_path, library):
    book(tmp_path / "b.epub", title="Hai người cùng sửa", author="An", text="Một.")
    library.command("import", str(tmp_path / "b.epub"))
    one, other = as_person("librarian"), as_person("administrator")
    for page in (one, other):
        page.goto("/sach/hai-nguoi-cung-sua/sua/")
    one.locator("[name=subtitle]").fill("bản của người thứ nhất")
    one.locator("button[name=sure]").first.click()
    one.wait_for_url("**/sach/hai-nguoi-cung-sua/")
    other.locator("[name=subtitle]").fill("bản của người thứ hai")
    other.locator("button[name=sure]").first.click()
    expect(other.get_by_role("alert").first).to_be_visible()
    expect(other.locator("table")).to_contain_text("bản của người thứ nhất")
    expect(other.locator("table")).to_contain_text("bản của người thứ hai")


def test_many_are_changed_at_once(as_person, tmp_path, library):
    for number in (1, 2, 3):
        book(
            tmp_path / f"{number}.epub",
            title=f"Tập san bản số {number}",
            author="",
            text=f"{number}.",
        )
    library.command("import", str(tmp_path))
    page = as_person("librarian")
    page.goto("/bien-muc/")
    for number in (1, 2):
        page.get_by_role("checkbox", name=f"Tập san bản số {number}").check()
    page.get_by_text("Sửa các cuốn đã đánh dấu").click()
    page.locator("[name=level]").select_option("ADULT")
    page.locator("[name=add_subjects]").fill("Tập san của bản")
    page.get_by_role("button", name="Xem sẽ đổi gì").click()
    expect(page.locator("main")).to_contain_text("Tập san bản số 2")
    page.locator("button[name=sure]").click()
    page.wait_for_url("**/bien-muc/")
    page.goto("/sach/tap-san-ban-so-1/")
    expect(page.locator("main")).to_contain_text("Tập san của bản")
    page.goto("/sach/tap-san-ban-so-3/")
    expect(page.locator("main")).not_to_contain_text("Tập san của bản")


def test_a_merge_is_made_and_taken_back(as_person, tmp_path, library):
    book(tmp_path / "c.epub", title="Lễ mừng cơm mới", author="Kha Thoong", text="Cơm mới.")
    book(tmp_path / "d.epub", title="Lễ mừng cơm mới", author="Ngân Lan", text="Mùa gặt.")
    library.command("import", str(tmp_path), "--similar", "new")
    page = as_person("librarian")
    page.goto("/bien-muc/trung/")
    group = page.locator("form.card").filter(has_text="Lễ mừng cơm mới").first
    group.locator("button").click()
    page.wait_for_url("**/bien-muc/gop/**")
    page.locator("button[name=keep]").first.click()
    page.wait_for_url("**/bien-muc/trung/")
    row = page.locator("li.item").filter(has_text="Lễ mừng cơm mới").last
    expect(row.get_by_role("button", name="Tách lại")).to_be_visible()
    page.goto("/sach/le-mung-com-moi-2/")
    kept = page.url
    page.goto("/bien-muc/trung/")
    page.get_by_role("button", name="Tách lại").first.click()
    expect(page.get_by_text("đã tách lại").first).to_be_visible()
    for slug in ("le-mung-com-moi", "le-mung-com-moi-2"):
        assert page.goto(f"/sach/{slug}/").status == 200
        assert slug in page.url, kept


def test_a_shelf_is_set_up_ordered_and_printed(as_person):
    page = as_person("librarian")
    page.goto("/ke/")
    page.get_by_role("link", name="Lập kệ mới").click()
    page.locator("[name=title]").fill("Đọc bên bếp lửa")
    page.locator("[name=text]").fill("Cho những tối mưa.")
    page.locator("main form.card button").click()
    page.wait_for_url(re.compile(r"/ke/doc-ben-bep-lua/"))
    page.goto("/ke/doc-ben-bep-lua/sua/")
    numbers = []
    for slug in ("cay-den-tren-gac-bep", "tang-da-co-song"):
        other = as_person()
        other.goto(f"/sach/{slug}/")
        numbers.append(re.search(r"DS-(\d+)", other.locator("aside").inner_text())[0])
    page.locator("[name=numbers]").fill(", ".join(numbers))
    page.locator("button[value=put]").click()
    items = page.locator("ol.items li.item b")
    expect(items).to_have_text(["Cây đèn trên gác bếp", "Tảng đá có sóng"])
    page.locator("ol.items li.item").nth(1).locator("button[value=up]").click()
    expect(items).to_have_text(["Tảng đá có sóng", "Cây đèn trên gác bếp"])

    page.goto("/ke/doc-ben-bep-lua/")
    page.get_by_role("link", name="In danh sách").click()
    expect(page.locator(".qr svg")).to_have_count(3)
    page.emulate_media(media="print")
    expect(page.locator(".no-print").first).to_be_hidden()
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    page.emulate_media(media="screen")

    page.goto("/sach/cay-den-tren-gac-bep/")
    page.get_by_role("link", name="Áp phích có mã QR").click()
    expect(page.locator(".qr svg")).to_be_visible()
    expect(page.locator(".address")).to_contain_text("/sach/cay-den-tren-gac-bep")
    page.emulate_media(media="print")
    assert pages_of(page.pdf(prefer_css_page_size=True, print_background=True)) == 1

    stranger = as_person()
    stranger.goto("/ke/doc-ben-bep-lua/")
    expect(stranger.locator("main")).to_contain_text("Cho những tối mưa.")


@pytest.mark.parametrize("role", ["pupil", ""])
def test_others_are_kept_out(as_person, role):
    page = as_person(role)
    for address in ("/nhap/", "/bien-muc/", "/ke/moi/", "/xuat/"):
        answer = page.goto(address)
        assert answer.status in (403, 404) or "/dang-nhap/" in page.url, address
