"""People: who is here, where they belong, how they come in, and what may be seen of them.

A *person* is an account. An *organization* is a school, library, class or office in a tree; its *path*
is the chain of ids above it. A *membership* is a role in an organization, from a day to a day, and
holds for everything under it. A *guardian* answers for a child. A *card* is printed instead of a
reset by e-mail. A *device* is a browser in which people are at home, each with a *key*; a *PIN* of
pictures or digits opens a name card there, a *class card* is shown to the camera again and again. A
*roster* is a list of people in a file. An *administrative unit* is a province or commune of the
two-tier order; *former* ones are what the old names became.

    models/         Person, Organization, Membership, Guardianship, SignInCard, ClassCard, Pin,
                    Device, DeviceKey, ErasedKey, OnlineSession, Installation, AdminUnit,
                    FormerUnit, Invitation, Roster, ErasureRequest, Erased
    permissions.py  who may see, change, erase whom; each with its queryset face
    queries/        belonging (roles, search terms, premises), persons, tree, devices, known, log,
                    units
    services/       sign_in, passwords, sessions, cards, class_cards, pins, devices, accounts,
                    roles, organizations, rosters, erasing, units, demo, setup
    formats/        Excel, CSV and OneRoster, read without the database
    text.py         names, telephone numbers, codes
    http.py         person_of, viewer_of, device_key_of, let_in, staff(...), on_premises
    api.py          /api/v1/devices: keys, coming in, PINs
    views/          pages; oidc_adapter is loaded only where another service is configured
    data/           the administrative units, with their sources

Others use:  http (person_of, viewer_of, device_key_of, staff, Role, on_premises), queries (roles_of, holds_any,
             organizations_where, audience_terms, units_meant, units_named, installation), permissions, models,
             signals.person_erased.
Uses:        core, search.text.    Never: library, reading, web.
Decisions:   docs/adr/0010-sign-in-without-e-mail.md, 0014-name-cards-and-pins.md
"""
