"""Addresses of the room. Names are public."""

from django.urls import path

from .views import about, backups, health, home, machine, offline, screen

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("gioi-thieu/", about.about, name="about"),
    path("giay-phep/", about.licences, name="licences"),
    path("tro-giup/", about.help_page, name="help"),
    path("kieu-dang/", about.guide, name="guide"),
    path("ngon-ngu/<slug:tag>/", screen.language, name="language"),
    path("giao-dien/", screen.screen, name="screen"),
    path("quan-tri/sao-luu/", backups.backups, name="backups"),
    path("quan-tri/sao-luu/lam/", backups.make, name="make_backup"),
    path("quan-tri/sao-luu/<str:name>", backups.take, name="take_backup"),
    path("quan-tri/sao-luu/<str:name>/xoa/", backups.throw_away, name="throw_away_backup"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("ngoai-tuyen/", offline.offline, name="offline"),
    path("may-nay/", offline.this_device, name="device"),
    path("mang-ve-nha/", offline.take_home, name="take_home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("manifest.webmanifest", machine.manifest, name="manifest"),
    path("icon.svg", machine.icon, name="icon"),
    path("favicon.ico", machine.icon, name="favicon"),
    path("icon-<int:size>.png", machine.picture_icon, name="picture_icon"),
    path("apple-touch-icon.png", machine.picture_icon, {"size": 180}, name="touch_icon"),
    path("robots.txt", machine.robots, name="robots"),
]
