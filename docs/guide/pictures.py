"""Make the pictures of this guide from a running demo: python docs/guide/pictures.py http://127.0.0.1:8000

Needs Chromium and Playwright (requirements/dev.txt); the demo is what `make run` starts.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent / "pictures"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, LAPTOP = (390, 780), (1200, 760)
# name, address, size, role of the demo (empty: nobody)
PICTURES = [
    ("home", "/", PHONE, ""),
    ("search", "/thu-vien/?q=rau", LAPTOP, ""),
    ("book", "/sach/vuon-rau-tren-dat-doc/", LAPTOP, ""),
    ("reader", "/doc/vuon-rau-tren-dat-doc/?cho=c3", PHONE, ""),
    ("reader-wide", "/doc/cay-den-tren-gac-bep/?cho=c2", LAPTOP, ""),
    ("sign-in", "/dang-nhap/", PHONE, ""),
    ("import", "/nhap/", LAPTOP, "librarian"),
    ("catalogue", "/bien-muc/", LAPTOP, "librarian"),
    ("correct", "/sach/vuon-rau-tren-dat-doc/sua/", LAPTOP, "librarian"),
    ("shelf", "/ke/chuyen-ke-tren-nui/", LAPTOP, "librarian"),
    ("poster", "/sach/vuon-rau-tren-dat-doc/ap-phich/", LAPTOP, "librarian"),
    ("people", "/quan-tri/nguoi-dung/", LAPTOP, "administrator"),
    ("organizations", "/quan-tri/don-vi/", LAPTOP, "administrator"),
    ("roster", "/quan-tri/nguoi-dung/nhap/", LAPTOP, "administrator"),
    ("log", "/quan-tri/nhat-ky/", LAPTOP, "administrator"),
    ("backup", "/quan-tri/sao-luu/", LAPTOP, "administrator"),
]


def main(base: str) -> None:
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, address, (wide, high), role in PICTURES:
            size = {"width": wide, "height": high}
            page = browser.new_context(viewport=size, locale="vi-VN").new_page()
            if role:
                sign_in(page, base, role)
            page.goto(base + address)
            page.wait_for_timeout(900)
            keep(page.screenshot(), name)
            page.context.close()
        without_a_line(browser, base)
        cards_and_pins(browser, base)
        browser.close()


def without_a_line(browser: Browser, base: str) -> None:
    """Saving, and what a phone shows when its network is off."""
    wide, high = PHONE
    context = browser.new_context(
        viewport={"width": wide, "height": high}, locale="vi-VN", base_url=base
    )
    page = context.new_page()
    page.goto("/mang-ve-nha/")
    keep(page.locator("article").screenshot(), "take-home")
    sign_in(page, base, "pupil")
    for number, slug in enumerate(
        ("vuon-rau-tren-dat-doc", "cay-den-tren-gac-bep", "tang-da-co-song")
    ):
        page.goto(f"/sach/{slug}/")
        page.locator("ds-save:not([data-small]) button").wait_for()
        page.wait_for_timeout(600)
        if not number:
            page.locator("ds-save:not([data-small])").scroll_into_view_if_needed()
            keep(page.screenshot(), "save")
        page.locator("ds-save:not([data-small]) button").click()
        page.locator("ds-save:not([data-small]) .ok").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    context.set_offline(True)
    page.goto("/doc/vuon-rau-tren-dat-doc/c3/")
    page.wait_for_timeout(1500)
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(6500)
    page.goto("/thu-vien/?q=nuoc")
    page.wait_for_timeout(1500)
    keep(page.screenshot(), "offline")
    page.goto("/may-nay/")
    page.wait_for_timeout(1500)
    keep(page.screenshot(), "device")
    context.close()


def cards_and_pins(browser: Browser, base: str) -> None:
    """What a teacher prints for her class; a name card and its secret pictures."""
    page = browser.new_context(
        viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, locale="vi-VN", base_url=base
    ).new_page()
    sign_in(page, base, "teacher")
    page.goto("/quan-tri/nguoi-dung/")
    page.locator(".kinds a").first.click()
    page.locator("a[href*='/quan-tri/lop/']").click()
    page.wait_for_load_state()
    keep(page.screenshot(), "class-page")
    page.locator("form:has([name=who]) button").first.click()
    page.locator(".sheet-cards").wait_for()
    keep(page.screenshot(), "class-cards")
    page.context.close()
    page = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, locale="vi-VN", base_url=base
    ).new_page()
    sign_in(page, base, "pupil")
    page.wait_for_timeout(3000)
    page.goto("/toi/ma/")
    for key in ("trau", "ca", "hoa", "nha") * 2:
        page.locator(f".keys:visible [data-key={key}]").click()
    page.wait_for_url("**/toi/thiet-bi/")
    page.goto("/ai-day/")
    page.locator(".card-of").wait_for()
    keep(page.screenshot(), "name-cards")
    page.locator(".card-of").click()
    page.locator("ds-keys:visible").wait_for()
    page.wait_for_timeout(600)
    keep(page.screenshot(), "secret-pictures")
    page.context.close()


def sign_in(page: Page, base: str, role: str) -> None:
    page.goto(f"{base}/dang-nhap/")
    page.locator(f"form:has(input[value='{role}']) button").click()
    page.wait_for_load_state()


def keep(png: bytes, name: str) -> None:
    """As WebP: a tenth of the bytes."""
    Image.open(io.BytesIO(png)).convert("RGB").save(HERE / f"{name}.webp", quality=72, method=6)
    print(name)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
