"""The search engine: what is found, in which order, how it is kept. Knows no database.

    types.py       what goes in and out: Document, Text, Query, Hit, Page, Counts …
    schema.py      the fields of the two indexes (works, passages) and their version
    documents.py   Document → words → what the engine stores
    cutting.py     Text → passages
    folder.py      generations on disk, the file `current`, the state beside a commit, the lock
    writer.py      puts, drops, commits
    reader.py      one open index per process; reloads at most once a second
    asking.py      typed text → query words; which forms the index knows
    slips.py       forgotten Telex, VNI, VIQR turned back into letters; words one edit away
    vocabulary.py  marks put back by known phrases: subjects and names
    terms.py       words and phrases as engine queries
    filters.py     filters, audiences, years as engine queries
    stages.py      the cheap top-40 queries that find candidates
    rerank.py      the order of the candidates, and why
    search.py      a question from end to end
    complete.py similar.py   while somebody types; more like this
    repair.py      split, join, fuzzy, relaxed: when almost nothing is found
    passages.py    places inside full texts
    facets.py      totals and counts
    snippets.py    the lines around the words, marked

tantivy is imported by schema.py, filters.py, stages.py, … which are loaded with the first search.
"""
