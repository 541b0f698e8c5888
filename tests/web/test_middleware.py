"""What every answer carries: headers, language, and the sentence of a refusal."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from densach.core.limits import TooMany
from densach.web.middleware import policy, refusals, security_headers
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


def test_scripts_come_from_the_build_folder_only():
    rules = dict(rule.split(" ", 1) for rule in policy("thu-vien.vn").split("; "))
    assert rules["script-src"] == "thu-vien.vn/static/dist/"
    assert rules["object-src"] == rules["base-uri"] == "'none'"
    assert "unsafe-eval" not in policy("thu-vien.vn")


def test_every_answer_carries_the_headers():
    headers = Client().get("/tro-giup/").headers
    assert headers["Content-Security-Policy"] == policy("testserver")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("media_type", "governed"),
    [
        ("text/html; charset=utf-8", True),
        ("image/svg+xml", True),
        ("application/pdf", True),
        ("image/webp", False),
    ],
)
def test_only_what_cannot_act_goes_without_a_policy(media_type, governed):
    answer = security_headers(lambda _request: HttpResponse(content_type=media_type))(
        RequestFactory().get("/")
    )
    assert ("Content-Security-Policy" in answer.headers) is governed
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_view_may_set_a_stricter_policy_for_what_strangers_wrote():
    def view(_request):
        response = HttpResponse("<svg/>")
        response.csp = "sandbox"
        return response

    answer = security_headers(view)(RequestFactory().get("/"))
    assert answer.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize(
    ("cookie", "person", "browser", "spoken"),
    [
        ("en", "vi", "vi", "en"),
        ("", "en", "vi", "en"),
        ("", "", "en-US,en;q=0.9", "en"),
        ("", "", "fr", "vi"),
        ("xx", "", "", "vi"),
    ],
    ids=["device first", "then person", "then browser", "else Vietnamese", "nonsense is ignored"],
)
def test_the_page_speaks(cookie, person, browser, spoken):
    client = Client()
    if person:
        client.force_login(
            PersonFactory(language=person), backend=settings.AUTHENTICATION_BACKENDS[-1]
        )
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/tro-giup/", headers={"accept-language": browser})
    assert answer.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}"' in answer.content.decode()
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def refused(**headers):
    middleware = refusals(lambda request: None)
    with override("vi"):
        return middleware.process_exception(
            RequestFactory().get("/", headers=headers), TooMany(seconds=30)
        )


def test_a_refusal_becomes_a_page_with_its_sentence_and_status():
    answer = refused()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "30"
    assert "<!doctype html>" in answer.content.decode()
    assert "30" in answer.content.decode()


def test_a_refusal_becomes_a_note_for_htmx():
    answer = refused(HX_Request="true")
    assert answer.status_code == 429
    assert answer.content.decode().lstrip().startswith('<div class="note stop" role="alert">')


def test_a_refusal_becomes_problem_details_for_programs():
    answer = refused(Accept="application/json")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_other_errors_are_left_to_the_error_log():
    middleware = refusals(lambda request: None)
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None
