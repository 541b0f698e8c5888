"""Harvesting others: page by page, again by date, with deletions, through faults; and what is refused."""

import socket
from datetime import timedelta

import httpx
import pytest
from django.utils.translation import override

from densach.library.catalogue import marcxml
from densach.library.catalogue.errors import LooksLikeNews, NotAList
from densach.library.catalogue.record import Field, Record
from densach.library.models import ImportRun, Work
from densach.library.services import fetch, harvest
from tests.factories import MONDAY
from tests.library.catalogue.made import KIEU
from tests.library.exchanged import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _place(settings, tmp_path, monkeypatch):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.PRIVATE_FETCH = True
    monkeypatch.setattr(harvest.time, "sleep", lambda _seconds: None)
    with override("en"):
        yield


class Elsewhere:
    """A library elsewhere: answers what `pages` says for an address; remembers what was asked."""

    def __init__(self):
        self.pages, self.asked, self.kinds = {}, [], {}

    def __call__(self, environ, start_response):
        query = environ["QUERY_STRING"]
        address = environ["PATH_INFO"] + (f"?{query}" if query else "")
        self.asked.append(address)
        answer = self.pages.get(address, self.pages.get(environ["PATH_INFO"]))
        if callable(answer):
            answer = answer()
        if answer is None:
            start_response("404 Not Found", [])
            return [b""]
        if isinstance(answer, tuple):
            status, headers, body = answer
        else:
            kind = self.kinds.get(environ["PATH_INFO"], "text/xml")
            status, headers, body = "200 OK", [("Content-Type", kind)], answer
        start_response(status, headers)
        return [body.encode() if isinstance(body, str) else body]


@pytest.fixture
def elsewhere():
    library = Elsewhere()
    with served(library) as address:
        library.address = address
        yield library


def record(key, title, *, deleted=False):
    made = Record(
        KIEU.leader,
        [(f.tag, f.raw()) for f in (Field("001", data=key), Field("245", "00", [("a", title)]))],
    )
    metadata = "" if deleted else f"<metadata>{marcxml.write(made, namespace=True)}</metadata>"
    status = ' status="deleted"' if deleted else ""
    return f"<record><header{status}><identifier>oai:x:{key}</identifier><datestamp>2026-01-01</datestamp></header>{metadata}</record>"


def answer(body, at="2026-11-01T00:00:00Z"):
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>{at}</responseDate><request>x</request>{body}</OAI-PMH>'


def page(*records, token="", at="2026-11-01T00:00:00Z"):
    return answer(
        f"<ListRecords>{''.join(records)}<resumptionToken>{token}</resumptionToken></ListRecords>",
        at,
    )


def offers(library, prefix="marc21", granularity="YYYY-MM-DDThh:mm:ssZ"):
    library.pages |= {
        "/oai": answer('<error code="badVerb">x</error>'),
        "/oai?verb=Identify": answer(f"<Identify><repositoryName>Kia</repositoryName><deletedRecord>persistent</deletedRecord><granularity>{granularity}</granularity></Identify>"),
        "/oai?verb=ListMetadataFormats": answer(f"<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat><metadataFormat><metadataPrefix>{prefix}</metadataPrefix></metadataFormat></ListMetadataFormats>"),
    }  # fmt: skip


def run_of():
    return ImportRun.objects.create(started_at=MONDAY, label="thử")


def gather(library, run=None, at=MONDAY):
    return harvest.harvest_address(
        run=run or run_of(), line=None, address=f"{library.address}/oai", at=at
    )


def titles():
    return sorted(Work.objects.filter(withdrawn_at__isnull=True).values_list("title", flat=True))


FIRST = "/oai?verb=ListRecords&metadataPrefix=marc21"


def test_all_pages_of_a_server(elsewhere):
    offers(elsewhere)
    elsewhere.pages[FIRST] = page(record("1", "Một"), record("2", "Hai"), token="t1")
    elsewhere.pages["/oai?verb=ListRecords&resumptionToken=t1"] = page(
        record("3", "Ba"),
        "<record><header><identifier>oai:x:4</identifier></header><metadata><x/></metadata></record>",
    )
    run = run_of()
    assert gather(elsewhere, run) == {
        "withdrawn": 0,
        "added": 3,
        "known": 0,
        "similar": 0,
        "refused": 1,
    }
    assert titles() == ["Ba", "Hai", "Một"]
    assert run.lines.get().source.endswith("/oai #4")
    assert Work.objects.filter(editions__identifiers__value="oai:x:1").get().title == "Một"


def test_dublin_core_where_there_is_no_marc(elsewhere):
    offers(elsewhere, prefix="mods")
    dc = '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Bốn</dc:title><dc:language>vie</dc:language></oai_dc:dc>'
    elsewhere.pages["/oai?verb=ListRecords&metadataPrefix=oai_dc"] = page(
        f"<record><header><identifier>oai:x:4</identifier></header><metadata>{dc}</metadata></record>"
    )
    assert gather(elsewhere)["added"] == 1
    assert Work.objects.get().language == "vi"


def test_the_next_harvest_asks_only_for_what_changed(elsewhere):
    offers(elsewhere)
    elsewhere.pages[FIRST] = page(record("1", "Một"), record("2", "Hai"), record("3", "Ba"))
    gather(elsewhere)
    since = FIRST + "&from=2026-11-01T00%3A00%3A00Z"
    elsewhere.pages[since] = page(
        record("1", "Một, sửa"),
        record("2", "", deleted=True),
        record("3", "Ba"),
        record("9", "", deleted=True),
    )
    later = MONDAY + timedelta(days=1)
    counts = gather(elsewhere, at=later)
    assert counts["changed"] == counts["withdrawn"] == counts["known"] == 1
    assert titles() == ["Ba", "Một, sửa"]
    gone = Work.objects.get(withdrawn_at__isnull=False)
    assert (gone.title, gone.withdrawn_at, gone.updated_at) == ("Hai", later, later)
    elsewhere.pages[since] = page(record("2", "Hai"), at="2026-11-02T00:00:00Z")
    gather(elsewhere, at=later)
    assert "Hai" in titles()
    assert Work.objects.count() == 3


def test_servers_that_count_in_days(elsewhere):
    offers(elsewhere, granularity="YYYY-MM-DD")
    elsewhere.pages[FIRST] = page(record("1", "Một"))
    gather(elsewhere)
    elsewhere.pages[FIRST + "&from=2026-11-01"] = answer('<error code="noRecordsMatch">x</error>')
    assert gather(elsewhere) == {}


def test_broken_off_it_goes_on_where_it_was(elsewhere):
    offers(elsewhere)
    elsewhere.pages[FIRST] = page(record("1", "Một"), token="t1")
    run = run_of()
    elsewhere.pages["/oai?verb=ListRecords&resumptionToken=t1"] = ("500 Broken", [], b"")
    with pytest.raises(fetch.AnsweredNo):
        gather(elsewhere, run)
    assert titles() == ["Một"]
    elsewhere.asked.clear()
    elsewhere.pages["/oai?verb=ListRecords&resumptionToken=t1"] = page(record("2", "Hai"))
    assert gather(elsewhere, run)["added"] == 2
    assert FIRST not in elsewhere.asked


def test_a_forgotten_token_begins_again_and_doubles_nothing(elsewhere):
    offers(elsewhere)
    answers = iter(
        [page(record("1", "Một"), token="t1"), page(record("1", "Một"), record("2", "Hai"))]
    )
    elsewhere.pages[FIRST] = lambda: next(answers)
    elsewhere.pages["/oai?verb=ListRecords&resumptionToken=t1"] = answer(
        '<error code="badResumptionToken">x</error>'
    )
    counts = gather(elsewhere)
    assert (counts["added"], counts["known"]) == (2, 1)


def test_a_server_that_asks_to_come_later(elsewhere):
    offers(elsewhere)
    answers = iter([("503 Later", [("Retry-After", "3")], b""), page(record("1", "Một"))])
    elsewhere.pages[FIRST] = lambda: next(answers)
    assert gather(elsewhere)["added"] == 1


def test_what_is_no_server(elsewhere):
    elsewhere.pages["/oai"] = "<html><body>Trang chủ</body></html>"
    assert gather(elsewhere) is None
    elsewhere.pages["/oai"] = (
        '<rss version="2.0"><channel><item><title>Tin</title></item></channel></rss>'
    )
    with pytest.raises(LooksLikeNews):
        gather(elsewhere)
    elsewhere.pages["/oai"] = answer("")
    with pytest.raises(NotAList):
        gather(elsewhere)


# OPDS

ENTRY = """<entry><title>{title}</title><id>urn:x:{n}</id><author><name>Phạm Hổ</name></author><updated>2026-01-01T00:00:00Z</updated>
<link rel="http://opds-spec.org/acquisition/open-access" href="tep/{n}.epub" type="application/epub+zip"/>
<link rel="http://opds-spec.org/acquisition/buy" href="mua" type="text/html"/></entry>"""


def feed(*entries, links=""):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Kia</title>{links}{"".join(entries)}</feed>'


def works(*numbers):
    return [ENTRY.format(n=n, title=f"Truyện {n}") for n in numbers]


def test_a_catalogue_with_doors_and_pages(elsewhere):
    door = '<entry><title>Mới</title><id>x</id><link rel="subsection" href="/moi" type="application/atom+xml;profile=opds-catalog;kind=acquisition"/></entry>'
    abroad = door.replace("/moi", "http://elsewhere.invalid/x")
    elsewhere.pages |= {
        "/opds": feed(door, abroad),
        "/moi": feed(
            *works(1, 2), links='<link rel="next" href="/moi?page=2" type="application/atom+xml"/>'
        ),
        "/moi?page=2": feed(
            *works(3), links='<link rel="next" href="/moi" type="application/atom+xml"/>'
        ),
    }
    run = run_of()
    counts = harvest.harvest_address(
        run=run, line=None, address=f"{elsewhere.address}/opds", at=MONDAY, with_files=True
    )
    assert counts["added"] == 3
    assert elsewhere.asked.count("/moi") == 1
    lines = list(run.lines.order_by("position"))
    assert [line.source.rsplit("/", 2)[1:] for line in lines] == [
        ["tep", "1.epub"],
        ["tep", "2.epub"],
        ["tep", "3.epub"],
    ]
    assert lines[0].status == "waiting"
    assert lines[0].details["into"] == Work.objects.get(title="Truyện 1").pk.hex
    again = harvest.harvest_opds(f"{elsewhere.address}/opds", run=run_of(), at=MONDAY)
    assert (again["added"], again["known"]) == (0, 3)


def test_the_second_version_of_catalogues(elsewhere):
    elsewhere.kinds["/opds2"] = "application/opds+json"
    elsewhere.pages[
        "/opds2"
    ] = """{"metadata": {"title": "Kia"}, "links": [], "groups": [{"metadata": {"title": "x"}, "publications": [
      {"metadata": {"title": {"en": "The lamp", "vi": "Ngọn đèn"}, "author": "Tô Hoài", "language": "vi", "identifier": "urn:isbn:9786042123457"},
       "links": [{"rel": "http://opds-spec.org/acquisition/open-access", "href": "/a.epub", "type": "application/epub+zip"}]}]}]}"""
    assert (
        harvest.harvest_address(
            run=run_of(), line=None, address=f"{elsewhere.address}/opds2", at=MONDAY
        )["added"]
        == 1
    )
    work = Work.objects.get()
    assert (work.title, work.people_line) == ("Ngọn đèn", "Tô Hoài")


def test_our_own_catalogue_is_harvested_by_ourselves(elsewhere, client):
    """What we give out, another Đèn Sách takes in."""
    from tests.library.exchanged import books, index

    books(3)
    index()
    given = client.get("/opds/moi/").content
    records = client.get("/oai?verb=ListRecords&metadataPrefix=marc21").content
    Work.objects.all().delete()
    elsewhere.pages["/opds"] = given
    assert (
        harvest.harvest_address(
            run=run_of(), line=None, address=f"{elsewhere.address}/opds", at=MONDAY
        )["added"]
        == 3
    )
    Work.objects.all().delete()
    offers(elsewhere)
    elsewhere.pages[FIRST] = records
    assert gather(elsewhere)["added"] == 3
    assert titles() == ["Vườn rau số 1", "Vườn rau số 2", "Vườn rau số 3"]


# Fetching


def test_a_file_is_fetched_under_its_name(elsewhere, tmp_path):
    elsewhere.pages["/a/b.epub"] = (
        "200 OK",
        [("Content-Disposition", "attachment; filename*=UTF-8''s%C3%A1ch%2Fm%E1%BB%9Bi.epub")],
        b"PK",
    )
    found = fetch.fetch(f"{elsewhere.address}/a/b.epub", into=tmp_path)
    assert (found.name, found.path.read_bytes()) == ("sách_mới.epub", b"PK")
    elsewhere.pages["/c.epub"] = ("302 Found", [("Location", "/a/b.epub")], b"")
    assert fetch.fetch(f"{elsewhere.address}/c.epub", into=tmp_path).url.endswith("/a/b.epub")


@pytest.mark.parametrize(
    "address",
    ["ftp://x.example/a", "file:///etc/passwd", "sach.example", "http://", "", "javascript:alert(1)", "http://a:b@x.example/", "http://[::1"],
)  # fmt: skip
def test_what_is_no_address(address):
    with pytest.raises(fetch.NotAnAddress):
        fetch.get(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "100.64.0.1", "[2002:7f00:1::]", "224.0.0.1", "0x7f000001", "2130706433"],
)  # fmt: skip
def test_addresses_inside_the_network_are_refused(settings, host):
    settings.PRIVATE_FETCH = False
    with pytest.raises((fetch.InsideAddress, fetch.NotReached)):
        fetch.get(f"http://{host}:9/")


def test_the_way_back_inside_by_redirect_or_name_is_closed(elsewhere, settings, monkeypatch):
    elsewhere.pages["/a"] = ("302 Found", [("Location", "http://10.0.0.1/")], b"")
    real = fetch.is_outside
    settings.PRIVATE_FETCH = False
    monkeypatch.setattr(
        fetch, "is_outside", lambda address: address == "127.0.0.1" or real(address)
    )
    with pytest.raises(fetch.InsideAddress):
        fetch.get(f"{elsewhere.address}/a")
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80))
        for ip in ("93.184.216.34", "10.0.0.1")
    ]
    monkeypatch.setattr(fetch.socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(fetch.InsideAddress):
        fetch.get("http://two-faced.example/")


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch, elsewhere):
    port = int(elsewhere.address.rsplit(":", 1)[1])
    elsewhere.pages["/"] = "xin chào"
    asked = []

    def resolve(host, *_rest, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(fetch.socket, "getaddrinfo", resolve)
    request = fetch._request(
        httpx.Client(trust_env=False), fetch._checked(f"http://sach.example.vn:{port}/")
    )
    assert (request.url.host, request.headers["host"]) == ("127.0.0.1", f"sach.example.vn:{port}")
    assert asked == ["sach.example.vn"]


def test_limits_of_size_turns_and_time(elsewhere, tmp_path, monkeypatch):
    elsewhere.pages["/big"] = b"x" * 3_000_000
    with pytest.raises(fetch.AddressTooLarge) as refusal:
        fetch.fetch(f"{elsewhere.address}/big", into=tmp_path, limit_bytes=2_000_000)
    assert "larger than 1 MB" in str(refusal.value)
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "search"])
    elsewhere.pages["/round"] = ("302 Found", [("Location", "/round")], b"")
    with pytest.raises(fetch.GoesInCircles):
        fetch.get(f"{elsewhere.address}/round")
    monkeypatch.setattr(fetch, "PAGE_SECONDS", -1.0)
    with pytest.raises(fetch.AddressTooSlow):
        fetch.get(f"{elsewhere.address}/big")


def test_who_does_not_answer_or_says_no(elsewhere):
    with pytest.raises(fetch.AnsweredNo) as refusal:
        fetch.get(f"{elsewhere.address}/nothing")
    assert str(refusal.value).startswith("127.0.0.1 answered with error 404.")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(fetch.NotReached):
            fetch.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")
