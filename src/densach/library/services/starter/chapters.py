"""Markdown of a chapter to XHTML, and the words that the maker itself puts into a book."""

import re
from html import escape
from typing import Any

from .source import AUTHOR, LICENCE, LICENCE_URL, Book, Chapter

MANY = 5  # columns

WORDS: dict[str, dict[str, str]] = {
    "vi": {
        "contents": "Mục lục",
        "collection": "Đèn Sách: những cuốn đầu tiên",
        "cover": "Bìa",
        "cover_of": "Bìa cuốn “{title}”",
        "about": "Về cuốn sách này",
        "by": "Lời và hình",
        "licence": (
            "Bạn được tự do chép, in, sửa và chia sẻ cuốn sách này, kể cả để bán, theo giấy phép "
            "{licence}. Chỉ cần ghi tên người làm sách và nói rõ bạn đã sửa gì."
        ),
        "sources": "Nguồn tham khảo",
        "made": "Bản ngày {day}/{month}/{year}.",
        "page": "Trang {number}",
    },
    "en": {
        "contents": "Contents",
        "collection": "Đèn Sách: the first books",
        "cover": "Cover",
        "cover_of": "Cover of “{title}”",
        "about": "About this book",
        "by": "Words and drawings",
        "licence": (
            "You are free to copy, print, change and share this book, even to sell it, under the "
            "licence {licence}. Only name its makers and say what you have changed."
        ),
        "sources": "Sources",
        "made": "Version of {year}-{month:02}-{day:02}.",
        "page": "Page {number}",
    },
}


def words(book: Book) -> dict[str, str]:
    """The maker's own words in the language of the book."""
    return WORDS["en" if book.language.startswith("en") else "vi"]


def made_on(book: Book) -> str:
    """“Bản ngày 24/11/2026.”"""
    day = book.modified
    return words(book)["made"].format(day=day.day, month=day.month, year=day.year)


def parser() -> Any:
    """The Markdown reader: CommonMark with tables, no raw HTML, XHTML out."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")


def body(chapter: Chapter) -> str:
    """The chapter's text as XHTML, drawings as figures with their alternative text."""
    html: str = parser().render(chapter.text)
    html = re.sub(r"<p>(<img [^>]*/>)</p>", r'<figure class="hinh">\1</figure>', html)
    html = html.replace("<blockquote>", '<blockquote class="nho">')
    # Classes, because readers drop style attributes; a heading without words is no heading.
    html = re.sub(r' style="text-align:(left|right|center)"', r' class="\1"', html)
    html = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", html)
    html = re.sub(r"<th(?=[ >])", '<th scope="col"', html)
    return re.sub(r"<table>.*?</tr>", _wide, html, flags=re.DOTALL)


def _wide(first_row: re.Match[str]) -> str:
    """The beginning of a table, marked where its columns are many for a phone."""
    row = first_row[0]
    many = len(re.findall("<t[hd]", row)) - row.count("<thead") >= MANY
    return row.replace("<table>", '<table class="rong">') if many else row


def about(book: Book) -> str:
    """The last chapter: who made the book, under which licence, from which sources."""
    say = words(book)
    link = f'<a href="{LICENCE_URL}">{LICENCE}</a>'
    parts = [
        f"<p>{escape(book.description)}</p>",
        f"<p>{say['by']}: {AUTHOR}. {made_on(book)}</p>",
        f"<p>{say['licence'].format(licence=link)}</p>",
    ]
    if book.sources:
        items = "".join(f"<li>{escape(source)}</li>" for source in book.sources)
        parts.append(f"<h2>{say['sources']}</h2><ul>{items}</ul>")
    return "\n".join(parts)
