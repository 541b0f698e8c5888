"""The library's addresses; names are public."""

from django.urls import path

from .views import cataloguing, finding, imports, printing, shelves, works

app_name = "library"
urlpatterns = [
    path("thu-vien/", finding.find, name="find"),
    path("goi-y/", finding.suggest, name="suggest"),
    path("opensearch.xml", finding.opensearch, name="opensearch"),
    path("sach/<slug:slug>/", works.work, name="work"),
    path("sach/<slug:slug>/bia", works.cover, name="cover"),
    path("sach/<slug:slug>/bia.svg", works.drawn_cover, name="drawn_cover"),
    path("sach/<slug:slug>/ap-phich/", printing.poster, name="poster"),
    path("sach/<slug:slug>/sua/", cataloguing.edit, name="edit"),
    path("sach/<slug:slug>/rut/", cataloguing.withdraw, name="withdraw"),
    path("nguoi/<slug:slug>/", works.agent, name="agent"),
    path("tep/<uuid:token>/<str:name>", works.download, name="download"),
    path("ke/", shelves.shelves, name="shelves"),
    path("ke/moi/", shelves.new_shelf, name="new_shelf"),
    path("ke/<slug:slug>/", shelves.shelf, name="shelf"),
    path("ke/<slug:slug>/sua/", shelves.change_shelf, name="change_shelf"),
    path("ke/<slug:slug>/sach/", shelves.shelf_works, name="shelf_works"),
    path("ke/<slug:slug>/go/", shelves.take_down, name="take_down"),
    path("ke/<slug:slug>/in/", printing.shelf_list, name="shelf_list"),
    path("nhap/", imports.imports, name="imports"),
    path("nhap/tep/", imports.upload, name="upload"),
    path("nhap/dia-chi/", imports.address, name="import_address"),
    path("nhap/<uuid:run_id>/", imports.import_run, name="import_run"),
    path("nhap/<uuid:run_id>/bat-dau/", imports.begin, name="import_begin"),
    path("nhap/<uuid:run_id>/dung/", imports.stop, name="import_stop"),
    path("nhap/<uuid:run_id>/<int:line_id>/", imports.decide, name="import_decide"),
    path("bien-muc/", cataloguing.cataloguing, name="cataloguing"),
    path("bien-muc/nhieu/", cataloguing.bulk, name="bulk"),
    path("bien-muc/trung/", cataloguing.doubles, name="doubles"),
    path("bien-muc/gop/", cataloguing.merge, name="merge"),
    path("bien-muc/gop/<int:number>/tach/", cataloguing.undo_merge, name="undo_merge"),
]
