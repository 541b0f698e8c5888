"""What strangers bring: bombs, ways out, entities, lies about kinds, odd names. Each gets its sentence."""

import unicodedata
import zipfile

import pytest

from densach.library.models import ImportLine, Work
from tests.library.test_importing import book, bring

pytestmark = pytest.mark.django_db(transaction=True)
Status = ImportLine.Status
MEGABYTE = 1_000_000


def packed(path, files, *, level=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", level) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def nested(path):
    """A zip in a zip in a zip, as the old bombs were."""
    inner = packed(path.with_suffix(".0"), {f"{n}.txt": b"0" * 4 * MEGABYTE for n in range(3)})
    for depth in (1, 2):
        outer = packed(
            path.with_suffix(f".{depth}"), {f"{n}.zip": inner.read_bytes() for n in range(4)}
        )
        inner.unlink()
        inner = outer
    return inner.rename(path)


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for number in range(30):
            out.writestr(f"{number}.xhtml", b"a" * 60 * MEGABYTE)
    return path


def entities(path):
    """An EPUB whose package file asks for a secret and for a thousand million laughs."""
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    opf = (
        f'<!DOCTYPE p [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&l9;&x;</dc:title></metadata></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="o.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    return packed(path, {"META-INF/container.xml": container, "o.opf": opf})


def many_entries(path):
    return packed(path, {f"{n}.txt": b"x" for n in range(30_000)}, level=zipfile.ZIP_STORED)


KINDS = {
    "bom.epub": bomb,
    "bom.docx": bomb,
    "thuc-the.epub": entities,
    "thoat.epub": lambda path: packed(
        path, {"mimetype": "application/epub+zip", "../../x.txt": "x"}
    ),
    "khong-vo.epub": lambda path: packed(
        path, {"mimetype": "application/epub+zip", "a.xhtml": "a"}
    ),
    "cut.epub": lambda path: path.write_bytes(book(path).read_bytes()[:700]),
    "nham.pdf": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 300),
    "chuong-trinh.pdf": lambda path: path.write_bytes(b"MZ\x90\x00" + bytes(500)),
    "cut.pdf": lambda path: path.write_bytes(b"%PDF-1.7\n1 0 obj<</Type/Catalog"),
    "rong.pdf": lambda path: path.write_bytes(b""),
    "cut.jpg": lambda path: path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)),
    "ong.mp3": lambda path: path.write_bytes(b"ID3\x04\x00\x00\x00\x00\x0f\x76" + b"\xff\xfb" * 3),
    "cut.mp4": lambda path: path.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(60)),
    "cut.xlsx": lambda path: packed(
        path, {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<"}
    ),
    "rac.mrc": lambda path: path.write_bytes(b"00400nam a2200100 i 4500" + bytes(range(256)) * 4),
}


@pytest.mark.parametrize("name", KINDS)
def test_it_is_refused_in_a_sentence_and_the_next_file_goes_in(tmp_path, settings, name):
    folder = tmp_path / "in"
    folder.mkdir()
    KINDS[name](folder / name)
    (folder / "~lanh.txt").write_text("Chuyện lành\n\n" + "Ngày xưa có một bản nhỏ. " * 30)

    lines = {line.source: line for line in bring(folder)}

    bad, good = lines[name], lines["~lanh.txt"]
    assert good.status == Status.ADDED
    assert bad.status == Status.REFUSED, f"{bad.title}: {bad.message}"
    assert bad.message.endswith("."), bad.message
    assert "Traceback" not in bad.message
    assert "%(" not in bad.message
    assert bad.code or bad.details["counts"]["refused"]
    assert Work.objects.count() == 1
    assert bad.seconds < 60
    assert not [*settings.HOME.rglob("x.txt"), *tmp_path.rglob("x.txt")]
    assert "root:" not in bad.title + bad.message


def test_zips_in_zips_in_zips_end_with_a_sentence_each(tmp_path, settings):
    nested(tmp_path / "bom-long.zip")

    lines = bring(tmp_path)

    assert all(line.message.endswith(".") for line in lines)
    assert sum(f.stat().st_size for f in settings.HOME.rglob("*") if f.is_file()) < 200 * MEGABYTE


def test_a_zip_of_thirty_thousand_scraps_ends(tmp_path):
    many_entries(tmp_path / "vun.zip")

    (line, *_rest) = bring(tmp_path)

    assert line.status in (Status.REFUSED, Status.ADDED)
    assert line.message.endswith(".")


NAMES = (
    unicodedata.normalize("NFD", "Truyện cổ tích Việt Nam.txt"),
    "📚🐃 sách trâu.txt",
    "dài " * 50 + ".txt",
    "tên 'lạ' \"quá\" <b>&amp;.txt",
    "%s %(name)s {x}.txt",
    "ra\u202etxt.exe.txt",
)


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_taken_and_shown_as_they_are(tmp_path, name):
    (tmp_path / name).write_text(f"Chuyện {hash(name)}\n\n" + "Một câu chuyện dài. " * 30)

    (line,) = bring(tmp_path)

    assert line.status == Status.ADDED, line.message
    assert line.source == name
    assert line.work.editions.get().files.get(purpose="MAIN").name


def test_a_name_of_broken_bytes_is_taken(tmp_path):
    import os

    path = tmp_path / os.fsdecode(b"s\xe1ch \xff.txt")
    path.write_text("Chuyện cũ\n\n" + "Máy cũ đặt tên lạ. " * 30, encoding="utf-8")

    (line,) = bring(tmp_path)

    assert line.status == Status.ADDED, line.message
    line.source.encode("utf-8")
    line.work.title.encode("utf-8")


@pytest.mark.slow
def test_two_gigabytes_of_nothing_get_a_sentence(tmp_path):
    with (tmp_path / "rong-lon.pdf").open("wb") as out:
        out.truncate(2 * 1024**3)
    (tmp_path / "~lanh.txt").write_text("Chuyện lành\n\n" + "Ngày xưa có một bản nhỏ. " * 30)

    bad, good = bring(tmp_path)

    assert (bad.status, good.status) == (Status.REFUSED, Status.ADDED)
    assert bad.message.endswith(".")


@pytest.mark.slow
def test_a_folder_of_ten_thousand_files_is_gone_through(tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number}.xyz").write_bytes(b"\x00\x01\x02" + number.to_bytes(4, "big"))
    (tmp_path / "lanh.txt").write_text("Chuyện lành\n\n" + "Ngày xưa có một bản nhỏ. " * 30)

    lines = bring(tmp_path)

    assert len(lines) == 10_001
    assert [line.source for line in lines if line.status == Status.ADDED] == ["lanh.txt"]
    assert all(line.message.endswith(".") for line in lines if line.status == Status.REFUSED)


def table(path, rows, bad):
    """A list of books as CSV; rows whose number is in `bad` have no title."""
    lines = ["Nhan đề;Tác giả;Năm;ISBN"]
    for number in range(2, rows + 2):
        title = "" if number in bad else f"Sách bảng số {number}"
        lines.append(f"{title};Tác giả {number % 700};{1950 + number % 70};")
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.slow
def test_three_bad_rows_in_ten_thousand_are_named(tmp_path):
    bad = (17, 5_003, 9_999)
    table(tmp_path / "danh-muc.csv", 10_000, bad)

    lines = bring(tmp_path)

    assert Work.objects.count() == 9_997
    refused = [line for line in lines if line.status == Status.REFUSED]
    assert len(refused) == 3
    for number, line in zip(bad, refused, strict=True):
        assert str(number) in (line.source + line.message).replace(".", ""), line.message
