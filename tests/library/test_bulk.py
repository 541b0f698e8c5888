"""Many records at once: what comes in, what is told, what a kill leaves."""

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from densach.library.catalogue.errors import NoHeader, NotAList
from densach.library.catalogue.record import Field, join
from densach.library.models import (
    Agent,
    Audience,
    CatalogueRecord,
    Contribution,
    ImportLine,
    ImportRun,
    Subject,
    Work,
)
from densach.library.queries.documents import WorkSource
from densach.library.services import bulk
from densach.library.services.bulk import import_records
from densach.library.services.bulk_rows import Rows
from densach.library.services.licences import load
from densach.library.services.record_files import take_records
from densach.search import services as search
from tests.factories import MONDAY, OrganizationFactory
from tests.library.catalogue.made import KIEU, marc

pytestmark = pytest.mark.django_db(transaction=True)
Status = ImportLine.Status


@pytest.fixture(autouse=True)
def _english(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    with override("en"):
        yield


def run_of(**facts):
    return ImportRun.objects.create(started_at=MONDAY, label="thử", **facts)


def bring(tmp_path, data, name="sach.mrc", run=None, **options):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return import_records(path, run=run or run_of(), at=MONDAY, **options)


def person(name, role="tác giả", tag="100"):
    return Field(tag, "1 ", [("a", name), ("e", role)])


def numbered(count, start=0):
    return b"".join(
        marc(person(f"Tác giả, Thứ {n}"), title=f"Sách số {n}", number=f"n{n}")
        for n in range(start, start + count)
    )


def test_a_record_becomes_a_work_with_all_that_belongs_to_it(tmp_path):
    load()
    school = OrganizationFactory()
    raw = join(KIEU)
    counts = bring(tmp_path, raw, run=run_of(organization=school, audience=Audience.SIGNED_IN))

    assert counts == {"added": 1, "known": 0, "similar": 0, "refused": 0}
    work = Work.objects.get()
    assert (work.title, work.subtitle, work.title_key, work.slug) == (
        "Truyện Kiều", "truyện thơ", "truien kieu", "truyen-kieu",
    ) or work.title_key == "truyen kieu"  # fmt: skip
    assert (work.kind, work.language, work.level, work.year) == ("BOOK", "vi", "LOWER", 1820)
    assert (work.people_line, work.series, work.ddc) == (
        "Nguyễn Du, Đào Duy Anh",
        "Văn học cổ điển",
        "895.92213",
    )
    assert (work.organization, work.audience, work.source, work.formats) == (
        school,
        "SIGNED_IN",
        "sach.mrc",
        "",
    )
    assert work.created_at == work.updated_at == MONDAY
    assert [(c.agent.name, c.role) for c in work.contributions.order_by("position")] == [
        ("Nguyễn Du", "aut"), ("Đào Duy Anh", "ann"),
    ]  # fmt: skip
    assert Agent.objects.get(name="Nguyễn Du").dates == "1765-1820"
    assert sorted(work.subjects.values_list("name", flat=True)) == [
        "Thơ Nôm",
        "Việt Nam — Văn học — Thế kỉ 19",
    ]
    edition = work.editions.get()
    assert (edition.publisher, edition.place, edition.published, edition.pages) == (
        "Văn học",
        "Hà Nội",
        "1820",
        158,
    )
    assert edition.title == "Đoạn trường tân thanh = 斷腸新聲"
    assert edition.source_url == "https://sach.example/kieu.epub"
    assert set(edition.identifiers.values_list("scheme", "value")) == {
        ("OTHER", "978-604-2-12345-9 (bìa cứng)"), ("CONTROL", "(VN-Test)vn000001"),
    }  # fmt: skip
    assert bytes(edition.record.data) == raw
    assert not ImportLine.objects.exists()


def test_the_index_gets_what_the_rows_say(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(search.Bulk, "add", lambda _self, documents: given.extend(documents))
    bring(tmp_path, join(KIEU) + numbered(3))
    keys = [document.key for document in given]
    stored = {document.key: document for document in WorkSource().load(keys)}
    for document in given:
        said, kept = document, stored[document.key]
        assert set(said.subjects) == set(kept.subjects)
        assert set(said.other.split(" . ")) == set(kept.other.split(" . "))
        for name in (
            "number",
            "title",
            "people",
            "kind",
            "language",
            "level",
            "audience",
            "year",
            "added",
            "agent_keys",
        ):
            assert getattr(said, name) == getattr(kept, name), name


def test_the_same_bytes_are_known_and_the_same_book_is_asked_about(tmp_path):
    bring(tmp_path, join(KIEU))
    assert bring(tmp_path, join(KIEU) * 2)["known"] == 2

    alike = marc(person("Nguyen, Du"), title="TRUYEN KIEU", number="khac")
    isbn = [Field("020", "  ", [("a", "9786042123457")])]
    counts = bring(
        tmp_path,
        alike + marc(*isbn, title="Một", number="1") + marc(*isbn, title="Hai", number="2"),
        run=(run := run_of()),
    )
    assert counts == {"added": 1, "known": 0, "similar": 2, "refused": 0}
    first, second = run.lines.order_by("position")
    assert (first.status, first.similar_to.title, first.details["why"]) == (
        "similar",
        "Truyện Kiều",
        "TITLE",
    )
    assert first.message == "Record 1 has title and people like “Truyện Kiều”."
    assert bytes(first.raw) == alike
    assert second.details["why"] == "ISBN"


def test_a_newer_version_of_a_record_is_asked_about(tmp_path):
    bring(tmp_path, marc(title="Cũ", number="7"))
    run = run_of()
    assert bring(tmp_path, marc(title="Mới hoàn toàn", number="7"), run=run)["similar"] == 1
    assert (
        run.lines.get().message
        == "Record 1 has the control number of “Cũ”, but says something else."
    )


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ({"title": "Atlas"}, {"title": "Atlas"}, False),
        ({"title": "Báo cáo hằng năm"}, {"title": "Bao cao hang nam"}, True),
    ],
    ids=["one word proves nothing", "the same year and language"],
)
def test_works_without_people(tmp_path, first, second, alike):
    bring(tmp_path, marc(**first, number="1"))
    assert bring(tmp_path, marc(**second, number="2"))["similar"] == int(alike)


def test_bad_records_get_lines_with_number_place_and_reason(tmp_path):
    good = numbered(2)
    bad = marc(title="Hỏng", number="h")
    bad = b"00010" + bad[5:]
    run = run_of()
    counts = bring(tmp_path, good + bad + numbered(1, start=9), run=run)
    assert counts == {"added": 3, "known": 0, "similar": 0, "refused": 1}
    line = run.lines.get()
    assert (line.status, line.source, line.code) == (
        "refused",
        "sach.mrc #3",
        "library.record_length",
    )
    assert line.message.startswith(
        f"Record 3, at byte {len(good)}: The leader says the record is 10 bytes long"
    )
    assert bytes(line.raw) == bad


def test_the_line_of_the_file_names_the_commonest_reasons(tmp_path):
    path = tmp_path / "sach.mrc"
    heading = Field("150", "  ", [("a", "Thơ Nôm")])
    authority = marc(heading, drop=("245",))
    untitled = marc(number="u", drop=("245",))
    path.write_bytes(numbered(1) + authority + marc(heading, number="2", drop=("245",)) + untitled)
    run = run_of()
    line = ImportLine.objects.create(run=run, position=1, source="sach.mrc")
    take_records(path, run=run, line=line)
    assert line.status == Status.ADDED
    assert line.message == (
        "1 record added, 0 were here already, 0 to decide, 3 not taken. "
        f"2 times, first: Record 2, at byte {len(numbered(1))}: This is a record of an authority, a "
        "holding or a community, not of a work. Import the file with the bibliographic records. "
        f"1 times, first: Record 4, at byte {path.stat().st_size - len(untitled)}: The record has no "
        "title (field 245). Add field 245 in the record form, or leave the record out. "
        "Each has a line of its own, where it can be mended."
    )


def test_a_list_of_books_in_a_table(tmp_path):
    run = run_of()
    counts = bring(
        tmp_path,
        "Nhan đề,Tác giả,Năm\nTắt đèn,Ngô Tất Tố,1939\n,x,\nLão Hạc,Nam Cao,1943\n",
        "a.csv",
        run,
    )
    assert counts == {"added": 2, "known": 0, "similar": 0, "refused": 1}
    assert run.lines.get().message.startswith("Row 3: there is no title in it.")
    record = CatalogueRecord.objects.get(edition__work__title="Tắt đèn")
    assert record.kept_as == "CSV"
    assert bring(tmp_path, "Nhan đề,Tác giả,Năm\nTắt đèn,Ngô Tất Tố,1939\n", "b.csv")["known"] == 1


def test_large_files_are_read_by_another_process_with_the_same_end(tmp_path):
    rows = "".join(f"Cuốn sách số {n},Tác giả {n},1999\n" for n in range(20_000))
    run = run_of()
    counts = bring(tmp_path, f"Nhan đề,Tác giả,Năm\n{rows},thiếu,\nA,B,19x9\n", "a.csv", run)
    assert counts == {"added": 20_000, "known": 0, "similar": 0, "refused": 2}
    assert [line.code for line in run.lines.order_by("position")] == [
        "library.row_without_title", "library.row_year",
    ]  # fmt: skip
    with pytest.raises(NoHeader):
        bring(tmp_path, f"ten,lop\n{rows}", "b.csv")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(b"", NotAList), (b"{}", NotAList), (b"ten,lop\nAn,8A\n", NoHeader)],
    ids=["empty", "json", "table"],
)
def test_a_file_without_records_is_refused(tmp_path, data, refusal):
    with pytest.raises(refusal):
        bring(tmp_path, data)


def test_agents_and_subjects_are_made_once(tmp_path):
    subject = Field("650", " 4", [("a", "Nông nghiệp")])
    data = b"".join(
        marc(person("Tô Hoài"), subject, title=f"Sách {n}", number=f"{n}") for n in range(5)
    )
    bring(tmp_path, data)
    bring(tmp_path, marc(person("Hoài, Tô"), subject, title="Khác hẳn", number="x"))
    assert Agent.objects.count() == Subject.objects.count() == 1
    assert Contribution.objects.count() == 6


def test_slugs_are_unique_and_numbers_rise(tmp_path):
    data = b"".join(marc(person(f"Tác, Giả{n}"), title="Một tên", number=f"{n}") for n in range(4))
    bring(tmp_path, data)
    slugs = list(Work.objects.order_by("number").values_list("slug", flat=True))
    assert slugs[0] == "mot-ten"
    assert len(set(slugs)) == 4
    numbers = list(Work.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + 4))


def test_the_number_of_statements_does_not_grow_with_the_records(tmp_path):
    def statements(count, start):
        path = tmp_path / f"{count}.mrc"
        path.write_bytes(numbered(count, start=start))
        with CaptureQueriesContext(connection) as caught:
            import_records(path, run=run_of(), at=MONDAY)
        return Counter(q["sql"].split()[0] for q in caught)["SELECT"]

    statements(1, 0)
    assert statements(3, 100) == statements(30, 200)


def test_a_batch_goes_in_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 10)
    run = run_of()
    real, calls = Rows._links, []

    def fails_in_the_third(self, *args):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("hỏng")
        return real(self, *args)

    monkeypatch.setattr(Rows, "_links", fails_in_the_third)
    with pytest.raises(RuntimeError):
        bring(tmp_path, numbered(50), run=run)
    assert Work.objects.count() == 20
    monkeypatch.setattr(Rows, "_links", real)

    counts = import_records(tmp_path / "sach.mrc", run=run, at=MONDAY)
    assert counts["added"] == 50
    assert Work.objects.count() == CatalogueRecord.objects.count() == 50
    run.refresh_from_db()
    assert run.cursor["sach.mrc"]["number"] == 50


def test_a_run_that_was_stopped_goes_on_later(tmp_path, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 10)
    run = run_of()
    stop = lambda _done, _size: ImportRun.objects.update(state="STOPPED")  # noqa: E731
    assert bring(tmp_path, numbered(50), run=run, progress=stop)["added"] == 10
    ImportRun.objects.update(state="RUNNING")
    assert import_records(tmp_path / "sach.mrc", run=run, at=MONDAY)["added"] == 50


CHILD = """
import os, sys
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from densach.library.models import ImportRun
from densach.library.services import bulk
bulk.BATCH = 100
run = ImportRun.objects.first() or ImportRun.objects.create(started_at=datetime(2026, 1, 1, tzinfo=UTC))
def tell(done, size):
    print(done, flush=True)
print(bulk.import_records(Path(sys.argv[1]), run=run, at=datetime(2026, 1, 1, tzinfo=UTC), progress=tell), flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(
    "postgres" in os.environ.get("DATABASE_URL", ""), reason="has its own SQLite file"
)
def test_killed_at_any_moment_nothing_is_doubled_and_nothing_is_lost(tmp_path):
    path = tmp_path / "sach.mrc"
    path.write_bytes(numbered(2_500) + b"00010" + marc()[5:])
    home = tmp_path / "home"
    env = {
        **os.environ,
        "DENSACH_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'kill.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "densach.config.settings",
        "PYTHONPATH": str(Path(bulk.__file__).parents[3]),
    }

    def python(*arguments, **options):
        return subprocess.Popen([sys.executable, *arguments], env=env, text=True, **options)

    assert (
        python(
            "-c",
            "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)",
        ).wait()
        == 0
    )
    for kill_after in (3, 6, 4):
        child = python("-c", textwrap.dedent(CHILD), str(path), stdout=subprocess.PIPE)
        for _ in range(kill_after):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
    child = python("-c", textwrap.dedent(CHILD), str(path), stdout=subprocess.PIPE)
    out = child.communicate()[0]
    assert "'added': 2500" in out, out
    assert "'refused': 1" in out
    count = "import django; django.setup(); from densach.library.models import *; print(Work.objects.count(), CatalogueRecord.objects.count(), Contribution.objects.count(), ImportLine.objects.count()); from densach.search.services import run_indexer; run_indexer(); from densach.search import queries; print(queries.count(queries.Query(text='')).total)"
    checked = python("-c", count, stdout=subprocess.PIPE)
    assert checked.communicate()[0].split() == ["2500", "2500", "2500", "1", "2500"]
