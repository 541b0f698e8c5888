"""Files that people of the walks bring along, made on the spot."""

import shutil
from pathlib import Path

from tests.library.formats.making import film, picture_bytes, scan_pdf, wav_bytes, zip_of
from tests.library.test_importing import book

HAS_FFMPEG = bool(shutil.which("ffmpeg") and shutil.which("ffprobe"))
SUBTITLES = """1
00:00:00,000 --> 00:00:01,000
Nước suối chảy qua bản.

2
00:00:01,000 --> 00:00:02,000
Bà con lọc nước bằng cát.
"""


def scan(pages: int = 2) -> bytes:
    """A PDF as a scanner makes it: pictures of pages, without letters."""
    from PIL import Image, ImageDraw

    drawn = []
    for number in range(1, pages + 1):
        sheet = Image.new("L", (620, 877), 245)
        ImageDraw.Draw(sheet).rectangle((80, 80 * number, 540, 80 * number + 30), fill=30)
        drawn.append(sheet)
    return scan_pdf(drawn)


def recordings(folder: Path) -> Path:
    """An audio book of two tracks, a picture book, a scan, and (with ffmpeg) a film with subtitles."""
    audio, pictures = folder / "Nghe kể chuyện Pú Nhung", folder / "Phiên chợ vùng cao"
    audio.mkdir(parents=True)
    pictures.mkdir()
    for number in (1, 2):
        (audio / f"{number:02}.wav").write_bytes(wav_bytes(30 + number))
    for number, colour in enumerate(("#a03030", "#30a050", "#3050a0"), start=1):
        (pictures / f"trang-{number}.jpg").write_bytes(picture_bytes((400, 300), colour))
    (folder / "Sổ ghi của bản.pdf").write_bytes(scan())
    if HAS_FFMPEG:
        film(folder / "Lọc nước suối.mp4", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac")
        (folder / "Lọc nước suối.vi.srt").write_text(SUBTITLES, encoding="utf-8")
    return folder


def mixed(folder: Path) -> Path:
    """What a librarian has on a stick: good files, doubles, broken ones, rubbish."""
    from PIL import Image

    folder.mkdir(parents=True)
    book(
        folder / "gio-lao.epub",
        title="Gió Lào thổi qua bản",
        author="Vi Văn Khun",
        text="Gió thổi.",
    )
    book(
        folder / "gio-lao-2.epub",
        title="GIÓ LÀO THỔI QUA BẢN",
        author="Khun Vi Văn",
        text="Bản hai.",
    )
    shutil.copy(folder / "gio-lao.epub", folder / "ban-sao 📚.epub")
    (folder / "ghi-chep.txt").write_text(
        "Ghi chép mùa rẫy\n\n" + "Tháng ba phát rẫy, tháng tư gieo hạt. " * 40, encoding="utf-8"
    )
    (folder / "hong.epub").write_bytes((folder / "gio-lao.epub").read_bytes()[:300])
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4\n" + b"\x00rac" * 200)
    (folder / "nham.docx").write_bytes(b"MZ\x90\x00" + b"\x00" * 400)
    (folder / "rong.txt").write_bytes(b"")
    bomb = zip_of(folder / "bom.zip", {})
    _bomb(bomb)
    Image.new("RGB", (200, 260), "#446622").save(folder / "tranh-le.png")
    return folder


def _bomb(path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for number in range(20):
            pack.writestr(f"{number}.txt", b"0" * 20_000_000)


def marc(title: str, number: str, *, odd: bytes = b"") -> bytes:
    """A record in MARC 21 (UTF-8) with a local field that no program of ours knows."""
    fields = [
        ("001", number.encode()),
        ("008", b"260101s2020    vm a     b    001 0 vie d"),
        ("100", b"1 \x1faVi V\xc4\x83n Khun"),
        ("245", b"10\x1fa" + title.encode()),
        ("260", b"  \x1faNgh\xe1\xbb\x87 An :\x1fbNxb. Su\xe1\xbb\x91i M\xc3\xa2y,\x1fc2020"),
        ("650", b" 4\x1faV\xc4\x83n ho\xc3\xa1 d\xc3\xa2n gian"),
        ("999", b"  \x1fzgi\xe1\xbb\xaf nguy\xc3\xaan  \x1fzhai l\xe1\xba\xa7n" + odd),
    ]
    directory, body = b"", b""
    for tag, text in fields:
        data = text + b"\x1e"
        directory += tag.encode() + f"{len(data):04}{len(body):05}".encode()
        body += data
    directory += b"\x1e"
    base = 24 + len(directory)
    leader = f"{base + len(body) + 1:05}nam a22{base:05} i 4500".encode()
    return leader + directory + body + b"\x1d"


def records(path: Path) -> Path:
    """Three good records and two bad ones between them: a leader of rubbish, a record without title."""
    untitled = marc("?", "S-4").replace(b"245", b"246")
    broken = b"\x00\x01xx" + marc("Hỏng ở giữa", "S-3")[4:]
    path.write_bytes(
        marc("Dân ca Thái", "S-1")
        + broken
        + marc("Khèn của người Mông", "S-2")
        + untitled
        + marc("Tiếng chày trên sóc", "S-5")
    )
    return path
