"""Exchange with other libraries, the pure parts: no database, no network, no settings.

read.py       entries(): the records of any catalogue file or saved feed; the door for importers
ahead.py      the same from another process, with keys to find duplicates by
oai_in.py     answers of an OAI-PMH 2.0 server, taken apart
oai_out.py    answers of ours, put together; tokens.py resumption tokens
opds_in.py    feeds of OPDS 1.x (Atom) and 2.0 (JSON), taken apart
opds1.py opds2.py   our feeds, put together; atom.py feeds of saved searches
"""
