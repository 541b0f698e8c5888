"""Reading: the pages on which works are read, heard and watched, and where people are in them.

An edition is *opened* in the page that fits it: a book that flows, a book of fixed pages, page
pictures (PDF, picture books), a recording, a film. A *place* is where a person is in an edition: a
chapter `c3`, a page `p7` or a track `t2`, and how far in it. A *note* is a place that a person marked:
a bookmark, a highlight, words of their own. Both are made from events (docs/architecture/events.md).

    models.py       Place, Note, Finished, Minutes, ReadingDay: all made from events; ShelfFollowing
    text.py         addresses inside chapters, looks of the page, minutes left
    permissions.py  may_open          who may open the files of a work, and why not
    queries/        editions.py       which edition to open, what its page needs
                    places.py         continue_reading, ended, notes; log.py: days, finished, notes
                    state.py          what a person's other devices did
                    days.py           days_read: for the lamps of the week; weeks.py: a week of the log
                    ten.py            the one thing to read next, and why; followed shelves
                    notebook.py       all notes as a text to take along
                    saving.py         what of an edition a device keeps, in which parts
                    told.py           what this room knows of a person
    engine/         spans.py: time laid over one another; states.py, person.py: what events come to
    services/       put_away; taking_in.py: events become rows; following.py: renewed books;
                    shelves.py: follow_shelf, leave_shelf
    receivers.py    places follow a book that was renewed
    http.py         who may have what a request asks for; looks and places kept in cookies
    views/          opening.py: all addresses of works, decides which page answers; doors.py: sign in
                    first, or read elsewhere; book.py, leaves.py, recordings.py: a page each;
                    files.py: what pages show; mine.py: a person's own list; log.py: reading log and
                    notes; shelves.py: the button “Follow”; saving.py: plan, parts, rights of what
                    devices keep; bundles.py: what is in a part
    api.py          what was begun, and the state for devices, JSON
    errors.py       how it says no
    frontend/js/reader*.js            the islands: paging, looks, marks and notes, places that meet,
                                      read-aloud; store.js, outbox*.js: what waits on the device

Others use:  queries.places.continue_reading, models, urls `reading:open`.
Uses:        core, people, records, search, library.    Never: web.
Decisions:   docs/adr/0011-chapters-from-the-server.md, 0013-merge-rules-without-clocks.md, 0015-a-hand-written-service-worker.md,
             0018-one-growing-record.md
"""
