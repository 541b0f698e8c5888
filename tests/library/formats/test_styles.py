"""Style sheets of flowing books: scoped, harmless, and giving way to the reader's choices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from densach.library.formats import fixed_styles, styles


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("p{text-indent:1em}", ".book .s1 p{text-indent:1em}"),
        ("body{text-align:justify}", ".book .s1 .bd{text-align:justify}"),
        ("body{margin:5em;font-style:italic}", ".book .s1 .bd{font-style:italic}"),
        ("body,p{margin:1em}", ".book .s1 p{margin:1em}"),
        ("html body p{margin:0}", ".book .s1 .bd p{margin:0}"),
        (".a.b > p + p{margin:0}", ".book .s1 .b-a.b-b > p + p{margin:0}"),
        (
            "h1,h2 , #x{font-weight:bold}",
            '.book .s1 h1,.book .s1 h2,.book .s1 [id$=":x"]{font-weight:bold}',
        ),
        ("nav ol{list-style:none}", ".book .s1 .e-nav ol{list-style:none}"),
        (
            "p:first-child::first-letter{font-size:2em}",
            ".book .s1 p:first-child::first-letter{font-size:2em}",
        ),
        ("p:not(.a){margin:0}", ".book .s1 p:not(.b-a){margin:0}"),
        ("[lang|=vi] p{margin:0}", '.book .s1 [lang|="vi"] p{margin:0}'),
        ("@media screen{p{margin:0}}", ".book .s1 p{margin:0}"),
        ("p{color:red;margin:0}", ".book .s1 p{margin:0}"),
        ("p{font-size:12pt}", ".book .s1 p{font-size:1em}"),
        ("p{font-size:8px;line-height:1}", ".book .s1 p{font-size:0.6em}"),
        ("p{margin-left:24px !important}", ".book .s1 p{margin-left:1.5em}"),
        ("p{border:1px solid #f00}", ".book .s1 p{border:1px solid}"),
        ("q:before{content:'“'}", '.book .s1 q:before{content:"“"}'),
    ],
)
def test_what_stays(rule, kept):
    assert styles.flowing(rule, ".s1") == kept


@pytest.mark.parametrize(
    "rule",
    [
        "p{position:fixed;top:0;z-index:9}",
        "p{margin-left:-99em}",
        "p{background:url(x.png)}",
        "p{width:9999px}",
        "p{font-family:Arial}",
        "@import 'a.css';",
        "@page{margin:1cm}",
        "@media print{p{margin:0}}",
        "@media (min-width:1px){p{margin:0}}",
        "p{behavior:url(a.htc)}",
        "p{content:url(http://x/)}",
        "p{text-indent:expression(alert(1))}",
        "a:hover:has(x){margin:0}",
        'p{text-align:"</style><script>"}',
    ],
)
def test_what_goes(rule):
    assert styles.flowing(rule, ".s1") == ""


def test_every_rule_begins_inside_the_book():
    sheet = styles.flowing(
        "*{margin:0} :root{margin:0} html{margin:0} a,b c{margin:0} > p{margin:0}", ".s1"
    )

    assert all(
        part.startswith(".book .s1 ")
        for line in sheet.splitlines()
        for part in line.split("{")[0].split(",")
    )


def test_a_style_attribute_is_cleaned_the_same_way():
    assert (
        styles.declarations("color:red; text-align: center; margin: 12px 0")
        == "text-align:center;margin:0.75em 0"
    )


def test_fixed_pages_keep_their_look_but_load_nothing_from_outside():
    css = (
        ".a{position:absolute;left:10px;color:red;background:url('i/x.png') no-repeat}"
        ".b{background:url(http://evil.example/)} .c{background:image-set('http://evil.example/' 1x)}"
        "@import url(http://evil.example/); .d{behavior:url(x)} .e::after{content:'</style><script>'}"
    )

    kept = fixed_styles.sheet(css, lambda address: "3.png" if address == "i/x.png" else None)

    assert 'left:10px;color:red;background:url("3.png") no-repeat' in kept
    assert "evil" not in kept
    assert "</style" not in kept
    assert "behavior" not in kept


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="p.a#b{}:;()\"'\\/*@,> \n<!-urlimgstyeh&", max_size=60))
def test_no_sheet_breaks_out(text):
    for kept in (styles.flowing(text, ".s1"), fixed_styles.sheet(text, lambda _address: None)):
        assert "</style" not in kept.lower()
        assert "url(" not in kept.lower()
