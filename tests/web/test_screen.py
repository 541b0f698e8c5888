"""Language, theme, letters, age: chosen without JavaScript, kept where they belong."""

import pytest
from django.conf import settings
from django.test import Client

from densach.web.screen import Screen
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


@pytest.mark.parametrize(
    ("cookie", "screen"),
    [
        ("dark.l.nhi", Screen("dark", "l", "nhi")),
        ("", Screen()),
        ("dark", Screen("dark")),
        ('"><script>.l', Screen("", "l")),
        ("a.b.c.d.e", Screen()),
    ],
)
def test_the_cookie_is_read_with_care(cookie, screen):
    assert Screen.from_cookie(cookie) == screen


def test_a_choice_is_kept_on_the_device_and_shown_at_once():
    client = Client()
    answer = client.post(
        "/giao-dien/", {"theme": "dark", "size": "xl", "age": "lon", "next": "/tro-giup/"}
    )
    assert answer.headers["Location"] == "/tro-giup/"
    page = client.get("/tro-giup/").content.decode()
    assert 'data-theme="dark" data-size="xl" data-age="lon"' in page


def test_age_and_language_follow_the_person_to_other_devices():
    person = PersonFactory()
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(person, backend=BACKEND)
    first.post("/giao-dien/", {"age": "nhi"})
    first.get("/ngon-ngu/en/")
    page = second.get("/tro-giup/", headers={"accept-language": "vi"}).content.decode()
    assert 'lang="en"' in page
    assert 'data-age="nhi"' in page


def test_a_choice_that_does_not_exist_changes_nothing():
    client = Client()
    client.post("/giao-dien/", {"theme": "purple"})
    assert "data-theme" not in client.get("/tro-giup/").content.decode()


@pytest.mark.parametrize(
    "away", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_one_comes_back_to_our_own_pages_only(away):
    assert Client().get("/ngon-ngu/en/", {"next": away}).headers["Location"] == "/"


def test_only_languages_we_speak_have_an_address():
    assert Client().get("/ngon-ngu/fr/").status_code == 404


def test_metered_lines_get_no_fonts():
    page = Client().get("/tro-giup/", headers={"save-data": "on"}).content.decode()
    assert "data-save" in page
    assert 'as="font"' not in page
