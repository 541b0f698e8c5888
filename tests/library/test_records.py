"""One record as a record: seen, changed by two librarians, mended, kept in step; and out again."""

import pytest
from django.utils.translation import override

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.library.catalogue.errors import NoTitle
from densach.library.catalogue.record import Field, join, parse
from densach.library.catalogue.text_form import TextWrong, to_text
from densach.library.errors import AlreadyDecided
from densach.library.models import CatalogueRecord, Edition, Identifier, ImportLine, ImportRun, Work
from densach.library.queries import exchange
from densach.library.queries.export import FORMS, export
from densach.library.services import records, runs, works
from densach.library.services.bulk import import_records
from densach.people.models import Membership
from densach.search import services as search
from tests.factories import MONDAY, OrganizationFactory, PersonFactory, person_with
from tests.library.catalogue.made import KIEU, marc
from tests.library.exchanged import book, hidden, kieu

pytestmark = pytest.mark.django_db(transaction=True)
Role = Membership.Role


@pytest.fixture(autouse=True)
def _english(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    search.run_indexer()
    with override("en"):
        yield


@pytest.fixture
def librarian():
    return person_with(Role.LIBRARIAN, OrganizationFactory())


@pytest.fixture
def work(tmp_path):
    return kieu(tmp_path)


def edition_of(work):
    return work.editions.get()


def save(librarian, edition, text, seen=None):
    return records.save_text(
        actor=librarian, edition=edition, text=text, at=MONDAY,
        seen_version=edition.version if seen is None else seen,
    )  # fmt: skip


def whole(works, form):
    return b"".join(export(works, form, base="http://sach.example.vn"))


def test_an_edited_record_changes_the_card(work, librarian):
    edition = edition_of(work)
    text = records.text_of(edition)
    assert text.splitlines()[1:] == to_text(KIEU).splitlines()[1:]  # the leader has its lengths now
    text = (
        text.replace("$z\n", "\n")
        .replace("$aTruyện Kiều :", "$aKim Vân Kiều :")
        .replace("=700  1\\$aĐào, Duy Anh$4ann\n", "")
    )
    text += "=500  \\\\$aThêm một ghi chú\n"

    save(librarian, edition, text)

    work.refresh_from_db()
    assert (work.title, work.people_line, work.title_key) == (
        "Kim Vân Kiều",
        "Nguyễn Du",
        "kim van kieu",
    )
    kept = parse(bytes(CatalogueRecord.objects.get().data))
    assert [tag for tag, _raw in kept.fields].count("500") == 1
    assert dict(kept.fields)["880"] == dict(KIEU.fields)["880"]
    act = StaffAct.objects.get(code="library.record_changed")
    assert act.actor == librarian
    assert "=500  \\\\$aThêm một ghi chú" in act.facts["fields"][1]


def test_the_second_librarian_sees_both_versions(work, librarian):
    edition = edition_of(work)
    seen = edition.version
    text = records.text_of(edition).replace("$z\n", "\n")
    save(librarian, edition, text.replace("Truyện Kiều", "Bản của An"))

    with pytest.raises(records.ChangedMeanwhile) as refusal:
        save(librarian, edition, text.replace("Truyện Kiều", "Bản của Bình"), seen=seen)

    assert "Bản của An" in refusal.value.text
    work.refresh_from_db()
    assert work.title == "Bản của An"
    save(
        librarian,
        edition,
        text.replace("Truyện Kiều", "Cả hai"),
        seen=refusal.value.facts["version"],
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda text: text.replace("=245", "=24"), TextWrong),
        (lambda text: text.replace("$aTruyện Kiều :$btruyện thơ /", "$c"), TextWrong),
        (lambda _text: "=LDR  00000nam a2200000 i 4500\n=245  00$c:\n", NoTitle),
    ],
)
def test_a_wrong_record_is_not_saved(work, librarian, change, refusal):
    edition = edition_of(work)
    before = bytes(CatalogueRecord.objects.get().data)
    with pytest.raises(refusal):
        save(librarian, edition, change(records.text_of(edition)))
    assert bytes(CatalogueRecord.objects.get().data) == before


def test_only_cataloguers_of_the_place(work):
    with pytest.raises(Forbidden):
        save(person_with(Role.TEACHER), edition_of(work), "")
    with pytest.raises(Forbidden):
        save(PersonFactory(), edition_of(work), "")


def test_a_work_without_a_record_gets_one_when_it_is_edited(librarian):
    work = book()
    edition = edition_of(work)
    text = records.text_of(edition)
    assert "=245  10$aVườn rau số 1 /$cPhạm Hổ, Jules Verne" in text
    save(librarian, edition, text.replace("Vườn rau", "Vườn hoa"))
    work.refresh_from_db()
    assert work.title == "Vườn hoa số 1"
    assert work.formats == "PDF"
    assert CatalogueRecord.objects.get().kept_as == "MADE"


def test_a_correction_of_the_card_goes_into_the_record(work, librarian):
    before = parse(bytes(CatalogueRecord.objects.get().data))
    works.correct(
        actor=librarian, work=work, correction=works.Correction(fields={"title": "Kim Vân Kiều", "year": 1815}),
        seen_version=work.version, at=MONDAY,
    )  # fmt: skip
    after = parse(bytes(CatalogueRecord.objects.get().data))
    touched = {tag for tag, _raw in set(before.fields) ^ set(after.fields)}
    assert touched == {"005", "008", "245", "264"}
    assert edition_of(work).version == 2


def test_what_nobody_touched_goes_out_as_it_came(work, tmp_path):
    assert whole(exchange.everything(), "marc") == join(KIEU)
    nfd = marc(Field("500", "  ", [("a", "e\u0302\u0301")]), title="Phân rã", number="nfd")
    (tmp_path / "b.mrc").write_bytes(nfd)
    import_records(tmp_path / "b.mrc", run=ImportRun.objects.create(started_at=MONDAY), at=MONDAY)
    assert whole(exchange.everything(), "marc") == join(KIEU) + nfd


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_read_again_here(work, tmp_path, form):
    from densach.library.protocols.read import entries

    book(7)
    hidden()
    path = tmp_path / f"ra.{FORMS[form].ending}"
    path.write_bytes(whole(exchange.chosen(None), form))
    found = list(entries(path))
    assert [entry.problem for entry in found] == [None, None]
    titles = sorted(entry.description.title.split(":")[0] for entry in found)
    assert titles == ["Truyện Kiều", "Vườn rau số 7"]
    for entry in found:
        assert entry.description.year in {1820, 2020}
        assert entry.description.people


@pytest.mark.parametrize("form", FORMS)
def test_a_kept_record_that_is_broken_does_not_stop_the_others(work, form):
    CatalogueRecord.objects.update(data=join(KIEU)[:-40])
    book(7)
    assert "Vườn rau".encode() in whole(exchange.everything(), form) or form == "xlsx"


def test_export_of_any_number_of_works_asks_in_blocks(django_assert_num_queries):
    for number in range(3):
        book(number)
    with django_assert_num_queries(7):
        whole(exchange.everything(), "csv")


def test_pymarc_reads_what_goes_out(work):
    import io

    from pymarc import MARCReader, parse_xml_to_array

    book(7)
    for records_ in (
        list(MARCReader(io.BytesIO(whole(exchange.everything(), "marc")))),
        parse_xml_to_array(io.BytesIO(whole(exchange.everything(), "marcxml"))),
    ):
        assert sorted(record["245"]["a"].rstrip(" :/") for record in records_) == [
            "Truyện Kiều",
            "Vườn rau số 7",
        ]


# Records of an import that were not simply taken


def line_of(tmp_path, data, **facts):
    path = tmp_path / "them.mrc"
    path.write_bytes(data)
    run = ImportRun.objects.create(started_at=MONDAY, **facts)
    import_records(path, run=run, at=MONDAY)
    return run.lines.get()


def test_a_bad_record_is_mended_by_hand(librarian, tmp_path):
    good = marc(title="Hỏng đầu biểu")
    line = line_of(tmp_path, good[:12] + b"00001" + good[17:])
    text = records.text_of_line(line)
    assert "=245  00$aHỏng đầu biểu" in text

    with pytest.raises(TextWrong):
        records.mend_line(actor=librarian, line=line, text="hỏng", at=MONDAY)
    records.mend_line(actor=librarian, line=line, text=text, at=MONDAY)

    line.refresh_from_db()
    assert (line.status, line.work.title, line.title) == ("added", "Hỏng đầu biểu", "Hỏng đầu biểu")
    with pytest.raises(AlreadyDecided):
        records.mend_line(actor=librarian, line=line, text=text, at=MONDAY)
    assert StaffAct.objects.filter(code="library.record_mended").count() == 1


def decided(librarian, line, choice):
    runs.decide(actor=librarian, line=line, choice=choice, at=MONDAY)
    line.refresh_from_db()
    return records.take_line(line=line, at=MONDAY)


def test_similar_taken_as_a_work_of_its_own(work, librarian, tmp_path):
    line = line_of(
        tmp_path, marc(Field("100", "1 ", [("a", "Nguyễn, Du")]), title="Truyện Kiều", number="2")
    )
    line = decided(librarian, line, "new")
    assert line.status == "added"
    assert Work.objects.filter(title="Truyện Kiều").count() == 2


def test_similar_taken_as_another_edition(work, librarian, tmp_path):
    line = line_of(
        tmp_path, marc(Field("100", "1 ", [("a", "Nguyễn, Du")]), title="Truyện Kiều", number="2")
    )
    line = decided(librarian, line, "edition")
    assert (line.status, line.work) == ("added", work)
    assert work.editions.count() == 2
    assert len(whole(exchange.everything(), "marc").split(b"\x1d")) == 3


def test_a_newer_version_of_a_record_replaces_it(work, librarian, tmp_path):
    newer = join(
        parse(join(KIEU)).__class__(
            KIEU.leader,
            [(t, r.replace("Truyện".encode(), "Chuyện".encode())) for t, r in KIEU.fields],
        )
    )
    line = line_of(tmp_path, newer)
    assert line.details["why"] == "CONTROL"
    decided(librarian, line, "edition")
    work.refresh_from_db()
    assert work.title == "Chuyện Kiều"
    assert Edition.objects.count() == CatalogueRecord.objects.count() == 1
    assert bytes(CatalogueRecord.objects.get().data) == newer
    assert line_of_known(tmp_path, newer) == 1
    assert Identifier.objects.filter(scheme="CONTROL").count() == 1


def line_of_known(tmp_path, data):
    path = tmp_path / "lai.mrc"
    path.write_bytes(data)
    return import_records(path, run=ImportRun.objects.create(started_at=MONDAY), at=MONDAY)["known"]


# Pages


def test_the_page_of_a_record(client, work, librarian):
    client.force_login(librarian)
    address = f"/sach/{work.slug}/bieu-ghi/"
    page = client.get(address, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "=245  10$6880-01$aTruyện Kiều" in page.content.decode()

    text = records.text_of(edition_of(work)).replace("$z\n", "\n")
    wrong = client.post(address, {"text": text.replace("=245  10", "=245  1"), "seen": 1})
    assert wrong.status_code == 422
    ok = client.post(address, {"text": text.replace("Truyện Kiều", "Mới"), "seen": 1})
    assert ok.status_code == 302
    late = client.post(address, {"text": text, "seen": 1})
    assert late.status_code == 409
    assert "Mới" in late.content.decode()


def test_the_page_of_a_bad_record(client, librarian, tmp_path):
    good = marc(title="Hỏng")
    line = line_of(tmp_path, b"00001" + good[5:], organization=None)
    client.force_login(librarian)
    address = f"/nhap/{line.run_id}/{line.pk}/bieu-ghi/"
    assert "=245  00$aHỏng" in client.get(address).content.decode()
    assert client.post(address, {"text": records.text_of_line(line)}).status_code == 302
    assert ImportLine.objects.get(pk=line.pk).status == "added"


def test_records_and_files_for_everybody_and_lists_for_staff(client, work, librarian):
    for form, shape in FORMS.items():
        response = client.get(f"/sach/{work.slug}/bieu-ghi.{form}")
        assert response.status_code == 200, form
        assert response["Content-Type"].startswith(shape.media_type)
        assert b"".join(response)
    assert client.get(f"/sach/{work.slug}/bieu-ghi.doc").status_code == 404
    secret = hidden()
    assert client.get(f"/sach/{secret.slug}/bieu-ghi.marc").status_code == 404
    assert client.get("/xuat/").status_code == 302
    client.force_login(librarian)
    assert client.get("/xuat/").status_code == 200
    other = book(55)
    assert b"".join(client.get("/xuat/?form=marc&works=55&works=x")).count(b"\x1d") == 1
    assert b"".join(client.get("/xuat/?form=marc")).count(b"\x1d") == 2
    assert other.number == 55
