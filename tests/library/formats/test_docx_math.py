"""Formulas of Word become MathML; what is not known keeps its text."""

import pytest
from lxml import etree

from densach.library.formats import docx_math
from tests.library.formats.books import html_of, take
from tests.library.formats.test_office import make_docx, p

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def r(text, style=""):
    properties = f'<m:rPr><m:sty m:val="{style}"/></m:rPr>' if style else ""
    return f"<m:r>{properties}<m:t>{text}</m:t></m:r>"


def made(inner):
    """The MathML of one formula, as a tree without namespace."""
    data = f"<w:p {WORD} {MATH}><m:oMath>{inner}</m:oMath></w:p>".encode()
    formulas = []
    docx_math.take_out(data, formulas)
    (formula,) = formulas
    return etree.fromstring(formula.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))


def plain(root):
    """The tree in short: mfrac(mi:a mi:b)."""
    inner = " ".join(plain(child) for child in root)
    if root.tag in ("math", "mrow"):
        return inner
    return f"{root.tag}({inner})" if len(root) else f"{root.tag[1:]}:{root.text or ''}"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r("2x+1,5"), "n:2 i:x o:+ n:1,5"),
        (r("sin", "p") + r("x"), "i:sin i:x"),
        (r("diện tích"), "i:diện space: i:tích"),
        (f"<m:f><m:num>{r('a')}</m:num><m:den>{r('b')}</m:den></m:f>", "mfrac(i:a i:b)"),
        (f"<m:sSup><m:e>{r('x')}</m:e><m:sup>{r('2')}</m:sup></m:sSup>", "msup(i:x n:2)"),
        (f"<m:sSub><m:e>{r('H')}</m:e><m:sub>{r('2')}</m:sub></m:sSub>", "msub(i:H n:2)"),
        (
            f"<m:sSubSup><m:e>{r('x')}</m:e><m:sub>{r('1')}</m:sub><m:sup>{r('2')}</m:sup></m:sSubSup>",
            "msubsup(i:x n:1 n:2)",
        ),
        (
            f"<m:sPre><m:sub>{r('6')}</m:sub><m:sup>{r('14')}</m:sup><m:e>{r('C')}</m:e></m:sPre>",
            "mmultiscripts(i:C prescripts: n:6 n:14)",
        ),
        (
            f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{r("x")}</m:e></m:rad>',
            "msqrt(i:x)",
        ),
        (f"<m:rad><m:deg>{r('3')}</m:deg><m:e>{r('x')}</m:e></m:rad>", "mroot(i:x n:3)"),
        (
            (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{r("i=1")}</m:sub>'
            f"<m:sup>{r('n')}</m:sup><m:e>{r('i')}</m:e></m:nary>"),
            "munderover(o:∑ i:i o:= n:1 i:n) i:i",
        ),
        (
            ('<m:nary><m:naryPr><m:supHide m:val="1"/><m:subHide/></m:naryPr><m:sub/><m:sup/>'
            f"<m:e>{r('x')}</m:e></m:nary>"),
            "o:∫ i:x",
        ),
        (f"<m:d><m:e>{r('a')}</m:e></m:d>", "o:( i:a o:)"),
        (
            ('<m:d><m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>'
            f"<m:e><m:eqArr><m:e>{r('x')}</m:e><m:e>{r('y')}</m:e></m:eqArr></m:e></m:d>"),
            "o:{ mtable(mtr(mtd(i:x)) mtr(mtd(i:y)))",
        ),
        (
            f"<m:func><m:fName>{r('cos', 'p')}</m:fName><m:e>{r('α')}</m:e></m:func>",
            "i:cos o:\u2061 i:α",
        ),
        (f'<m:acc><m:accPr><m:chr m:val="⃗"/></m:accPr><m:e>{r("v")}</m:e></m:acc>', "mover(i:v o:⃗)"),
        (f"<m:bar><m:barPr><m:pos m:val='top'/></m:barPr><m:e>{r('z')}</m:e></m:bar>", "mover(i:z o:¯)"),
        (f"<m:limLow><m:e>{r('lim', 'p')}</m:e><m:lim>{r('n')}</m:lim></m:limLow>", "munder(i:lim i:n)"),
        (
            f"<m:m><m:mr><m:e>{r('1')}</m:e><m:e>{r('0')}</m:e></m:mr></m:m>",
            "mtable(mtr(mtd(n:1) mtd(n:0)))",
        ),
        (f"<m:borderBox><m:e>{r('E')}</m:e></m:borderBox>", "menclose(i:E)"),
        (f"<m:future><m:e>{r('k')}</m:e></m:future>", "i:k"),
        ("<w:r><w:t>chữ</w:t></w:r>", "i:chữ"),
    ],
)  # fmt: skip
def test_each_element(inner, expected):
    assert plain(made(inner)) == expected


def test_a_formula_is_said_in_one_line_too():
    half = f"<m:f><m:num>{r('a+b')}</m:num><m:den>{r('2')}</m:den></m:f>"
    assert made(half).get("alttext") == "(a+b)/(2)"


def test_signs_of_markup_stay_signs():
    assert made(r("a&lt;b &amp; c")).get("alttext") == "a<b & c"


def test_a_formula_nested_without_end_keeps_its_text():
    deep = "<m:rad><m:deg/><m:e>" * 90 + r("x") + "</m:e></m:rad>" * 90
    assert "x" in "".join(made(deep).itertext())


def test_a_lesson_shows_its_formulas_where_they_stood(tmp_path):
    square = (
        f"<m:oMath>{r('S=')}<m:sSup><m:e>{r('a')}</m:e><m:sup>{r('2')}</m:sup></m:sSup></m:oMath>"
    )
    body = p("Diện tích", "H1") + (
        f"<w:p {MATH}><w:r><w:t xml:space='preserve'>Hình vuông: </w:t></w:r>{square}"
        "<w:r><w:t xml:space='preserve'> với a là cạnh.</w:t></w:r></w:p>"
        f"<w:p {MATH}><m:oMathPara>{square}</m:oMathPara></w:p>"
    )
    found = take(make_docx(tmp_path / "bai.docx", body), tmp_path)
    html = html_of(found)
    assert html.count("<math") == 2
    assert html.count('display="block"') == 1
    assert html.index("Hình vuông") < html.index("<msup>") < html.index("với a là cạnh")
    assert "\ue0f0" not in html
    assert "S=a2" in found.parts[-1].text.replace(" ", "")
