"""Administrative units: today's two tiers, and what became of the old names."""

import pytest

from densach.people.models import AdminUnit, FormerUnit
from densach.people.queries import units_meant, units_named
from densach.people.services.units import load_units

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def units(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_units()
        yield
        FormerUnit.objects.all().delete()
        AdminUnit.objects.filter(level=AdminUnit.Level.COMMUNE).delete()
        AdminUnit.objects.all().delete()


def told(text, limit=20):
    return [
        (hit.full_name, hit.province, tuple(unit.full_name for unit in hit.became))
        for hit in units_named(text, limit)
    ]


def test_34_provinces_and_3321_communes_come_with_the_program(units):
    assert AdminUnit.objects.filter(level=AdminUnit.Level.PROVINCE).count() == 34
    assert AdminUnit.objects.filter(level=AdminUnit.Level.COMMUNE).count() == 3321
    assert AdminUnit.objects.filter(province_id="40").count() == 130


def test_the_old_district_ky_son_tells_its_twelve_communes(units):
    name, province, became = told("huyện Kỳ Sơn")[0]

    assert (name, province) == ("Huyện Kỳ Sơn", "Tỉnh Nghệ An")
    assert sorted(became) == sorted(
        f"Xã {name}"
        for name in (
            "Mường Xén", "Mỹ Lý", "Bắc Lý", "Keng Đu", "Huồi Tụ", "Mường Lống",
            "Na Loi", "Nậm Cắn", "Hữu Kiệm", "Chiêu Lưu", "Mường Típ", "Na Ngoi",
        )
    )  # fmt: skip


def test_all_that_were_called_ky_son_are_told_with_their_provinces(units):
    found = {(name, province) for name, province, _became in told("ky son")}

    assert found == {
        ("Phường Kỳ Sơn", "Tỉnh Phú Thọ"),
        ("Huyện Kỳ Sơn", "Tỉnh Nghệ An"),
        ("Xã Kỳ Sơn", "Tỉnh Hà Tĩnh"),
        ("Phường Kỳ Sơn", "Tỉnh Hòa Bình"),
        ("Xã Kỳ Sơn", "Tỉnh Hải Dương"),
        ("Xã Kỳ Sơn", "Tỉnh Nghệ An"),
    }


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("KỲ SƠN", "Phường Kỳ Sơn"),
        ("kỳ sơn", "Phường Kỳ Sơn"),
        ("ky son nghe an", "Huyện Kỳ Sơn"),
        ("tp vinh", "Thành phố Vinh"),
        ("quan 1", "Quận 1"),
        ("Quận 1", "Quận 1"),
        ("hoà bình", "Phường Hoà Bình"),
        ("tinh ha giang", "Tỉnh Hà Giang"),
        ("con dao", "Đặc khu Côn Đảo"),
        ("muong xen", "Xã Mường Xén"),
        ("X. Mường Xén", "Xã Mường Xén"),
    ],
)
def test_marks_levels_and_provinces_may_be_typed_or_left_out(units, typed, first):
    assert told(typed)[0][0] == first


def test_an_old_province_became_a_new_one(units):
    assert told("tỉnh hà giang")[0][2] == ("Tỉnh Tuyên Quang",)


def test_a_divided_commune_says_so(units):
    hits = [hit for hit in units_named("phường cống vị") if hit.is_former]

    assert [(hit.district, hit.divided, len(hit.became)) for hit in hits] == [
        ("Quận Ba Đình", True, 2)
    ]


@pytest.mark.parametrize("typed", ["", "k", "   ", "xyzzy", "xã", "%", "ky son atlantis"])
def test_what_names_nothing_finds_nothing(units, typed):
    assert not [hit for hit in units_named(typed) if "Kỳ Sơn" in hit.full_name]


def test_a_search_takes_two_queries(units, django_assert_num_queries):
    with django_assert_num_queries(2):
        units_named("hoa binh", 50)
    with django_assert_num_queries(2):
        units_named("muong xen", 50)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Kỳ Sơn", "Phường Kỳ Sơn"),
        ("ky son", "Phường Kỳ Sơn"),
        ("kì sơn", "Phường Kỳ Sơn"),
        ("huyện Kỳ Sơn", "Huyện Kỳ Sơn"),
        ("ky son nghe an", "Huyện Kỳ Sơn"),
        ("xa muong xen", "Xã Mường Xén"),
        ("TP. Vinh", "Thành phố Vinh"),
        ("quan 1", "Quận 1"),
        ("Hà Nội", "Thành phố Hà Nội"),
    ],
)
def test_a_search_for_anything_means_units_that_are_named_whole(units, typed, first):
    assert units_meant(typed)[0].full_name == first


@pytest.mark.parametrize(
    "typed",
    ["", "k", "nuoc", "nước", "kieu", "truyen kieu", "phan so lop 5", "ky", "mường", "xã", "kỷ son",
     "vinh quang và tủi nhục", "hà nội băm sáu phố phường", "một hai ba bốn năm " * 4],
)  # fmt: skip
def test_words_that_only_begin_a_name_mean_no_unit(units, typed):
    assert not units_meant(typed)


def test_words_that_name_no_unit_take_one_query(units, django_assert_num_queries):
    with django_assert_num_queries(1):
        units_meant("truyen kieu")
    with django_assert_num_queries(3):
        units_meant("ky son")


def test_loading_again_doubles_nothing(units):
    before = FormerUnit.objects.count()

    assert load_units(again=True) == 3355
    assert FormerUnit.objects.count() == before
