"""Formats: what comes in from files. Pure: paths in, plain objects out; no database, no settings.

    read.py detect*.py          what a file is, by its bytes (its name is a hint only) → its module
    model.py errors.py          Extracted, the one shape that every format gives; why a file is not
    remarks.py                  taken; what a librarian should know of one that is

    epub*.py docx*.py odt*.py   one module for each format: `read(path, *, name, scratch) -> Extracted`
    html site markdown text*    (office.py: what DOCX and ODT share)
    pdf* pictures* audio* …     … and those that are not made of flowing text

    documents.py fonts.py       bytes → trees; text of any age → Unicode
    encodings legacy syllables
    flow.py headings.py         one long document → chapters
    binding.py chapters.py      chapters → the reading copy: cleaned by a list of what may stay
    clean allowed drawing*      (allowed.py), cut below 60 KB, links led to their chapters, styles
    styles properties split     kept inside the book
    fixed_styles pages places
    images pictures_small addresses trees
    reading.py                  the reading copy itself: a zip, written here and read here only
    names* accents language     titles, people, numbers and languages fit for a catalogue
    identifiers isbn moments

The reading copy (`Extracted.reading`) is a zip file:

    book.json     {"version": 1, "layout": "reflow"|"fixed", "direction": "ltr"|"rtl"|"vertical-rl",
                   "language": …,
                   "chapters": [{"id": "c1", "title": …, "path": "c/1.html", "bytes": …, "words": …,
                                 "viewport": [w, h] or null,
                                 "audio": [[element id, "r/9.mp3", begin s, end s] …] or absent,
                                 "part_of": "c1" where a long chapter was cut}],
                   "toc": [{"title": …, "chapter": "c3", "anchor": "…"|"", "children": […]}],
                   "css": ["r/book.css"] or []}
    c/N.html      one chapter: a fragment (no html/head/body), cleaned: no script, no event handler,
                  no style but harmless properties, nothing that loads from outside. Classes of the
                  book begin with `b-`, ids are `c3:anchor`, so neither meets those of the page; links
                  inside the book are `#c3` or `#c3:anchor`; links out (web, mail) have
                  rel="external …" and are followed by people only. Pictures `r/…` are relative to
                  the root of the zip. Long chapters are cut below 60 KB between blocks. Notes have
                  role doc-noteref, doc-footnote, doc-backlink; page marks doc-pagebreak
    f/N.html      a fixed page (`viewport` is set): a whole document, cleaned, with its own styles,
                  ids unchanged, addresses `../r/…`; to be shown in a sandboxed frame of that size
    r/…           pictures (at most 1600 pixels where that saves bytes), fonts, sound; `book.css`,
                  whose every rule begins with `.book ` (fonts lie beside it); sheets of fixed pages

A line of the contents opens the element `chapter:anchor`, or the chapter where `anchor` is "".
Nobody but `reading.py` writes or reads its inside.

The pages copy (`Extracted.reading` of PICTURES), a zip as well:

    pages.json    {"version": 1, "pages": [[width, height] in pixels …]}
    p/N.webp      page N, from 1: at most 1600 pixels on its longer side (strips three times as high
                  as wide: 1080 wide), upright, without any metadata

Nobody but `pictures_copy.py` writes or reads its inside. The text of recognised scans (`ocr.py`) is
kept in a zip too, beside a PDF or a pages copy:

    ocr.json      {"version": 1, "pages": [numbers of the pages that were recognised]}
    w/N.json      {"text": …, "words": [[word, x, y, width, height] in fractions of the page …]}
"""
