"""What a device keeps of a work: the plan, the parts, who may have them, what becomes of them."""

import json

import pytest

from densach.library.models import Audience, EditionFile, ShelfPlace
from densach.people.models import Membership
from tests.factories import OrganizationFactory, PersonFactory, ShelfFactory, person_with
from tests.reading import books

pytestmark = pytest.mark.django_db


def plan(client, work, **query):
    return client.get(f"/doc/{work.slug}/luu.json", query)


def unpacked(response):
    """[(address, media type, body)] of a part."""
    body = response.content
    length = int.from_bytes(body[:4], "big")
    at, found = 4 + length, []
    for address, media_type, size in json.loads(body[4:at]):
        found.append((address, media_type, body[at : at + size]))
        at += size
    assert at == len(body)
    return found


def everything(client, told):
    return {
        address: (media_type, body)
        for part in told["parts"]
        for address, media_type, body in unpacked(client.get(part["url"]))
    }


def test_a_book_comes_in_a_few_parts_with_all_its_addresses(client):
    work = books.book()
    told = plan(client, work).json()
    held = everything(client, told)
    token = EditionFile.objects.get(edition__work=work, purpose="READING").token
    assert {f"/doc/{work.slug}/{place}/" for place in ("c1", "c2", "c3", "muc-luc")} <= set(held)
    assert held[f"/doc/{work.slug}/r/{token}/r/1.png"] == ("image/png", books.PNG)
    assert "Buổi sáng, mùa đông đến." in held[f"/doc/{work.slug}/c1/"][1].decode()
    assert told["frame"] in held
    assert told["places"] == [["c1", "Gió lạnh"], ["c2", "Đầu mùa"], ["c3", "Hết"]]
    assert told["bytes"] == sum(part["bytes"] for part in told["parts"])


def test_a_chapter_is_byte_for_byte_the_one_that_the_page_asks_for(client):
    work = books.book()
    held = everything(client, plan(client, work).json())
    asked = client.get(f"/doc/{work.slug}/c2/", headers={"HX-Request": "true"})
    assert held[f"/doc/{work.slug}/c2/"][1] == asked.content


def test_the_frame_holds_nothing_of_the_person_who_saves(client):
    lan, work = PersonFactory(full_name="Nguyễn Thị Lan"), books.book()
    stranger = everything(client, plan(client, work).json())
    client.force_login(lan)
    client.cookies["densach_screen"] = "dark.xl.nhi"
    client.cookies["chu"] = "9.5.4.serif.toi.cuon.1"
    told = plan(client, work).json()
    mine = everything(client, told)
    frame = mine[told["frame"]][1].decode()
    for word in ("Lan", lan.pk.hex, str(lan.pk), 'name="person"', 'data-theme="dark"', "s-9"):
        assert word not in frame
    assert "<!--phan-->" in frame
    assert set(mine) == set(stranger)


def test_a_recording_is_fetched_by_its_own_addresses_in_ranges(client):
    told = plan(client, books.recording()).json()
    assert [file["bytes"] for file in told["files"]] == [1000, 1000]
    answer = client.get(told["files"][0]["url"], headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer["Content-Range"]) == (206, "bytes 0-9/1000")


def test_of_a_film_the_light_version_is_taken_in_its_place(client):
    work = books.recording("VIDEO", tracks=1)
    edition = work.editions.get()
    whole = EditionFile.objects.get(edition=edition, purpose="TRACK")
    light = books.file(edition, books.stored(b"light", "video/mp4"), "SMALL", "nhe.mp4")
    (file,) = plan(client, work).json()["files"]
    assert str(light.token) in file["url"]
    assert str(whole.token) in file["key"]
    assert file["bytes"] == 5


def test_texts_are_compressed_on_the_way_and_pictures_are_not(client):
    work = books.book([("Dài", "<p>chữ lặp lại </p>" * 4000)])
    told = plan(client, work).json()
    answers = [
        client.get(part["url"], headers={"Accept-Encoding": "gzip"}) for part in told["parts"]
    ]
    kinds = [answer.headers["Content-Encoding"] for answer in answers]
    assert kinds == ["gzip", "gzip", "identity"]  # frame, chapter, a picture and a sound
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    assert len(answers[1].content) < 10_000


def test_another_file_is_another_version_and_nothing_else_is(client):
    work = books.book()
    before = plan(client, work).json()["version"]
    work.title = "Tên khác"
    work.save()
    assert plan(client, work).json()["version"] == before
    books.file(work.editions.get(), books.stored(b"new"), "MAIN", "moi.epub")
    assert plan(client, work).json()["version"] != before


@pytest.mark.parametrize(
    ("audience", "who", "status"),
    [
        (Audience.PUBLIC, "stranger", 200),
        (Audience.SIGNED_IN, "stranger", 403),
        (Audience.SIGNED_IN, "pupil", 200),
        (Audience.ORGANIZATION, "stranger", 404),
        (Audience.ORGANIZATION, "pupil", 200),
        (Audience.ORGANIZATION, "teacher", 200),
        (Audience.ORGANIZATION, "pupil of another school", 404),
        (Audience.PREMISES, "pupil", 403),
        (Audience.PREMISES, "librarian", 403),
    ],
)
def test_only_those_who_may_read_may_save(client, audience, who, status):
    school = OrganizationFactory()
    roles = {"pupil": Membership.Role.LEARNER, "teacher": Membership.Role.TEACHER,
             "librarian": Membership.Role.LIBRARIAN}  # fmt: skip
    work = books.book(audience=audience, organization=school)
    if who in roles:
        client.force_login(person_with(roles[who], organization=school))
    elif who != "stranger":
        client.force_login(person_with(Membership.Role.LEARNER, organization=OrganizationFactory()))
    assert plan(client, work).status_code == status
    part = f"/doc/{work.slug}/luu/{work.editions.get().pk}/1"
    assert client.get(part).status_code == status


def test_what_is_for_the_premises_says_why_it_is_not_saved(client):
    school = OrganizationFactory()
    client.force_login(person_with(Membership.Role.LIBRARIAN, organization=school))
    answer = plan(client, books.book(audience=Audience.PREMISES, organization=school))
    assert answer.json()["type"] == "urn:densach:error:reading.not_for_taking_away"


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_takes_the_same_queries_whatever_is_saved(client, count, django_assert_num_queries):
    editions = [books.book().editions.get() for _n in range(count)]
    with django_assert_num_queries(2):  # editions with works, files
        answer = client.get("/luu/kiem.json", {"e": [str(e.pk) for e in editions]})
    assert [line["is"] for line in answer.json()["works"].values()] == ["kept"] * count


def test_a_right_that_ended_and_a_work_that_is_gone_are_told(client):
    closed = books.book(audience=Audience.SIGNED_IN).editions.get()
    gone = "0197a000-0000-7000-8000-000000000000"
    told = client.get("/luu/kiem.json", {"e": [str(closed.pk), gone, "rubbish"]}).json()
    assert told["person"] == ""
    assert {line["is"] for line in told["works"].values()} == {"gone"}
    lan = PersonFactory()
    client.force_login(lan)
    told = client.get("/luu/kiem.json", {"e": str(closed.pk)}).json()
    assert told["person"] == str(lan.pk)
    assert told["works"][str(closed.pk)]["is"] == "kept"


@pytest.mark.parametrize("count", [1, 3])
def test_a_shelf_tells_what_can_be_saved_in_the_same_queries(
    client, count, django_assert_num_queries
):
    shelf = ShelfFactory(slug="ke-nho")
    for number in range(count):
        ShelfPlace.objects.create(shelf=shelf, work=books.book(is_readable=True), position=number)
    closed = books.book(audience=Audience.PREMISES, is_readable=True)
    ShelfPlace.objects.create(shelf=shelf, work=closed, position=9)
    with django_assert_num_queries(4):  # shelf, works, editions, files
        told = client.get("/luu/ke/ke-nho.json").json()
    assert len(told["works"]) == count
    assert all(line["bytes"] > 0 for line in told["works"])


def test_a_hidden_shelf_is_not_told(client):
    ShelfFactory(slug="ke-kin", is_public=False)
    assert client.get("/luu/ke/ke-kin.json").status_code == 404


def test_page_pictures_are_told_by_number_without_being_drawn(client):
    told = plan(client, books.pages(count=30)).json()
    assert len(told["parts"]) == 1 + 6  # five pages of some 45 KB a part
    assert told["places"][29] == ["p30", ""]


def test_a_part_that_is_not_there_is_not_found(client):
    work = books.book()
    assert client.get(f"/doc/{work.slug}/luu/{work.editions.get().pk}/99").status_code == 404
    assert client.get(f"/doc/{work.slug}/luu/{work.editions.get().pk}/").status_code == 404
