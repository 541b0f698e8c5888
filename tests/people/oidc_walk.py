"""Run by test_oidc.py as a program of its own: settings with and without a provider differ.

Prints one JSON object: what happened to each of the people who came through the provider.
"""

import json
import os
import sys

from tests.people.oidc_provider import CLIENT, SECRET, Provider

PEOPLE = {
    "teacher": {"sub": "1", "email": "Minh@truong.edu.vn", "email_verified": True},
    "unverified": {"sub": "1", "email": "minh@truong.edu.vn", "email_verified": False},
    "pupil": {"sub": "2", "email": "lan@truong.edu.vn", "email_verified": True},
    "stranger": {"sub": "3", "email": "la@noi-khac.vn", "email_verified": True},
    "locked": {"sub": "4", "email": "khoa@truong.edu.vn", "email_verified": True},
    "refused": {"sub": "1", "refuses": True},
}


def main():
    with Provider() as provider:
        os.environ.update(
            DENSACH_OIDC_NAME="Tài khoản của ngành",
            DENSACH_OIDC_URL=provider.url,
            DENSACH_OIDC_CLIENT=CLIENT,
            DENSACH_OIDC_SECRET=SECRET,
            DJANGO_SETTINGS_MODULE=os.environ.get(
                "DJANGO_SETTINGS_MODULE", "densach.config.settings"
            ),
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        make_people()
        results = walk(provider)
    results["away"] = away()
    sys.stdout.write(json.dumps(results, ensure_ascii=False))


def make_people():
    from tests.factories import OrganizationFactory, person_with

    school = OrganizationFactory()
    person_with("TEACHER", school, username="minh", email="minh@truong.edu.vn")
    person_with("LEARNER", school, username="lan", email="lan@truong.edu.vn")
    person_with("TEACHER", school, username="khoa", email="khoa@truong.edu.vn", is_active=False)


def walk(provider):
    from django.test import Client

    from densach.people.models import Person

    before = Person.objects.count()
    sign_in = Client(headers={"accept-language": "en"}).get("/dang-nhap/").content.decode()
    results = {"offered": "/dang-nhap/qua/nganh/" in sign_in}
    for name, claims in PEOPLE.items():
        provider.claims = claims
        results[name] = one(Client(headers={"accept-language": "en"}))
    provider.claims = PEOPLE["teacher"]
    results["forged"] = forged(Client(headers={"accept-language": "en"}))
    results["made"] = Person.objects.count() - before
    return results


def one(client):
    """There and back, as a browser goes."""
    import httpx

    there = client.get("/dang-nhap/qua/nganh/?next=/toi/thiet-bi/")
    back = httpx.get(there["Location"]).headers["Location"]
    assert back.startswith("http://testserver/dang-nhap/qua/nganh/ve/"), back
    answer = client.get(back.removeprefix("http://testserver"))
    page = client.get(answer["Location"])
    return {
        "location": answer["Location"],
        "in": "_auth_user_id" in client.session,
        "told": "did not" in page.content.decode(),
    }


def away():
    """The provider does not answer any more."""
    from django.test import Client

    client = Client(headers={"accept-language": "en"})
    there = client.get("/dang-nhap/qua/nganh/")
    page = client.get(there.headers.get("Location", "/"))
    return {
        "location": there.headers.get("Location"),
        "in": "_auth_user_id" in client.session,
        "told": "did not" in page.content.decode(),
    }


def forged(client):
    """An answer nobody asked for: a state that is not this browser's."""
    answer = client.get("/dang-nhap/qua/nganh/ve/?code=abc&state=def")
    return {"location": answer.headers.get("Location"), "in": "_auth_user_id" in client.session}


if __name__ == "__main__":
    main()
