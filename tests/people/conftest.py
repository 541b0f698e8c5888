"""The cast: Lan learns in 5A, Minh teaches her, Hoa is her guardian, Quân is a stranger.

Thu administers the commune, Phúc the school, Yến another school; Vinh teaches in the same school but not
Lan; Khôi learns in another class. `operator` runs the installation.
"""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils.translation import override

from densach.people.models import Membership, Organization, Person
from densach.people.services.hashing import BoxArgon2
from tests.factories import (
    GuardianshipFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    person_with,
)

Role, Kind = Membership.Role, Organization.Kind


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    """Argon2 as in the product, but not made slow on purpose."""
    monkeypatch.setattr(BoxArgon2, "time_cost", 1)
    monkeypatch.setattr(BoxArgon2, "memory_cost", 64)


@pytest.fixture(autouse=True)
def _english():
    """Sentences are checked in their source language."""
    with override("en"):
        yield


@pytest.fixture
def client():
    """A browser that prefers English."""
    return Client(headers={"accept-language": "en"})


@dataclass
class Cast:
    commune: Organization
    school: Organization
    class_5a: Organization
    class_5b: Organization
    other_school: Organization
    lan: Person
    minh: Person
    hoa: Person
    quan: Person
    thu: Person
    phuc: Person
    yen: Person
    vinh: Person
    khoi: Person
    operator: Person

    def everybody(self):
        return [value for value in vars(self).values() if isinstance(value, Person)]


@pytest.fixture
def cast(db):
    commune = OrganizationFactory(name="UBND xã Suối Mây", kind=Kind.COMMUNE)
    school = OrganizationFactory(name="Trường Tiểu học Khe Sung", parent=commune)
    class_5a = OrganizationFactory(name="5A", kind=Kind.CLASS, parent=school)
    class_5b = OrganizationFactory(name="5B", kind=Kind.CLASS, parent=school)
    other_school = OrganizationFactory(name="Trường THCS Bản Lúa", parent=commune)
    lan = person_with(Role.LEARNER, class_5a, username="lan", full_name="Lầu Thị Lan")
    minh = person_with(Role.TEACHER, class_5a, username="minh", full_name="Trần Văn Minh")
    MembershipFactory(person=minh, organization=school, role=Role.TEACHER)
    hoa = PersonFactory(username="hoa", full_name="Lầu Thị Hoa")
    GuardianshipFactory(guardian=hoa, child=lan)
    return Cast(
        commune=commune,
        school=school,
        class_5a=class_5a,
        class_5b=class_5b,
        other_school=other_school,
        lan=lan,
        minh=minh,
        hoa=hoa,
        quan=PersonFactory(username="quan", full_name="Vũ Quân"),
        thu=person_with(Role.ADMINISTRATOR, commune, username="thu", full_name="Lê Thị Thu"),
        phuc=person_with(Role.ADMINISTRATOR, school, username="phuc", full_name="Đỗ Văn Phúc"),
        yen=person_with(Role.ADMINISTRATOR, other_school, username="yen", full_name="Vi Thị Yến"),
        vinh=person_with(Role.TEACHER, school, username="vinh", full_name="Kha Văn Vinh"),
        khoi=person_with(Role.LEARNER, class_5b, username="khoi", full_name="Vừ Bá Khôi"),
        operator=PersonFactory(
            username="dieu.hanh", full_name="Người Điều Hành", is_superuser=True
        ),
    )
