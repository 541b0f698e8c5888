"""Records that the tests of this folder make."""

from densach.library.catalogue.record import Field, Record, join

KIEU = Record(
    "00000nam a2200000 i 4500",
    [
        (field.tag, field.raw())
        for field in [
            Field("001", data="vn000001"),
            Field("003", data="VN-Test"),
            Field("008", data="260101s1820    vm            000 1 vie d"),
            Field("020", "  ", [("a", "978-604-2-12345-9 (bìa cứng)")]),
            Field("041", "0 ", [("a", "vie")]),
            Field("082", "04", [("a", "895.922 13"), ("2", "23")]),
            Field("100", "1 ", [("a", "Nguyễn, Du,"), ("d", "1765-1820"), ("e", "tác giả")]),
            Field("245", "10", [("6", "880-01"), ("a", "Truyện Kiều :"), ("b", "truyện thơ /"), ("c", "Nguyễn Du ; Đào Duy Anh chú giải")]),
            Field("246", "3 ", [("a", "Đoạn trường tân thanh")]),
            Field("264", " 1", [("a", "Hà Nội :"), ("b", "Văn học,"), ("c", "1820.")]),
            Field("300", "  ", [("a", "xii, 158 tr. ;"), ("c", "19 cm")]),
            Field("490", "0 ", [("a", "Văn học cổ điển ;"), ("v", "t. 3")]),
            Field("520", "  ", [("a", "Truyện thơ lục bát.")]),
            Field("521", "2 ", [("a", "Lớp 9")]),
            Field("650", " 4", [("a", "Thơ Nôm")]),
            Field("651", " 4", [("a", "Việt Nam"), ("x", "Văn học"), ("y", "Thế kỉ 19")]),
            Field("700", "1 ", [("a", "Đào, Duy Anh"), ("4", "ann")]),
            Field("856", "40", [("u", "https://sach.example/kieu.epub"), ("q", "application/epub+zip")]),
            Field("880", "10", [("6", "245-01/$1"), ("a", "斷腸新聲")]),
            Field("999", "  ", [("a", "của riêng thư viện"), ("a", "lặp lại"), ("z", "")]),
        ]
    ],
)  # fmt: skip


def marc(*extra, title="Sách thử", number="t1", drop=()):
    """A small record in ISO 2709 with more fields or without some."""
    fields = [
        Field("001", data=number),
        Field("008", data="260101s2001    vm            000 0 vie d"),
        Field("245", "00", [("a", title)]),
        *extra,
    ]
    kept = [(f.tag, f.raw()) for f in fields if f.tag not in drop]
    return join(Record("00000nam a2200000 i 4500", kept))
