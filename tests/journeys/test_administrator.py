"""An administrator makes a school, brings its people in from a list, prints cards; a pupil comes in."""

import re
import secrets

import pytest

from tests.journeys.browser import PHONE, assert_no_violations

pytestmark = pytest.mark.slow
SCHOOL = f"Trường Tiểu học Mường Xén {secrets.randbelow(10**6)}"  # a kept installation has others
LIST = """UBND XÃ MƯỜNG XÉN
DANH SÁCH HỌC SINH
Họ và tên,Lớp,Vai trò,Năm sinh
Moong Thị Sao,4A,Học sinh,2017
Cụt Văn Pà,4A,Học sinh,2017
Vi Thị Nhầm,4A,Lớp trưởng,2017
Ngân Văn Thầy,4A,Giáo viên,1984
"""


def test_from_a_place_name_to_a_pupil_who_is_in(as_person, tmp_path):
    admin = as_person("administrator")
    found_school(admin)
    bring_list(admin, tmp_path)
    name, code = print_cards(admin)
    pupil_comes_in(as_person("", viewport=PHONE, java_script_enabled=False), name, code)
    read_log(admin)


def found_school(page):
    """The old district's name is known; its new communes are offered."""
    page.goto("/quan-tri/don-vi/")
    page.get_by_role("link", name="UBND xã Suối Mây").click()
    page.get_by_role("link", name="Đơn vị mới").click()
    page.get_by_label("Tên", exact=True).fill(SCHOOL)
    page.get_by_label(re.compile("Xã, phường hoặc tỉnh")).press_sequentially("ky son")
    page.get_by_role("radio", name="Xã Mường Xén, Tỉnh Nghệ An").check()
    assert_no_violations(page)
    page.get_by_role("button", name="Lập đơn vị").click()
    assert "Xã Mường Xén" in page.locator("dl").inner_text()


def bring_list(page, folder):
    """The dry run tells the wrong row; one click does the rest."""
    path = folder / "lop-4a.csv"
    path.write_text(LIST, encoding="utf-16")
    page.get_by_role("link", name="Người ở đây").click()
    page.get_by_role("link", name="Nhập từ Excel").click()
    page.get_by_label("Tệp", exact=True).set_input_files(path)
    page.get_by_role("button", name="Đọc tệp").click()
    wrong = page.get_by_role("row").filter(has_text="Vi Thị Nhầm")
    assert "“Lớp trưởng” không phải vai trò." in wrong.inner_text()
    assert_no_violations(page)
    page.get_by_role("button", name="Thực hiện 3 dòng").click()
    assert "Đã thực hiện danh sách" in page.title()


def print_cards(page):
    """User name and code of the pupil's card, as they stand on the paper."""
    page.get_by_role("button", name="In thẻ cho 3 người mới").click()
    card = page.get_by_role("listitem").filter(has_text="Moong Thị Sao")
    assert card.locator("svg.qr").is_visible()
    assert_no_violations(page)
    text = card.inner_text()
    return re.search(r"moong\.thi\.sao\d*", text)[0], re.search(r"\w{4}-\w{4}-\w{4}", text)[0]


def pupil_comes_in(page, name, code):
    """Types the code on a phone without JavaScript, chooses a password, comes in again with it."""
    page.goto("/dang-nhap/")
    page.get_by_role("link", name=re.compile("Tôi có thẻ đăng nhập")).click()
    page.get_by_label("Mã trên thẻ của bạn").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Tiếp tục").click()
    assert page.get_by_role("heading", name="Chào Sao!").is_visible()
    for label in ("Mật khẩu mới", "Gõ lại lần nữa"):
        page.get_by_label(label, exact=True).fill("trâu ăn cỏ non")
    page.get_by_role("button", name="Ghi lại và vào").click()
    assert page.get_by_role("heading", name="Moong Thị Sao").is_visible()
    page.get_by_role("button", name="Ra khỏi tài khoản").click()
    page.goto("/dang-nhap/")
    page.get_by_label("Số điện thoại hoặc tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill("trâu ăn cỏ non")
    page.get_by_role("button", name="Vào", exact=True).click()
    page.goto("/toi/tai-khoan/")
    assert page.get_by_role("heading", name="Moong Thị Sao").is_visible()


def read_log(page):
    """What was done stands in the log, in words."""
    page.goto("/quan-tri/nhat-ky/")
    text = page.get_by_role("table").inner_text()
    assert f"lập đơn vị “{SCHOOL}”" in text
    assert f"nhập danh sách “lop-4a.csv” cho “{SCHOOL}”" in text
    assert "làm thẻ đăng nhập cho Moong Thị Sao" in text
