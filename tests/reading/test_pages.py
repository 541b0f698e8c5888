"""The reading pages without a browser: what they hold, who gets them, how many queries they take."""

import json
import re

import pytest
from django.urls import reverse

from densach.library.models import Audience, EditionFile
from densach.people.models import Membership
from densach.reading.models import Place
from tests.factories import MONDAY, OrganizationFactory, PersonFactory, person_with
from tests.reading import books

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


def address(work, place=""):
    name = "reading:place" if place else "reading:open"
    return reverse(name, args=[work.slug, place] if place else [work.slug])


def island(response):
    return json.loads(re.search(r'id="sach"[^>]*>(.*?)</script>', response.content.decode())[1])


def reading_token(work):
    return EditionFile.objects.get(edition__work=work, purpose="READING").token


# ---- Books


def test_the_first_chapter_stands_in_the_page(client):
    work = books.book()
    page = client.get(address(work)).content.decode()
    assert "Buổi sáng, mùa đông đến." in page
    assert f'href="{address(work, "c2")}#c2:chu"' in page  # a note in the next chapter
    assert f'src="/doc/{work.slug}/r/{reading_token(work)}/r/1.png"' in page
    assert f'rel="next" href="{address(work, "c2")}"' in page
    assert 'rel="prev"' not in page


def test_a_chapter_is_a_page_and_a_fragment(client):
    work = books.book()
    whole = client.get(address(work, "c2"))
    piece = client.get(address(work, "c2"), headers=FRAGMENT)
    assert "<html" in whole.content.decode()
    assert piece.content.decode().strip().startswith("<article")
    assert "HX-Request" in piece["Vary"]
    assert piece["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("chapters", [1, 3])
def test_a_page_takes_the_same_queries_whatever_the_book(
    client, chapters, django_assert_num_queries
):
    work = books.book(books.CHAPTERS[:chapters])
    client.get(address(work))
    with django_assert_num_queries(4):  # work, editions, files, installation
        client.get(address(work))


def test_the_island_knows_chapters_and_weights(client):
    work = books.book()
    told = island(client.get(address(work)))
    assert told["chapters"] == [["c1", 20], ["c2", 20], ["c3", 20]]
    assert told["address"] == f"/doc/{work.slug}/c0/"


def test_the_device_opens_where_it_was(client):
    work = books.book()
    edition = work.editions.get()
    client.cookies["cho"] = f"{edition.pk.hex}.c2.14"
    page = client.get(address(work)).content.decode()
    assert 'data-place="c2"' in page
    assert 'data-offset="14"' in page


def test_a_person_opens_where_they_were_on_any_device(client):
    lan, work = PersonFactory(), books.book()
    Place.objects.create(
        person=lan, edition=work.editions.get(), chapter="c3", offset=2, at=MONDAY
    )  # fmt: skip
    client.force_login(lan)
    client.cookies["cho"] = f"{work.editions.get().pk.hex}.c2.14"
    assert 'data-place="c3"' in client.get(address(work)).content.decode()


def test_a_hit_of_the_search_opens_its_chapter(client):
    work = books.book()
    page = client.get(address(work), {"cho": "c2:chu", "tim": "chu thich"}).content.decode()
    assert 'data-place="c2"' in page


@pytest.mark.parametrize("place", ["c9", "p1"])
def test_a_chapter_that_is_not_there(client, place):
    response = client.get(address(books.book(), place))
    assert response.status_code == 404


def test_looks_are_in_the_first_paint(client):
    client.cookies["chu"] = "6.1.4.serif.toi.lat.1"
    page = client.get(address(books.book())).content.decode()
    assert 'class="bare reader flow s-6 l-1 m-4 f-serif p-toi w-lat j-1"' in page


def test_looks_are_chosen_without_script(client):
    work = books.book()
    chosen = {"size": "5", "lines": "2", "margins": "1", "paper": "giay", "way": "cuon"}
    response = client.post(
        reverse("reading:looks", args=[work.slug]), chosen | {"back": address(work, "c2")}
    )
    assert response.url == address(work, "c2")
    assert response.cookies["chu"].value == "5.2.1..giay.cuon.0"
    away = client.post(reverse("reading:looks", args=[work.slug]), {"back": "https://else.where/"})
    assert away.url == address(work)


def test_the_table_of_contents_is_a_page_and_a_sheet(client):
    work = books.book()
    url = reverse("reading:contents", args=[work.slug])
    sheet = client.get(url, headers=FRAGMENT).content.decode()
    assert re.findall(r'data-place="(c\d)">([^<]+)', sheet) == [
        ("c1", "Gió lạnh"), ("c2", "Đầu mùa"), ("c3", "Hết"),
    ]  # fmt: skip
    assert "<html" in client.get(url).content.decode()


def test_finding_inside_asks_for_words(client):
    work = books.book()
    url = reverse("reading:find", args=[work.slug])
    assert client.get(url).status_code == 200
    assert "<html" not in client.get(url, {"q": "gio"}, headers=FRAGMENT).content.decode()


def test_vertical_text_turns_pages_only(client):
    page = client.get(address(books.book(direction="vertical-rl"))).content.decode()
    assert "data-vertical" in page
    assert 'name="way" value="lat"' in page


# ---- What pages show


def resource(client, work, name, **headers):
    return client.get(f"/doc/{work.slug}/r/{reading_token(work)}/{name}", headers=headers)


def test_pictures_are_kept_for_long_and_sandboxed(client):
    response = resource(client, books.book(), "r/1.png")
    assert response.content == books.PNG
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_sounds_of_a_book_come_in_ranges(client):
    response = resource(client, books.book(), "r/2.mp3", Range="bytes=0-2")
    assert response.status_code == 206
    assert b"".join(response.streaming_content) == b"ID3"
    assert response["Content-Range"] == "bytes 0-2/1000"


@pytest.mark.parametrize("name", ["r/9.png", "book.json", "c/1.html", "r/../book.json", "r/1.exe"])
def test_only_resources_leave_the_copy(client, name):
    assert resource(client, books.book(), name).status_code == 404


def test_a_fixed_page_runs_nothing(client):
    work = books.book([("Bìa", "<!doctype html><html><body>Bìa</body></html>")], layout="fixed")
    page = client.get(address(work)).content.decode()
    assert '<iframe sandbox="allow-same-origin"' in page
    response = client.get(f"/doc/{work.slug}/r/{reading_token(work)}/f/c1.html")
    policy = response["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-same-origin; default-src 'none'")
    assert "allow-scripts" not in policy


def test_clips_of_a_spoken_book_come_with_its_chapter(client):
    work = books.book(sounds=[("c1:dau", "r/2.mp3", 0.0, 1.5)])
    piece = client.get(address(work, "c1"), headers=FRAGMENT).content.decode()
    assert '[["c1:dau", "r/2.mp3", 0.0, 1.5]]' in piece
    assert island(client.get(address(work)))["sounds"] == ["c1"]


# ---- Page pictures


def test_a_page_of_a_pdf_has_picture_text_and_neighbours(client):
    work = books.pages()
    page = client.get(address(work, "p1")).content.decode()
    assert re.search(r"/trang/[0-9a-f-]{36}/1-1600\.webp 1600w", page)
    assert "<p>Lời nói đầu</p>" in page
    assert f'href="{address(work, "p2")}"' in page
    told = island(client.get(address(work)))
    assert (told["count"], told["labels"], told["sizes"]) == (3, ["i", "ii", "1"], [[595, 842]])


def test_the_text_of_a_page_comes_alone(client):
    piece = client.get(address(books.pages(), "p1"), headers=FRAGMENT).content.decode()
    assert piece.strip().startswith("<article")
    assert "Dòng hai" in piece


@pytest.mark.parametrize("place", ["p0", "p4"])
def test_pages_end_where_the_file_ends(client, place):
    assert client.get(address(books.pages(), place)).status_code == 404


def test_the_outline_leads_to_pages(client):
    work = books.pages()
    sheet = client.get(reverse("reading:contents", args=[work.slug]), headers=FRAGMENT)
    assert f'<a href="{address(work, "p2")}" data-place="p2">Mở đầu</a>' in sheet.content.decode()


def test_page_pictures_have_few_widths(client):
    work = books.pages()
    token = EditionFile.objects.get(edition__work=work).token
    assert client.get(f"/doc/{work.slug}/trang/{token}/1-333.webp").status_code == 404
    assert client.get(f"/doc/{work.slug}/trang/{token}/9-480.webp").status_code == 404


# ---- Recordings


def test_a_recording_plays_without_script(client):
    work = books.recording()
    page = client.get(address(work)).content.decode()
    assert page.count('<audio controls preload="none" src="') == 2
    told = island(client.get(address(work)))
    assert [track["place"] for track in told["tracks"]] == ["t1", "t2"]


def test_a_track_comes_in_ranges_and_is_kept_for_long(client):
    work = books.recording()
    url = island(client.get(address(work)))["tracks"][1]["url"]
    response = client.get(url, headers={"Range": "bytes=-5"})
    assert (response.status_code, b"".join(response.streaming_content)) == (206, b"\x02" * 5)


def test_books_as_they_came_are_not_shown_by_the_reader(client):
    work = books.pages()
    token = EditionFile.objects.get(edition__work=work).token
    assert client.get(f"/doc/{work.slug}/tep/{token}/a.pdf").status_code == 404


def test_a_lost_file_is_said_in_a_sentence(client):
    work = books.recording()
    row = EditionFile.objects.filter(edition__work=work, purpose="TRACK").first()
    row.stored.sha256 = "0" * 64
    row.stored.save()  # a row whose bytes are nowhere
    row.stored = row.stored
    row.save()
    response = client.get(f"/doc/{work.slug}/tep/{row.token}/1.mp3")
    assert response.status_code == 503
    assert "đang thiếu tệp" in response.content.decode()


def test_a_film_has_its_subtitles(client):
    page = client.get(address(books.recording("VIDEO", 1))).content.decode()
    assert "<video controls playsinline" in page
    assert 'srclang="vi"' in page


# ---- Who may


def test_works_for_people_with_an_account_lead_strangers_to_sign_in(client):
    work = books.book(audience=Audience.SIGNED_IN)
    response = client.get(address(work))
    assert response.status_code == 302
    assert response.url.startswith(reverse("people:sign_in"))
    client.force_login(PersonFactory())
    assert client.get(address(work)).status_code == 200
    assert resource(client, work, "r/1.png")["Cache-Control"].startswith("private")


def test_files_of_a_restricted_work_are_checked_each_time(client):
    work = books.book(audience=Audience.SIGNED_IN)
    assert resource(client, work, "r/1.png").status_code == 302
    recording = books.recording(audience=Audience.PREMISES)
    token = EditionFile.objects.filter(edition__work=recording, purpose="TRACK").first().token
    response = client.get(f"/doc/{recording.slug}/tep/{token}/1.mp3")
    assert response.status_code == 403


def test_works_of_an_organisation_do_not_exist_for_others(client):
    school = OrganizationFactory()
    work = books.book(audience=Audience.ORGANIZATION, organization=school)
    assert client.get(address(work)).status_code == 404
    client.force_login(PersonFactory())
    assert client.get(address(work)).status_code == 404
    client.force_login(person_with(Membership.Role.LEARNER, school))
    assert client.get(address(work)).status_code == 200


def test_premises_count(client):
    OrganizationFactory(networks="10.1.0.0/16")
    work = books.book(audience=Audience.PREMISES)
    assert client.get(address(work), REMOTE_ADDR="10.1.2.3").status_code == 200
    refused = client.get(address(work), REMOTE_ADDR="10.2.2.3")
    assert refused.status_code == 403
    assert "chỉ đọc được trong thư viện" in refused.content.decode()


def test_a_token_of_another_work_opens_nothing(client):
    one, other = books.book(), books.book()
    url = f"/doc/{one.slug}/r/{reading_token(other)}/r/1.png"
    assert client.get(url).status_code == 404


def test_a_merged_work_leads_to_the_one_that_was_kept(client):
    kept = books.book()
    gone = books.book(merged_into=kept)
    response = client.get(address(gone))
    assert (response.status_code, response.url) == (301, address(kept))


def test_a_record_without_file_says_so(client):
    work = books.book()
    work.editions.get().files.all().delete()
    response = client.get(address(work))
    assert response.status_code == 404
    assert "mới có thông tin, chưa có tệp" in response.content.decode()


def test_the_place_tells_which_edition(client):
    work = books.book()
    pdf = books.pages().editions.get()
    pdf.work = work
    pdf.save()
    assert 'class="bare reader leaves' in client.get(address(work), {"cho": "p2"}).content.decode()
    assert 'class="bare reader flow' in client.get(address(work)).content.decode()
    other = client.get(address(work), {"edition": str(pdf.pk)}).content.decode()
    assert f"{address(work, 'p2')}?edition={pdf.pk.hex}" in other


# ---- My books


@pytest.mark.parametrize("count", [1, 3])
def test_my_books_take_the_same_queries_whatever_was_read(client, count, django_assert_num_queries):
    lan = PersonFactory()
    for number in range(count):
        for fraction in (0.2, 1.0):
            Place.objects.create(
                person=lan, edition=books.book(title=f"Sách {number}").editions.get(),
                chapter="c1", fraction=fraction, at=MONDAY,
            )  # fmt: skip
    client.force_login(lan)
    client.get("/toi/sach/")
    with django_assert_num_queries(8):  # session, person, roles, begun, notes, ended, installation
        page = client.get("/toi/sach/").content.decode()
    assert page.count("đã đọc 20 %") == count


def test_my_books_are_for_people_with_an_account(client):
    assert client.get("/toi/sach/").status_code == 302


def test_a_book_is_taken_off_the_list(client):
    lan, work = PersonFactory(), books.book()
    Place.objects.create(person=lan, edition=work.editions.get(), chapter="c1", at=MONDAY)
    client.force_login(lan)
    assert work.slug in client.get("/toi/sach/").content.decode()
    client.post(reverse("reading:put_away"), {"work": work.slug})
    assert work.slug not in client.get("/toi/sach/").content.decode()
