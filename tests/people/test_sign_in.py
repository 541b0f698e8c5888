"""Coming in and going out: names and numbers, guessing, next pages, devices, passwords."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from densach.people.models import Membership, OnlineSession
from densach.people.services.sessions import device_of
from densach.people.services.sign_in import person_named
from tests.factories import PASSWORD, PersonFactory, person_with

pytestmark = pytest.mark.django_db

SIGN_IN = "/dang-nhap/"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 12; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def an():
    return PersonFactory(username="nguyen.van.an", phone="+84912345678", password=True)


def try_in(client, name, password=PASSWORD, **more):
    data = {"username": name, "password": password, **more}
    return client.post(SIGN_IN, data, headers={"accept-language": "en"})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "typed",
    [
        "nguyen.van.an",
        " Nguyen.Van.An ",
        "0912345678",
        "0912 345 678",
        "+84 912 345 678",
        "84912345678",
    ],
)
def test_a_name_or_a_number_opens_however_it_is_typed(client, an, typed):
    assert try_in(client, typed).status_code == 302
    assert is_in(client)


def test_passwords_are_kept_with_argon2(an):
    assert an.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("name", ["nguyen.van.an", "khong.co.ai"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, an, name):
    answer = try_in(client, name, "sai mật khẩu")

    assert answer.status_code == 403
    assert "Name or password is not right." in answer.content.decode()
    assert not is_in(client)


def test_a_locked_account_gets_the_same_answer_too(client, an):
    an.is_active = False
    an.save()

    assert try_in(client, "nguyen.van.an").status_code == 403


def test_an_account_without_a_password_stays_shut(client):
    PersonFactory(username="moi")

    assert try_in(client, "moi", "").status_code == 400
    assert try_in(client, "moi", "!").status_code == 403


def test_guessing_is_stopped_with_the_time_to_wait(client, an):
    for _n in range(8):
        answer = try_in(client, "nguyen.van.an", "đoán mò")

    assert answer.status_code == 429
    assert "Wait 15 minutes, then try again." in answer.content.decode()
    assert answer["Retry-After"] == "900"
    assert try_in(client, "nguyen.van.an").status_code == 429  # the right one too


def test_all_spellings_of_a_person_are_counted_together(client, an):
    for typed in ["nguyen.van.an", "0912345678", "+84912345678", "0912 345 678"] * 2:
        answer = try_in(client, typed, "đoán mò")

    assert answer.status_code == 429


def test_a_name_that_nobody_has_is_stopped_in_the_same_way(client):
    for _n in range(8):
        answer = try_in(client, "khong.co.ai", "đoán mò")

    assert answer.status_code == 429


def test_a_school_behind_one_address_is_not_locked_out_as_a_whole(client, an):
    pupil = PersonFactory(password=True)
    for _n in range(9):
        try_in(client, "nguyen.van.an", "đoán mò")

    assert try_in(client, pupil.username).status_code == 302


def test_the_table_of_failures_holds_no_names(client, an):
    from axes.models import AccessAttempt

    try_in(client, "nguyen.van.an", "mật khẩu riêng")

    attempt = AccessAttempt.objects.get()
    assert "nguyen" not in attempt.username
    assert "riêng" not in f"{attempt.post_data}{attempt.get_data}"
    assert "nguyen" not in f"{attempt.post_data}{attempt.get_data}"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/toi/thiet-bi/", "/toi/thiet-bi/"),
        ("/tim?q=gió", "/tim?q=gi%C3%B3"),
        ("https://xau.example/", "/"),
        ("//xau.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\xau.example", "/"),
        ("", "/"),
    ],
)
def test_next_never_leads_away_from_here(client, an, wanted, reached):
    answer = try_in(client, "nguyen.van.an", next=wanted)

    assert answer["Location"] == reached


def test_a_link_cannot_sign_anybody_out(client, an):
    try_in(client, "nguyen.van.an")

    assert client.get("/dang-xuat/").status_code == 200
    assert is_in(client)
    client.post("/dang-xuat/")
    assert not is_in(client)
    assert not OnlineSession.objects.exists()


def test_a_shared_device_forgets_with_the_browser(client, an):
    try_in(client, "nguyen.van.an", shared="on")

    assert client.session.get_expire_at_browser_close()


def test_the_owner_sees_and_ends_devices(client, an):
    phone = Client(headers={"user-agent": ANDROID})
    try_in(phone, "nguyen.van.an")
    try_in(client, "nguyen.van.an")

    page = client.get("/toi/thiet-bi/").content.decode()
    assert "Chrome · Android" in page
    other = OnlineSession.objects.get(device="Chrome · Android")
    client.post("/toi/thiet-bi/", {"session": other.pk})

    assert phone.get("/toi/thiet-bi/").status_code == 302  # to sign in
    assert client.get("/toi/thiet-bi/").status_code == 200


def test_nobody_ends_somebody_elses_device(client, an):
    quan = PersonFactory(password=True)
    other = Client()
    try_in(other, quan.username)
    try_in(client, "nguyen.van.an")

    client.post("/toi/thiet-bi/", {"session": OnlineSession.objects.get(person=quan).pk})

    assert other.get("/toi/thiet-bi/").status_code == 200


def test_a_changed_password_ends_the_other_devices(client, an):
    phone = Client(headers={"user-agent": ANDROID})
    try_in(phone, "nguyen.van.an")
    try_in(client, "nguyen.van.an")

    answer = client.post(
        "/toi/mat-khau/",
        {"present": PASSWORD, "password": "cá lội ngược dòng", "again": "cá lội ngược dòng"},
    )

    assert answer.status_code == 302
    assert client.get("/toi/thiet-bi/").status_code == 200
    assert phone.get("/toi/thiet-bi/").status_code == 302
    assert OnlineSession.objects.filter(person=an).count() == 1


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("abcd", "The password has 4 characters; it needs at least 6."),
        ("123456", "This password is among those that are guessed first."),
        ("nguyenvanan", "The password is too close to your name or telephone number."),
        ("nguyen.van.an1", "The password is too close to your name or telephone number."),
        ("0912345678", "The password is too close to your name or telephone number."),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(client, an, password, sentence):
    try_in(client, "nguyen.van.an")

    answer = client.post(
        "/toi/mat-khau/",
        {"present": PASSWORD, "password": password, "again": password},
        headers={"accept-language": "en"},
    )

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_staff_need_longer_passwords(client):
    teacher = person_with(Membership.Role.TEACHER, password=True)
    try_in(client, teacher.username)

    answer = client.post(
        "/toi/mat-khau/", {"present": PASSWORD, "password": "trâu cỏ", "again": "trâu cỏ"}
    )

    assert answer.status_code == 400


def test_a_password_that_must_change_lets_in_only_after_the_change(client, an):
    an.must_change_password = True
    an.save()

    answer = try_in(client, "nguyen.van.an", next="/toi/thiet-bi/")

    assert answer["Location"] == reverse("people:choose_password")
    assert not is_in(client)
    chosen = {"password": "cá lội ngược dòng", "again": "cá lội ngược dòng"}
    answer = client.post(answer["Location"], chosen)
    assert answer["Location"] == "/toi/thiet-bi/"
    assert is_in(client)
    an.refresh_from_db()
    assert not an.must_change_password


def test_choosing_takes_a_right_password_first(client):
    assert client.get("/dang-nhap/mat-khau-moi/").status_code == 302


def test_who_is_in_is_led_on(client, an):
    client.force_login(an, backend="densach.people.services.sign_in.NameOrPhoneBackend")

    assert client.get(SIGN_IN)["Location"] == "/"


def test_using_a_device_marks_it_seen_once_an_hour(client, an):
    try_in(client, "nguyen.van.an")
    long_ago = timezone.now() - timedelta(days=3)
    OnlineSession.objects.update(seen_at=long_ago)
    from django.core.cache import cache

    cache.clear()
    client.get("/toi/thiet-bi/")
    assert OnlineSession.objects.get().seen_at > long_ago
    OnlineSession.objects.update(seen_at=long_ago)
    client.get("/toi/thiet-bi/")
    assert OnlineSession.objects.get().seen_at == long_ago


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/120 Safari/537", "Cốc Cốc · Windows"),
        ("", ""),
    ],
)  # fmt: skip
def test_devices_are_told_in_words(agent, words):
    assert device_of(agent) == words


def test_a_user_name_wins_over_somebody_elses_number(an):
    odd = PersonFactory(username="0912345678x")

    assert person_named("0912345678x") == odd
    assert person_named("0912345678") == an
