"""Addresses. Words in them are Vietnamese, names English."""

from django.conf import settings
from django.urls import URLPattern, path

from .views import (
    cards,
    class_cards,
    devices,
    here,
    known,
    log,
    me,
    oidc,
    organizations,
    people,
    registration,
    rosters,
    sign_in,
    units,
)

app_name = "people"
urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="sign_in"),
    path("dang-nhap/mat-khau-moi/", sign_in.choose_password, name="choose_password"),
    path("dang-nhap/quen/", sign_in.forgotten, name="forgotten"),
    path("dang-nhap/thu/", sign_in.sign_in_demo, name="sign_in_demo"),
    path("dang-xuat/", sign_in.sign_out, name="sign_out"),
    path("dang-ky/", registration.register, name="register"),
    path("the/", cards.enter_code, name="enter_code"),
    path("the/<str:code>/", cards.card, name="card"),
    path("the-lop/vao/", class_cards.enter, name="enter_class_card"),
    path("the-lop/<str:secret>/", class_cards.scanned, name="scan_class_card"),
    path("ai-day/", here.here, name="here"),
    path("toi/ma/", here.own_pin, name="own_pin"),
    path("toi/tai-khoan/", me.me, name="me"),
    path("toi/mat-khau/", me.password, name="password"),
    path("toi/thiet-bi/", devices.mine, name="devices"),
    path("toi/du-lieu/", known.known_about, name="known"),
    path("toi/du-lieu/tai-ve/", known.take_along, name="take_along"),
    path("toi/du-lieu/cua/<str:username>/", known.known_about, name="known_ward"),
    path("toi/du-lieu/cua/<str:username>/tai-ve/", known.take_along, name="take_along_ward"),
    path("toi/xoa/", me.erase_me, name="erase_me"),
    path("toi/loi-moi/<int:pk>/", me.answer_invitation, name="answer_invitation"),
    path("toi/giam-ho/<uuid:pk>/", me.leave_guardianship, name="leave_guardianship"),
    path("don-vi-hanh-chinh/", units.units, name="units"),
    path("quan-tri/nguoi-dung/", people.people, name="people"),
    path("quan-tri/nguoi-dung/them/", people.add, name="add_person"),
    path("quan-tri/nguoi-dung/moi/", people.invite, name="invite"),
    path("quan-tri/nguoi-dung/chuyen-lop/", people.move_to_class, name="move_to_class"),
    path("quan-tri/nguoi-dung/the/", cards.print_cards, name="print_cards"),
    path("quan-tri/nguoi-dung/nhap/", rosters.bring, name="bring_roster"),
    path("quan-tri/nguoi-dung/nhap/mau.<str:kind>", rosters.template, name="roster_template"),
    path("quan-tri/nguoi-dung/nhap/<int:pk>/", rosters.roster, name="roster"),
    path("quan-tri/nguoi-dung/nhap/<int:pk>/lam/", rosters.carry_out, name="carry_out_roster"),
    path("quan-tri/nguoi-dung/nguoi/<str:username>/", people.person, name="person"),
    path("quan-tri/nguoi-dung/nguoi/<str:username>/sua/", people.edit, name="edit_person"),
    path("quan-tri/nguoi-dung/nguoi/<str:username>/viec/", people.act, name="act_on_person"),
    path("quan-tri/nguoi-dung/nguoi/<str:username>/ma/", people.set_pin, name="set_pin"),
    path("quan-tri/nguoi-dung/nguoi/<str:username>/xoa/", people.erase, name="erase_person"),
    path("quan-tri/nguoi-dung/nguoi/<str:username>/vai/", people.give_role, name="give_role"),
    path(
        "quan-tri/nguoi-dung/nguoi/<str:username>/vai/<uuid:pk>/het/",
        people.end_role,
        name="end_role",
    ),
    path(
        "quan-tri/nguoi-dung/nguoi/<str:username>/giam-ho/",
        people.set_guardian,
        name="set_guardian",
    ),
    path(
        "quan-tri/nguoi-dung/nguoi/<str:username>/giam-ho/<uuid:pk>/het/",
        people.end_guardian,
        name="end_guardian",
    ),
    path("quan-tri/may/", devices.devices_list, name="devices_list"),
    path("quan-tri/may/<uuid:pk>/", devices.act_on_device, name="act_on_device"),
    path("quan-tri/lop/<int:number>/the/", class_cards.class_page, name="class_page"),
    path("quan-tri/lop/<int:number>/the/in/", class_cards.make_cards, name="make_class_cards"),
    path("quan-tri/lop/<int:number>/the/ma/", class_cards.draw_pins, name="draw_pins"),
    path("quan-tri/lop/<int:number>/the/het/", class_cards.end, name="end_class_cards"),
    path("quan-tri/don-vi/", organizations.organizations, name="organizations"),
    path("quan-tri/don-vi/moi/", organizations.new_organization, name="new_organization"),
    path("quan-tri/don-vi/noi/", organizations.unit_choices, name="unit_choices"),
    path("quan-tri/don-vi/<int:number>/", organizations.organization, name="organization"),
    path(
        "quan-tri/don-vi/<int:number>/sua/",
        organizations.edit_organization,
        name="edit_organization",
    ),
    path(
        "quan-tri/don-vi/<int:number>/chuyen/",
        organizations.move_organization,
        name="move_organization",
    ),
    path(
        "quan-tri/don-vi/<int:number>/dong/",
        organizations.close_organization,
        name="close_organization",
    ),
    path(
        "quan-tri/don-vi/<int:number>/mo/",
        organizations.reopen_organization,
        name="reopen_organization",
    ),
    path("quan-tri/nhat-ky/", log.staff_acts, name="staff_acts"),
    path("quan-tri/nhat-ky.csv", log.staff_acts_file, name="staff_acts_file"),
    path("quan-tri/cai-dat/", log.installation, name="installation"),
]

# Mounted beside these without a namespace: django-allauth knows its addresses by these names.
oidc_urlpatterns: list[URLPattern] = []
if getattr(settings, "OIDC_URL", ""):
    oidc_urlpatterns = [
        path("dang-nhap/qua/<str:provider_id>/", oidc.begin, name="openid_connect_login"),
        path("dang-nhap/qua/<str:provider_id>/ve/", oidc.back, name="openid_connect_callback"),
    ]
