"""The room's addresses; names are public."""

from django.urls import path

from .views import challenges, clubs, exhibitions, home, reviews

app_name = "community"
urlpatterns = [
    path("cung-doc/", home.home, name="home"),
    path("cung-doc/nhom/", clubs.clubs, name="clubs"),
    path("cung-doc/nhom/moi/", clubs.new_club, name="new_club"),
    path("cung-doc/nhom/<slug:slug>/", clubs.club, name="club"),
    path("cung-doc/nhom/<slug:slug>/sua/", clubs.change_club, name="change_club"),
    path("cung-doc/nhom/<slug:slug>/viec/", clubs.act, name="act_in_club"),
    path("cung-doc/thu-thach/", challenges.challenges, name="challenges"),
    path("cung-doc/thu-thach/moi/", challenges.new_challenge, name="new_challenge"),
    path("cung-doc/thu-thach/<slug:slug>/", challenges.challenge, name="challenge"),
    path("cung-doc/thu-thach/<slug:slug>/viec/", challenges.act, name="act_in_challenge"),
    path("trung-bay/", exhibitions.exhibitions, name="exhibitions"),
    path("trung-bay/moi/", exhibitions.new_exhibition, name="new_exhibition"),
    path("trung-bay/<slug:slug>/", exhibitions.exhibition, name="exhibition"),
    path("trung-bay/<slug:slug>/sua/", exhibitions.change_exhibition, name="change_exhibition"),
    path("trung-bay/<slug:slug>/go/", exhibitions.take_down, name="take_down_exhibition"),
    path("trung-bay/<slug:slug>/ap-phich/", exhibitions.poster, name="exhibition_poster"),
    path("tb/<slug:slug>/", exhibitions.scan, name="scan"),
    path("sach/<slug:slug>/nhan-xet/", reviews.of_work, name="reviews"),
    path("sach/<slug:slug>/nhan-xet/viet/", reviews.write, name="write_review"),
    path("sach/<slug:slug>/nhan-xet/xoa/", reviews.take_back, name="take_back_review"),
    path("bien-muc/nhan-xet/", reviews.waiting, name="judge_reviews"),
    path("bien-muc/nhan-xet/<uuid:review_id>/", reviews.judge, name="judge_review"),
]
