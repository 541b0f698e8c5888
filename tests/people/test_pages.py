"""Pages: who gets in, what they show, how many queries a list takes."""

import pytest
from django.urls import get_resolver, reverse

from densach.people import urls
from densach.people.models import Installation, Membership, Organization, Person
from tests.factories import AdminUnitFactory, OrganizationFactory, person_with

pytestmark = pytest.mark.django_db
Role = Membership.Role
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
PEOPLE = "/quan-tri/nguoi-dung/"


def enter(client, person):
    client.force_login(person, backend=BACKEND)


def test_every_address_says_who_may_use_it():
    assert get_resolver() is not None
    for pattern in urls.urlpatterns:
        assert hasattr(pattern.callback, "access"), pattern.name


@pytest.mark.parametrize(
    "address",
    [
        "/toi/tai-khoan/", "/toi/mat-khau/", "/toi/thiet-bi/", "/toi/du-lieu/", "/toi/xoa/", PEOPLE,
        "/quan-tri/nguoi-dung/them/", "/quan-tri/nguoi-dung/nhap/", "/quan-tri/don-vi/",
        "/quan-tri/nhat-ky/", "/quan-tri/cai-dat/", "/quan-tri/nguoi-dung/nguoi/lan/",
    ],
)  # fmt: skip
def test_strangers_are_sent_to_sign_in(client, cast, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"/dang-nhap/?next={address}"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        (PEOPLE, {"minh", "vinh", "phuc", "yen", "thu"}),
        ("/quan-tri/nguoi-dung/them/", {"phuc", "yen", "thu"}),
        ("/quan-tri/nguoi-dung/nhap/", {"phuc", "yen", "thu"}),
        ("/quan-tri/don-vi/", {"phuc", "yen", "thu"}),
        ("/quan-tri/nhat-ky/", {"phuc", "yen", "thu"}),
        ("/quan-tri/cai-dat/", set()),
    ],
)
def test_pages_open_for_their_people_only(client, cast, address, allowed):
    for name in ("lan", "minh", "hoa", "quan", "phuc", "yen", "thu", "vinh", "khoi"):
        enter(client, getattr(cast, name))
        expected = 200 if name in allowed else 403
        assert client.get(address).status_code == expected, name


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("lan", 200), ("minh", 200), ("hoa", 200), ("phuc", 200), ("thu", 200), ("operator", 200),
        ("quan", 404), ("yen", 404), ("vinh", 404), ("khoi", 404),
    ],
)  # fmt: skip
def test_a_child_has_a_page_for_those_who_answer(client, cast, actor, status):
    enter(client, getattr(cast, actor))

    assert client.get(reverse("people:person", args=["lan"])).status_code == status


@pytest.mark.parametrize("actor", ["lan", "hoa", "minh", "yen", "vinh"])
def test_others_do_nothing_to_a_child(client, cast, actor):
    enter(client, getattr(cast, actor))
    before = Person.objects.get(username="lan")

    for name, data in (
        ("people:edit_person", {"full_name": "X", "username": "x.y"}),
        ("people:act_on_person", {"what": "lock"}),
        ("people:give_role", {"role": "LEARNER", "organization": cast.school.number}),
        ("people:set_guardian", {"username": actor}),
    ):
        answer = client.post(reverse(name, args=["lan"]), data)
        assert answer.status_code in {400, 403, 404}, name

    after = Person.objects.get(username="lan")
    assert (after.full_name, after.is_active) == (before.full_name, before.is_active)
    assert after.memberships.count() == 1


def listed(client, **asked):
    return [row.person.username for row in client.get(PEOPLE, asked).context["page"].rows]


def test_lists_hold_whom_one_looks_after_in_class_order(client, cast):
    enter(client, cast.phuc)

    assert listed(client) == ["hoa", "khoi", "lan", "minh", "phuc", "vinh"]
    assert listed(client, q="lau lan") == ["lan"]
    assert listed(client, q="LÂU") == ["hoa", "lan"]
    assert listed(client, vai="TEACHER") == ["minh", "vinh"]
    assert listed(client, **{"don-vi": cast.class_5b.number}) == ["khoi"]
    assert listed(client, tt="locked") == []
    assert listed(client, q="yen") == []


def test_a_teacher_lists_her_class_and_herself(client, cast):
    enter(client, cast.minh)

    assert listed(client) == ["hoa", "lan", "minh"]
    assert listed(client, **{"don-vi": cast.class_5a.number}) == ["lan", "minh"]
    assert client.get(PEOPLE, {"don-vi": cast.class_5b.number}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_queries_however_long(client, cast, django_assert_num_queries, count):
    place = OrganizationFactory(name="9A", kind="CLASS", parent=cast.school)
    for _n in range(count):
        person_with(Role.LEARNER, place)
    enter(client, cast.phuc)
    client.get(PEOPLE)

    with django_assert_num_queries(10):
        page = client.get(PEOPLE, {"don-vi": place.number})
    assert len(page.context["page"].rows) == count


def test_pages_follow_each_other_by_key_without_gap_or_double(client, cast):
    place = OrganizationFactory(name="9A", kind="CLASS", parent=cast.school)
    for n in range(65):
        person_with(Role.LEARNER, place, full_name=f"Lô Văn {'An' if n % 2 else 'Bình'}")
    enter(client, cast.phuc)

    seen, after = [], ""
    for size in (30, 30, 5):
        page = client.get(PEOPLE, {"don-vi": place.number, "sau": after}).context["page"]
        assert len(page.rows) == size
        seen += [row.person.pk for row in page.rows]
        after = page.after
    assert after == ""
    assert len(set(seen)) == 65


@pytest.mark.parametrize("asked", [{"sau": "x"}, {"don-vi": "abc"}, {"vai": "KING"}, {"q": "%_\\"}])
def test_odd_questions_are_no_errors(client, cast, asked):
    enter(client, cast.phuc)

    assert client.get(PEOPLE, asked).status_code in {200, 404}


def test_adding_one_person(client, cast):
    enter(client, cast.phuc)

    answer = client.post(
        "/quan-tri/nguoi-dung/them/",
        {"full_name": "Vi Thị Mới", "role": "LEARNER", "organization": cast.class_5a.number},
    )

    assert answer["Location"] == "/quan-tri/nguoi-dung/nguoi/vi.thi.moi/"
    assert "Never signed in" in client.get(answer["Location"]).content.decode()


def test_a_place_of_others_is_not_to_be_chosen(client, cast):
    enter(client, cast.phuc)

    answer = client.post(
        "/quan-tri/nguoi-dung/them/",
        {"full_name": "Vi Thị Mới", "role": "LEARNER", "organization": cast.other_school.number},
    )

    assert answer.status_code == 400
    assert "Choose one of the places in the list." in answer.content.decode()


def test_a_refusal_stands_at_its_field(client, cast):
    enter(client, cast.phuc)

    answer = client.post(
        "/quan-tri/nguoi-dung/them/",
        {
            "full_name": "Vi Thị Mới", "role": "LEARNER", "phone": "hai ba",
            "organization": cast.class_5a.number,
        },
    )  # fmt: skip

    assert answer.context["form"].errors["phone"]
    assert 'href="#id_phone"' in answer.content.decode()


def test_moving_chosen_pupils_to_a_class(client, cast):
    enter(client, cast.phuc)

    client.post(reverse("people:move_to_class"), {"person": ["lan"], "to": cast.class_5b.number})

    assert cast.lan.memberships.get(ended_at__isnull=True).organization == cast.class_5b


def test_founding_an_organisation_without_javascript(client, cast):
    AdminUnitFactory(code="16813", name="Mường Xén", full_name="Xã Mường Xén")
    enter(client, cast.thu)
    address = f"{reverse('people:new_organization')}?duoi={cast.commune.number}"
    typed = {"name": "Thư viện Mường Xén", "kind": "LIBRARY", "place": "muong xen"}

    looked = client.post(address, {**typed, "look": "1"})
    assert 'value="16813"' in looked.content.decode()
    assert not Organization.objects.filter(kind="LIBRARY").exists()
    client.post(address, {**typed, "unit": "16813"})

    made = Organization.objects.get(kind="LIBRARY")
    assert (made.unit_id, made.parent) == ("16813", cast.commune)


def test_the_fragment_of_places_is_a_piece_of_the_form(client, cast):
    AdminUnitFactory(code="16813", name="Mường Xén", full_name="Xã Mường Xén")
    enter(client, cast.thu)

    text = client.get(reverse("people:unit_choices"), {"place": "muong"}).content.decode()

    assert 'value="16813"' in text
    assert "<html" not in text


def test_organisations_of_others_are_hidden(client, cast):
    enter(client, cast.yen)

    for name in ("people:organization", "people:edit_organization"):
        assert client.get(reverse(name, args=[cast.school.number])).status_code == 404
    assert (
        client.post(reverse("people:close_organization", args=[cast.school.number])).status_code
        == 404
    )


def test_closing_offers_the_way_back(client, cast):
    enter(client, cast.thu)
    number = cast.other_school.number

    page = client.post(reverse("people:close_organization", args=[number]), follow=True)
    back = reverse("people:reopen_organization", args=[number])
    assert back in page.content.decode()
    client.post(back)

    cast.other_school.refresh_from_db()
    assert cast.other_school.closed_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_takes_the_same_queries_however_wide(
    client, cast, django_assert_num_queries, count
):
    for _n in range(count):
        OrganizationFactory(parent=cast.other_school, kind="CLASS")
    enter(client, cast.yen)
    address = reverse("people:organization", args=[cast.other_school.number])
    client.get(address)

    with django_assert_num_queries(9):
        client.get(address)


def test_settings_are_the_operators(client, cast):
    enter(client, cast.operator)

    client.post(
        "/quan-tri/cai-dat/",
        {
            "name": "Thư viện Suối Mây", "place": "Xã Suối Mây", "allows_registration": "on",
            "organization": cast.commune.number,
        },
    )  # fmt: skip

    now = Installation.objects.get()
    assert (now.name, now.allows_registration, now.organization) == (
        "Thư viện Suối Mây",
        True,
        cast.commune,
    )


def test_looking_up_places_is_for_everybody(client):
    AdminUnitFactory(code="16813", name="Mường Xén", full_name="Xã Mường Xén")

    page = client.get("/don-vi-hanh-chinh/", {"q": "muong xen"}).content.decode()
    piece = client.get(
        "/don-vi-hanh-chinh/", {"q": "muong xen"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "Xã Mường Xén" in page
    assert "Xã Mường Xén" in piece
    assert "<html" not in piece
    assert client.get("/don-vi-hanh-chinh/", {"tinh": "00"}).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_speak_both_languages(client, cast, language):
    enter(client, cast.phuc)
    heading = {"vi": "Người dùng và quyền", "en": "People and roles"}[language]

    page = client.get(PEOPLE, headers={"accept-language": language}).content.decode()

    assert heading in page
