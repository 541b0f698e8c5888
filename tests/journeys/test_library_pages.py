"""The library's pages as they meet long titles, narrow screens, keyboards and paper."""

import pytest

from tests.journeys.browser import (
    LAPTOP,
    PHONE,
    assert_no_sideways_scroll,
    assert_no_violations,
    open_page,
    sign_in,
)

NARROW = {"width": 320, "height": 640}
LONG = "Việt Nam phong tục: khảo cứu về phong tục trong gia tộc, hương đảng và xã hội " * 4
BOOKS = f'Nhan đề,Tác giả,Năm\n"{LONG.strip()}",Phan Kế Bính,1915\nSách mỏng,Phan Kế Bính,1916\n'
PUBLIC = (
    "/thu-vien/?q=nuoc",
    "/thu-vien/?q=ky+son",
    "/thu-vien/?q=nuoc&kind=DOCUMENT",
    "/thu-vien/?q=zzyzx&kind=BOOK",
    "/thu-vien/?tat-ca=&sort=title&page=2",
    "{long}",
    "{person}",
)
STAFF = (
    "{run}",
    "/bien-muc/?can=giay-phep",
    "/bien-muc/?can=rut",
    "/bien-muc/gop/?works=1&works=2",
    "{long}sua/",
    "{long}bieu-ghi/",
    "{long}ap-phich/",
    "/xuat/",
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages(browser, library):
    """One page a role, screen and colour scheme."""
    opened = {}

    def page_for(role, viewport, scheme="light"):
        key = (role, viewport["width"], scheme)
        if key not in opened:
            opened[key] = open_page(browser, library.url, viewport=viewport, color_scheme=scheme)
            if role:
                sign_in(opened[key], role)
        return opened[key]

    yield page_for
    for page in opened.values():
        page.context.close()


@pytest.fixture(scope="module")
def found(pages, library):
    """Addresses of what was brought in: a work with a long title, its author, the import."""
    table = library.home / "sach.csv"
    table.write_text(BOOKS, encoding="utf-8")
    library.command("import", str(table))
    library.command("index")
    page = pages("administrator", LAPTOP)
    page.goto("/thu-vien/?q=phong+tuc+huong+dang")
    long = page.locator(".result h2 a").first.get_attribute("href")
    page.goto(long)
    person = page.locator("a[href^='/nguoi/']").first.get_attribute("href")
    page.goto("/nhap/")
    run = page.locator("a.item[href^='/nhap/']").first.get_attribute("href")
    return {"long": long, "person": person, "run": run}


def everything():
    return [("", one) for one in PUBLIC] + [("administrator", one) for one in STAFF]


@pytest.mark.parametrize(("role", "address"), everything())
class TestEachPage:
    @pytest.mark.parametrize(
        ("viewport", "scheme"), [(PHONE, "dark"), (LAPTOP, "light")], ids=["phone", "laptop"]
    )
    def test_axe_finds_nothing(self, role, address, viewport, scheme, pages, found):
        page = pages(role, viewport, scheme)
        page.goto(address.format(**found))
        assert_no_violations(page)

    def test_nothing_sticks_out_at_320_px(self, role, address, pages, found):
        page = pages(role, NARROW)
        page.goto(address.format(**found))
        assert_no_sideways_scroll(page)


class TestSorting:
    def test_a_choice_by_pointer_sends_itself(self, pages):
        page = pages("", LAPTOP)
        page.goto("/thu-vien/?q=nuoc")
        page.locator("select[name=sort]").dispatch_event("pointerdown")
        page.locator("select[name=sort]").select_option("title")
        page.wait_for_url("**sort=title**")

    def test_by_keyboard_the_button_comes_into_sight_and_sends(self, pages):
        page = pages("", LAPTOP)
        page.goto("/thu-vien/?q=nuoc")
        button = page.locator(".sorts button")
        assert button.bounding_box()["width"] <= 1
        page.locator(".find .btn").focus()
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "sort":
                break
        assert button.bounding_box()["width"] > 24
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**sort=newest**")


def test_covers_down_the_page_wait_and_are_named_in_words(pages):
    page = pages("", LAPTOP)
    page.goto("/thu-vien/")
    assert page.locator(".shelf [data-cover]").count() > 0
    names = page.locator(".shelf a.book").evaluate_all("all => all.map(a => a.textContent.trim())")
    assert all(names)
    assert page.locator(".shelf img:not([alt=''])").count() == 0


def test_the_contents_leave_the_cover_out(pages):
    page = pages("", LAPTOP)
    page.goto("/thu-vien/?q=nuoc+sach+trong+nha")
    page.locator(".result h2 a").first.click()
    titles = page.locator("section[aria-labelledby=muc] b").all_inner_texts()
    assert len(titles) > 1
    assert "Bìa" not in titles


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_before_and_after_stand_in_words(scheme, pages, found):
    page = pages("administrator", LAPTOP, scheme)
    page.goto(found["long"] + "sua/")
    page.locator("select[name=kind]").select_option("DOCUMENT")
    page.locator("form .btns .btn").first.click()
    assert "Tài liệu" in page.locator("section[aria-labelledby=doi]").inner_text()
    assert_no_violations(page)


def test_a_poster_fits_one_sheet(pages, found):
    page = pages("administrator", LAPTOP)
    page.goto(found["long"] + "ap-phich/")
    paper = page.pdf(format="A4", print_background=True)
    assert paper.count(b"/Type /Page\n") == 1
