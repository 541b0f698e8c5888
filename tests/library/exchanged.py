"""A small library to exchange with, and a server of it."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.db import connections

from densach.core import files
from densach.library.catalogue.record import join
from densach.library.models import Audience, EditionFile, ImportRun, Shelf, ShelfPlace, Work
from densach.library.services.bulk import import_records
from densach.library.services.naming import subjects_named
from densach.library.services.taking import set_people
from densach.search import services as search
from tests.factories import MONDAY, EditionFactory, OrganizationFactory, WorkFactory
from tests.library.catalogue.made import KIEU


def book(number=1, *, audience="PUBLIC", at=MONDAY, data=b"%PDF-1.4 thu", **facts):
    """A work with a PDF, an author and a subject."""
    import io

    facts = {
        "title": f"Vườn rau số {number}",
        "language": "vi",
        "year": 2020,
        "kind": "BOOK",
    } | facts
    work = WorkFactory(
        number=number, slug=f"vuon-rau-{number}", formats="PDF", audience=audience, created_at=at, updated_at=at,
        description="Trồng rau & nuôi gà.", is_readable=True, **facts,
    )  # fmt: skip
    edition = EditionFactory(work=work, format="PDF", publisher="Đèn Sách", pages=12)
    stored = files.keep(
        io.BytesIO(data + str(number).encode()), media_type="application/pdf", at=at
    )
    EditionFile.objects.create(edition=edition, stored=stored, name=f"vườn rau {number}.pdf")
    set_people(work, [("Phạm Hổ", "aut", ""), ("Jules Verne", "trl", "")], at=at)
    Work.objects.filter(pk=work.pk).update(people_line="Phạm Hổ, Jules Verne")
    work.subjects.set(subjects_named(["Làm vườn"]).values())
    return work


def books(count, start=1):
    """`count` such works, an hour apart."""
    return [book(n, at=MONDAY + timedelta(hours=n)) for n in range(start, start + count)]


def hidden():
    """Works that strangers never hear of."""
    return book(
        901, audience=Audience.ORGANIZATION, organization=OrganizationFactory(), title="Kín"
    )


def kieu(tmp_path):
    """A work that came with a MARC record."""
    path = tmp_path / "kieu.mrc"
    path.write_bytes(join(KIEU))
    run = ImportRun.objects.create(started_at=MONDAY)
    import_records(path, run=run, at=MONDAY)
    return Work.objects.get(title="Truyện Kiều")


def shelf(*works, slug="vuon", **facts):
    """A public shelf with these works."""
    made = Shelf.objects.create(
        title="Kệ vườn", slug=slug, text="Để trồng.", created_at=MONDAY, updated_at=MONDAY, **facts
    )
    for position, work in enumerate(works):
        ShelfPlace.objects.create(shelf=made, work=work, position=position)
    return made


def index():
    """Bring the search index up to date."""
    search.changed([work.pk.hex for work in Work.objects.all()])
    search.run_indexer()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments):
        pass


@contextmanager
def served(application):
    """The address at which `application` (WSGI) answers, in a thread, until the block ends."""
    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)

    def serve():
        server.serve_forever()
        connections.close_all()  # this thread's own

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
