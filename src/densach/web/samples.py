"""Made-up works for the style guide. No database is asked."""

from types import SimpleNamespace


def sample_cards() -> list[SimpleNamespace]:
    """One card a motif and colour, as `library.queries.cards.WorkCard` has them."""
    rows = [
        ("Truyện Kiều", "Nguyễn Du", "k1", "song", "EPUB", 629_000, 240),
        ("Tấm Cám", "Cổ tích", "k2", "qua", "AUDIO", 8_400_000, 18),
        ("Vườn rau sạch", "Khuyến nông", "k4", "la", "VIDEO", 44_000_000, 24),
        ("Trống đồng kể chuyện", "Bảo tàng tỉnh", "k5", "trong", "PDF", 2_100_000, 35),
        ("Dệt thổ cẩm từng bước", "Tổ dệt bản Mây", "k8", "vai", "PDF", 1_900_000, 50),
        ("Báo tỉnh, số 24", "Thứ Ba 24/11", "k6", "trang", "PDF", 3_300_000, 12),
    ]
    return [_card(*row) for row in rows]


def _card(*values: object) -> SimpleNamespace:
    fields = ("title", "people", "cover_class", "motif", "format", "size_bytes", "minutes")
    named = dict(zip(fields, values, strict=True))
    return SimpleNamespace(
        **named,
        formats=(named.pop("format"),),
        cover_url=None,
        kind_label="Sách",
        level_label="Lớp 6 đến 9",
        language="vi",
        year=2026,
        description="Làm luống, giữ nước, ủ phân: 24 trang có hình từng bước.",
        snippet="",
        readable=True,
        url="#",
        read_url="#",
        place="",
    )
