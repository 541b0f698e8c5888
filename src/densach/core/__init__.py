"""Ground floor: what every room stands on and no room owns.

It knows nothing of works, people or courses. A module enters only when two rooms already need it.

    errors.py       DomainError: how a rule says no, in words for a person and a code for a machine
    permissions.py  require(): turn a false predicate into Forbidden
    access.py       who may use a view: declared on the view, checked before it, tested for all
    http.py         wants_fragment(), problem_json(), send_file() with byte ranges
    ids.py          uuid7(): identifiers made where a row is born
    models.py       StoredFile, StaffAct, Counter; Travelling, the base of what nodes exchange
    files.py        stored files, named by SHA-256, written once
    unpack.py       opening zips from strangers with limits
    audit.py        note(): one line for each act of staff, in the same transaction
    limits.py       allow(): how often a stranger may call
    numbers.py      take(): short numbers for people, given out in order
    ranges.py       byte ranges (RFC 9110) and readers that show a part of a file
    markup.py       XML and HTML from strangers, without entities and network
    backup.py       one checked file that holds an installation; lock.py: who may use its folder
    reserve.py      a megabyte set aside, so that a library on a full disk can be opened
    cache.py        the cache that forgets instead of failing when the disk is full
    progress.py     track(): a progress bar for commands, silent when nobody watches

Decisions: docs/adr/0001-rooms-and-arrows.md, 0003-identifiers.md, 0004-refusals.md
"""
