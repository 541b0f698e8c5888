"""Every page of the product, for the checks that go through all of them.

An address may hold `{work}` and the like: found by following links, since slugs are made at set-up.
"""

import re
from collections.abc import Callable
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
    Place("contents", "/doc/{work}/muc-luc/"),
    Place("found-inside", "/doc/{work}/tim/?q=ch"),
    Place("my-reading", "/toi/sach/", "pupil"),
    Place("together", "/cung-doc/"),
    Place("clubs", "/cung-doc/nhom/", "pupil"),
    Place("club", "/cung-doc/nhom/{club}/", "pupil"),
    Place("club-kept", "/cung-doc/nhom/{club}/", "teacher"),
    Place("new-club", "/cung-doc/nhom/moi/", "teacher"),
    Place("challenges", "/cung-doc/thu-thach/", "pupil"),
    Place("challenge", "/cung-doc/thu-thach/{challenge}/", "pupil"),
    Place("new-challenge", "/cung-doc/thu-thach/moi/", "teacher"),
    Place("exhibitions", "/trung-bay/"),
    Place("exhibition", "/trung-bay/{exhibition}/"),
    Place("edit-exhibition", "/trung-bay/{exhibition}/sua/", "librarian"),
    Place("exhibition-poster", "/trung-bay/{exhibition}/ap-phich/", "librarian"),
    Place("reviews", "/sach/{work}/nhan-xet/"),
    Place("write-review", "/sach/{work}/nhan-xet/viet/", "pupil"),
    Place("judge-reviews", "/bien-muc/nhan-xet/", "librarian"),
    Place("device", "/may-nay/", "pupil"),
    Place("without-a-line", "/ngoai-tuyen/"),
    Place("take-home", "/mang-ve-nha/"),
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
    Place("name-cards", "/ai-day/"),
    Place("own-pin", "/toi/ma/", "pupil"),
    Place("known-about-me", "/toi/du-lieu/", "pupil"),
    Place("imports", "/nhap/", "librarian"),
    Place("import-run", "/nhap/{run}/", "librarian"),
    Place("export", "/xuat/", "librarian"),
    Place("cataloguing", "/bien-muc/", "librarian"),
    Place("doubles", "/bien-muc/trung/", "librarian"),
    Place("edit-work", "/sach/{work}/sua/", "librarian"),
    Place("work-for-staff", "/sach/{work}/", "librarian"),
    Place("poster", "/sach/{work}/ap-phich/", "librarian"),
    Place("new-shelf", "/ke/moi/", "librarian"),
    Place("edit-shelf", "/ke/{shelf}/sua/", "librarian"),
    Place("shelf-list", "/ke/{shelf}/in/", "librarian"),
    Place("records-by-file", "/ban-ghi/nhap/", "teacher"),
    Place("people", "/quan-tri/nguoi-dung/", "administrator"),
    Place("person", "/quan-tri/nguoi-dung/nguoi/{person}/", "administrator"),
    Place("edit-person", "/quan-tri/nguoi-dung/nguoi/{person}/sua/", "administrator"),
    Place("add-person", "/quan-tri/nguoi-dung/them/", "administrator"),
    Place("devices-of-people", "/quan-tri/may/", "administrator"),
    Place("roster", "/quan-tri/nguoi-dung/nhap/", "administrator"),
    Place("organizations", "/quan-tri/don-vi/", "administrator"),
    Place("organization", "/quan-tri/don-vi/{organization}/", "administrator"),
    Place("new-organization", "/quan-tri/don-vi/moi/", "administrator"),
    Place("staff-acts", "/quan-tri/nhat-ky/", "administrator"),
    Place("settings", "/quan-tri/cai-dat/", "administrator"),
    Place("keys", "/quan-tri/cai-dat/khoa/", "administrator"),
    Place("new-key", "/quan-tri/cai-dat/khoa/moi/", "administrator"),
    Place("backups", "/quan-tri/sao-luu/", "administrator"),
)
# name → (whose page, where a link to one stands, what its address looks like)
FOUND_AT = {
    "shelf": ("", "/ke/", r"^/ke/(?!moi/)([\w-]+)/$"),
    "work": ("", "/ke/{shelf}/", r"^/sach/([\w-]+)/$"),
    "agent": ("", "/sach/{work}/", r"^/nguoi/([\w-]+)/$"),
    "club": ("pupil", "/cung-doc/nhom/", r"^/cung-doc/nhom/(?!moi/)([\w-]+)/$"),
    "challenge": ("pupil", "/cung-doc/thu-thach/", r"^/cung-doc/thu-thach/(?!moi/)([\w-]+)/$"),
    "exhibition": ("", "/trung-bay/", r"^/trung-bay/(?!moi/)([\w-]+)/$"),
    "run": ("librarian", "/nhap/", r"^/nhap/([0-9a-f-]{36})/$"),
    "person": ("administrator", "/quan-tri/nguoi-dung/", r"^/quan-tri/nguoi-dung/nguoi/([^/]+)/$"),
    "organization": ("administrator", "/quan-tri/don-vi/", r"^/quan-tri/don-vi/(\d+)/$"),
}


class Addresses:
    """Fills in the addresses of PLACES; `page_for` gives a page of somebody of a role."""

    def __init__(self, page_for: Callable[[str], Page]) -> None:
        self._page_for = page_for

    def of(self, place: Place) -> str:
        """The address of `place` in this library."""
        return self._fill(place.address, self.slugs)

    @staticmethod
    def _fill(address: str, slugs: dict[str, str]) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: slugs[found[1]], address)

    @cached_property
    def slugs(self) -> dict[str, str]:
        """The first of each name in FOUND_AT, "" where there is none."""
        slugs: dict[str, str] = {}
        for name, (role, start, pattern) in FOUND_AT.items():
            page = self._page_for(role)
            page.goto(self._fill(start, slugs))
            links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname)")
            slugs[name] = next((m[1] for link in links if (m := re.match(pattern, link))), "")
        return slugs
