"""DOCX and ODT: headings become chapters; pictures, tables, notes and old fonts are taken over."""

import pytest

from densach.core.markup import HostileMarkup
from densach.library.formats.docx import DocxBroken
from densach.library.formats.errors import NothingToRead, ProtectedBook
from densach.library.formats.odt import OdtBroken

from .books import PNG, VERSE, html_of, opened, sheet_of, take, zipped

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
PIC = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Cu"><w:name w:val="Cu"/><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="CuHon"><w:name w:val="CuHon"/><w:basedOn w:val="Cu"/></w:style>
</w:styles>"""


def p(text, style="", run="", align=""):
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += f'<w:jc w:val="{align}"/>' if align else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def make_docx(path, body, *, core="", extra=None):
    files = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="png" ContentType="image/png"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.wordprocessingml.document.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {W} {R} {A} {WP} {PIC}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
        "docProps/core.xml": (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
            f"{core}</cp:coreProperties>"
        ),
        **(extra or {}),
    }
    path.write_bytes(zipped(files))
    return path


def test_a_word_document_becomes_chapters(tmp_path):
    body = (
        p("Giáo án", "H1") + p(VERSE) + p("Mục tiêu", "H2") + p("Hiểu bài.", run="<w:b/>")
        + p("Hoạt động", "H2") + p("Ở giữa.", align="center")
        + "<w:tbl><w:tr><w:tc>" + p("a") + "</w:tc><w:tc>" + p("b") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    core = (
        "<dc:title>Giáo án Ngữ văn 9</dc:title><dc:creator>Nguyễn Văn Mẫu</dc:creator>"
        "<cp:keywords>ngữ văn; lớp 9</cp:keywords><dcterms:created>2026-09-01T00:00:00Z</dcterms:created>"
    )
    found = take(make_docx(tmp_path / "a.docx", body, core=core), tmp_path)

    assert (found.format, found.kind, found.title, found.language) == (
        "DOCX",
        "DOCUMENT",
        "Giáo án Ngữ văn 9",
        "vi",
    )
    assert (found.people[0].name, found.year, found.subjects) == (
        "Nguyễn Văn Mẫu",
        2026,
        ["ngữ văn", "lớp 9"],
    )
    assert [part.title for part in found.parts] == ["Giáo án", "Mục tiêu", "Hoạt động"]
    html = html_of(found)
    assert "<strong>Hiểu bài.</strong>" in html
    assert '<p class="b-giua">Ở giữa.</p>' in html
    assert "<table><tr><td><p>a</p>" in html
    assert ".b-giua{text-align:center}" in sheet_of(found)


def test_paragraphs_that_read_like_headings_become_some(tmp_path):
    body = p("Chương I. Quy định chung") + p(VERSE) + p("Chương II. Tổ chức") + p(VERSE)
    found = take(make_docx(tmp_path / "a.docx", body), tmp_path)

    assert [part.title for part in found.parts] == [
        "Chương I. Quy định chung",
        "Chương II. Tổ chức",
    ]


def test_pictures_and_notes_of_a_word_document(tmp_path):
    picture = (
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="Bản đồ"/><a:graphic><a:graphicData>'
        '<pic:pic><pic:blipFill><a:blip r:embed="r9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    body = (
        picture + '<w:p><w:r><w:t>Chữ</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    extra = {
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r9" Type="{RELATION}/image" Target="media/a.png"/>'
            f'<Relationship Id="r8" Type="{RELATION}/footnotes" Target="footnotes.xml"/></Relationships>'
        ),
        "word/media/a.png": PNG,
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2">{p("Lời chú")}</w:footnote></w:footnotes>',
    }
    found = take(make_docx(tmp_path / "a.docx", body, extra=extra), tmp_path)
    html = html_of(found)

    assert '<img alt="Bản đồ" src="r/1.png" width="2" height="3">' in html
    assert 'role="doc-noteref">[1]</a>' in html
    assert 'role="doc-footnote"><p>Lời chú' in html
    assert 'role="doc-backlink">' in html


@pytest.mark.parametrize(
    "body",
    [
        p("TruyÖn KiÒu", run='<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'),
        p("Truyeän Kieàu", run='<w:rFonts w:ascii="VNI-Times"/>'),
        p("TruyÖn KiÒu", style="Cu"),
        p("TruyÖn KiÒu", style="CuHon"),
    ],
    ids=["TCVN3 run", "VNI run", "style", "style based on it"],
)
def test_old_fonts_of_word_documents_become_unicode(tmp_path, body):
    found = take(make_docx(tmp_path / "a.docx", body + p("Chữ Unicode ở bên")), tmp_path)

    assert found.parts[0].text == "Truyện Kiều\nChữ Unicode ở bên"
    assert found.recoded[2] == "Truyện Kiều"


def test_an_official_document_is_called_by_its_bold_lines(tmp_path):
    body = (
        "<w:tbl><w:tr><w:tc>" + p("ỦY BAN NHÂN DÂN", align="center", run="<w:b/>") + "</w:tc></w:tr></w:tbl>"
        + p("QUYẾT ĐỊNH", align="center", run="<w:b/>")
        + p("Về việc thành lập Ban Tổ chức", align="center", run="<w:b/>")
        + p(VERSE)
    )  # fmt: skip
    found = take(make_docx(tmp_path / "a.docx", body), tmp_path)

    assert found.title == "Quyết định về việc thành lập Ban Tổ chức"


def test_a_word_document_that_is_none(tmp_path, english):
    path = make_docx(tmp_path / "a.docx", "<w:p>")  # not well-formed
    with pytest.raises(DocxBroken) as refusal:
        take(path, tmp_path)
    assert str(refusal.value).startswith("The Word document in this file is damaged.")

    with pytest.raises(NothingToRead):
        take(make_docx(tmp_path / "b.docx", p("")), tmp_path)


def test_a_word_document_with_entities_is_refused(tmp_path):
    extra = {
        "word/settings.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    }

    with pytest.raises(HostileMarkup):
        take(make_docx(tmp_path / "a.docx", p("x"), extra=extra), tmp_path)


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta", "manifest")
)
ODF += (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
AUTOMATIC = (
    '<style:font-face style:name="F1" svg:font-family="&apos;.VnTime&apos;"/>'
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Cu" style:family="text"><style:text-properties style:font-name="F1"/></style:style>'
    '<style:style style:name="G" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>'
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>'
)


def make_odt(path, body, *, meta="", manifest="", extra=None):
    files = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content {ODF}><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
        ),
        "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
        "META-INF/manifest.xml": f"<manifest:manifest {ODF}>{manifest}</manifest:manifest>",
        **(extra or {}),
    }
    path.write_bytes(zipped(files))
    return path


def test_an_odt_becomes_chapters(tmp_path):
    body = (
        '<text:h text:outline-level="1">Giáo án</text:h>'
        f'<text:p>{VERSE}</text:p><text:h text:outline-level="2">Một</text:h>'
        '<text:p text:style-name="G">a<text:s text:c="2"/>b<text:line-break/><text:span text:style-name="B">đậm</text:span>'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Chú</text:p></text:note-body></text:note></text:p>"
        '<text:list text:style-name="L"><text:list-item><text:p>mục</text:p><text:list><text:list-item><text:p>con</text:p>'
        "</text:list-item></text:list></text:list-item></text:list>"
        '<text:h text:outline-level="2">Hai</text:h><table:table><table:table-row>'
        '<table:table-cell table:number-columns-spanned="2"><text:p>ô</text:p></table:table-cell><table:covered-table-cell/>'
        "</table:table-row></table:table>"
        '<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:title>Hình</svg:title></draw:frame>'
        '<text:span text:style-name="Cu">TruyÖn</text:span></text:p>'
        "<text:tracked-changes><text:p>bỏ</text:p></text:tracked-changes>"
    )
    meta = "<dc:title>Giáo án 9</dc:title><meta:initial-creator>Trần Thị Mẫu</meta:initial-creator><meta:keyword>văn</meta:keyword>"
    found = take(
        make_odt(tmp_path / "a.odt", body, meta=meta, extra={"Pictures/a.png": PNG}), tmp_path
    )
    html = html_of(found)

    assert (found.format, found.title, found.language) == ("ODT", "Giáo án 9", "vi")
    assert (found.people[0].name, found.subjects) == ("Trần Thị Mẫu", ["văn"])
    assert [part.title for part in found.parts] == ["Giáo án", "Một", "Hai"]
    assert '<p class="b-giua">a\xa0\xa0b<br>' in html
    assert "<strong>đậm</strong>" in html
    assert "<ol><li><p>mục</p>\n<ul><li><p>con</p>" in html
    assert '<td colspan="2"><p>ô</p>' in html
    assert '<img src="r/1.png" alt="Hình" width="2" height="3">' in html
    assert '<li id="c3:chu-thich-1" role="doc-footnote">' in html
    assert "Truyện" in html
    assert found.recoded == ("TCVN3", "TruyÖn", "Truyện")
    assert "bỏ" not in html
    assert opened(found).book["toc"][0]["title"] == "Giáo án"


def test_odts_that_cannot_be_read(tmp_path, english):
    with pytest.raises(ProtectedBook):
        take(make_odt(tmp_path / "a.odt", "", manifest="<manifest:encryption-data/>"), tmp_path)

    with pytest.raises(NothingToRead):
        take(make_odt(tmp_path / "b.odt", "<text:p/>"), tmp_path)

    path = tmp_path / "c.odt"
    path.write_bytes(zipped({"mimetype": "application/vnd.oasis.opendocument.text"}))
    with pytest.raises(OdtBroken) as refusal:
        take(path, tmp_path)
    assert str(refusal.value).startswith("The document in this ODT file is damaged.")
