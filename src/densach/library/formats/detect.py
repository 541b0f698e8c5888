"""What a file is, by its bytes. The name is a hint only, where bytes leave a choice.

`detect` gives one of

    EPUB PDF HTML SITE DOCX ODT MARKDOWN TEXT PICTURES AUDIO VIDEO     works, for `read.read`
    BUNDLE                                                            a zip of separate works
    SHELF                                                             a shelf of another library
    MARC MARCXML MARCJSON OAI ONIX FEED OPDS CSLJSON RIS BIBTEX
    TABLE XLSX                                                        records, for the catalogue
    CAPTIONS                                                          subtitles without their film
    EMPTY UNKNOWN and the names in `read.OTHER_FORMS`, `OTHER_THINGS` not taken
"""

import gzip
import zlib
from pathlib import Path

from .detect_text import text_kind
from .detect_zip import zip_kind

HEAD_BYTES = 64 << 10
PDF_BYTES = 1024  # Acrobat's own rule: the header may stand anywhere in the first kilobyte
ID_AT = 60  # of Palm databases
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

PICTURES = frozenset(
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".bmp"]
)
SOUNDS = frozenset(
    [".mp3", ".m4a", ".m4b", ".ogg", ".opus", ".oga", ".flac", ".wav", ".aac", ".wma"]
)
FILMS = frozenset(
    [".mp4", ".webm", ".mkv", ".mov", ".m4v", ".avi", ".wmv", ".mpg", ".mpeg", ".ts", ".ogv"]
)

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "PICTURES"),
    (b"\x89PNG\r\n\x1a\n", "PICTURES"),
    (b"GIF87a", "PICTURES"),
    (b"GIF89a", "PICTURES"),
    (b"II*\x00", "PICTURES"),
    (b"MM\x00*", "PICTURES"),
    (b"ID3", "AUDIO"),
    (b"fLaC", "AUDIO"),
    (b"ADIF", "AUDIO"),
    (b"\x1aE\xdf\xa3", "VIDEO"),
    (b"\x00\x00\x01\xba", "VIDEO"),
    (b"\x00\x00\x01\xb3", "VIDEO"),
    (b"{\\rtf", "RTF"),
    (b"ZIM\x04", "ZIM"),
    (b"AT&TFORM", "DJVU"),
    (b"ITSF", "CHM"),
    (b"ITOLITLS", "LIT"),
    (b"MZ", "PROGRAM"),
    (b"\x7fELF", "PROGRAM"),
    (b"\xcf\xfa\xed\xfe", "PROGRAM"),
    (b"\xca\xfe\xba\xbe", "PROGRAM"),
    (b"dex\n", "PROGRAM"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"BZh", "BZIP2"),
    (b"\xfd7zXZ\x00", "XZ"),
    (b"SQLite format 3\x00", "SQLITE"),
    (b"%!PS", "POSTSCRIPT"),
)
RIFF = {b"WAVE": "AUDIO", b"AVI ": "VIDEO", b"WEBP": "PICTURES"}
SOUND_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P ", b"F4A "})
PICTURE_BRANDS = frozenset({b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})


def detect(path: Path, *, name: str) -> str:
    """What the file (or folder of pages or tracks) at `path` is. Never raises on content."""
    suffix = Path(name).suffix.lower()
    if path.is_dir():
        return _folder_kind(path)
    with path.open("rb") as source:
        head = source.read(HEAD_BYTES)
    if not head.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf"):
        return "EMPTY"
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}:
        return zip_kind(path, suffix)
    if head[:2] == b"\x1f\x8b":
        return _gzip_kind(path, name)
    return _binary_kind(head, suffix) or text_kind(head, suffix)


def _folder_kind(path: Path) -> str:
    kinds = {file.suffix.lower() for file in path.rglob("*") if file.is_file()}
    if kinds & FILMS:
        return "VIDEO"
    return "AUDIO" if kinds & SOUNDS else "PICTURES"


def _gzip_kind(path: Path, name: str) -> str:
    """Catalogues travel packed with gzip; a work does not."""
    try:
        with gzip.open(path) as source:
            head = source.read(HEAD_BYTES)
    except (OSError, EOFError, zlib.error):
        return "GZIP"
    inner = name[:-3] if name.lower().endswith(".gz") else name
    kind = "" if _binary_kind(head, "") else text_kind(head, Path(inner).suffix.lower())
    return kind if kind in {"MARC", "MARCXML", "OAI", "ONIX", "TABLE", "MARCJSON"} else "GZIP"


def _binary_kind(head: bytes, suffix: str) -> str:  # noqa: PLR0911 - one line for each kind
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return "AUDIO" if kind == "VIDEO" and suffix == ".weba" else kind
    if b"%PDF-" in head[:PDF_BYTES]:
        return "PDF"
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12], "UNKNOWN")
    if head[4:8] == b"ftyp":
        return _boxed_kind(head, suffix)
    if head[:4] == b"OggS":
        return "VIDEO" if b"theora" in head[:4096] else "AUDIO"
    if head.startswith(b"0&\xb2u\x8ef\xcf\x11"):  # ASF
        return "AUDIO" if suffix == ".wma" else "VIDEO"
    if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0 and head[1] != 0xFE:  # noqa: PLR2004 - an MPEG frame, not a UTF-16 mark
        return "AUDIO"
    if head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G":  # MPEG-TS packets
        return "VIDEO"
    return _rarer_kind(head, suffix)


def _boxed_kind(head: bytes, suffix: str) -> str:
    """MP4 and its kin: pictures, sound or film by their brand."""
    brand = head[8:12]
    if brand in PICTURE_BRANDS:
        return "PICTURES"
    return "AUDIO" if brand in SOUND_BRANDS or suffix in {".m4a", ".m4b"} else "VIDEO"


def _rarer_kind(head: bytes, suffix: str) -> str:
    if head.startswith(OLE):
        if b"W\0o\0r\0d\0D\0o\0c\0" in head or suffix == ".doc":
            return "DOC"
        is_book = b"W\0o\0r\0k\0b\0o\0o\0k\0" in head or suffix == ".xls"
        return "XLSX" if is_book else "OLE"
    if head[ID_AT : ID_AT + 8] in {b"BOOKMOBI", b"TEXtREAd"}:
        return "MOBI"
    if head[257:262] == b"ustar":
        return "TAR"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in {12, 40, 108, 124}:
        return "PICTURES"
    return ""
