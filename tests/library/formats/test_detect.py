"""What a file is, by its bytes: names are believed only where bytes leave a choice."""

import gzip
import sqlite3

import pytest

from densach.library.formats.detect import detect
from densach.library.formats.errors import (
    BeyondOurParsers,
    EmptyFile,
    ForLearning,
    ListOfFeeds,
    Mislabelled,
    NeedsAnotherForm,
    NotABookAlone,
    OtherMarkup,
    PagesElsewhere,
    ProgramFile,
    RecordsNotAWork,
    SubtitlesAlone,
    UnknownFormat,
)
from densach.library.formats.read import OTHER_FORMS, OTHER_THINGS, READERS, RECORDS, read

from .books import PNG, make_epub, zipped

pytestmark = pytest.mark.usefixtures("english")

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
MARC = b"00070nam a2200037 a 4500245001300000\x1e00\x1faTruyen Kieu\x1e\x1d"
FILES = {
    "sach.pdf": (b"%PDF-1.7\n", "PDF"),
    "mislabelled.epub": (b"\n\n%PDF-1.4\n", "PDF"),
    "anh.jpg": (JPEG, "PICTURES"),
    "anh.txt": (PNG, "PICTURES"),
    "anh.heic": (b"\x00\x00\x00\x18ftypheic\x00\x00", "PICTURES"),
    "noi.mp3": (b"ID3\x03\x00", "AUDIO"),
    "noi2.mp3": (b"\xff\xfb\x90\x64", "AUDIO"),
    "noi.m4b": (b"\x00\x00\x00\x18ftypM4B \x00\x00", "AUDIO"),
    "noi.ogg": (b"OggS\x00\x02" + bytes(22) + b"\x01vorbis", "AUDIO"),
    "phim.mp4": (b"\x00\x00\x00\x18ftypisom\x00\x00", "VIDEO"),
    "phim.webm": (b"\x1aE\xdf\xa3\x01\x00", "VIDEO"),
    "phim.avi": (b"RIFF\x00\x00\x00\x00AVI LIST", "VIDEO"),
    "trang.html": (b"<!DOCTYPE html><p>x", "HTML"),
    "trang.txt": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><html xmlns='y'><p/></html>", "HTML"),
    "utf16.html": ("<html><body>Chữ</body></html>".encode("utf-16"), "HTML"),
    "bai.md": ("# Đề\n\nchữ".encode(), "MARKDOWN"),
    "lien-ket.md": (b"[1]: http://x.vn\n", "MARKDOWN"),
    "ghi-chu": ("[Lời tòa soạn] Chữ".encode(), "TEXT"),
    "bai-khong-duoi": (b"# A\n\n- one\n- two\n\n## B\n", "MARKDOWN"),
    "chu.txt": ("Trăm năm trong cõi người ta".encode(), "TEXT"),
    "chu": ("Trăm năm\n".encode("utf-16-le"), "TEXT"),
    "ghi.mrc": (MARC, "MARC"),
    "ghi.txt": (MARC, "MARC"),
    "ghi.mrc.gz": (gzip.compress(MARC, mtime=0), "MARC"),
    "ghi.xml": (b"<collection xmlns='http://www.loc.gov/MARC21/slim'><record/></collection>", "MARCXML"),
    "ghi2.xml": (b"<marc:record xmlns:marc='http://www.loc.gov/MARC21/slim'/>", "MARCXML"),
    "oai.xml": (b"<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'/>", "OAI"),
    "onix.xml": (b"<ONIXMessage release='3.0'/>", "ONIX"),
    "feed.xml": (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>", "FEED"),
    "rss.xml": (b"<rss version='2.0'/>", "FEED"),
    "marc.json": (b'[{"leader":"00000","fields":[]}]', "MARCJSON"),
    "opds.json": (b'{"metadata":{},"publications":[{"metadata":{"title":"x"}}]}', "OPDS"),
    "csl.json": (b'[{"id":"a","type":"book","title":"x"}]', "CSLJSON"),
    "x.ris": (b"TY  - BOOK\nTI  - x\nER  - \n", "RIS"),
    "x.bib": (b"@book{a,\n title={x}}", "BIBTEX"),
    "bang.csv": ("Mã,Nhan đề\n1,Số đỏ\n".encode(), "TABLE"),
    "bang.txt.bak": (b"a;b;c\n1;2;3\n4;5;6\n7;8;9\n0;0;0\n", "TABLE"),
    "nul.csv": (b"a,b\n\x00\x00\x00,\x01\n", "TABLE"),
    "phu-de.vtt": (b"WEBVTT\n\n00:01.000 --> 00:02.000\nx\n", "CAPTIONS"),
    "cu.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20) + "WordDocument".encode("utf-16-le"), "DOC"),
    "bang.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(90), "XLSX"),
    "x.rtf": (b"{\\rtf1 x}", "RTF"),
    "x.mobi": (bytes(60) .replace(b"\0", b"x") + b"BOOKMOBI", "MOBI"),
    "x.djvu": (b"AT&TFORM\x00\x00", "DJVU"),
    "x.zim": (b"ZIM\x04\x05\x00", "ZIM"),
    "sach.pdf.exe": (b"MZ\x90\x00\x03", "PROGRAM"),
    "sach2.pdf": (b"MZ\x90\x00\x03", "PROGRAM"),
    "x.rar": (b"Rar!\x1a\x07\x00", "RAR"),
    "x.7z": (b"7z\xbc\xaf\x27\x1c\x00", "7Z"),
    "x.fb2": (b"<?xml version='1.0'?><FictionBook/>", "FB2"),
    "x.mht": (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "MHTML"),
    "hinh.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "gi.dat": (bytes(range(1, 32)) * 20, "UNKNOWN"),
    "rong.epub": (b"", "EMPTY"),
    "trang.epub": (b" \n\t\0\0", "EMPTY"),
}  # fmt: skip
ZIPS = {
    "a.docx": ({"[Content_Types].xml": "", "word/document.xml": ""}, "DOCX"),
    "a.xlsx": ({"xl/workbook.xml": ""}, "XLSX"),
    "a.pptx": ({"ppt/presentation.xml": ""}, "PPTX"),
    "a.odt": ({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}, "ODT"),
    "a.epub": ({"OEBPS/content.opf": "", "a.html": ""}, "EPUB"),
    "b.zip": ({"mimetype": "application/epub+zip\n"}, "EPUB"),
    "truyen.cbz": ({"1.jpg": "", "2.jpg": "", "ComicInfo.xml": ""}, "PICTURES"),
    "anh.zip": ({"a/1.jpg": "", "a/2.png": "", "__MACOSX/1.jpg": "", "a/1.md": ""}, "PICTURES"),
    "sach-noi.zip": ({"1.mp3": "", "2.mp3": "", "bia.jpg": ""}, "AUDIO"),
    "trang-mang.zip": ({"x/index.html": "", "x/a.html": "", "x/a.css": "", "x/b.pdf": ""}, "SITE"),
    "muc-luc.zip": ({"index.html": "", **{f"{n}.pdf": "" for n in range(9)}}, "BUNDLE"),
    "bo-sach.zip": ({"a.epub": "", "b.pdf": "", "c.html": ""}, "BUNDLE"),
    "van-ban.zip": ({"a.txt": "", "b.txt": ""}, "BUNDLE"),
    "scorm.zip": ({"imsmanifest.xml": "", "index.html": ""}, "SCORM"),
    "h5p.zip": ({"h5p.json": ""}, "H5P"),
    "app.apk": ({"AndroidManifest.xml": "", "classes.dex": ""}, "PROGRAM"),
    "gi.zip": ({"a.bin": ""}, "ZIP"),
    "rong.zip": ({}, "EMPTY"),
}


@pytest.mark.parametrize(("name", "data", "kind"), [(n, d, k) for n, (d, k) in FILES.items()])
def test_files_are_known_by_their_bytes(tmp_path, name, data, kind):
    path = tmp_path / "upload"
    path.write_bytes(data)

    assert detect(path, name=name) == kind


@pytest.mark.parametrize(("name", "files", "kind"), [(n, f, k) for n, (f, k) in ZIPS.items()])
def test_zips_are_known_by_what_is_in_them(tmp_path, name, files, kind):
    path = tmp_path / "upload"
    path.write_bytes(zipped(files))

    assert detect(path, name=name) == kind


def test_a_folder_is_pages_or_tracks(tmp_path):
    (tmp_path / "1.jpg").write_bytes(JPEG)
    assert detect(tmp_path, name="x") == "PICTURES"

    (tmp_path / "1.mp3").write_bytes(b"ID3")
    assert detect(tmp_path, name="x") == "AUDIO"


@pytest.mark.parametrize("keep", [30, 100, -10])
def test_a_damaged_zip_is_what_its_name_says(tmp_path, keep):
    path = make_epub(tmp_path / "a.epub")
    path.write_bytes(path.read_bytes()[:keep])

    assert detect(path, name="a.epub") == "EPUB"
    assert detect(path, name="a.zip") == "ZIP"


@pytest.mark.parametrize(
    ("name", "data", "refusal", "sentence"),
    [
        ("a.epub", b"", EmptyFile, "This file is empty. Perhaps copying it was interrupted. Send it again."),
        ("a.dat", bytes(range(1, 32)) * 9, UnknownFormat, "The library does not know this kind of file."),
        ("a.pdf", b"MZ\x90", ProgramFile, "This file is a computer program, not a book."),
        ("a.pdf", b"<!DOCTYPE html><p>x", Mislabelled, "This file is called .pdf, but inside it is only a web page or a text."),
        ("a.vtt", b"WEBVTT\n", SubtitlesAlone, "These are subtitles without a film or recording."),
        ("a.mrc", MARC, RecordsNotAWork, "This file is a list of records, not a work to read."),
        ("a.zim", b"ZIM\x04", NeedsAnotherForm, "Files of this kind cannot be read here: ZIM (Kiwix). Turn it into EPUB"),
        ("a.doc", FILES["cu.doc"][0], NeedsAnotherForm, "Files of this kind cannot be read here: Word 97–2003 (.doc). Turn it into DOCX"),
        ("a.zip", zipped({"a.txt": "x", "b.txt": "y"}), NotABookAlone, "This zip holds 2 separate files, not one book."),
        ("a.xml", b'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"/>', PagesElsewhere, "This file (ALTO) only describes scanned pages"),
        ("m.json", b'{"@context": "http://iiif.io/api/presentation/2/context.json", "@id": "x"}', PagesElsewhere, "This file (IIIF) only describes"),
        ("q.xml", b"<quiz><question/></quiz>", ForLearning, "This file (Moodle XML) holds questions or a course"),
        ("q.zip", zipped({"imsmanifest.xml": "<manifest/>"}), ForLearning, "This file (SCORM, QTI, Common Cartridge) holds"),
        ("f.opml", b"<opml><body/></opml>", ListOfFeeds, "This file lists addresses of feeds"),
        ("x.xml", b"<weather/>", OtherMarkup, "This XML file is neither a book nor a list of books"),
        ("x.json", b'{"type": "FeatureCollection", "features": []}', OtherMarkup, "This JSON file is neither"),
        ("b.zip", zipped({"a.bin": "x"}), UnknownFormat, "The library does not know this kind of file."),
    ],
)  # fmt: skip
def test_what_is_not_taken_says_what_it_is(tmp_path, name, data, refusal, sentence):
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(refusal) as caught:
        read(path, name=name, scratch=tmp_path)

    assert str(caught.value).startswith(sentence)


def test_every_kind_is_read_or_refused_by_name():
    kinds = {kind for _data, kind in [*FILES.values(), *ZIPS.values()]}
    refused = {"EMPTY", "UNKNOWN", "PROGRAM", "CAPTIONS", "BUNDLE", "ZIP"}

    assert kinds <= set(READERS) | RECORDS | set(OTHER_FORMS) | set(OTHER_THINGS) | refused


def test_a_database_is_no_text(tmp_path):
    path = tmp_path / "a.txt"
    with sqlite3.connect(path) as database:
        database.execute("create table a (b)")
    database.close()

    assert detect(path, name="a.txt") == "SQLITE"


def test_a_mistake_of_ours_becomes_a_sentence_and_a_line_in_the_log(tmp_path, monkeypatch, caplog):
    from densach.library.formats import text

    def stumble(path, *, name, scratch):
        raise KeyError(name)

    monkeypatch.setattr(text, "read", stumble)
    path = tmp_path / "a.txt"
    path.write_text("chữ")

    with pytest.raises(BeyondOurParsers) as caught:
        read(path, name="a.txt", scratch=tmp_path)

    assert str(caught.value).startswith("This file holds something that the program could not")
    assert "failed to read a file" in caplog.text
