"""Books for reading in a browser, put into the installation of DENSACH_HOME; prints their slugs.

    python -m tests.journeys.reading_books FOLDER

FOLDER gets files to import: a PDF with words on its pages and a recording.
"""

import io
import re
import sys
import wave
from pathlib import Path

PARAGRAPH = (
    "Buổi sáng hôm nay mùa đông đột nhiên đến không báo cho biết trước và gió thổi suốt đêm dài. "
)
PDF_PAGES = ("Trang dau tien noi ve nuoc sach", "Trang hai noi ve vuon rau", "Trang cuoi")


def prose(chapter: int, paragraphs: int) -> str:
    lines = (
        f"<p>Đoạn {n} của chương {chapter}. {PARAGRAPH * 4}</p>" for n in range(1, paragraphs + 1)
    )
    return f"<h2>Chương {chapter}</h2>" + "".join(lines)


def wav(seconds: float) -> bytes:
    """Silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * int(8000 * seconds))
    return out.getvalue()


def pdf() -> bytes:
    """Three pages with a line of text on each, written by hand."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    kids = []
    for text in PDF_PAGES:
        stream = f"BT /F 24 Tf 60 700 Td ({text}) Tj ET"
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            f"/Resources<</Font<</F {font}>>>>>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + (head + trailer).encode()


def _make(folder: Path) -> None:
    import django

    django.setup()
    from PIL import Image

    from densach.library.models import TextPart
    from densach.search import services as search
    from tests.reading import books

    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "#22407c").save(picture, "PNG")
    note = '<p>Có chú thích<a href="#c1:n1" role="doc-noteref">[1]</a>. <img src="r/3.png" alt="Ngôi nhà"></p>'
    end = '<p id="c1:n1" role="doc-footnote">Đây là lời chú thích.</p>'
    chapters = [
        ("Chương 1", prose(1, 4) + note + prose(1, 10) + end),
        ("Chương 2", prose(2, 12) + "<p>Ở đây có con chim bồ câu.</p>" + prose(2, 6)),
        ("Chương 3", prose(3, 3)),
    ]
    png = (picture.getvalue(), "png")
    work = books.book(chapters, title="Gió đầu mùa", slug="doc-thu", more=[png])
    for number, (title, html) in enumerate(chapters, start=1):
        text = re.sub(r"<[^>]+>", "\n", html)
        TextPart.objects.create(
            edition=work.editions.get(), position=number, title=title, place=f"c{number}", text=text
        )
    search.changed([work.pk.hex])
    spoken = '<p id="c1:a">Câu thứ nhất.</p><p id="c1:b">Câu thứ hai.</p>'
    clips = [("c1:a", "r/3.wav", 0.0, 0.6), ("c1:b", "r/3.wav", 0.6, 1.2)]
    books.book(
        [("Nghe", spoken)],
        title="Sách nói theo",
        slug="nghe-theo",
        sounds=clips,
        more=[(wav(1.4), "wav")],
    )
    page = "<!doctype html><html><head><title>{0}</title></head><body><p>Trang vẽ {0}</p></body></html>"
    drawn = [(f"Trang {n}", page.format(n)) for n in range(1, 6)]
    books.book(drawn, title="Tranh cố định", slug="tranh", layout="fixed")
    books.book(
        [("Đông", prose(1, 8))], title="Sách chữ dọc", slug="chu-doc", direction="vertical-rl"
    )
    hebrew = "<p>" + "שלום עולם " * 400 + "</p>"
    books.book([("א", hebrew)], title="Từ phải sang trái", slug="phai-trai", direction="rtl")
    (folder / "so-tay.pdf").write_bytes(pdf())
    (folder / "bai-giang.wav").write_bytes(wav(90))


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
