"""Class cards: who makes them for whom, what they open, ending and making anew."""

from datetime import timedelta

import pytest
from django.urls import reverse

from densach.core.errors import Forbidden
from densach.core.models import StaffAct
from densach.people.errors import CardUnknown
from densach.people.models import ClassCard, Pin
from densach.people.permissions import can_hand_class_card
from densach.people.services import class_cards, passwords, pins
from densach.people.services.roles import hold
from tests.factories import MONDAY, person_with

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"


def card_for(person, actor, where=None):
    return class_cards.make_class_cards(
        actor=actor, persons=[person], organization=where, at=MONDAY
    )[0]


@pytest.fixture
def card(cast):
    return card_for(cast.lan, cast.minh, cast.class_5a)


def whose(shown):
    return class_cards.class_card_with(shown, at=MONDAY).person


def test_a_card_opens_again_and_again_by_square_and_by_code(cast, card):
    for shown in (card.secret, card.code, card.groups, card.groups.lower(), card.secret):
        assert whose(shown) == cast.lan


def test_neither_secret_nor_code_is_kept(card):
    kept = str(vars(ClassCard.objects.get()))
    assert card.secret not in kept
    assert card.code not in kept
    assert len(card.secret) >= 22


def test_a_code_is_worthless_without_the_secret_of_the_installation(card, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(CardUnknown):
        whose(card.code)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert whose(card.code)


@pytest.mark.parametrize("shown", ["", "x" * 22, "0000-0000-0000", "ữ" * 30, "a" * 5000])
def test_what_is_no_card_opens_nothing(card, shown):
    with pytest.raises(CardUnknown):
        whose(shown)


def test_a_newer_card_ends_the_older_one(cast, card):
    newer = card_for(cast.lan, cast.minh)
    with pytest.raises(CardUnknown):
        whose(card.secret)
    assert whose(newer.secret) == cast.lan


def test_a_lost_card_is_ended(cast, card):
    assert class_cards.end_class_card(actor=cast.minh, person=cast.lan, at=MONDAY)
    with pytest.raises(CardUnknown):
        whose(card.code)
    assert not class_cards.end_class_card(actor=cast.minh, person=cast.lan, at=MONDAY)
    codes = list(StaffAct.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["people.class_card_made", "people.class_card_ended"]


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("lan", False),
        ("minh", True),
        ("hoa", False),
        ("quan", False),
        ("thu", True),
        ("phuc", True),
        ("yen", False),
        ("vinh", False),
        ("khoi", False),
        ("operator", True),
    ],
)
def test_who_may_hand_a_class_card(cast, actor, may):
    who = getattr(cast, actor)
    assert can_hand_class_card(who, cast.lan) is may
    if not may:
        with pytest.raises(Forbidden):
            card_for(cast.lan, who)
        with pytest.raises(Forbidden):
            class_cards.end_class_card(actor=who, person=cast.lan, at=MONDAY)


@pytest.mark.parametrize("actor", ["phuc", "thu", "operator"])
def test_nobody_with_power_over_others_gets_a_card_that_opens_for_ever(cast, actor):
    with pytest.raises(Forbidden):
        card_for(cast.minh, getattr(cast, actor))


def test_who_came_to_power_since_does_not_come_in_with_the_old_card(cast, card):
    hold(person=cast.lan, organization=cast.school, role="LIBRARIAN", at=MONDAY)
    with pytest.raises(CardUnknown):
        whose(card.secret)


def test_locked_or_compromised_accounts_do_not_come_in(cast, card):
    passwords.demand_new_password(actor=cast.phuc, person=cast.lan, at=MONDAY)
    with pytest.raises(CardUnknown):
        whose(card.secret)


def test_old_cards_are_tidied_away(cast, card):
    class_cards.end_class_card(actor=cast.minh, person=cast.lan, at=MONDAY)
    assert class_cards.tidy(at=MONDAY + timedelta(days=364)) == 0
    assert class_cards.tidy(at=MONDAY + timedelta(days=366)) == 1


def test_scanning_asks_before_it_lets_in_and_takes_the_secret_out_of_the_address(
    client, cast, card
):
    answer = client.get(reverse("people:scan_class_card", args=[card.secret]))
    assert answer["Location"] == reverse("people:enter_class_card")
    assert "_auth_user_id" not in client.session
    page = client.get(answer["Location"])
    assert "Lầu Thị Lan" in page.content.decode()
    assert "_auth_user_id" not in client.session

    client.post(answer["Location"])
    assert client.session["_auth_user_id"] == str(cast.lan.pk)


def test_typing_the_code_leads_to_the_same_door(client, cast, card):
    answer = client.post(reverse("people:enter_code"), {"code": card.groups.lower()})
    assert answer["Location"] == reverse("people:enter_class_card")


def test_a_card_on_a_shared_computer_leaves_no_trace(client, cast, card):
    client.get(reverse("people:scan_class_card", args=[card.secret]))
    client.post(reverse("people:enter_class_card"), {"shared": "on"})
    assert client.session.get_expire_at_browser_close()
    assert client.session["guest"] is True


def test_a_wrong_square_says_what_to_do(client, cast):
    answer = client.get(reverse("people:scan_class_card", args=["x" * 22]))
    assert answer.status_code == 404
    assert "ask your teacher" in answer.content.decode()


def test_a_card_ended_between_scanning_and_pressing_opens_nothing(client, cast, card):
    client.get(reverse("people:scan_class_card", args=[card.secret]))
    class_cards.end_class_card(actor=cast.minh, person=cast.lan, at=MONDAY)
    answer = client.post(reverse("people:enter_class_card"))
    assert answer["Location"] == reverse("people:enter_code")
    assert "_auth_user_id" not in client.session


def page_of(client, cast, name="class_page"):
    return reverse(f"people:{name}", args=[cast.class_5a.number])


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("lan", 404),
        ("minh", 200),
        ("hoa", 404),
        ("quan", 404),
        ("thu", 200),
        ("phuc", 200),
        ("yen", 404),
        ("vinh", 404),
        ("khoi", 404),
        ("operator", 200),
    ],
)
def test_who_opens_the_page_of_a_class(client, cast, actor, status):
    client.force_login(getattr(cast, actor), backend=BACKEND)
    assert client.get(page_of(client, cast)).status_code == status
    for name in ("make_class_cards", "draw_pins", "end_class_cards"):
        answer = client.post(page_of(client, cast, name), {"who": "nobody"})
        assert answer.status_code == (302 if status == 200 else 404)


def test_a_teacher_prints_cards_and_pictures_for_those_without(client, cast):
    other = person_with("LEARNER", cast.class_5a, username="xua", full_name="Già Thuỳ Xua")
    card_for(other, cast.minh)
    client.force_login(cast.minh, backend=BACKEND)

    page = client.get(page_of(client, cast))
    assert (page.context["without_card"], page.context["without_pin"]) == (1, 2)
    sheet = client.post(page_of(client, cast, "make_class_cards"), {"who": "lacking"})
    ((printed, square),) = sheet.context["rows"]
    assert printed.person == cast.lan
    assert "<svg" in square
    assert "no-store" in sheet["Cache-Control"]
    drawn = client.post(page_of(client, cast, "draw_pins"), {"who": "lacking"})
    assert len(drawn.context["rows"]) == 2
    assert Pin.objects.count() == 2


def test_only_pupils_of_the_class_are_touched(client, cast):
    client.force_login(cast.minh, backend=BACKEND)
    client.post(page_of(client, cast, "make_class_cards"), {"person": ["khoi", "lan", "minh"]})
    assert [card.person for card in ClassCard.objects.all()] == [cast.lan]


def test_a_teacher_ends_cards_and_takes_pins_away(client, cast, card):
    pins.draw_pins(actor=cast.minh, persons=[cast.lan], at=MONDAY)
    client.force_login(cast.minh, backend=BACKEND)
    client.post(page_of(client, cast, "end_class_cards"), {"person": "lan", "what": "card"})
    assert not ClassCard.objects.filter(ended_at__isnull=True).exists()
    client.post(page_of(client, cast, "end_class_cards"), {"person": "lan", "what": "pin"})
    assert not Pin.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_class_costs_the_same_for_one_and_three(
    client, cast, count, django_assert_num_queries
):
    for n in range(count - 1):
        person_with("LEARNER", cast.class_5a, username=f"hs{n}")
    client.force_login(cast.minh, backend=BACKEND)
    client.get(page_of(client, cast))
    with django_assert_num_queries(9):
        assert len(client.get(page_of(client, cast)).context["ways"]) == count
