"""The starter works on their shelves, with for whom each is meant."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from densach.people.models import Organization
from densach.search import services as search

from ..models import ImportRun, Shelf, ShelfPlace, Work
from . import naming
from .starter import Book

# Slug, name, text. The starter library is Vietnamese, so are its shelves.
SHELVES = (
    (
        "chuyen-ke-tren-nui",
        "Chuyện kể trên núi",
        (
            "Truyện cho bạn nhỏ từ 6 đến 10 tuổi: sương, ruộng bậc thang, phiên chợ, một cây đèn "
            "cũ. Đọc một mình cũng được, nghe bà đọc càng hay."
        ),
    ),
    (
        "so-tay-viec-nha",
        "Sổ tay việc nhà",
        (
            "Vườn rau, nước sạch, sơ cứu, sổ thu chi, chiếc xe đạp, tờ hợp đồng: những việc nhà "
            "nào cũng gặp, làm theo từng bước, ghi rõ nguồn."
        ),
    ),
    (
        "tim-va-tin",
        "Tìm và tin",
        "Tìm cho ra, xem cho kĩ rồi hãy tin; và một cuốn cho người giữ thư viện.",
    ),
    ("in-english", "In English", "Some of the starter books, told in English."),
)
KNOWLEDGE = ("tim", "tin", "thu-vien", "mang")


def shelf_of(book: Book) -> str:
    """The slug of the shelf on which a starter book stands."""
    if not book.language.startswith("vi"):
        return "in-english"
    if book.form in ("story", "picture"):
        return "chuyen-ke-tren-nui"
    words = book.slug.split("-")
    about_knowing = any(set(word.split("-")) <= set(words) for word in KNOWLEDGE)
    return "tim-va-tin" if about_knowing else "so-tay-viec-nha"


@transaction.atomic
def stock(
    *, run: ImportRun, books: Sequence[Book], organization: Organization | None, at: datetime
) -> None:
    """Set for whom the works of `run` are, and put them on their shelves. Safe to repeat."""
    lines = run.lines.filter(source__endswith=".epub").exclude(work=None).select_related("work")
    works = {line.source.removesuffix(".epub"): line.work for line in lines}
    for book in books:
        work = works.get(book.slug)
        if work is not None and not work.level:
            Work.objects.filter(pk=work.pk).update(
                level=book.level, kind=book.kind, description=book.description, updated_at=at
            )
            search.changed([work.pk.hex])
    for position, (slug, title, text) in enumerate(SHELVES, start=1):
        shelf, _new = Shelf.objects.get_or_create(
            slug=naming.slug_of(slug),
            defaults={
                "title": title, "text": text, "organization": organization, "created_at": at,
                "updated_at": at, "origin": settings.DENSACH_NODE, "position": position,
            },
        )  # fmt: skip
        _fill(shelf, [works[b.slug] for b in books if shelf_of(b) == slug and b.slug in works])


def _fill(shelf: Shelf, works: Sequence[Work | None]) -> None:
    for position, work in enumerate(works, start=1):
        if work is not None:
            ShelfPlace.objects.get_or_create(
                shelf=shelf, work=work, defaults={"position": position}
            )
