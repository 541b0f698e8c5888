"""From what a file says about its rights to a licence of the code list."""

import re

from ..models import Licence

# code, English name, Vietnamese name, address, open: may be copied and passed on by everybody
LICENCES = [
    ("CC0-1.0", "CC0 1.0 (public domain dedication)", "CC0 1.0 (hiến tặng cho công chúng)",
     "https://creativecommons.org/publicdomain/zero/1.0/", True),
    ("PDM-1.0", "Public domain", "Thuộc về công chúng",
     "https://creativecommons.org/publicdomain/mark/1.0/", True),
    ("CC-BY-4.0", "CC BY 4.0", "CC BY 4.0 (ghi công)",
     "https://creativecommons.org/licenses/by/4.0/deed.vi", True),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0", "CC BY-SA 4.0 (ghi công, chia sẻ tương tự)",
     "https://creativecommons.org/licenses/by-sa/4.0/deed.vi", True),
    ("CC-BY-NC-4.0", "CC BY-NC 4.0", "CC BY-NC 4.0 (ghi công, phi thương mại)",
     "https://creativecommons.org/licenses/by-nc/4.0/deed.vi", True),
    ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", "CC BY-NC-SA 4.0 (ghi công, phi thương mại, chia sẻ tương tự)",
     "https://creativecommons.org/licenses/by-nc-sa/4.0/deed.vi", True),
    ("CC-BY-ND-4.0", "CC BY-ND 4.0", "CC BY-ND 4.0 (ghi công, không phái sinh)",
     "https://creativecommons.org/licenses/by-nd/4.0/deed.vi", True),
    ("CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0", "CC BY-NC-ND 4.0 (ghi công, phi thương mại, không phái sinh)",
     "https://creativecommons.org/licenses/by-nc-nd/4.0/deed.vi", True),
    ("CC-BY-3.0", "CC BY 3.0", "CC BY 3.0 (ghi công)",
     "https://creativecommons.org/licenses/by/3.0/deed.vi", True),
    ("CC-BY-SA-3.0", "CC BY-SA 3.0", "CC BY-SA 3.0 (ghi công, chia sẻ tương tự)",
     "https://creativecommons.org/licenses/by-sa/3.0/deed.vi", True),
    ("GFDL", "GNU Free Documentation License", "Giấy phép tài liệu tự do GNU",
     "https://www.gnu.org/licenses/fdl-1.3.html", True),
    ("GPL", "GNU General Public License", "Giấy phép công cộng GNU",
     "https://www.gnu.org/licenses/gpl-3.0.html", True),
    ("PERMITTED", "With the owner's permission", "Được chủ sở hữu cho phép", "", False),
    ("RESERVED", "All rights reserved", "Giữ mọi quyền", "", False),
]  # fmt: skip

_CC = re.compile(r"(?:licenses/|cc[ -]?)(by(?:-(?:nc|sa|nd))*)(?:[/ -]v?([34])\.0)?", re.IGNORECASE)
_SIGNS = [
    (re.compile(r"publicdomain/zero|\bcc0\b", re.IGNORECASE), "CC0-1.0"),
    (re.compile(r"publicdomain/mark|public domain|phạm vi công cộng|thuộc về công chúng|gutenberg",
                re.IGNORECASE), "PDM-1.0"),
    (re.compile(r"\bfdl\b|free documentation", re.IGNORECASE), "GFDL"),
    (re.compile(r"\bgpl\b|general public licen[sc]e", re.IGNORECASE), "GPL"),
    (re.compile(r"all rights reserved|giữ (?:mọi )?(?:bản )?quyền|©", re.IGNORECASE), "RESERVED"),
]  # fmt: skip


def code_of(url: str, rights: str) -> str:
    """The code of the licence that an address or a statement names; empty when none is known."""
    for text in (url, rights):
        if found := _CC.search(text.replace("Attribution-ShareAlike", "cc by-sa")):
            version = found[2] or "4"
            code = f"CC-{found[1].upper()}-{version}.0"
            if any(code == row[0] for row in LICENCES):
                return code
            return f"CC-{found[1].upper()}-4.0"
        for sign, code in _SIGNS:
            if sign.search(text):
                return code
    return ""


def licence_of(url: str, rights: str) -> Licence | None:
    """The row for what `code_of` finds. One query, or none."""
    code = code_of(url, rights)
    return Licence.objects.filter(code=code).first() if code else None


def load() -> None:
    """Put the code list into the database, or bring it up to date. Idempotent."""
    for code, name, name_vi, url, is_open in LICENCES:
        Licence.objects.update_or_create(
            code=code,
            defaults={"name": name, "name_vi": name_vi, "url": url, "is_open": is_open},
        )
