"""Known books planted in a generated catalogue, and the queries that must find them.

S1: this record comes first (or one with the very same title of up to five words). P10: the first
ten titles hold the phrase with its marks. V: a correction is shown, in these words.
"""

import math
from dataclasses import dataclass

from densach.search.queries import Query, find
from densach.search.queries.rows import row_of
from densach.search.services import Document
from densach.search.text import exact_and_folded

_BOOKS = """
A|Dế Mèn phiêu lưu ký|Tô Hoài
B|Truyện Kiều|Nguyễn Du
B2|Truyện Kiều: bản chú giải của Đào Duy Anh|Nguyễn Du, Đào Duy Anh
D|Vườn rau của mẹ|Phạm Hổ
E|Toán lớp 5|Trần Nam Dũng
F|Hóa học 8|Nguyễn Cương
G|Chị Thuý và dòng sông|Vũ Thị Thuý
H|Mĩ thuật trang trí đình làng Bắc Bộ|Trần Lâm Biền
I|Khoẻ để học, vui để lớn|Bùi Thị Khoẻ
J|Hướng dẫn tự học cho học sinh THCS|Đỗ Ngọc Thống
K|Sài Gòn - TP.HCM: chuyện những con hẻm|Phạm Công Luận
L|Hai vạn dặm dưới đáy biển|Jules Verne
M|Hoàng tử bé|Antoine de Saint-Exupéry
N|Đất rừng phương Nam|Đoàn Giỏi
O|Tắt đèn|Ngô Tất Tố
P|Nhật ký trong tù|Hồ Chí Minh
Q|Con sông quê tôi chảy ngược|Quách Thị Thắm
R|Kỹ thuật trồng lúa nước trên đất phèn|Võ Tòng Xuân
S|Nuôi gà thả vườn bằng thảo dược|Giàng A Páo
T|Làng nghề nước mắm Nam Ô|Đặng Phương Trứ
U|COVID-19 và trường học Việt Nam|Ngô Bảo Chi
V|Atlat địa lí Việt Nam|Ngô Đạt Tam
W|Chợ phiên Sa Pa ngày sương mù|Lò Thị Mỷ
X|Qui hoạch đô thị nhập môn|Tạ Quý Sơn
Z|The Tale of the Lazy Buffalo|Nguyen Thi Lan
AA|Báo Nhân Dân số 1, ngày 11-3-1951|
EE|Sử thi Đăm Săn của người Ê Đê|Y Wang Mlô
FF|Hỏa hoạn và cách thoát nạn|Cao Văn Lửa
HH|Ức Trai thi tập|Nguyễn Trãi
"""
_JUDGED = """
# marks as written
dế mèn phiêu lưu ký|S1|A
truyện kiều|S1|B
phân số|P10|phân số
đạo đức|P10|đạo đức
vườn rau của mẹ|S1|D
toán lớp 5|S1|E
hóa học 8|S1|F
sử thi đăm săn|S1|EE
# capitals, tone place, i/y
PHÂN SỐ|P10|phân số
dế mèn phiêu lưu kí|S1|A
hoá|P10|hóa
hóa|P10|hoá
chị thúy và dòng sông|S1|G
mỹ thuật trang trí đình làng|S1|H
kĩ thuật trồng lúa đất phèn|S1|R
hoả hoạn thoát nạn|S1|FF
# without marks
truyen kieu|S1|B
phan so|P10|phân số
dao duc|P10|đạo đức
vuon rau cua me|S1|D
toan lop 5|S1|E
chi thuy dong song|S1|G
nhat ki trong tu|S1|P
song que toi chay nguoc|S1|Q
nuoi ga tha vuon thao duoc|S1|S
nuoc mam nam o|S1|T
hoc tap suot doi|P10|học tập suốt đời
bien doi khi hau|P10|biến đổi khí hậu
hoa|P10|hoa
# half or wrong marks
phân sô|P10|phân số|phân số
đạo dức|P10|đạo đức|đạo đức
tiêng viêt|P10|tiếng việt|tiếng việt
học tập suốt đơi|P10|học tập suốt đời|học tập suốt đời
# slips
truyen kieuu|S1|B|truyện kiều
ddaoj dduwcs|P10|đạo đức|đạo đức
tieengs vieetj|P10|tiếng việt|tiếng việt
covid19|S1|U
# title and person
tô hoài dế mèn|S1|A
truyện kiều đào duy anh|S1|B2
hai van dam duoi day bien jules verne|S1|L
ngô tất tố tắt đèn|S1|O
nguyễn trãi ức trai|S1|HH
# abbreviations, figures, loose words
hoc sinh thcs tu hoc|S1|J
sai gon tp.hcm|S1|K
báo nhân dân số 1 1951|S1|AA
# held back: not among those the weights were set on
át lát địa lý|S1|V
at lat dia ly|S1|V
sapa chợ phiên|S1|W
pha^n so^'|P10|phân số|phân số
phan6 so61|P10|phân số|phân số
quy hoach do thi|S1|X
hoàng tử bé saint exupery|S1|M
exupéry hoàng tử|S1|M
verne hai vạn dặm|S1|L
the lazy bufalo|S1|Z
khoẻ để học vui để lớn|S1|I
DAT RUNG PHUONG NAM|S1|N
doan gioi dat rung|S1|N
hai van dam duoi day bein verne|S1|L
nhật kí trong tủ|S1|P
lang nghe nuoc mam|S1|T
"""


@dataclass(frozen=True)
class Judged:
    """One query, what it must bring (S1: a planted key; P10: a phrase), and the correction."""

    text: str
    kind: str
    want: str
    shown: str


def _lines(block: str) -> list[list[str]]:
    return [line.split("|") for line in block.strip().split("\n") if not line.startswith("#")]


JUDGED = [Judged(*line[:3], line[3] if len(line) > 3 else "") for line in _lines(_JUDGED)]
HELD_BACK = JUDGED[[judged.text for judged in JUDGED].index("át lát địa lý") :]


def planted(*, first: int) -> list[Document]:
    """The known books, numbered from `first`."""
    return [
        Document(
            key=f"planted-{name}",
            number=first + place,
            title=title,
            people=tuple(part for part in people.split(", ") if part),
            other="Nxb. Kim Đồng",
            kind="BOOK",
            language="vi",
            added=1_600_000_000,
        )
        for place, (name, title, people) in enumerate(_lines(_BOOKS))
    ]


@dataclass(frozen=True)
class Verdict:
    """How a query fared: the place of the known record (0: not in ten) or nDCG; what was shown."""

    judged: Judged
    place: int
    gain: float
    stage: str
    corrected: str | None


def judge(judged: Judged) -> Verdict:
    page = find(Query(judged.text, size=10))
    rows = [row_of(hit.key) for hit in page.hits]
    if judged.kind == "S1":
        want = row_of(f"planted-{judged.want}")
        same = [
            row.key == want.key or (len(want.title_x) <= 5 and row.title_x == want.title_x)
            for row in rows
        ]
        place = same.index(True) + 1 if True in same else 0
        return Verdict(judged, place, float(place == 1), page.stage, page.corrected)
    gains = [_gain(judged.want, row) for row in rows]
    gain = _dcg(gains) / _dcg([3] * 10)
    return Verdict(judged, 0, gain, page.stage, page.corrected)


def _gain(phrase, row):
    words = tuple(exact for exact, _ in exact_and_folded(phrase))
    if _holds(row.title_x, words):
        return 3
    if len(words) > 1 and set(words) <= set(row.title_x):
        return 2
    return int(any(_holds(part, words) for part in (row.people_x, row.subjects_x, row.other_x)))


def _holds(words, phrase):
    return any(
        words[start : start + len(phrase)] == phrase
        for start in range(len(words) - len(phrase) + 1)
    )


def _dcg(gains):
    return sum((2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))
