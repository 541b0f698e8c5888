"""Small books for tests: reading copies written by hand, kept as the importer keeps them."""

import io
import tempfile
from pathlib import Path

from densach.core.files import keep, keep_path
from densach.library.formats.reading import Chapter, Entry, Writer
from densach.library.models import EditionFile, TextPart
from tests.factories import MONDAY, EditionFactory, WorkFactory

Purpose = EditionFile.Purpose
FIRST = (
    '<h2 id="c1:dau">Gió lạnh</h2><p>Buổi sáng, mùa đông đến.</p>'
    '<p>Xem <a href="#c2:chu" role="doc-noteref">1</a> và <img src="r/1.png" alt="Nhà"></p>'
)
SECOND = '<h2>Đầu mùa</h2><p id="c2:chu" role="doc-footnote">Chú thích của chương một.</p>'
CHAPTERS = (("Gió lạnh", FIRST), ("Đầu mùa", SECOND), ("Hết", "<p>Hết sách.</p>"))
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)


def stored(data, media_type="application/octet-stream"):
    return keep(io.BytesIO(data), media_type=media_type, at=MONDAY)


def book(
    chapters=CHAPTERS, *, layout="reflow", direction="ltr", css="", sounds=(), more=(), **facts
):
    """A work with one EPUB edition. `sounds`: clips of the first chapter; `more`: r/3 and so on."""
    work = WorkFactory(formats="EPUB", **{"title": "Gió lạnh đầu mùa"} | facts)
    edition = EditionFactory(work=work, format="EPUB", language="vi", words=60)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "reading.zip")
        with Writer(path) as copy:
            copy.resource(PNG, "png")
            copy.resource(b"ID3" + bytes(997), "mp3")
            for data, suffix in more:
                copy.resource(data, suffix)
            for number, (title, body) in enumerate(chapters, start=1):
                copy.chapter(
                    Chapter(
                        id=f"c{number}", title=title, body=body, words=20,
                        viewport=(600, 800) if layout == "fixed" else None,
                        audio=list(sounds) if number == 1 else [],
                    )
                )  # fmt: skip
            toc = [Entry(title, f"c{n}") for n, (title, _body) in enumerate(chapters, start=1)]
            copy.finish(layout=layout, direction=direction, language="vi", toc=toc, css=css)
        kept = keep_path(path, media_type="application/zip", at=MONDAY)
    file(edition, kept, Purpose.READING, "reading.zip")
    return work


def file(edition, kept, purpose, name, **facts):
    return EditionFile.objects.create(
        edition=edition, stored=kept, purpose=purpose, name=name, **facts
    )


def pages(count=3, **facts):
    """A PDF of `count` pages: only what the page needs, no real file."""
    work = WorkFactory(formats="PDF", **facts)
    edition = EditionFactory(
        work=work, format="PDF", pages=count, language="vi", words=9,
        manifest={"pages": [[595, 842]] * count, "labels": ["i", "ii", "1"][:count],
                  "toc": [{"title": "Mở đầu", "place": "p2", "children": []}], "has_text": True},
    )  # fmt: skip
    file(edition, stored(b"%PDF-1.7", "application/pdf"), Purpose.MAIN, "a.pdf")
    TextPart.objects.create(edition=edition, position=0, place="p1", text="Lời nói đầu\nDòng hai")
    return work


def recording(kind="AUDIO", tracks=2, **facts):
    """An audio book or film with subtitles."""
    work = WorkFactory(formats=kind, **facts)
    edition = EditionFactory(work=work, format=kind, language="vi", duration_seconds=120)
    media_type = "audio/mpeg" if kind == "AUDIO" else "video/mp4"
    told = []
    for number in range(1, tracks + 1):
        kept = stored(bytes([number]) * 1000, media_type)
        row = file(edition, kept, Purpose.TRACK, f"{number}.mp3", position=number)
        told.append({
            "token": row.token.hex, "title": f"Bài {number}", "seconds": 60.0,
            "type": media_type, "chapters": [],
        })  # fmt: skip
    edition.manifest = {"tracks": told}
    edition.save()
    vtt = stored(b"WEBVTT\n\n00:00.000 --> 00:02.000\nXin ch\xc3\xa0o\n", "text/vtt")
    file(edition, vtt, Purpose.SUBTITLES, "vi.vtt", language="vi")
    return work
