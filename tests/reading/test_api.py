"""Places and bookmarks over JSON, as the island sends them."""

import pytest

from densach.library.models import Audience
from tests.factories import PersonFactory
from tests.reading import books

pytestmark = pytest.mark.django_db
MARK = "01900000-0000-7000-8000-000000000001"


@pytest.fixture
def lan(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def put(client, path, body):
    return client.put(f"/api/v1/reading/{path}", body, content_type="application/json")


def test_a_place_is_put_and_got(client, lan):
    edition = books.book().editions.get()
    answer = put(client, f"places/{edition.pk}", {"chapter": "c2", "offset": 5, "fraction": 0.25})
    assert answer.status_code == 200
    got = client.get(f"/api/v1/reading/places/{edition.pk}").json()
    assert (got["chapter"], got["offset"], got["fraction"]) == ("c2", 5, 0.25)
    (line,) = client.get("/api/v1/reading/continue").json()
    assert line["percent"] == 25


def test_a_place_never_kept_is_absent(client, lan):
    edition = books.book().editions.get()
    assert client.get(f"/api/v1/reading/places/{edition.pk}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{"chapter": "x"}, {"chapter": "c1", "fraction": 1.2}, {"chapter": "c1", "offset": -1}],
    ids=["chapter", "fraction", "offset"],
)
def test_nonsense_is_refused(client, lan, body):
    assert put(client, f"places/{books.book().editions.get().pk}", body).status_code == 422


def test_strangers_keep_their_places_on_the_device(client):
    edition = books.book().editions.get()
    assert put(client, f"places/{edition.pk}", {"chapter": "c1"}).status_code == 401


def test_a_work_that_may_not_be_read_has_no_places(client, lan):
    hidden = books.book(audience=Audience.ORGANIZATION).editions.get()
    assert put(client, f"places/{hidden.pk}", {"chapter": "c1"}).status_code == 404
    inside = books.book(audience=Audience.PREMISES).editions.get()
    assert put(client, f"places/{inside.pk}", {"chapter": "c1"}).status_code == 403


def test_bookmarks_come_and_go(client, lan):
    edition = books.book().editions.get()
    path = f"bookmarks/{edition.pk}/{MARK}"
    body = {"chapter": "c1", "offset": 3, "fraction": 0.1, "name": "Hay", "excerpt": "Buổi sáng"}
    assert put(client, path, body).status_code == 200
    assert put(client, path, body | {"name": "Rất hay"}).status_code == 200
    (mark,) = client.get(f"/api/v1/reading/bookmarks/{edition.pk}").json()
    assert (mark["id"], mark["name"]) == (MARK, "Rất hay")
    assert client.delete(f"/api/v1/reading/{path}").status_code == 204
    assert client.get(f"/api/v1/reading/bookmarks/{edition.pk}").json() == []
