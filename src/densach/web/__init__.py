"""Web: what all pages share — frame, components, style, home, help, errors, health.

It knows every room and no room knows it: pages elsewhere extend "base.html" by name, use the
components by name and the tags of `templatetags/densach.py`, which are builtins.

    templates/base.html     the frame; its first comment lists the blocks
    templates/components/   parts with one comment each about their context; seen at /kieu-dang/
    templatetags/densach.py {% asset %} {% icon %} {% cover %} … and the filters for numbers and days
    assets.py               what Vite made, read from its manifest
    drawings.py drawings/   icons, lamps, cover motifs, drawn inline
    wording.py languages.py numbers, sizes, times, names of languages as Vietnamese readers write them
    screen.py               theme, size of letters, age, language: cookie and person
    navigation.py           which ways lead where, by role
    context.py              `frame` in every template
    http.py                 the screen of a request in its cookie; the content policy of pages
    middleware.py           security headers, language, refusals as pages
    services.py             keep_choices: the screen of a person
    shell.py                what devices keep of the program: the list that goes before the worker
    views/                  home, about, screen, guide (development), health, errors;
                            offline.py: the worker, “Máy này”, the calm page, the sheet to take home
    frontend/ (top of the repository) holds CSS and JavaScript; hatch_build.py builds them

Uses:       people, library, reading, community through their front doors.    Never used by other rooms.
Decisions:  docs/adr/0007-templates-htmx-own-css.md, 0015-a-hand-written-service-worker.md
"""
