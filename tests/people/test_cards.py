"""One-time cards: printed by who looks after somebody, used once, replaced by the next."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from densach.core.errors import Forbidden
from densach.people.errors import CardUnknown, PasswordTooShort
from densach.people.models import Membership, Person, SignInCard
from densach.people.services.cards import card_with, make_cards, use_card
from densach.people.services.setup import first_administrator
from tests.factories import MONDAY, person_with

pytestmark = pytest.mark.django_db
BACKEND = "densach.people.services.sign_in.NameOrPhoneBackend"
CHOSEN = "trâu ăn cỏ non"


def card_for(person, actor, at=MONDAY):
    return make_cards(actor=actor, persons=[person], at=at)[0]


def test_only_a_digest_of_the_code_is_kept(cast):
    card = card_for(cast.lan, cast.phuc)

    kept = SignInCard.objects.get()
    assert kept.secret_sha256 == hashlib.sha256(card.code.encode()).hexdigest()
    assert len(card.code) == 12


def test_a_card_opens_once(cast):
    card = card_for(cast.lan, cast.phuc)

    person = use_card(code=card.groups.lower(), password=CHOSEN, at=MONDAY)

    assert person == cast.lan
    assert Person.objects.get(pk=cast.lan.pk).check_password(CHOSEN)
    with pytest.raises(CardUnknown):
        use_card(code=card.code, password="một mật khẩu khác", at=MONDAY)


def test_a_weak_password_does_not_spend_the_card(cast):
    card = card_for(cast.lan, cast.phuc)

    with pytest.raises(PasswordTooShort):
        use_card(code=card.code, password="abc", at=MONDAY)

    assert use_card(code=card.code, password=CHOSEN, at=MONDAY) == cast.lan


def test_a_newer_card_ends_the_older(cast):
    older = card_for(cast.lan, cast.phuc)
    newer = card_for(cast.lan, cast.minh)

    with pytest.raises(CardUnknown):
        card_with(older.code, at=MONDAY)
    assert card_with(newer.code, at=MONDAY).person == cast.lan


@pytest.mark.parametrize(
    ("days", "opens"), [(29, True), (31, False)], ids=["on its last day", "out of date"]
)
def test_a_card_runs_out(cast, days, opens):
    card = card_for(cast.lan, cast.phuc)
    later = MONDAY + timedelta(days=days)

    if opens:
        assert card_with(card.code, at=later)
    else:
        with pytest.raises(CardUnknown):
            card_with(card.code, at=later)


def test_a_locked_account_is_not_opened_by_a_card(cast):
    card = card_for(cast.lan, cast.phuc)
    Person.objects.filter(pk=cast.lan.pk).update(is_active=False)

    with pytest.raises(CardUnknown):
        card_with(card.code, at=MONDAY)


@pytest.mark.parametrize("actor", ["lan", "hoa", "quan", "yen", "vinh", "khoi"])
def test_others_print_no_card_for_a_child(cast, actor):
    with pytest.raises(Forbidden):
        card_for(cast.lan, getattr(cast, actor))

    assert not SignInCard.objects.exists()


def test_one_stranger_among_many_stops_all(cast):
    with pytest.raises(Forbidden):
        make_cards(actor=cast.minh, persons=[cast.lan, cast.khoi], at=MONDAY)

    assert not SignInCard.objects.exists()


def test_scanning_greets_and_lets_in(client, cast):
    from django.utils import timezone

    card = card_for(cast.lan, cast.phuc, at=timezone.now())
    address = reverse("people:card", args=[card.code])

    assert "Lan!" in client.get(address).content.decode()
    assert "_auth_user_id" not in client.session  # looking is not signing in
    answer = client.post(address, {"password": CHOSEN, "again": CHOSEN})
    assert answer["Location"] == reverse("people:me")
    assert client.session["_auth_user_id"] == str(cast.lan.pk)
    assert client.get(address).status_code == 404


def test_typing_leads_to_the_same_page(client, cast):
    from django.utils import timezone

    card = card_for(cast.lan, cast.phuc, at=timezone.now())

    answer = client.post("/the/", {"code": card.groups.lower()})

    assert answer["Location"] == reverse("people:card", args=[card.code])


def test_a_wrong_code_says_what_to_do(client, cast):
    answer = client.post("/the/", {"code": "AAAA-BBBB-CCCC"}, headers={"accept-language": "en"})

    assert answer.status_code == 400
    assert "ask your teacher or administrator for a new card" in answer.content.decode()


def test_codes_are_not_tried_without_end(client):
    answers = [client.get(f"/the/AAAABBBB{n:04}/").status_code for n in range(201)]

    assert answers[0] == 404
    assert answers[-1] == 429


def test_a_teacher_prints_the_cards_of_her_class_in_class_order(client, cast):
    for name in ("Vi Văn Ân", "Lô Thị Bình"):
        person_with(Membership.Role.LEARNER, cast.class_5a, full_name=name)
    client.force_login(cast.minh, backend=BACKEND)

    page = client.post(reverse("people:print_cards"), {"class": cast.class_5a.number})
    text = page.content.decode()

    assert [row[0].person.full_name for row in page.context["rows"]] == [
        "Vi Văn Ân",
        "Lô Thị Bình",
        "Lầu Thị Lan",
    ]
    assert text.count("<svg") >= 3
    assert page.context["rows"][0][0].groups in text
    assert page["Cache-Control"].startswith("max-age=0")


def test_another_class_gives_her_an_empty_sheet(client, cast):
    client.force_login(cast.minh, backend=BACKEND)

    page = client.post(reverse("people:print_cards"), {"class": cast.class_5b.number})

    assert page.context["rows"] == []


def test_the_first_administrator_gets_a_code_until_it_is_used(db):
    username, code = first_administrator(MONDAY)
    assert username == "quan.tri"
    again = first_administrator(MONDAY)
    assert again is not None
    assert again[1] != code

    person = use_card(code=again[1], password=CHOSEN, at=MONDAY)

    assert person.is_superuser
    assert first_administrator(MONDAY) is None
