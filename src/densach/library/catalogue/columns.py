"""Columns of tables of books: which header means what, in Vietnamese and English."""

import re

from densach.search.text import fold_key

from ..formats.isbn import isbn13, issn
from .describe import clean
from .describe_parts import pages as pages_of
from .description import Contributor, Description, Link
from .languages import from_words
from .names import catalogued, printed
from .relators import code_of

# field → header, the one we write first; folded, so marks, case and signs do not matter
HEADERS = {
    "title": "Nhan đề|nhan đề chính|tên sách|tên tài liệu|tựa đề|tựa sách|tiêu đề|tên tác phẩm|tác phẩm|"
    "title|book title|name of book|tên ấn phẩm|nhan đề tài liệu",
    "subtitle": "Phụ đề|nhan đề phụ|subtitle|thông tin khác về nhan đề",
    "aut": "Tác giả|tên tác giả|author|authors|creator|người viết|tg|tác giả chính|writer",
    "trl": "Dịch giả|người dịch|translator|translators|dịch",
    "edt": "Chủ biên|biên tập|editor|editors|người biên tập",
    "ill": "Minh họa|họa sĩ|người minh họa|illustrator|tranh",
    "ctb": "Người khác|contributor|contributors|đồng tác giả|cộng tác viên",
    "place": "Nơi xuất bản|nơi xb|place|place of publication|nxb ở",
    "publisher": "Nhà xuất bản|nxb|publisher|nhà xb",
    "year": "Năm xuất bản|năm|năm xb|year|publication year|original publication year|published|"
    "date|pub date|published year",
    "statement": "Lần xuất bản|tái bản|edition|lần xb",
    "extent": "Số trang|trang|pages|page count|num pages|mô tả vật lý|extent|số tr",
    "series": "Tùng thư|bộ sách|series|tủ sách",
    "series_number": "Số tập|tập|volume|số trong tùng thư|series number",
    "isbn": "ISBN|isbn13|isbn 13|isbn10|isbn 10|mã isbn|chỉ số isbn|số isbn",
    "issn": "ISSN|mã issn",
    "language": "Ngôn ngữ|language|language code|tiếng|lang",
    "kind": "Loại tài liệu|loại|kind|type|loại hình|dạng tài liệu",
    "level": "Dành cho|lớp|cấp học|khối lớp|level|grade|đối tượng|trình độ",
    "subjects": "Chủ đề|đề mục|từ khóa|subject|subjects|keyword|keywords|đề mục chủ đề|chủ đề sách",
    "ddc": "DDC|dewey|phân loại|ký hiệu phân loại|chỉ số phân loại|số phân loại|mã phân loại|"
    "call number|classification",
    "description": "Tóm tắt|mô tả|giới thiệu|nội dung|description|abstract|summary",
    "rights": "Bản quyền|giấy phép|quyền|rights|licence|license",
    "links": "Liên kết|url|link|địa chỉ|đường dẫn|uri",
    "control": "Số biểu ghi|control number|mã biểu ghi|001",
}
TITLES = {name: texts.split("|")[0] for name, texts in HEADERS.items()}
_FIELD_OF = {fold_key(text): name for name, texts in HEADERS.items() for text in texts.split("|")}
# Names that mean something only where no better column was found.
_WEAK = {fold_key("tên"): "title", "name": "title", "original title": "title", "ten": "title"}
KINDS = {
    "BOOK": "sách|book|sách tham khảo|stk", "PICTURE_BOOK": "sách tranh|truyện tranh|picture book|comic",
    "AUDIO_BOOK": "sách nói|audio book|audiobook|băng đĩa", "VIDEO": "phim|video|dvd",
    "TEXTBOOK": "sách giáo khoa|sgk|textbook", "PERIODICAL": "báo|tạp chí|báo, tạp chí|periodical|magazine",
    "DOCUMENT": "tài liệu|văn bản|luận văn|luận án|document|thesis|report|báo cáo",
    "MUSIC": "nhạc|âm nhạc|music", "MAP": "bản đồ|map", "OTHER": "khác|other",
}  # fmt: skip
_KIND_OF = {fold_key(text): kind for kind, texts in KINDS.items() for text in texts.split("|")}
LEVELS = {
    "EARLY": "mầm non|mẫu giáo|before school|kindergarten", "PRIMARY": "tiểu học|primary|cấp 1|cấp i",
    "LOWER": "thcs|trung học cơ sở|cấp 2|cấp ii|lower secondary",
    "UPPER": "thpt|trung học phổ thông|cấp 3|cấp iii|upper secondary",
    "ADULT": "người lớn|adult|adults", "HIGHER": "đại học|cao đẳng|higher education|university",
}  # fmt: skip
_LEVEL_OF = {fold_key(text): level for level, texts in LEVELS.items() for text in texts.split("|")}
_SPLIT = re.compile(r"\s*(?:[;|/]|\s+và\s+|\s+and\s+|\s+&\s+)\s*")
_PEOPLE = ("aut", "edt", "trl", "ill", "ctb")
_YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d{2})(?!\d)")
_OLD_YEAR = re.compile(r"-\d{1,4}|\d{1,3}")  # 975; 8; -720: before our era
_UNSURE_YEAR = re.compile(r"(?<!\d)\d{2,3}[-_?]{1,2}(?!\d)")  # 19--, 200-, 190?
_WRONG_YEAR = re.compile(r"\d")
_PRIMARY_ENDS, _LOWER_ENDS = 5, 9


def mapped(header: list[str]) -> dict[int, str]:
    """Column number → field, for a row that may be the header; empty unless it has a title.

    A field may have several columns (ISBN-10 and ISBN-13).
    """
    keys = [fold_key(cell.replace("_", " ")) for cell in header]
    found = {at: _FIELD_OF[key] for at, key in enumerate(keys) if key in _FIELD_OF}
    if "title" not in found.values():
        weak = [at for at, key in enumerate(keys) if key in _WEAK]
        # “Tên” alone may head a list of anything: something else must speak of books.
        if weak and {"aut", "isbn", "publisher", "ddc"} & set(found.values()):
            found[weak[0]] = "title"
    return found if "title" in found.values() else {}


def describe_cells(cells: dict[str, list[str]]) -> tuple[Description, str]:
    """What a row says, by field; and what is wrong with it (`year`), or empty."""

    def first(name: str) -> str:
        return cells.get(name, [""])[0]

    told = Description(title=first("title")[:500], subtitle=first("subtitle")[:500])
    told.language = from_words(first("language"))
    for role in _PEOPLE:
        for text in cells.get(role, ()):
            told.people += [_person(name, role, told.language) for name in split_names(text)]
    told.publisher, told.place = first("publisher")[:300], first("place")[:200]
    told.published = first("year").removesuffix(".0")[:60]
    told.statement = first("statement")[:200]
    if match := _YEAR.search(told.published) or _OLD_YEAR.fullmatch(told.published):
        told.year = int(match[0])
    extent = first("extent")
    told.extent = f"{extent} tr." if extent.isdigit() else extent[:200]
    told.pages = pages_of(told.extent)
    told.series, told.series_number = first("series")[:300], first("series_number")[:30]
    told.identifiers = _identifiers(cells)
    told.subjects = list(dict.fromkeys(
        part.strip()[:255] for text in cells.get("subjects", ()) for part in re.split(r"[;|]", text) if part.strip()
    ))  # fmt: skip
    told.ddc, told.description = first("ddc")[:60], "\n".join(cells.get("description", ()))
    told.rights, told.control_number = first("rights")[:500], first("control")[:80]
    told.kind = _KIND_OF.get(fold_key(first("kind")), "BOOK")
    told.level = _level(first("level"))
    told.links = [
        Link(url, is_work=True)
        for text in cells.get("links", ())
        for url in text.split("; ")
        if url.startswith(("http://", "https://"))
    ]
    unclear = _WRONG_YEAR.search(told.published) and not _UNSURE_YEAR.search(told.published)
    wrong = "year" if told.year is None and unclear else ""
    return told, wrong


def clean_lines(text: str) -> str:
    """A text whose lines stay lines."""
    return "\n".join(line for part in text.splitlines() if (line := clean(part)))


def joined_names(names: list[str]) -> str:
    """A cell from which `split_names` reads these names again: `Legal Deposit and Loans;`."""
    cell = "; ".join(dict.fromkeys(names))
    return f"{cell};" if cell and split_names(cell) != list(dict.fromkeys(names)) else cell


def split_names(text: str) -> list[str]:
    """Names in one cell: `A; B`, `A và B`, `Suzanne Collins, Mary GrandPré`; `Verne, Jules` is one."""
    names: list[str] = []
    if ";" in text:  # whoever writes it has said where a name ends
        return list(dict.fromkeys(name for part in text.split(";") if (name := clean(part))))
    for part in _SPLIT.split(clean(text)):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        many = len(pieces) > 1 and all(len(piece.split()) > 1 for piece in pieces)
        names += pieces if many else [", ".join(pieces)]
    return [name for name in dict.fromkeys(names) if name]


def _person(name: str, role: str, language: str) -> Contributor:
    match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", name)
    if match and (code := code_of(match[2])):
        name, role = match[1], code
    if "," in name:
        return Contributor(printed(name, language=language)[:300], role, name[:300])
    return Contributor(name[:300], role, catalogued(name, language=language)[:300])


def _identifiers(cells: dict[str, list[str]]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    invalid: list[tuple[str, str]] = []
    for text in cells.get("isbn", ()):
        for part in re.split(r"[;,|]|\s{2,}", text):
            # Spreadsheets eat the zeros in front of a number.
            padded = f"{part.strip():0>10}" if 7 <= len(part.strip()) < 10 else part  # noqa: PLR2004
            if number := isbn13(padded):
                pairs.append(("ISBN", number))
            elif part.strip():
                invalid.append(("OTHER", part.strip()[:200]))
    for part in ";".join(cells.get("issn", ())).split(";"):
        if part.strip():
            number = issn(part)
            pairs.append(("ISSN", number) if number else ("OTHER", part.strip()[:200]))
    pairs = pairs or invalid
    # A number alone counts rows of one list; with its source before it, it is a record's for good.
    pairs += [("CONTROL", text[:80]) for text in cells.get("control", ()) if text.startswith("(")]
    return list(dict.fromkeys(pairs))


def _level(text: str) -> str:
    if known := _LEVEL_OF.get(fold_key(text)):
        return known
    grades = [int(number) for number in re.findall(r"\d+", text)]
    if not grades or not 1 <= max(grades) <= 12:  # noqa: PLR2004 - twelve grades
        return ""
    last = max(grades)
    return "PRIMARY" if last <= _PRIMARY_ENDS else "LOWER" if last <= _LOWER_ENDS else "UPPER"
