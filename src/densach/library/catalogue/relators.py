"""Relator terms and codes (MARC Code List for Relators), as records in several languages write them."""

import re

_TERMS = {
    "aut": "author|tác giả|soạn giả|biên soạn|auteur|verfasser|автор|writer|written by|sáng tác",
    "edt": "editor|chủ biên|biên tập|hiệu đính|éditeur scientifique|herausgeber|ed|eds|joint editor",
    "trl": "translator|dịch giả|người dịch|dịch|biên dịch|traducteur|übersetzer|tr|trans|translated by",
    "ill": "illustrator|minh họa|minh hoạ|người minh họa|họa sĩ|vẽ|tranh|illustrateur|ill|illus",
    "nrt": "narrator|người đọc|đọc|reader|giọng đọc|spoken word|voice",
    "cmp": "composer|nhạc sĩ|nhạc|compositeur|music",
    "lyr": "lyricist|lời",
    "prf": "performer|biểu diễn|trình diễn|interprète|instrumentalist",
    "sng": "singer|ca sĩ|hát",
    "cnd": "conductor|chỉ huy",
    "drt": "director|đạo diễn|film director|réalisateur",
    "pro": "producer|sản xuất|film producer",
    "pht": "photographer|ảnh|nhiếp ảnh|photographe",
    "art": "artist|nghệ sĩ",
    "com": "compiler|sưu tầm|tuyển chọn|biên soạn và tuyển chọn|comp|collected by|sưu tầm biên soạn",
    "adp": "adapter|phóng tác|chuyển thể|kể lại|adapted by|reteller",
    "aui": "author of introduction|lời tựa|giới thiệu|author of introduction, etc|preface",
    "ann": "annotator|chú giải|chú thích|khảo chú",
    "pbl": "publisher|nhà xuất bản|nxb",
    "isb": "issuing body|cơ quan ban hành|ban hành",
    "ctb": "contributor|cộng tác|cộng tác viên|joint author",
    "ths": "thesis advisor|hướng dẫn|người hướng dẫn|degree supervisor",
    "cre": "creator",
    "cov": "cover designer|bìa|trình bày bìa",
    "act": "actor|diễn viên",
    "ctg": "cartographer|bản đồ",
    "spn": "sponsor|sponsoring body|tài trợ",
    "his": "host institution",
    "dgg": "degree granting institution|cơ sở đào tạo",
}
_CODES = {term: code for code, terms in _TERMS.items() for term in terms.split("|")}


def code_of(term: str) -> str:
    """The relator code of `term` (a word, a code, or an address ending in a code); empty if unknown."""
    plain = term.strip(" .,;:()[]").casefold()
    if "/relators/" in plain:
        plain = plain.rsplit("/", 1)[1]
    if re.fullmatch("[a-z]{3}", plain) and plain not in _CODES:
        return plain
    return _CODES.get(plain) or _CODES.get(plain.split(",")[0].strip(), "")


def term_of(code: str) -> str:
    """The English term of a relator code, for record formats that want a word; the code if unknown."""
    return _TERMS.get(code, code).split("|")[0]
