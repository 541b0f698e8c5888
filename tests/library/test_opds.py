"""Our OPDS catalogues, as reading programs see them."""

import json
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from densach.library.models import Audience, Work
from densach.library.protocols import opds_in
from densach.library.queries import opds as queries
from densach.people.models import Membership
from tests.factories import person_with
from tests.library.exchanged import book, books, hidden, index, shelf

pytestmark = pytest.mark.django_db(transaction=True)
A = "{http://www.w3.org/2005/Atom}"
OPEN = "http://opds-spec.org/acquisition/open-access"


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.PUBLIC_URL = "http://sach.example.vn"
    with override("en"):
        yield


def atom(client, address):
    response = client.get(address, headers={"accept-language": "en"})
    assert response.status_code == 200, address
    assert response["Content-Type"].startswith("application/atom+xml;profile=opds-catalog;kind=")
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def opds2(client, address):
    response = client.get(address, headers={"accept-language": "en"})
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/opds+json"
    feed = json.loads(response.content)
    # OPDS 2.0, 2: metadata with a title, a self link, and at least one collection.
    assert feed["metadata"]["title"]
    assert [link for link in feed["links"] if link["rel"] == "self"]
    assert {"navigation", "publications", "groups"} & set(feed)
    return feed


def links(entry, rel):
    return [link for link in entry.links if link.rel == rel]


def test_the_doors(client):
    book()
    index()
    feed = atom(client, "/opds/")
    assert [entry.title for entry in feed.entries] == [
        "Newest",
        "Shelves",
        "By kind",
        "By language",
        "By subject",
    ]
    assert {link.rel for link in feed.feed.links} >= {"self", "start", "search"}
    for entry in feed.entries:
        (link,) = links(entry, "subsection")
        atom(client, link.href.removeprefix("http://sach.example.vn"))


def test_every_entry_has_what_the_standard_asks(client):
    book()
    index()
    feed = atom(client, "/opds/moi/")
    (entry,) = feed.entries
    assert entry.id.startswith("urn:uuid:")
    assert (entry.title, entry.author, entry.summary) == (
        "Vườn rau số 1",
        "Phạm Hổ",
        "Trồng rau & nuôi gà.",
    )
    assert (entry.dcterms_language, entry.published) == ("vi", "2020")
    (file,) = links(entry, OPEN)
    assert (file.type, file.length) == ("application/pdf", "13")
    assert (
        b"".join(client.get(file.href.removeprefix("http://sach.example.vn"))) == b"%PDF-1.4 thu1"
    )
    for rel in ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"):
        (image,) = links(entry, rel)
        assert client.get(image.href.removeprefix("http://sach.example.vn")).status_code == 200
    (page,) = links(entry, "alternate")
    assert page.href == "http://sach.example.vn/sach/vuon-rau-1/"


def test_only_what_the_viewer_may_read(client):
    public, members = book(1), book(2, audience=Audience.SIGNED_IN)
    book(3, audience=Audience.PREMISES)
    hidden()
    shelf(public, members)
    Work.objects.filter(number=4).update(withdrawn_at=None)
    index()
    for address in ("/opds/moi/", "/opds/ke/vuon/", "/opds/loai/BOOK/", "/opds/tim/?q=vuon"):
        assert [entry.title for entry in atom(client, address).entries] == ["Vườn rau số 1"], (
            address
        )
    client.force_login(person_with(Membership.Role.LEARNER))
    assert {entry.title for entry in atom(client, "/opds/moi/").entries} == {
        "Vườn rau số 1",
        "Vườn rau số 2",
    }
    (entry,) = [e for e in atom(client, "/opds/moi/").entries if e.title.endswith("2")]
    assert links(entry, "http://opds-spec.org/acquisition")
    assert client.get("/opds/moi/")["Cache-Control"] == "private, no-store"


def test_pages(client, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    books(5)
    index()
    seen, address = [], "/opds/moi/"
    while address:
        feed = atom(client, address)
        seen.append([int(entry.title.rsplit(" ", 1)[1]) for entry in feed.entries])
        following = [link.href for link in feed.feed.links if link.rel == "next"]
        address = following[0].removeprefix("http://sach.example.vn") if following else None
    assert seen == [[5, 4], [3, 2], [1]]
    feed = atom(client, "/opds/moi/?page=2")
    assert {link.rel for link in feed.feed.links} >= {"first", "previous", "next"}
    assert (
        feed.feed.os_totalresults
        if "os_totalresults" in feed.feed
        else feed.feed.opensearch_totalresults
    ) == "5"


def test_search_and_its_description(client):
    books(2)
    index()
    response = client.get("/opds/tim.xml")
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    root = ET.fromstring(response.content)
    template = root.find("{http://a9.com/-/spec/opensearch/1.1/}Url").get("template")
    asked = template.replace("{searchTerms}", "vuon%20rau").removeprefix("http://sach.example.vn")
    assert len(atom(client, asked).entries) == 2
    assert atom(client, "/opds/tim/?q=khongcogi").entries == []


def test_facets_narrow_a_list(client):
    books(3)
    Work.objects.filter(number=3).update(kind="VIDEO", language="en")
    index()
    response = client.get("/opds/moi/", headers={"accept-language": "en"})
    facets = [
        link.attrib
        for link in ET.fromstring(response.content).iterfind(f"{A}link")
        if link.get("rel") == "http://opds-spec.org/facet"
    ]
    group, count = (
        "{http://opds-spec.org/2010/catalog}facetGroup",
        "{http://purl.org/syndication/thread/1.0}count",
    )
    found = {(f[group], f["title"]): f[count] for f in facets}
    assert found[("Kind", "Video")] == "1"
    assert found[("Language", "Tiếng Việt")] == "2"
    (video,) = [f["href"] for f in facets if f["title"] == "Video"]
    narrowed = atom(client, video.removeprefix("http://sach.example.vn"))
    assert [entry.title for entry in narrowed.entries] == ["Vườn rau số 3"]


def test_doors_by_kind_language_subject_and_shelf(client):
    shelf(*books(2))
    index()
    for address, title in (
        ("/opds/loai/", "Book"),
        ("/opds/ngon-ngu/", "Tiếng Việt"),
        ("/opds/chu-de/", "Làm vườn"),
        ("/opds/ke/", "Kệ vườn"),
    ):
        feed = atom(client, address)
        assert [entry.title for entry in feed.entries] == [title]
        (link,) = links(feed.entries[0], "subsection")
        assert len(atom(client, link.href.removeprefix("http://sach.example.vn")).entries) == 2


@pytest.mark.parametrize(
    "address",
    [
        "/opds/nothing/",
        "/opds/moi/x/",
        "/opds/ke/nothing/",
        "/opds/chu-de/nothing/",
        "/opds/v2/nothing/",
    ],
)
def test_feeds_that_are_not_there(client, address):
    assert client.get(address).status_code == 404


def test_wrong_pages_are_the_first(client):
    book()
    index()
    for page in ("0", "-1", "x", "99999", "²"):
        assert client.get(f"/opds/moi/?page={page}").status_code == 200


def test_the_second_version(client):
    shelf(*books(2))
    index()
    root = opds2(client, "/opds/v2/")
    assert root["navigation"][0]["title"] == "Newest"
    assert len(root["groups"][0]["publications"]) == 2
    feed = opds2(client, "/opds/v2/moi/")
    assert feed["metadata"]["numberOfItems"] == 2
    one = feed["publications"][1]
    assert one["metadata"]["title"] == "Vườn rau số 1"
    assert one["metadata"]["author"] == [{"name": "Phạm Hổ"}]
    assert one["metadata"]["translator"][0]["name"] == "Jules Verne"
    (file,) = [link for link in one["links"] if link["rel"] == OPEN]
    assert (file["type"], file["properties"]["size"]) == ("application/pdf", 13)
    assert one["images"]
    assert feed["facets"][0]["links"][0]["properties"]["numberOfItems"]
    search = next(link for link in feed["links"] if link["rel"] == "search")
    assert search["templated"]
    assert opds2(
        client, search["href"].replace("{?q}", "?q=vuon").removeprefix("http://sach.example.vn")
    )["publications"]
    assert opds2(client, "/opds/v2/ke/vuon/")["publications"]


def test_our_own_reader_reads_both(client):
    book()
    index()
    for address in ("/opds/moi/", "/opds/v2/moi/"):
        feed = opds_in.feed(client.get(address).content, base="http://sach.example.vn")
        (entry,) = feed.entries
        told = entry.description
        assert (told.title, told.language, told.year, told.publisher) == (
            "Vườn rau số 1",
            "vi",
            2020,
            "Đèn Sách",
        )
        assert [p.name for p in told.people] == ["Phạm Hổ", "Jules Verne"]
        assert opds_in.file_of(told).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("address", "number"),
    [("/opds/moi/", 8), ("/opds/ke/vuon/", 8), ("/opds/v2/moi/", 8), ("/tim.atom?q=vuon", 3)],
)
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(client, address, number, count):
    shelf(*books(count))
    index()
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    assert len(caught) == number, [q["sql"][:120] for q in caught]


def test_a_saved_search_as_a_feed(client):
    books(3)
    hidden()
    index()
    response = client.get("/tim.atom?q=vuon+rau&kind=BOOK", headers={"accept-language": "en"})
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    assert [entry.title for entry in feed.entries] == [
        "Vườn rau số 3",
        "Vườn rau số 2",
        "Vườn rau số 1",
    ]
    assert feed.feed.title == "New in the library: vuon rau"
    assert feed.entries[0].link == "http://sach.example.vn/sach/vuon-rau-3/"
    page = next(link.href for link in feed.feed.links if link.rel == "alternate")
    assert page == "http://sach.example.vn/thu-vien/?q=vuon+rau&kind=BOOK"
