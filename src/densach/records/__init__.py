"""Records: what people did, kept as xAPI statements for as long as the person wants.

A *statement* says who did what to which thing. It is never changed; voiding is a statement too. An
*event* is what a device of ours sends; it becomes a statement and moves *projections* that rooms
above keep. A *client* is another program with a key of its own.

Uses:        core, people.    Never: library, reading, web.
Decisions:   docs/architecture/events.md
"""
