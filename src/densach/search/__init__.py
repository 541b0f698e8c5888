"""Search: Vietnamese first, one index for every database; knows no business word.

A *document* is all that can be found about one thing of another room. That room registers a
*source* of documents and says which keys changed; one indexer per machine brings the index up to
date a second or two later. The index is a derived copy on local disk: it can always be rebuilt.

    text.py      the normaliser: words in exact and folded form; keys for comparing names, titles
    engine/      finding and ordering, writing, no database (its own map inside)
    models.py    SearchChange, SearchRow, …  what changed; words for ordering
    queries/     find, count, passages, complete, snippet, why, similar, position
    services/    register_source, changed, run_indexer, index_loop, rebuild, bulk_writer
    errors.py    IndexMissing, IndexBusy

Others use:  services, queries, text, errors.
Uses:        core.    Never: any other room.
Decisions:   docs/adr/0006-one-search-engine-own-words.md
"""
