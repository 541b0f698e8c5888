"""Records: what people did, kept as xAPI statements for as long as the person wants.

A *statement* says who did what to which thing. It is never changed; voiding is a statement too. An
*event* is what a device of ours sends; it becomes a statement and moves *projections* that rooms
above keep. A *client* is another program with a *key* of its own, whose *scopes* say what it may do.

    models/         statements (Statement, Mention, Reference, Attachment), documents (Activity,
                    Document), clients (Client), events (what devices told, what is forgotten)
    text/           keys (hashes of names), verbs, ours (events as statements), clocks, turn
    formats/        shapes, values, statements (the tables of xAPI), parameters, sameness, output,
                    multipart, signatures; events, carried (what devices send)
    permissions.py  what a key sees and may write
    queries/        statements (filters, pages), consistency, documents, clients; events, told
    services/       writing (the one transaction), statements (the one way in), receiving, preparing,
                    activities, documents, clients, forgetting; outbox, projecting, rebuilding,
                    carrying, wiping (events of devices)
    views/          calls (a request of a program, read), statements, documents, about, keys, carrying
    api.py http.py  the outbox of devices

Others use:  services (outbox, projecting.register, forgetting), queries, models.
Uses:        core, people.    Never: library, reading, web.
Decisions:   docs/adr/0017-statements-in-our-own-store.md, docs/architecture/events.md, lrs.md
"""
