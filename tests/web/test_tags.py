"""The tags and filters of all templates."""

import json
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from densach.web import assets
from densach.web.marking import fold_mark


def rendered(text, **context):
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Gió đầu mùa", "gio dau", "<mark>Gió đầu</mark> mùa"),
        ("Gió đầu mùa", "gio da", "<mark>Gió đầu</mark> mùa"),
        ("Truyện Kiều", "kiều", "Truyện <mark>Kiều</mark>"),
        ("Đất", "dat", "<mark>Đất</mark>"),
        ("<b>Vườn</b> rau", "rau", "&lt;b&gt;Vườn&lt;/b&gt; <mark>rau</mark>"),
        ("Tắt đèn", "", "Tắt đèn"),
        ("Tắt đèn", "…", "Tắt đèn"),
    ],
)
def test_words_are_marked_wherever_the_accents_stand(text, words, shown):
    assert fold_mark(text, words) == shown


def test_an_icon_is_drawn_into_the_page_and_hidden_from_screen_readers():
    drawn = rendered('{% icon "find" "s" %}')
    assert drawn.startswith('<svg class="i i-s" viewBox="0 0 24 24" aria-hidden="true">')
    assert "<use" not in drawn


def test_an_unknown_icon_is_an_error_that_names_it():
    with pytest.raises(LookupError, match="i-nonsense"):
        rendered('{% icon "nonsense" %}')


def card(**changes):
    facts = {
        "title": "Gió <đầu> mùa", "people": "Thạch Lam", "cover_class": "k7", "motif": "la",
        "cover_url": None,
    }  # fmt: skip
    return SimpleNamespace(**{**facts, **changes})


def test_a_cover_without_picture_is_drawn_with_its_title():
    drawn = rendered("{% cover card %}", card=card())
    assert 'class="cover k7"' in drawn
    assert "Gió &lt;đầu&gt; mùa" in drawn
    assert "<svg" in drawn
    assert "<img" not in drawn


def test_long_titles_are_set_smaller():
    assert "cover k7 long" in rendered(
        "{% cover card %}", card=card(title="Trồng rau trên đất dốc")
    )


def test_a_picture_lies_over_the_drawn_cover():
    drawn = rendered("{% cover card %}", card=card(cover_url="/sach/gio/bia"))
    assert '<img src="/sach/gio/bia" alt=""' in drawn
    assert "Thạch Lam" in drawn, "the words stay for those who do not see the picture"


def test_a_late_cover_asks_for_no_picture_until_it_is_seen():
    drawn = rendered("{% cover card later=True %}", card=card(cover_url="/sach/gio/bia"))
    assert 'data-cover="/sach/gio/bia"' in drawn
    assert "<img" not in drawn
    assert "<svg" in drawn


def test_the_query_keeps_what_is_not_changed_and_forgets_the_page():
    request = RequestFactory().get("/thu-vien/?q=rau&kind=BOOK&page=3")
    assert rendered('{% query kind="" %}', request=request) == "?q=rau"
    assert rendered("{% query page=4 %}", request=request) == "?q=rau&amp;kind=BOOK&amp;page=4"


class SampleForm(forms.Form):
    year = forms.IntegerField(help_text="Ví dụ 2014")


def test_a_control_names_its_hint_and_its_error():
    field = SampleForm({"year": "x"})["year"]
    drawn = rendered("{{ field|attributes:'autocomplete=off' }}", field=field)
    assert 'aria-describedby="id_year-hint id_year-err"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'autocomplete="off"' in drawn


@pytest.mark.parametrize(("part", "whole", "shown"), [(1, 3, "33"), (0, 0, "0"), (9, 3, "100")])
def test_percentages_stay_between_nothing_and_all(part, whole, shown):
    assert rendered("{{ part|percent:whole }}", part=part, whole=whole) == shown


MANIFEST = {
    "frontend/css/app.entry.css": {"file": "assets/app-1.css", "assets": ["assets/vn-1.woff2"]},
    "frontend/js/app.entry.js": {"file": "assets/app-2.js", "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-3.js", "css": ["assets/shared-4.css"]},
}


@pytest.fixture
def dist(tmp_path, monkeypatch):
    def build(manifest):
        (tmp_path / ".vite").mkdir(exist_ok=True)
        (tmp_path / ".vite/manifest.json").write_text(json.dumps(manifest))

    monkeypatch.setattr(assets, "DIST", tmp_path)
    assets._manifest.cache_clear()
    assets._asset.cache_clear()
    yield build
    assets._manifest.cache_clear()
    assets._asset.cache_clear()


def test_an_entry_brings_its_styles_its_script_and_what_that_imports(dist):
    dist(MANIFEST)
    assert rendered('{% asset "app" %}').splitlines() == [
        '<link rel="stylesheet" href="/static/dist/assets/app-1.css">',
        '<link rel="stylesheet" href="/static/dist/assets/shared-4.css">',
        '<link rel="modulepreload" href="/static/dist/assets/shared-3.js">',
        '<script type="module" src="/static/dist/assets/app-2.js"></script>',
    ]
    assert "vn-1.woff2" in rendered('{% preload_fonts "app" %}')


def test_a_name_without_source_is_an_error(dist):
    dist(MANIFEST)
    with pytest.raises(LookupError, match="nonsense"):
        rendered('{% asset "nonsense" %}')


def test_without_a_build_pages_show_plain(dist, caplog):
    assert rendered('{% asset "app" %}') == ""
    assert "make frontend" in caplog.text
