"""Library: works, editions, files; shelves; import; catalogue exchange.

A *work* is what people speak of, an *edition* a form of it, a *file* bytes kept once under their
SHA-256. What comes in ends as added, already here, looks like one, or a sentence.

    models/         Work, Edition, EditionFile, TextPart, CatalogueRecord, Shelf, ImportRun, ImportLine, Merge …
    permissions.py  can_see, may_read, can_catalogue and their faces for lists
    formats/        what comes in from files: paths in, plain objects out; the reading copy
    catalogue/      records: MARC, MARCXML, Dublin Core, BibTeX, RIS, tables; bytes in, objects out, and back
    protocols/      OAI-PMH and OPDS: feeds parsed and built
    services/       importing (runs, line, readers, taking), works, merging, shelves, records, harvest, starter …
    queries/        finding (the one search), cards, works, documents (for the index), export …
    views/ api.py   pages and JSON: parse, call one service or query, answer
    signals.py      edition_renewed: a newer release took the place of an older one
    jobs.py         imports, recognition of scans, light films

Others use:  services, queries, models, permissions, errors, jobs.
Uses:        people, search, core.    Never: reading, web.
Decisions:   docs/adr/0008-the-reading-copy.md, 0009, 0012-newer-releases.md
"""
