"""Addresses inside chapters, looks, kept places."""

import pytest

from densach.reading.text import Kept, Looks, kept_of, linked, looks_of, minutes


def link(html, **facts):
    return linked(
        html, chapter="c1", resource=lambda n: f"/R/{n}", place=lambda p: f"/doc/x/{p}/", **facts
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('<img src="r/1.png">', '<img src="/R/r/1.png">'),
        ('<a href="#c1:dau">', '<a href="#c1:dau">'),
        ('<a href="#c2:chu">', '<a href="/doc/x/c2/#c2:chu">'),
        ('<a href="#c2">', '<a href="/doc/x/c2/">'),
        ('<image xlink:href="r/2.svg"/>', '<image xlink:href="/R/r/2.svg"/>'),
        ('<video poster="r/3.jpg" src="r/4.mp4">', '<video poster="/R/r/3.jpg" src="/R/r/4.mp4">'),
        ('<a href="https://vi.wikipedia.org/">', '<a href="https://vi.wikipedia.org/">'),
    ],
)
def test_addresses_inside_the_book_become_addresses_of_the_page(written, shown):
    assert link(written) == shown


def test_tags_that_no_chapter_holds_are_made_harmless_again():
    shown = link('<META http-equiv="refresh" content="0"><form action="/x"></form><metal>')
    assert shown == (
        '<span data-was=META  http-equiv="refresh" content="0">'
        '<span data-was=form  action="/x"></span data-was=form ><metal>'
    )


def test_a_whole_fixed_page_keeps_its_head():
    assert link('<link rel="stylesheet" href="../r/1.css">', is_page=True).startswith("<link")


def test_looks_come_back_from_their_cookie():
    chosen = Looks(size=6, lines=1, margins=4, font="serif", paper="toi", way="lat", justified=True)
    assert chosen.cookie() == "6.1.4.serif.toi.lat.1"
    assert looks_of(chosen.cookie()) == chosen


@pytest.mark.parametrize("cookie", ["", "0.9.9.x.y.z.7", "٣.1", '"><script>', "99.3.2"])
def test_a_spoilt_cookie_gives_usual_looks(cookie):
    looks = looks_of(cookie)
    assert (looks.size, looks.font, looks.paper, looks.way) == (4, "", "", "")


def test_a_kept_place_comes_back_from_its_cookie():
    edition = "0" * 31 + "a"
    assert kept_of(f"{edition}.c7.1234") == Kept(edition, "c7", 1234)
    assert kept_of(f"{edition}.c7.99999999999") == Kept(edition, "c7", 0)
    assert kept_of(f"{edition}.x7.1") is None
    assert kept_of("short.c7.1") is None


def test_minutes_are_at_least_one():
    assert (minutes(0), minutes(3), minutes(2200)) == (0, 1, 10)
