"""Every button of the import page pressed twice does its work once."""

import io
import uuid

import pytest
from django.urls import reverse

from densach.library.models import ImportLine, ImportRun, Work
from densach.library.services import importing
from densach.people.models import Membership
from tests.factories import OrganizationFactory, person_with
from tests.library.test_importing import book

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(client):
    librarian = person_with(Membership.Role.LIBRARIAN, OrganizationFactory())
    client.force_login(librarian, backend="densach.people.services.sign_in.NameOrPhoneBackend")
    return client


def twice(page, address, make=dict):
    first, second = page.post(address, make()), page.post(address, make())
    assert first.status_code < 400, first.content
    assert second.status_code < 500, second.content
    return first, second


def sent(data, run):
    def make():
        file = io.BytesIO(data)
        file.name = "a.epub"
        return {"run": str(run), "path": "thư mục/a.epub", "files": file}

    return make


def test_a_file_sent_twice_is_one_line(page, tmp_path):
    run = uuid.uuid4()
    data = book(tmp_path / "a.epub").read_bytes()

    twice(page, reverse("library:upload"), sent(data, run))
    twice(page, reverse("library:import_begin", args=[run]))

    assert ImportRun.objects.count() == 1
    importing.work_off(ImportRun.objects.get())
    importing.work_off(ImportRun.objects.get())  # the job was queued twice
    assert ImportLine.objects.count() == 1
    assert Work.objects.count() == 1


def test_stop_and_go_on_pressed_twice(page, tmp_path):
    run = uuid.uuid4()
    page.post(reverse("library:upload"), sent(book(tmp_path / "a.epub").read_bytes(), run)())

    twice(page, reverse("library:import_stop", args=[run]))
    assert ImportRun.objects.get().state == ImportRun.State.STOPPED
    twice(page, reverse("library:import_begin", args=[run]))
    assert ImportRun.objects.get().state == ImportRun.State.RUNNING


@pytest.mark.parametrize(
    ("choice", "works", "editions"), [("edition", 1, 2), ("new", 2, 1), ("skip", 1, 1)]
)
def test_a_decision_pressed_twice_is_made_once(page, tmp_path, choice, works, editions):
    for text in ("Một.", "Hai."):
        run = uuid.uuid4()
        data = book(tmp_path / "a.epub", text=text).read_bytes()
        page.post(reverse("library:upload"), sent(data, run)())
        importing.work_off(ImportRun.objects.get(pk=run))
    line = ImportLine.objects.get(status=ImportLine.Status.SIMILAR)

    _first, second = twice(
        page, reverse("library:import_decide", args=[run, line.pk]), lambda: {"choice": choice}
    )
    importing.work_off(ImportRun.objects.get(pk=run))

    assert second.status_code == 409
    assert Work.objects.count() == works
    assert Work.objects.order_by("number").first().editions.count() == editions


def test_a_refused_line_taken_off_twice(page):
    run = uuid.uuid4()
    page.post(reverse("library:upload"), sent(b"%PDF-1.4 hong", run)())
    importing.work_off(ImportRun.objects.get())
    line = ImportLine.objects.get()
    assert line.status == ImportLine.Status.REFUSED

    first, second = (
        page.post(reverse("library:import_decide", args=[run, line.pk]), {"choice": "drop"})
        for _time in range(2)
    )

    assert (first.status_code, second.status_code) == (302, 404)
    assert not ImportLine.objects.exists()


def test_an_address_sent_twice_is_asked_of_twice_at_most(page):
    twice(page, reverse("library:import_address"), lambda: {"address": "http://127.0.0.1:9/x.epub"})

    for run in ImportRun.objects.all():
        importing.work_off(run)
    assert {line.status for line in ImportLine.objects.all()} == {ImportLine.Status.REFUSED}
    assert not Work.objects.exists()
