"""No opened book can run a script or call out: what is left of hostile chapters. A wall for ever."""

import re

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from densach.library.formats import documents
from densach.library.formats.allowed import HTML, MATHML, SVG
from densach.library.formats.chapters import alone
from densach.library.formats.clean import Cleaner, Placed

from .books import html_of, make_epub, opened, page, sheet_of, take

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "<SCRIPT SRC=x.js></SCRIPT>",
    "handler": '<p onclick="alert(1)" onmouseover=alert(2)>x</p>',
    "handler on the body": '<body onload="alert(1)"><p>x</p></body>',
    "javascript link": '<a href="javascript:alert(1)">x</a>',
    "javascript link in disguise": '<a href=" jAva&#x09;scr&#10;ipt:alert(1)">x</a>',
    "data link": '<a href="data:text/html,&lt;script>alert(1)&lt;/script>">x</a>',
    "vbscript": '<a href="vbscript:msgbox(1)">x</a>',
    "picture that fails": '<img src="x" onerror="alert(1)"/>',
    "picture by script": '<img src="javascript:alert(1)"/>',
    "tracker": '<img src="https://tracker.example/1.png"/>',
    "tracker by srcset": '<img srcset="https://tracker.example/1.png 1x" src="//tracker.example/2"/>',
    "frame": '<iframe src="https://evil.example/" srcdoc="&lt;script>alert(1)&lt;/script>"></iframe>',
    "object": '<object data="javascript:alert(1)"><embed src="x.swf"/></object>',
    "form": '<form action="https://evil.example/"><input name="q" autofocus="" onfocus="alert(1)"/></form>',
    "button": '<button formaction="javascript:alert(1)">x</button>',
    "meta": '<meta http-equiv="refresh" content="0;url=https://evil.example/"/>',
    "base": '<base href="https://evil.example/"/><a href="x">x</a>',
    "style": "<style>@import 'https://evil.example/a.css'; p{background:url(https://evil.example/)}</style>",
    "style attribute": '<p style="background:url(javascript:alert(1));behavior:url(x.htc);position:fixed">x</p>',
    "end of style": '<style>p::after{content:"&lt;/style>&lt;script>alert(1)&lt;/script>"}</style>',
    "drawing with script": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "drawing with handler": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><path d="M0 0"/></svg>',
    "drawing with link": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<a xlink:href="javascript:alert(1)"><text>x</text></a></svg>'
    ),
    "drawing that sets": (
        '<svg xmlns="http://www.w3.org/2000/svg"><a><set attributeName="href" to="javascript:alert(1)"/>'
        '<animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a></svg>'
    ),
    "drawing that uses": (
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="data:image/svg+xml,&lt;svg id=x '
        'onload=alert(1)>#x"/><use href="https://evil.example/a.svg#x"/></svg>'
    ),
    "drawing with HTML": (
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><iframe '
        'xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/></foreignObject></svg>'
    ),
    "drawing with filter": '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(https://evil.example/#a)"/></svg>',
    "drawing with a set of pictures": (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect mask="image-set(&quot;https://evil.example/a&quot; 1x)"/></svg>'
    ),
    "drawing with escaped address": (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="\\75 rl(https://evil.example/#a)" '
        'style="mask:u\\72 l(https://evil.example/#a)"/></svg>'
    ),
    "drawing in a picture": (
        '<img src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmci'
        'PjxzY3JpcHQ+YWxlcnQoMSk8L3NjcmlwdD48L3N2Zz4="/>'
    ),
    "formula": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><maction actiontype="statusline">'
        '<mtext href="javascript:alert(1)">x</mtext></maction></math>'
    ),
    "formula that breaks out": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mtext><table><mglyph><style>'
        "&lt;img src=x onerror=alert(1)></style></mglyph></table></mtext></math>"
    ),
    "annotation": (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>x</mi><annotation-xml '
        'encoding="text/html"><script>alert(1)</script></annotation-xml></semantics></math>'
    ),
    "noscript": '<noscript><p title="&lt;/noscript>&lt;img src=x onerror=alert(1)>">x</p></noscript>',
    "comment": "<!--><script>alert(1)</script>--><p>x</p>",
    "CDATA": "<p><![CDATA[<script>alert(1)</script>]]></p>",
    "template": "<template><script>alert(1)</script></template>",
    "textarea": "<textarea>&lt;/textarea>&lt;script>alert(1)&lt;/script></textarea>",
    "id that is a name of the page": '<form id="config"><p id="body" name="cookie">x</p></form>',
    "details": '<details open="" ontoggle="alert(1)">x</details>',
    "video": '<video poster="https://tracker.example/a" onplay="alert(1)"><source src="https://tracker.example/b"/></video>',
    "ping": '<a href="https://ok.example/" ping="https://tracker.example/">x</a>',
    "quote": '<blockquote cite="javascript:alert(1)">x</blockquote>',
}
FORBIDDEN = re.compile(
    r"<\s*(?:script|iframe|object|embed|form|input|meta|base|link|style|template|textarea|set|animate|"
    r"foreignobject|annotation-xml|mglyph)\b|\son\w+\s*=|(?:href|src|poster|action|data|ping|srcset|cite)"
    r"\s*=\s*[\"']?\s*(?:javascript|data|vbscript|//)|(?:src|poster|srcset|ping)\s*=\s*[\"']?https?:",
    re.IGNORECASE,
)


def tags_only(html):
    """The markup without the text between tags and without quoted text that names nothing."""
    return re.sub(r'(?:title|alt|aria-label)="[^"]*"', "", re.sub(r">[^<]*<", "><", html))


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize("suffix", ["xhtml", "html"])
def test_attacks_are_harmless(tmp_path, attack, suffix):
    source = page(f"<p>trước</p>{attack}<p>sau</p>")
    if suffix == "html":
        source = source.replace(
            "</body>", "<br></body>"
        )  # no longer XML: the other parser reads it
    found = take(make_epub(tmp_path / "a.epub", {f"a.{suffix}": source}), tmp_path)

    html = html_of(found)

    assert not FORBIDDEN.search(tags_only(html)), html
    assert "trước" in html
    assert "evil" not in html
    assert not re.search(r"url|import|behavior|position", sheet_of(found))
    with opened(found) as copy:
        names = [name for name in copy.names if name.endswith(".svg")]
        drawings = [copy.resource(name)[0].decode() for name in names]
    assert not any(FORBIDDEN.search(tags_only(drawing)) for drawing in drawings), drawings


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_attacks_on_fixed_pages_are_harmless_too(tmp_path, attack):
    head = '<meta name="viewport" content="width=9,height=9"/>'
    metadata = '<dc:title>x</dc:title><meta property="rendition:layout">pre-paginated</meta>'
    chapter = page(f"<p>trước</p>{attack}<p>sau</p>", head=head)
    found = take(make_epub(tmp_path / "a.epub", {"a.xhtml": chapter}, metadata=metadata), tmp_path)

    html = html_of(found)
    body = re.sub(r"<style></style>", "", html.partition("</head>")[2])

    assert not FORBIDDEN.search(tags_only(body)), body
    assert "evil" not in html
    with opened(found) as copy:
        sheets = [copy.resource(name)[0].decode() for name in copy.names if name.endswith(".css")]
    assert not re.search(r"url|import|behavior", "".join(sheets))


def test_a_drawing_on_a_fixed_page_keeps_its_own_styles(tmp_path):
    head = '<meta name="viewport" content="width=9,height=9"/>'
    metadata = '<dc:title>x</dc:title><meta property="rendition:layout">pre-paginated</meta>'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{font-size:9px;fill:url(https://evil.example/)}</style>'
        '<text class="a">chữ</text></svg>'
    )
    path = make_epub(tmp_path / "a.epub", {"a.xhtml": page(svg, head=head)}, metadata=metadata)

    html = html_of(take(path, tmp_path))

    assert '<style>.a{font-size:9px}</style><text class="a">chữ</text>' in html


def test_scripts_and_calls_are_told_to_the_librarian(tmp_path):
    body = ATTACKS["script"] + ATTACKS["tracker"]
    found = take(make_epub(tmp_path / "a.epub", {"a.xhtml": page(body + "<p>x</p>")}), tmp_path)

    assert len(found.warnings) == 2


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<svg>", "</svg>", "<math>", "</math>", "<mtext>", "<style>", "</style>", "<title>",
        "</title>", "<table>", "<tr>", "<td>", "<select>", "<option>", "<noscript>", "</noscript>", "<!--",
        "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<img src=x onerror=alert(1)>", '"', "'", ">",
        "<a href=javascript:alert(1)>", "</a>", "<desc>", "<foreignObject>", "<annotation-xml encoding=text/html>",
        "<xmp>", "</xmp>", "<textarea>", "</textarea>", "<mglyph>", "<template>", "<b title='</p><script>'>", "\0", "&lt;script&gt;",
        "<iframe>", "<plaintext>", "<form><math><mtext></form><form><mglyph><style></math>", "<svg></p><style>", "chữ",
    ]
)  # fmt: skip


class Nowhere:
    """A book without anything beside its chapter."""

    def picture(self, base, address):
        return Placed("r/1.png", 1, 1)

    def recording(self, base, address):
        return "r/1.mp3"

    def link(self, base, address):
        return ""

    def inline_drawing(self, svg):
        return None


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=14))
def test_no_mixture_of_pieces_breaks_out(pieces):
    """Cleaned and parsed again by another parser (html5ever), nothing forbidden comes to life."""
    document = documents.parse(("<body>" + "".join(pieces)).encode())
    if document is None:
        return
    body = alone(document.body)
    body.tag = "div"
    Cleaner(Nowhere()).clean(body, "a")

    html = etree.tostring(body, method="html", encoding="unicode")

    assert not FORBIDDEN.search(tags_only(html)), html
    allowed = set(HTML | SVG | MATHML) | {"script", "style", "iframe", "textarea", "template"}
    again = nh3.clean(
        html,
        tags=allowed,
        clean_content_tags=set(),
        attributes={tag: {"onerror", "onload", "href", "src"} for tag in allowed},
        url_schemes={"javascript", "data", "http"},
    )
    assert not re.search(
        r"<(?:script|iframe|template|textarea)\b|\son(?:error|load)=|=.javascript:",
        tags_only(again),
    ), (html, again)
