"""Made-up works, a form and filters for the style guide. No database is asked."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

COLOURS = (
    ("giấy", "paper"), ("thẻ", "card"), ("kẻ", "line"), ("mực", "ink"), ("mực nhạt", "ink-2"),
    ("chàm", "indigo"), ("chàm nhạt", "indigo-soft"), ("đèn", "lamp"), ("đèn nhạt", "lamp-soft"),
    ("lá", "leaf"), ("sen", "lotus"), ("gạch", "brick"), ("son", "son"), ("đất", "earth"),
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind, with a mistake in one."""

    name = forms.CharField(label="Tên gọi", help_text="Tên mọi người hay gọi bạn")
    year = forms.IntegerField(
        label="Năm sinh",
        help_text="Ví dụ 2014",
        error_messages={"invalid": "Năm sinh chưa đúng. Viết bốn chữ số, ví dụ 2014."},
    )
    grade = forms.ChoiceField(label="Lớp", choices=[("7B", "7B"), ("7C", "7C")])
    message = forms.CharField(label="Lời nhắn", widget=forms.Textarea, required=False)
    by = forms.ChoiceField(
        label="Nhận tin bằng",
        choices=[("m", "Tin trên máy"), ("s", "Tin nhắn SMS")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="Hiện tên tôi với bạn cùng lớp", required=False)


def guide_context() -> dict[str, Any]:
    """What web/guide.html shows."""
    values = {"name": "Ễnh Ương Ậm Ộp", "year": "hai nghìn", "grade": "7B", "by": "m"}
    return {
        "cards": sample_cards(),
        "colours": COLOURS,
        "form": SampleForm(values),
        "groups": _facets(),
        "page": Paginator(range(68_800), 100).page(3),
        "steps": ["Chọn em", "Hoàn cảnh", "Gửi"],
        "week": [
            (day, day in {"T2", "T4", "T5"}) for day in ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
        ],
        "crumbs": [("Thư viện", "#"), ("Văn học Việt Nam", "#"), ("Gió đầu mùa", "")],
    }


def sample_cards() -> list[SimpleNamespace]:
    """One card a motif and colour, as `library.queries.cards.WorkCard` has them."""
    rows = [
        ("Truyện Kiều", "Nguyễn Du", "k1", "song", "EPUB", 629_000, 240),
        ("Tấm Cám", "Cổ tích", "k2", "qua", "AUDIO", 8_400_000, 18),
        ("Vườn rau sạch", "Khuyến nông", "k4", "la", "VIDEO", 44_000_000, 24),
        ("Trống đồng kể chuyện", "Bảo tàng tỉnh", "k5", "trong", "PDF", 2_100_000, 35),
        ("Dệt thổ cẩm từng bước", "Tổ dệt bản Mây", "k8", "vai", "PICTURES", 1_900_000, 50),
        ("Báo tỉnh, số 24", "Thứ Ba 24/11", "k6", "trang", "PDF", 3_300_000, 12),
    ]
    return [_card(*row) for row in rows]


def _card(*values: object) -> SimpleNamespace:
    fields = ("title", "people", "cover_class", "motif", "format", "size_bytes", "minutes")
    named = dict(zip(fields, values, strict=True))
    return SimpleNamespace(
        **named,
        formats=(named["format"],),
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


def _facets() -> list[SimpleNamespace]:
    def option(value: str, label: str, count: int, *, on: bool = False) -> SimpleNamespace:
        return SimpleNamespace(value=value, label=label, count=count, on=on)

    kinds = [option("BOOK", "Sách", 412, on=True), option("AUDIO_BOOK", "Sách nói", 86)]
    levels = [option("LOWER", "Lớp 6 đến 9", 204)]
    return [
        SimpleNamespace(name="kind", label="Loại", open=True, options=kinds),
        SimpleNamespace(name="level", label="Dành cho", open=False, options=levels),
    ]
