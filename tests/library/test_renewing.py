"""A newer release of a book takes the place of the older one, and readers stay where they were."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from densach.core.models import StaffAct
from densach.library.formats.moments import moment
from densach.library.models import Edition, ImportLine, ImportRun, TextPart, Work
from densach.library.services import importing, moved, runs, starter, starter_shelves
from densach.library.services.dry_run import look
from densach.library.services.sources import items
from densach.library.signals import edition_renewed
from densach.people.models import Membership
from tests.factories import OrganizationFactory, person_with
from tests.library.formats.books import make_epub, page
from tests.library.test_starter import SOURCE, write_book

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = datetime(2026, 9, 7, 8, tzinfo=UTC)
Status = ImportLine.Status
MORNING = "Buổi sáng con gà trống gáy vang trên hàng rào tre, gọi cả xóm dậy đi làm đồng. " * 3
EVENING = "Buổi tối đàn vịt lạch bạch theo nhau về chuồng, con sau cùng ngoái lại nhìn ao. " * 3


def book(path, chapters, *, modified, title="Gà và vịt", author="Tô Hoài", identifier="urn:x:ga"):
    metadata = (
        f'<dc:identifier id="i">{identifier}</dc:identifier><dc:title>{title}</dc:title>'
        f"<dc:creator>{author}</dc:creator><dc:language>vi</dc:language>"
    )
    if modified:
        metadata += f'<meta property="dcterms:modified">{modified}</meta>'
    return make_epub(
        path,
        {
            f"{at}.xhtml": page(f"<h1>{head}</h1><p>{text}</p>")
            for at, (head, text) in enumerate(chapters)
        },
        metadata=metadata,
    )


OLD = [("Sáng", MORNING), ("Tối", EVENING)]
NEW = [("Lời đầu", "Sách này viết lại cho các em nhỏ ở bản."), *OLD]


def bring(folder, **options):
    run = runs.start_run(actor=None, label="x", organization=None, at=MONDAY)
    importing.import_items(run, items(folder), **options)
    return list(run.lines.order_by("position"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def shelved(folder):
    """The release of January on the shelves; its edition."""
    book(folder / "ga.epub", OLD, modified="2026-01-01T00:00:00Z")
    (line,) = bring(folder)
    assert line.status == Status.ADDED, line.message
    return Edition.objects.get()


def test_the_release_is_noted_at_import(shelved):
    assert shelved.release_id == "urn:x:ga"
    assert shelved.revised_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_newer_release_is_offered_and_nothing_changes_until_decided(folder, shelved):
    book(folder / "ga.epub", NEW, modified="2026-02-01T00:00:00Z")
    (line,) = bring(folder)
    assert line.status == Status.SIMILAR
    assert line.details["release"] == "newer"
    assert "Gà và vịt" in line.message
    assert shelved.parts.count() == 2


def test_the_librarian_puts_it_in_the_place_of_the_older(folder, shelved):
    book(folder / "ga.epub", NEW, modified="2026-02-01T00:00:00Z")
    (line,) = bring(folder)
    lan = person_with(Membership.Role.LIBRARIAN)

    runs.decide(actor=lan, line=line, choice="renew", at=MONDAY)
    importing.work_off(line.run)

    line.refresh_from_db()
    assert line.status == Status.ADDED, line.message
    edition = Edition.objects.get()
    assert edition.pk == shelved.pk
    assert edition.revised_at == datetime(2026, 2, 1, tzinfo=UTC)
    assert [part.title for part in edition.parts.order_by("position")] == ["Lời đầu", "Sáng", "Tối"]
    assert sorted(edition.files.values_list("purpose", flat=True)) == ["MAIN", "READING"]
    assert StaffAct.objects.filter(code="library.edition_renewed").exists()


def test_only_newer_and_repacked_releases_can_be_put_in_place(folder, shelved):
    book(folder / "ga.epub", NEW, modified="2025-12-01T00:00:00Z")
    (line,) = bring(folder)
    assert line.details["release"] == "older"
    lan = person_with(Membership.Role.LIBRARIAN)
    with pytest.raises(Exception, match=r"decided|quyết"):
        runs.decide(actor=lan, line=line, choice="renew", at=MONDAY)


def test_whoever_wants_no_questions_gets_none(folder, shelved):
    old = (folder / "ga.epub").read_bytes()
    book(folder / "ga.epub", NEW, modified="2026-02-01T00:00:00Z")
    (line,) = bring(folder, renew=True)
    assert line.status == Status.ADDED
    assert TextPart.objects.count() == 3

    (folder / "ga.epub").write_bytes(old)  # the older bytes, once more
    (line,) = bring(folder, renew=True)
    assert line.status == Status.KNOWN
    book(folder / "ga.epub", OLD[:1], modified="2025-12-01T00:00:00Z")
    (line,) = bring(folder, renew=True)
    assert (line.status, Edition.objects.count()) == (Status.KNOWN, 1)


def test_a_dry_run_tells_it(folder, shelved):
    path = book(folder / "ga.epub", NEW, modified="2026-02-01T00:00:00Z")
    told = look(next(items(path)))
    assert (told["status"], told["work"]) == ("similar", str(shelved.work_id))
    assert told["message"]


def test_a_careless_identifier_is_no_proof(folder, shelved):
    book(folder / "ga.epub", [("Khác", EVENING)], modified="2026-02-01T00:00:00Z",
         title="Chuyện khác hẳn", author="Nam Cao")  # fmt: skip
    (line,) = bring(folder, renew=True)
    assert line.status == Status.ADDED
    assert Work.objects.count() == 2


def test_what_the_librarian_wrote_stays(folder, shelved):
    Work.objects.update(title="Gà và vịt (chọn lọc)", description="Lời của thủ thư.")
    book(folder / "ga.epub", NEW, modified="2026-02-01T00:00:00Z")
    bring(folder, renew=True)
    work = Work.objects.get()
    assert (work.title, work.description) == ("Gà và vịt (chọn lọc)", "Lời của thủ thư.")


def test_whoever_keeps_places_is_led_to_the_same_words(folder, shelved):
    grown = [NEW[0], ("Sáng", "Thêm một câu mở đầu. " + MORNING), NEW[2]]
    book(folder / "ga.epub", grown, modified="2026-02-01T00:00:00Z")
    heard = []

    def listen(*, edition_id, follow, **_others):
        heard.append((edition_id, follow("c2", 90), follow("c1", 40)))

    edition_renewed.connect(listen)
    bring(folder, renew=True)
    edition_renewed.disconnect(listen)

    added = len("Thêm một câu mở đầu. ")
    assert heard == [(shelved.pk, ("c3", 90), ("c2", 40 + added))]
    manifest = Edition.objects.get().manifest
    assert moved.followed(manifest, "c2", MONDAY) == "c3"
    assert moved.followed(manifest, "c2", datetime(2100, 1, 1, tzinfo=UTC)) == "c2"


def test_a_chapter_that_is_gone_leads_to_where_it_stood():
    old = [
        ("c1", "Một", MORNING),
        ("c2", "Hai", EVENING),
        ("c3", "Ba", "Hết truyện rồi các bạn ạ."),
    ]
    new = [("c1", "Một", MORNING), ("c2", "Ba", "Hết truyện rồi các bạn ạ.")]
    found = moved.moves(old, new)
    assert found.chapters == {"c1": "c1", "c2": "c2", "c3": "c2"}
    assert found.follow("c3", 10) == ("c2", 10)
    assert moved.moves(old, []).follow("c2", 5) == ("c2", 0)


def test_pages_keep_their_height():
    old = [("p1", "", MORNING), ("p2", "", EVENING)]
    new = [("p1", "", "Bìa"), ("p2", "", MORNING), ("p3", "", EVENING)]
    assert moved.moves(old, new).follow("p2", 500) == ("p3", 500)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-02-01T10:00:00Z", 10), ("2026-02-01T10:00:00+07:00", 3), ("2026-02-01", 0),
        ("D:20260201100000+07'00'", 3), ("D:20260201100000-0200", 12), ("2026-02-01T10:00:00.5Z", 10),
    ],
)  # fmt: skip
def test_moments_as_files_write_them(text, hour):
    assert moment(text) == datetime(2026, 2, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "hôm qua", "2026", "2026-13-01", "0000-01-01T00:00:00Z"])
def test_what_is_no_moment(text):
    assert moment(text) is None


def test_a_newer_starter_source_is_no_second_edition(tmp_path, folder):
    """EPUB and PDF of a booklet alike, also when its title was changed."""
    sources = tmp_path / "nguon"
    sources.mkdir()
    (sources / "phong-chu").symlink_to(starter.sources() / "phong-chu")
    told = write_book(sources) / "sach.md"
    starter.make(sources, folder)
    first = bring(folder, similar="edition", renew=True)
    assert {line.status for line in first} == {Status.ADDED}
    assert {edition.format for edition in Edition.objects.all()} == {"EPUB", "PDF"}
    before = set(Edition.objects.values_list("pk", flat=True))

    newer = SOURCE.format(form="booklet", text="\n# Buổi trưa\n\nGà đi ăn thóc.\n")
    newer = newer.replace("2026-01-02T03:04:05Z", "2026-03-01T00:00:00Z")
    told.write_text(newer.replace('title = "Con gà & con vịt"', 'title = "Gà & vịt"'))
    starter.make(sources, folder)
    again = bring(folder, similar="edition", renew=True)

    assert {line.status for line in again} == {Status.ADDED}
    assert Work.objects.count() == 1
    assert set(Edition.objects.values_list("pk", flat=True)) == before
    assert "thóc" in " ".join(TextPart.objects.values_list("text", flat=True))
    books = starter.books(sources)
    run = again[0].run
    starter_shelves.stock(run=run, books=books, organization=None, at=MONDAY)
    assert {line.status for line in bring(folder, similar="edition", renew=True)} == {Status.KNOWN}


def test_the_page_of_the_import_offers_the_place_of_the_older(folder, shelved, client):
    book(folder / "ga.epub", NEW, modified="2026-02-01T00:00:00Z")
    (line,) = bring(folder)
    library = OrganizationFactory()
    ImportRun.objects.update(organization=library)
    client.force_login(person_with(Membership.Role.LIBRARIAN, library))
    page = client.get(reverse("library:import_run", args=[line.run.pk])).content.decode()
    assert 'name="choice" value="renew"' in page
    assert "bản mới hơn (1/2/2026)" in page

    address = reverse("library:import_decide", args=[line.run.pk, line.pk])
    assert client.post(address, {"choice": "renew"}).status_code == 302
    line.refresh_from_db()
    assert line.details["decision"] == "renew"
