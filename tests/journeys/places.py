"""Every page of the product, for the checks that go through all of them.

An address may hold `{work}` and the like: found by following links, since slugs are made at set-up.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from playwright.sync_api import Page


@dataclass(frozen=True)
class Place:
    """One page: its name in pictures, its address, who looks at it ("" a stranger)."""

    name: str
    address: str
    role: str = ""


PLACES = (
    Place("home", "/"),
    Place("home-pupil", "/", "pupil"),
    Place("library", "/thu-vien/"),
    Place("found", "/thu-vien/?q=nuoc"),
    Place("nothing-found", "/thu-vien/?q=zzyzx"),
    Place("work", "/sach/{work}/"),
    Place("person-of-works", "/nguoi/{agent}/"),
    Place("shelves", "/ke/"),
    Place("shelf", "/ke/{shelf}/"),
    Place("reader", "/doc/{work}/"),
    Place("my-reading", "/toi/sach/", "pupil"),
    Place("help", "/tro-giup/"),
    Place("about", "/gioi-thieu/"),
    Place("licences", "/giay-phep/"),
    Place("screen", "/giao-dien/"),
    Place("guide", "/kieu-dang/"),
    Place("not-found", "/khong-co-trang-nay/"),
    Place("not-for-you", "/quan-tri/nguoi-dung/", "pupil"),
    Place("sign-in", "/dang-nhap/"),
    Place("forgotten", "/dang-nhap/quen/"),
    Place("card", "/the/"),
    Place("units", "/don-vi-hanh-chinh/"),
    Place("account", "/toi/tai-khoan/", "pupil"),
    Place("password", "/toi/mat-khau/", "pupil"),
    Place("devices", "/toi/thiet-bi/", "pupil"),
    Place("known-about-me", "/toi/du-lieu/", "pupil"),
    Place("imports", "/nhap/", "librarian"),
    Place("cataloguing", "/bien-muc/", "librarian"),
    Place("doubles", "/bien-muc/trung/", "librarian"),
    Place("edit-work", "/sach/{work}/sua/", "librarian"),
    Place("work-for-staff", "/sach/{work}/", "librarian"),
    Place("poster", "/sach/{work}/ap-phich/", "librarian"),
    Place("new-shelf", "/ke/moi/", "librarian"),
    Place("edit-shelf", "/ke/{shelf}/sua/", "librarian"),
    Place("shelf-list", "/ke/{shelf}/in/", "librarian"),
    Place("people", "/quan-tri/nguoi-dung/", "administrator"),
    Place("add-person", "/quan-tri/nguoi-dung/them/", "administrator"),
    Place("roster", "/quan-tri/nguoi-dung/nhap/", "administrator"),
    Place("organizations", "/quan-tri/don-vi/", "administrator"),
    Place("new-organization", "/quan-tri/don-vi/moi/", "administrator"),
    Place("staff-acts", "/quan-tri/nhat-ky/", "administrator"),
    Place("settings", "/quan-tri/cai-dat/", "administrator"),
)
# name → (where a link to one stands, what its address looks like)
FOUND_AT = {
    "work": ("/thu-vien/?q=truyen", r"^/sach/([\w-]+)/$"),
    "agent": ("/sach/{work}/", r"^/nguoi/([\w-]+)/$"),
    "shelf": ("/ke/", r"^/ke/(?!moi/)([\w-]+)/$"),
}


class Addresses:
    """Fills in the addresses of PLACES, asking `page` (a stranger's) where slugs stand."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def of(self, place: Place) -> str:
        return self._fill(place.address)

    def _fill(self, address: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: self.slugs[found[1]], address)

    @cached_property
    def slugs(self) -> dict[str, str]:
        slugs: dict[str, str] = {}
        for name, (start, pattern) in FOUND_AT.items():
            self._page.goto(re.sub(r"\{(\w+)\}", lambda found: slugs[found[1]], start))
            links = self._page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname)")
            slugs[name] = next((m[1] for link in links if (m := re.match(pattern, link))), "")
        return slugs
