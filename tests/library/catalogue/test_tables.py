"""Lists of books in tables, as people make them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from densach.library.catalogue import table_out, tables
from densach.library.catalogue.describe import describe
from densach.library.catalogue.description import Contributor, Description, Link
from densach.library.catalogue.errors import LooksLikeRoster, NoHeader
from densach.library.catalogue.table_out import cells, csv_file
from densach.library.protocols.read import entries as file_entries

from .made import KIEU


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(tables.csv_entries(io.BytesIO(data)))


HEAD = "Nhan đề,Tác giả,Năm,NXB,ISBN\n"


def test_vietnamese_headers():
    (entry,) = read(HEAD + "Tắt đèn,Ngô Tất Tố,1939,Mai Lĩnh,978-604-2-12345-7\n")
    told = entry.description
    assert (told.title, told.year, told.publisher) == ("Tắt đèn", 1939, "Mai Lĩnh")
    assert [(p.name, p.sort_name) for p in told.people] == [("Ngô Tất Tố", "Ngô, Tất Tố")]
    assert told.identifiers == [("ISBN", "9786042123457")]


@pytest.mark.parametrize(
    "head",
    ["title;author;year;publisher;isbn", "STT\tTên sách\tTÁC GIẢ\tNăm XB\tNhà xuất bản", "ten sach|tac gia|nam xuat ban|nxb|isbn",
     "Tên,Tác giả,Năm,NXB,ISBN", "\ufeffNhan đề,Tác giả,Năm xuất bản,Nhà xuất bản,ISBN", "book title,authors,publication_year,x,isbn13"],
)  # fmt: skip
def test_headers_are_guessed(head):
    sign = next(sign for sign in "\t;|," if sign in head)
    row = ["1"] if head.startswith("STT") else []
    row += ["Tắt đèn", "Ngô Tất Tố", "1939", "Mai Lĩnh", "9786042123457"]
    (entry,) = read(f"{head}\n{sign.join(row[: head.count(sign) + 1])}\n")
    assert entry.description.title == "Tắt đèn"
    assert entry.description.year == 1939


def test_three_bad_rows_of_ten_thousand():
    rows = [f"Sách số {n},Tác giả {n},2001,NXB Trẻ,\n" for n in range(2, 10_002)]
    rows[99] = ",Không có nhan đề,2001,NXB,\n"
    rows[4_999] = 'Sách "mở ngoặc,Tác giả,2001,NXB,\n'
    rows[9_000] = "Sách,Tác giả,20x1,NXB,\n"
    rows[9_001] = "Biến hình,Ovidius,8.0,NXB,\n"
    found = read(HEAD + "".join(rows))
    bad = [entry for entry in found if entry.problem]
    again = " Correct the row in the table and import the table again; what is here stays."
    assert [str(entry.problem) for entry in bad] == [
        f"Row 101: there is no title in it.{again}",
        f"Row 5001: a quotation mark is opened in it and never closed.{again}",
        f"Row 9002: “20x1” is not a year.{again}",
    ]
    assert len(found) - len(bad) == 9_997
    assert found[-1].offset == 10_001
    assert found[9_001].description.year == 8


def test_too_many_cells_and_empty_rows():
    good, bad = read(HEAD + ",,,,\n\nA,B,2001,C,\nD,E,2002,F,,thừa\n")
    assert good.description.title == "A"
    assert str(bad.problem).startswith("Row 5: it has 6 cells, but the header has 5 columns.")


def test_formulas_stay_texts_and_zeros_stay():
    first, second = read(
        'Nhan đề,DDC,ISBN\n"=HYPERLINK(""http://127.0.0.1/"",""x"")",005.1,080442957X\n+84912345678,020,80442957X\n'
    )
    assert first.description.title == '=HYPERLINK("http://127.0.0.1/","x")'
    assert (first.description.ddc, second.description.ddc) == ("005.1", "020")
    assert first.description.identifiers == [("ISBN", "9780804429573")]
    assert second.description.identifiers == [
        ("ISBN", "9780804429573")
    ]  # the zero a spreadsheet ate


def test_long_cells_nul_bytes_and_other_letters():
    long = "học " * 60_000
    assert read(f'Nhan đề,Tóm tắt\nA,"{long}"\n')[0].description.description.startswith("học học")
    assert read(HEAD + "A\x00n,\x00,2001,,\n")[0].description.title == "An"
    assert (
        read((HEAD + "Tắt đèn,Ngô Tất Tố,1939,,\n").encode("utf-16"))[0].description.title
        == "Tắt đèn"
    )


def test_classes_of_a_school_are_no_books():
    with pytest.raises(LooksLikeRoster):
        read("sourcedId,status,title,grades\ncl0,active,Ngữ văn 8A,08\n")


@pytest.mark.parametrize(
    "text", ["", "\n\n", "họ tên,lớp\nAn,8A\n", "tên,lớp\nAn,8A\n", "a,b\n1,2\n"]
)
def test_a_table_of_something_else(text):
    with pytest.raises(NoHeader):
        read(text)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Suzanne Collins, Mary GrandPré", ["Suzanne Collins", "Mary GrandPré"]),
        ("Verne, Jules", ["Jules Verne"]),
        ("Nguyễn, Nhật Ánh", ["Nguyễn Nhật Ánh"]),
        ("Tô Hoài; Ngô Mạnh Lân (minh họa)", ["Tô Hoài", "Ngô Mạnh Lân"]),
        ("Hoài Thanh và Hoài Chân", ["Hoài Thanh", "Hoài Chân"]),
        ("Nhiều tác giả", ["Nhiều tác giả"]),
        (
            "Count Basie and His Orchestra; Works & Archives",
            ["Count Basie and His Orchestra", "Works & Archives"],
        ),
        ("Sở Văn hoá và Thể thao;", ["Sở Văn hoá và Thể thao"]),
    ],
)
def test_names_in_one_cell(cell, names):
    (entry,) = read(
        f'Nhan đề;Tác giả\nA;"{cell}"\n' if ";" not in cell else f'Nhan đề,Tác giả\nA,"{cell}"\n'
    )
    assert [person.name for person in entry.description.people] == names


def test_what_goes_out_in_a_table_comes_in_again():
    told = Description(
        title="Nhạc và lời", people=[
            Contributor("Francis H. Leggett & Co.", "aut"), Contributor("Sở Văn hoá và Thể thao", "trl"),
            Contributor("Count Basie and His Orchestra", "ctb"), Contributor("Akademii︠a︡ nauk", "ctb"),
        ],
        identifiers=[("ISSN", "0028-7822"), ("ISSN", "0362-4331"), ("CONTROL", "(DLC)12")],
        control_number="(DLC)12", pages=118, description="Dòng một.\nDòng hai.", year=8,
        links=[Link("https://sach.example/a?b=1;2", is_work=True), Link("https://sach.example/c", is_work=True)],
    )  # fmt: skip
    (entry,) = read(b"".join(csv_file([told])).decode())
    again = entry.description
    assert again.title == told.title
    assert [(p.name, p.role) for p in again.people] == [(p.name, p.role) for p in told.people]
    assert again.identifiers == told.identifiers
    assert (again.control_number, again.pages, again.description, again.year) == (
        "(DLC)12", 118, "Dòng một.\nDòng hai.", 8,
    )  # fmt: skip
    assert [link.url for link in again.links] == [link.url for link in told.links]
    assert cells(again) == cells(told)


def workbook(path, rows, **sheets):
    book = Workbook()
    book.active.append(["Báo cáo của thư viện"])
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_excel_with_a_heading_above_and_a_wrong_dimension(tmp_path):
    rows = [
        ["Nhan đề", "Tác giả", "Năm", "ISBN"],
        *[[f"Sách {n}", "Tô Hoài", 1941, 9786042123457] for n in range(20)],
    ]
    path = workbook(tmp_path / "a.xlsx", rows)
    wrong = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b'<dimension ref="A1:D22"', b'<dimension ref="A1"')
            new.writestr(name, data)
    found = list(file_entries(wrong))
    assert len(found) == 20
    assert found[0].description.identifiers == [("ISBN", "9786042123457")]
    assert (found[0].offset, found[0].description.year) == (3, 1941)


def test_excel_that_is_something_else(tmp_path):
    html = tmp_path / "a.xls"
    html.write_text(
        '<html><meta charset="utf-8"><table><tr><th>Nhan đề</th><th>Năm</th></tr><tr><td>Tắt đèn</td><td>1939</td></tr></table></html>'
    )
    assert [e.description.title for e in file_entries(html)] == ["Tắt đèn"]
    text = tmp_path / "a.xlsx"
    text.write_text("Nhan đề,Năm\nTắt đèn,1939\n")
    assert [e.description.title for e in file_entries(text)] == ["Tắt đèn"]


def test_entities_in_excel_are_not_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["Nhan đề"], ["thay tôi"]])
    hostile = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sharedStrings.xml"):
                data = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + data.replace(
                    "thay tôi".encode(), b"&x;"
                )
            new.writestr(name, data)
    try:
        titles = [e.description.title for e in file_entries(hostile) if e.description]
    except NoHeader:
        titles = []
    assert not any("root" in title for title in titles)


def test_out_and_in_again_and_nothing_runs(tmp_path):
    told = describe(KIEU)
    told.description, told.rights = "=1+1", "+84912345678"
    for name, write in (("a.csv", table_out.csv_file), ("a.xlsx", table_out.xlsx_file)):
        path = tmp_path / name
        path.write_bytes(b"".join(write([told, told])))
        first, _second = file_entries(path)
        again = first.description
        assert (again.title, again.subtitle, again.year, again.language) == (
            "Truyện Kiều",
            "truyện thơ",
            1820,
            "vi",
        )
        assert [(p.name, p.role) for p in again.people] == [
            ("Nguyễn Du", "aut"),
            ("Đào Duy Anh", "ann"),
        ]
        assert (again.subjects, again.ddc, again.level, again.kind) == (
            told.subjects,
            told.ddc,
            "LOWER",
            "BOOK",
        )
        assert again.description == ("'=1+1" if name == "a.csv" else "=1+1")
        assert again.rights == "+84912345678"


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+84912345678", "+84912345678"), ("-1", "-1"), ("-1+1", "'-1+1"),
     ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("", ""), ("Sách", "Sách")],
)  # fmt: skip
def test_cells_that_a_spreadsheet_would_run(text, safe):
    assert table_out.harmless(text) == safe
