"""Formats: what comes in from files. Pure: paths in, plain objects out; no database, no settings.

    detect.py     what a file is, by its bytes (never by its name alone)
    model.py      Extracted and its parts: the one shape that every format gives
    errors.py     why a file is not taken, in sentences
    epub.py …     one module (or package) for each format: `read(path, *, name, scratch) -> Extracted`
    reading.py    the reading copy: a zip that the reader opens, the same for every reflowable book
    read.py       read(): detect, choose the module, call it

The reading copy (`Extracted.reading`) is a zip file:

    book.json     {"version": 1, "layout": "reflow"|"fixed", "direction": "ltr"|"rtl"|"vertical-rl",
                   "language": …, "chapters": [{"id": "c1", "title": …, "path": "c/1.html", "bytes": …,
                   "words": …, "viewport": [w, h] or null, "audio": [[element id, audio path, begin s, end s] …]
                   or absent, "part_of": "c1" where a long chapter was cut}],
                   "toc": [{"title": …, "chapter": "c3", "anchor": "…"|"", "children": […]}],
                   "css": ["r/book.css"]}
    c/N.html      one chapter: a fragment (no html/head/body), cleaned: no script, no event handler, no style
                  attribute but harmless properties, no address outside the book; links inside the
                  book are `#c3` or `#c3:anchor`, pictures `r/…` relative to the root of the zip;
                  long chapters are cut below 60 KB between blocks
    r/…           pictures, fonts, audio, one cleaned style sheet whose every rule begins with `.book `
    f/N.html      fixed layout only: whole page documents, cleaned, shown in a sandboxed frame

Nobody but `reading.py` writes or reads its inside.
"""
