"""Our OAI-PMH server: what harvesters get, page by page, and what they are told."""

import re
import warnings
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from densach.library.catalogue import marcxml
from densach.library.models import Audience, Work
from densach.library.protocols.tokens import Token, pack, unpack
from densach.library.services import shelves
from densach.library.services.works import Correction, bring_back, correct, withdraw
from densach.library.views import oai as view
from densach.people.models import Membership
from tests.factories import MONDAY, OrganizationFactory, person_with
from tests.library.catalogue.made import KIEU
from tests.library.exchanged import book, books, hidden, kieu, served, shelf

pytestmark = pytest.mark.django_db
NS = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "m": "http://www.loc.gov/MARC21/slim",
}


def ask(client, **arguments):
    begin = arguments.pop("begin", None)
    if begin:
        arguments["from"] = begin
    response = client.get("/oai", arguments, headers={"host": "sach.example.vn"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return ET.fromstring(response.content)


def error(root):
    return root.find("o:error", NS).get("code")


def numbers(root):
    return [
        int(one.text.rsplit(":", 1)[1]) for one in root.iterfind(".//o:header/o:identifier", NS)
    ]


def test_identify(client):
    book()
    body = ask(client, verb="Identify").find("o:Identify", NS)
    said = {child.tag.rsplit("}", 1)[-1]: child.text for child in body}
    assert said["protocolVersion"] == "2.0"
    assert said["baseURL"] == "http://sach.example.vn/oai"
    assert said["deletedRecord"] == "persistent"
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert said["earliestDatestamp"] == "2026-11-23T01:00:00Z"
    assert re.fullmatch(r"\S+@(\S+\.)+\S+", said["adminEmail"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "thu-vien", "sach.example.vn"])
def test_the_address_for_mail_has_the_form_that_the_schema_wants(client, host):
    body = client.get("/oai?verb=Identify", headers={"host": host}).content.decode()
    assert re.search(r"<adminEmail>[^\s@]+@([^\s@]+\.)+[^\s@]+</adminEmail>", body)
    assert re.search(
        r"<repositoryIdentifier>[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+<", body
    )


def test_a_record_in_dublin_core(client):
    book()
    root = ask(
        client, verb="GetRecord", identifier="oai:sach.example.vn:1", metadataPrefix="oai_dc"
    )
    found = {}
    for child in root.find(".//o:metadata", NS)[0]:
        found.setdefault(child.tag.rsplit("}", 1)[-1], []).append(child.text)
    assert found["title"] == ["Vườn rau số 1"]
    assert found["creator"] == ["Phạm Hổ"]
    assert found["contributor"] == ["Jules Verne"]
    assert found["subject"] == ["Làm vườn"]
    assert found["description"] == ["Trồng rau & nuôi gà."]
    assert found["date"] == ["2020"]
    assert "http://sach.example.vn/sach/vuon-rau-1/" in found["identifier"]
    assert [s.text for s in root.iterfind(".//o:setSpec", NS)] == ["kind:BOOK"]


def test_a_record_in_marcxml_is_the_one_that_came(client, tmp_path):
    work = kieu(tmp_path)
    root = ask(
        client,
        verb="GetRecord",
        identifier=f"oai:sach.example.vn:{work.number}",
        metadataPrefix="marc21",
    )
    again = marcxml.read(_lxml(root.find(".//m:record", NS)))
    assert again.fields == KIEU.fields


def _lxml(element):
    from densach.library.catalogue.markup import tree

    return tree(ET.tostring(element))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "Identify", "set": "x"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "nothing"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "begin": "2100-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "begin": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "begin": "2026-02-30"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "begin": "2026-02-03", "until": "2026-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "begin": "2026-01-01", "until": "2026-01-02T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "resumptionToken": "abc"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "abc", "metadataPrefix": "oai_dc"}, "badArgument"),
        ({"verb": "ListSets", "resumptionToken": "abc"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:sach.example.vn:77"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:sach.example.vn:" + "9" * 40}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "x"}, "idDoesNotExist"),
    ],
)  # fmt: skip
def test_refusals_of_the_protocol(client, arguments, code):
    book()
    root = ask(client, **arguments)
    assert error(root) == code
    assert bool(root.find("o:request", NS).attrib) == (code not in {"badVerb", "badArgument"})


def test_an_argument_given_twice(client):
    assert b'code="badArgument"' in client.get("/oai?verb=Identify&set=a&set=b").content
    assert b'code="badVerb"' in client.get("/oai?verb=Identify&verb=ListSets").content


def test_questions_by_post(client):
    book()
    response = client.post("/oai", {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"})
    assert b"<ListIdentifiers>" in response.content


@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_pages_follow_one_another_without_gap_or_repetition(client, monkeypatch, verb):
    monkeypatch.setattr(view, "PAGE", 3)
    books(7)
    Work.objects.update(
        updated_at=MONDAY
    )  # the same moment for all: only the number tells them apart
    seen, asked, cursors = [], {"verb": verb, "metadataPrefix": "oai_dc"}, []
    while asked:
        root = ask(client, **asked)
        seen.append(numbers(root))
        token = root.find(".//o:resumptionToken", NS)
        cursors.append((token.get("cursor"), token.get("completeListSize")))
        asked = {"verb": verb, "resumptionToken": token.text} if token.text else None
    assert seen == [[1, 2, 3], [4, 5, 6], [7]]
    assert cursors == [("0", "7"), ("3", "7"), ("6", "7")]


def test_a_list_of_one_page_has_no_token(client):
    books(2)
    assert (
        ask(client, verb="ListRecords", metadataPrefix="oai_dc").find(".//o:resumptionToken", NS)
        is None
    )


def test_what_changes_during_the_harvest_comes_again_at_the_end(client, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 2)
    books(3)
    root = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    Work.objects.filter(number=1).update(updated_at=MONDAY + timedelta(days=1))
    token = root.find(".//o:resumptionToken", NS).text
    assert numbers(ask(client, verb="ListRecords", resumptionToken=token)) == [3, 1]


@pytest.mark.parametrize(
    ("begin", "until", "found"),
    [
        ("2026-11-23", "2026-11-23", [1, 2]),
        ("2026-11-24", None, [3]),
        (None, "2026-11-23T02:00:00Z", [1]),
        ("2026-11-23T03:00:00Z", "2026-11-23T03:00:00Z", [2]),
    ],
)
def test_by_day_and_by_second(client, begin, until, found):
    books(2)
    book(3, at=MONDAY + timedelta(days=1))
    Work.objects.filter(number=2).update(updated_at=MONDAY + timedelta(hours=2, milliseconds=700))
    arguments = {"begin": begin, "until": until}
    root = ask(
        client,
        verb="ListIdentifiers",
        metadataPrefix="oai_dc",
        **{k: v for k, v in arguments.items() if v},
    )
    assert numbers(root) == found


def test_gone_works_are_told_and_hidden_ones_are_not(client):
    books(3)
    hidden()
    Work.objects.filter(number=2).update(withdrawn_at=MONDAY)
    Work.objects.filter(number=3).update(merged_into=Work.objects.get(number=1))
    root = ask(client, verb="ListRecords", metadataPrefix="marc21")
    status = {
        h.find("o:identifier", NS).text[-1]: h.get("status")
        for h in root.iterfind(".//o:header", NS)
    }
    assert status == {"1": None, "2": "deleted", "3": "deleted"}
    assert len(root.findall(".//o:metadata", NS)) == 1
    assert "Kín" not in ET.tostring(root, encoding="unicode")
    assert (
        error(
            ask(
                client,
                verb="GetRecord",
                metadataPrefix="oai_dc",
                identifier="oai:sach.example.vn:901",
            )
        )
        == "idDoesNotExist"
    )


@pytest.mark.parametrize("audience", [Audience.SIGNED_IN, Audience.PREMISES])
def test_records_of_restricted_files_are_for_everybody(client, audience):
    book(audience=audience)
    assert numbers(ask(client, verb="ListRecords", metadataPrefix="oai_dc")) == [1]


def test_sets_by_kind_and_by_shelf(client):
    first, second = books(2)
    Work.objects.filter(pk=second.pk).update(kind="VIDEO")
    shelf(first)
    shelf(second, slug="kin", is_public=False)
    specs = [s.text for s in ask(client, verb="ListSets").iterfind(".//o:setSpec", NS)]
    assert "shelf:vuon" in specs
    assert "shelf:kin" not in specs
    assert numbers(
        ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set="kind:VIDEO")
    ) == [2]
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set="shelf:vuon")
    assert numbers(root) == [1]
    assert [s.text for s in root.iterfind(".//o:setSpec", NS)] == ["kind:BOOK", "shelf:vuon"]
    assert (
        error(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set="shelf:kin"))
        == "noRecordsMatch"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(client, count, monkeypatch):
    books(count)
    client.get("/oai?verb=ListRecords&metadataPrefix=marc21")
    with CaptureQueriesContext(connection) as caught:
        client.get("/oai?verb=ListRecords&metadataPrefix=marc21")
    assert len(caught) == 7


def test_too_many_questions_are_asked_to_wait(client, monkeypatch):
    from densach.core import limits

    def no(*_args, **_options):
        raise limits.TooMany(seconds=7)

    monkeypatch.setattr(limits, "allow", no)
    response = client.get("/oai?verb=Identify")
    assert (response.status_code, response["Retry-After"]) == (503, "7")


def test_tokens_are_ours_or_none():
    token = Token(
        "ListRecords", "oai_dc", "kind:BOOK", "", "2026-01-01", MONDAY.isoformat(), 7, 100, 0
    )
    assert unpack(pack(token)) == token
    assert re.fullmatch(r"[A-Za-z0-9_-]+", pack(token))
    for wrong in ("", "abc", pack(token)[:-3], pack(token)[:-1] + "x", "W10", "🙂"):
        assert unpack(wrong) is None


@pytest.mark.django_db(transaction=True)
def test_a_client_that_is_not_ours_harvests_everything(client, monkeypatch):
    """Sickle, over the network, both formats, deletions, dates and sets."""
    from django.core.wsgi import get_wsgi_application

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source is older than our Python
        from sickle import Sickle
        from sickle.oaiexceptions import NoRecordsMatch

    monkeypatch.setattr(view, "PAGE", 2)
    books(5)
    hidden()
    Work.objects.filter(number=4).update(withdrawn_at=MONDAY)
    with served(get_wsgi_application()) as address:
        sickle = Sickle(f"{address}/oai")
        assert sickle.Identify().deletedRecord == "persistent"
        assert {f.metadataPrefix for f in sickle.ListMetadataFormats()} == {"oai_dc", "marc21"}
        records = list(sickle.ListRecords(metadataPrefix="oai_dc"))
        assert [r.header.identifier.rsplit(":", 1)[1] for r in records] == ["1", "2", "3", "4", "5"]
        assert [r.deleted for r in records] == [False, False, False, True, False]
        assert records[0].metadata["title"] == ["Vườn rau số 1"]
        assert len(list(sickle.ListIdentifiers(metadataPrefix="marc21", set="kind:BOOK"))) == 5
        assert (
            len(
                list(
                    sickle.ListRecords(
                        **{"metadataPrefix": "marc21", "from": "2026-11-23T05:00:00Z"}
                    )
                )
            )
            == 2
        )
        one = sickle.GetRecord(identifier=records[0].header.identifier, metadataPrefix="marc21")
        assert "Vườn rau số 1" in one.raw
        with pytest.raises(NoRecordsMatch):
            sickle.ListRecords(metadataPrefix="oai_dc", set="kind:MAP")


def status_of(client, number=1, **arguments):
    """`None`, "deleted", or what the protocol refuses, for one work in a list."""
    root = ask(client, verb="ListRecords", metadataPrefix="oai_dc", **arguments)
    if (refused := root.find("o:error", NS)) is not None:
        return refused.get("code")
    return {
        int(header.find("o:identifier", NS).text.rsplit(":", 1)[1]): header.get("status")
        for header in root.iterfind(".//o:header", NS)
    }.get(number, "absent")


def closed(work, librarian, *, to, days, organization=None):
    """A librarian lets `to` read `work`, some days after Monday."""
    fresh = Work.objects.get(pk=work.pk)
    correct(
        actor=librarian, work=fresh, seen_version=fresh.version, at=MONDAY + timedelta(days=days),
        correction=Correction(fields={"audience": to}, organization=organization),
    )  # fmt: skip


def test_a_work_that_is_closed_is_told_as_gone_and_comes_back(client):
    library = OrganizationFactory()
    lan = person_with(Membership.Role.LIBRARIAN, library)
    work = book(organization=library)
    closed(work, lan, to=Audience.ORGANIZATION, days=1)

    assert status_of(client, begin="2026-11-24") == "deleted"
    one = ask(client, verb="GetRecord", metadataPrefix="oai_dc", identifier="oai:sach.example.vn:1")
    assert one.find(".//o:header", NS).get("status") == "deleted"
    assert one.find(".//o:metadata", NS) is None
    assert status_of(client, until="2026-11-23") == "noRecordsMatch"

    closed(work, lan, to=Audience.PUBLIC, days=2)
    assert status_of(client, begin="2026-11-25") is None


def test_a_work_that_was_never_open_is_never_spoken_of(client):
    library = OrganizationFactory()
    lan = person_with(Membership.Role.LIBRARIAN, library)
    work = book(organization=library, audience=Audience.ORGANIZATION)
    closed(work, lan, to=Audience.ORGANIZATION, days=1)
    assert status_of(client) == "noRecordsMatch"


@pytest.mark.parametrize("audience", [Audience.SIGNED_IN, Audience.PREMISES])
def test_closing_the_files_alone_is_no_deletion(client, audience):
    library = OrganizationFactory()
    work = book(organization=library)
    closed(work, person_with(Membership.Role.LIBRARIAN, library), to=audience, days=1)
    assert status_of(client, begin="2026-11-24") is None


def test_a_work_put_on_a_shelf_is_news_for_those_who_harvest_the_shelf(client):
    library = OrganizationFactory()
    lan = person_with(Membership.Role.LIBRARIAN, library)
    work, made = book(organization=library), shelf(organization=library)
    shelves.put_on_shelf(actor=lan, shelf=made, works=[work], at=MONDAY + timedelta(days=3))
    assert status_of(client, begin="2026-11-26", set="shelf:vuon") is None


@pytest.mark.django_db(transaction=True)
def test_a_client_that_is_not_ours_hears_of_closing_and_opening(client):
    """Sickle, day after day: closed, gone; withdrawn, gone; both there again."""
    from django.core.wsgi import get_wsgi_application

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source is older than our Python
        from sickle import Sickle

    library = OrganizationFactory()
    lan = person_with(Membership.Role.LIBRARIAN, library)
    first, second = book(1, organization=library), book(2, organization=library)
    closed(first, lan, to=Audience.ORGANIZATION, days=1)
    withdraw(actor=lan, work=second, reason="Hỏng", at=MONDAY + timedelta(days=2))
    with served(get_wsgi_application()) as address:
        sickle = Sickle(f"{address}/oai")

        def news(day):
            found = sickle.ListRecords(**{"metadataPrefix": "oai_dc", "from": day})
            return [(r.header.identifier.rsplit(":", 1)[1], r.deleted) for r in found]

        assert news("2026-11-24") == [("1", True), ("2", True)]
        closed(first, lan, to=Audience.PUBLIC, days=3)
        bring_back(actor=lan, work=Work.objects.get(pk=second.pk), at=MONDAY + timedelta(days=4))
        assert news("2026-11-26") == [("1", False), ("2", False)]
