"""Help, about, licences, errors, health and the small files that machines ask for."""

import json

import pytest
from django.test import Client, override_settings

from densach.web.drawings import names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/tro-giup/", "/gioi-thieu/", "/giay-phep/", "/giao-dien/"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_plain_pages_open_in_both_languages(path, language):
    answer = Client().get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language


def test_the_style_guide_is_for_development(monkeypatch):
    monkeypatch.delenv("DENSACH_DEV", raising=False)
    assert Client().get("/kieu-dang/").status_code == 404
    monkeypatch.setenv("DENSACH_DEV", "1")
    page = Client().get("/kieu-dang/").content.decode()
    assert all(name in page for name in names())


def test_a_missing_page_offers_the_search():
    answer = Client().get("/khong-co/", headers={"accept-language": "vi"})
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "Không có gì ở địa chỉ này" in page
    assert 'role="search"' in page


def test_a_missing_fragment_is_a_note():
    answer = Client().get("/khong-co/", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div class="note stop"')


def test_a_failure_of_ours_needs_no_database(django_assert_num_queries, rf):
    from densach.web.views import server_error

    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "<h1>" in answer.content.decode()


def test_a_form_without_token_is_told_what_to_do():
    answer = Client(enforce_csrf_checks=True).post(
        "/giao-dien/", {"theme": "dark"}, headers={"accept-language": "vi"}
    )
    assert answer.status_code == 403
    assert "Biểu mẫu này mở lâu quá rồi" in answer.content.decode()


def test_too_much_at_once_is_told_so():
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=2):
        answer = Client().post(
            "/giao-dien/", {str(n): "" for n in range(5)}, headers={"accept-language": "vi"}
        )
    assert answer.status_code == 413
    assert "Gửi nhiều quá một lúc" in answer.content.decode()


def test_health_is_cheap(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readiness_names_the_part_that_is_not(settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "none"
    answer = Client().get("/readyz")
    told = json.loads(answer.content)
    assert answer.status_code == 503
    assert told["database"] == told["migrations"] == told["files"] == "ok"
    assert told["index"] == "none yet: run densach index"
    assert told["ready"] is False


def test_readiness_is_ok_when_all_parts_are(settings, tmp_path):
    (tmp_path / "index").mkdir()
    settings.SEARCH_FOLDER = tmp_path
    assert json.loads(Client().get("/readyz").content)["ready"] is True


def test_phones_learn_name_and_icons():
    told = json.loads(Client().get("/manifest.webmanifest").content)
    assert told["name"] == "Đèn Sách"
    for icon in told["icons"]:
        assert Client().get(icon["src"]).status_code == 200


@pytest.mark.parametrize("size", [180, 192, 512])
def test_icons_have_the_size_they_say(size):
    from io import BytesIO

    from PIL import Image

    picture = Image.open(BytesIO(Client().get(f"/icon-{size}.png").content))
    assert picture.size == (size, size)


def test_icons_of_other_sizes_do_not_exist():
    assert Client().get("/icon-99.png").status_code == 404


def test_robots_keep_to_works():
    text = Client().get("/robots.txt").content.decode()
    assert "Disallow: /doc/" in text
    assert "Disallow: /sach/" not in text
