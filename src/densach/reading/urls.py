"""Addresses of reading. `place` is c3 (chapter), p7 (page) or t2 (track)."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import files, log, mine, opening, saving, shelves


class PlaceConverter(StringConverter):
    """`c3`, `p7`, `t2`; 0 stands for “any” in addresses that the page's script fills in."""

    regex = "[cpt][0-9]{1,6}"


register_converter(PlaceConverter, "place")

app_name = "reading"
urlpatterns = [
    path("toi/sach/", mine.mine, name="mine"),
    path("toi/sach/bo/", mine.put_away, name="put_away"),
    path("toi/sach/nhat-ky/", log.log, name="log"),
    path("toi/sach/nhat-ky/<str:username>/", log.log, name="log_of"),
    path("toi/sach/ghi-chu/", log.notes, name="notes"),
    path("toi/sach/ghi-chu/tai/", log.take_notes, name="take_notes"),
    path("toi/sach/ghi-chu/cua/<str:username>/", log.notes, name="notes_of"),
    path("ke/<slug:slug>/theo-doi/", shelves.follow, name="follow_shelf"),
    path("doc/<slug:slug>/", opening.open_work, name="open"),
    path("doc/<slug:slug>/muc-luc/", opening.contents, name="contents"),
    path("doc/<slug:slug>/tim/", opening.find_inside, name="find"),
    path("doc/<slug:slug>/chu/", opening.choose_looks, name="looks"),
    path("doc/<slug:slug>/<place:place>/", opening.open_place, name="place"),
    # Fixed pages name their pictures `../r/…`.
    path("doc/<slug:slug>/r/<uuid:token>/f/<place:place>.html", files.frame, name="frame"),
    path("doc/<slug:slug>/r/<uuid:token>/<path:name>", files.resource, name="resource"),
    path("doc/<slug:slug>/luu.json", saving.plan, name="saving_plan"),
    path("doc/<slug:slug>/luu/<uuid:edition>/", saving.saved_frame, name="saved_frame"),
    path("doc/<slug:slug>/luu/<uuid:edition>/<int:number>", saving.part, name="saved_part"),
    path("luu/kiem.json", saving.check, name="saved_check"),
    path("luu/ke/<slug:slug>.json", saving.shelf, name="saving_shelf"),
    path("doc/<slug:slug>/tep/<uuid:token>/<str:name>", files.track, name="track"),
    path(
        "doc/<slug:slug>/trang/<uuid:token>/<int:page>-<int:width>.webp",
        files.picture,
        name="picture",
    ),
    path("doc/<slug:slug>/trang/<uuid:token>/<int:page>.json", files.words, name="words"),
]
