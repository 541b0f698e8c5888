"""Community: reading together, gently.

A *review* is what a person says of a work, with stars; others see it after a librarian has read it.
A *club* reads one work after the other at a pace of weeks, with a talk thread that grown-ups keep.
A *challenge* is a goal of minutes, pages or books that a class or a commune reaches together; nobody
sees how much another has read. An *exhibition* lays a shelf out as a stall with texts and a QR poster.

    models.py       Review, Club, ClubMember, ClubReading, ClubPost, Challenge, ChallengeMember,
                    Exhibition, ExhibitionLabel, ExhibitionDay
    permissions.py  who may found, keep, see, join
    queries/        reviews, clubs, challenges, exhibitions, told (what this room knows of a person)
    services/       the same four, writing
    views/          pages; parts.py fills places on pages of the library

Uses:        core, people, library, reading.    Never: web.
Decisions:   docs/adr/0016-reading-together-without-ranking.md
"""
