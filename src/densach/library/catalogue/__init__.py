"""Catalogue records: bytes in, objects out, and back. Pure: no database, no settings.

    sniff.py        what kind of catalogue file this is; opens it, unpacks gzip
    entry.py        Entry: one record of a file, good or bad
    description.py  Description: what any record says, in our words
    record.py       MARC 21 as bytes: Record, Field, parse, salvage, join
    iso2709.py      records of a MARC file in constant memory
    charset.py      UTF-8, MARC-8 and what is labelled wrongly
    marcxml.py      MARCXML in and out; marcjson.py MARC-in-JSON in
    describe.py     Record → Description; compose.py Description → Record
    changes.py      apply_changes(): only the fields concerned change in a record
    text_form.py    a record as lines of text that a person edits
    dublin_core.py bibtex.py ris.py csl.py tables.py   other formats, in and out
    languages.py names.py relators.py                  numbers, codes, names
    errors.py       why a record or a file is not taken

Decision: docs/adr/0009-records-as-bytes.md
The door for importers is `protocols.read.entries`.
"""
