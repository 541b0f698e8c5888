"""A shelf goes out as one file and comes in elsewhere, with works, order, notes and cards."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from densach.core.errors import DomainError
from densach.library.formats import shelf_file
from densach.library.models import Audience, ImportLine, Shelf, ShelfPlace, Work
from densach.library.services import importing, runs, shelf_out, taking_out
from densach.library.services.sources import Item
from tests.factories import MONDAY, OrganizationFactory
from tests.library.formats.books import make_epub, page

pytestmark = pytest.mark.django_db


def bring(path, *, organization=None, similar="ask"):
    run = runs.start_run(actor=None, label=path.name, organization=organization, at=MONDAY)
    importing.import_items(run, [Item(path, path.name)], similar=similar)
    return run


def book(path, title, person="Nhóm viết"):
    metadata = f"<dc:title>{title}</dc:title><dc:creator>{person}</dc:creator><dc:language>vi</dc:language>"
    return make_epub(path, {"a.xhtml": page(f"<h1>{title}</h1><p>Chữ.</p>")}, metadata=metadata)


@pytest.fixture
def shelf(tmp_path):
    """Two works on a shelf, the second with a corrected title and a note."""
    made = Shelf.objects.create(
        title="Sách về rừng", slug="sach-ve-rung", text="Cho lớp 5.",
        created_at=MONDAY, updated_at=MONDAY,
    )  # fmt: skip
    for number, title in enumerate(("Rừng", "Suối"), start=1):
        path = book(tmp_path / f"{number}.epub", title)
        work = bring(path).lines.get().work
        ShelfPlace.objects.create(shelf=made, work=work, position=number, note=f"Cuốn {number}")
    Work.objects.filter(title="Suối").update(title="Suối nguồn", title_key="suoi nguon")
    return made


def packed(shelf, path, **who):
    path.write_bytes(b"".join(shelf_out.stream(shelf_out.pack(shelf, **{"viewer": None} | who))))
    return path


def empty_library():
    Shelf.objects.all().delete()
    ImportLine.objects.all().delete()
    Work.objects.all().delete()


def test_there_and_back(shelf, tmp_path):
    path = packed(shelf, tmp_path / "ke.zip")
    pk = shelf.pk
    empty_library()
    school = OrganizationFactory()
    run = bring(path, organization=school)
    assert list(run.lines.values_list("status", flat=True)) == ["added"] * 3
    came = Shelf.objects.get()
    assert (came.pk, came.title, came.text) == (pk, "Sách về rừng", "Cho lớp 5.")
    assert came.organization == school
    rows = came.places.order_by("position").values_list("work__title", "note")
    assert list(rows) == [("Rừng", "Cuốn 1"), ("Suối nguồn", "Cuốn 2")]


def test_the_same_file_twice_changes_nothing(shelf, tmp_path):
    path = packed(shelf, tmp_path / "ke.zip")
    for _turn in range(2):
        run = bring(path)
        assert sorted(run.lines.values_list("status", flat=True)) == ["added", "known", "known"]
    assert Work.objects.count() == 2
    assert Shelf.objects.get().places.count() == 2


def test_the_same_shelf_gives_the_same_file(shelf, tmp_path):
    first = packed(shelf, tmp_path / "a.zip").read_bytes()
    assert packed(shelf, tmp_path / "b.zip").read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "ke.json"


def test_a_work_with_two_editions_stays_one(shelf, tmp_path):
    work = Work.objects.get(title="Rừng")
    other = bring(book(tmp_path / "khac.epub", "Một tên khác hẳn", "Ai đó")).lines.get().work
    other.editions.update(work=work)
    carried = packed(shelf, tmp_path / "ke.zip")
    empty_library()
    bring(carried)
    assert sorted(work.editions.count() for work in Work.objects.all()) == [1, 2]


def test_what_the_viewer_may_not_read_stays(shelf, tmp_path):
    Work.objects.filter(title="Rừng").update(audience=Audience.SIGNED_IN)
    assert shelf_out.pack(shelf, viewer=None).works == 1
    assert shelf_out.pack(shelf, viewer=None, everything=True).works == 2


def test_anybody_takes_a_public_shelf_along(shelf, client):
    page = client.get(reverse("library:shelf", args=[shelf.slug])).content.decode()
    assert "Mang cả kệ" in page
    answer = client.get(reverse("library:carry_shelf", args=[shelf.slug]))
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = json.loads(archive.read("ke.json"))
    assert [work["title"] for work in told["works"]] == ["Rừng", "Suối nguồn"]
    Shelf.objects.update(is_public=False)
    assert client.get(reverse("library:carry_shelf", args=[shelf.slug])).status_code == 404


def test_from_the_command_line(shelf, tmp_path):
    target = tmp_path / "ra.zip"
    assert taking_out.shelf_to(target, slug=shelf.slug) == 2
    assert zipfile.is_zipfile(target)
    with pytest.raises(DomainError, match="sach-ve-rung"):
        taking_out.shelf_to(target, slug="khong-co")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (b"{", "library.not_a_shelf"),
        (b"[]", "library.not_a_shelf"),
        (b'{"densach":"shelf","version":9,"works":[]}', "library.newer_shelf"),
        (b'{"densach":"shelf","version":1,"works":[{"editions":[{"files":[]}]}]}',
         "library.not_a_shelf"),
        (b'{"densach":"shelf","version":1,"works":[{"record":"?","editions":[]}]}',
         "library.not_a_shelf"),
        ((b'{"densach":"shelf","version":1,"works":[{"editions":'
         b'[{"files":[{"path":"../../etc/passwd","name":"x"}]}]}]}'), "library.not_a_shelf"),
    ],
)  # fmt: skip
def test_a_bad_list_gets_its_sentence(tmp_path, told, code):
    path = tmp_path / "ke.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(shelf_file.NAME, told)
        archive.writestr("sach/a.epub", b"x")
    line = bring(path).lines.get()
    assert (line.status, line.code) == ("refused", code)
    assert not Shelf.objects.exists()
