"""A fictional commune with people of every role, and sign-in by a click while the demo is on.

Place and people are invented; family names are those common in the mountains of Nghệ An.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.conf import settings
from django.db import transaction

from densach.people.errors import DemoOff
from densach.people.models import Guardianship, Membership, Organization, Person

from .accounts import Facts, checked, new_person
from .organizations import Description, found

Kind, Role = Organization.Kind, Membership.Role

COMMUNE = "UBND xã Suối Mây"
# The order of the cards on the sign-in page.
ROLES = ("pupil", "teacher", "librarian", "guardian", "officer", "administrator")


@dataclass(frozen=True, slots=True)
class _Somebody:
    name: str
    role: str
    place: str
    year: int
    card: str = ""


_PLACES = (
    ("thư viện", "Thư viện xã Suối Mây", Kind.LIBRARY),
    ("trung tâm", "Trung tâm học tập cộng đồng xã Suối Mây", Kind.CENTER),
    ("thcs", "Trường THCS Suối Mây", Kind.SCHOOL),
    ("tiểu học", "Trường Tiểu học Khe Sung", Kind.SCHOOL),
)
_CLASSES = {"tiểu học": ("3A", "5A"), "thcs": ("6A", "7B", "8A", "9A")}
_PUPILS_OF_A_CLASS = 6

_STAFF = (
    _Somebody("Trần Thị Thu", Role.ADMINISTRATOR, "xã", 1982, "administrator"),
    _Somebody("Vi Thị Bua", Role.OFFICER, "xã", 1988, "officer"),
    _Somebody("Vừ Bá Tu", Role.LIBRARIAN, "thư viện", 1990, "librarian"),
    _Somebody("Nguyễn Thị Hạnh", Role.TEACHER, "tiểu học/5A", 1985, "teacher"),
    _Somebody("Lô Văn Sinh", Role.TEACHER, "tiểu học/3A", 1979),
    _Somebody("Phan Đình Lâm", Role.MANAGER, "tiểu học", 1974),
    _Somebody("Hoàng Thị Mỷ", Role.TEACHER, "thcs/6A", 1991),
    _Somebody("Cụt Văn Khăm", Role.TEACHER, "thcs/7B", 1987),
    _Somebody("Lê Thị Ngọc", Role.TEACHER, "thcs/8A", 1983),
    _Somebody("Kha Văn Thoong", Role.TEACHER, "thcs/9A", 1980),
    _Somebody("Đặng Quang Vinh", Role.MANAGER, "thcs", 1972),
    _Somebody("Lương Thị Pén", Role.LIBRARIAN, "thcs", 1994),
    _Somebody("Moong Văn Nghệ", Role.MANAGER, "trung tâm", 1976),
    _Somebody("Xeo Thị Oanh", Role.LEARNER, "trung tâm", 1969),
    _Somebody("Hờ Bá Chà", Role.LEARNER, "trung tâm", 1998),
    _Somebody("Ngân Thị Lan", Role.LEARNER, "trung tâm", 1958),
)
_PUPIL = _Somebody("Lầu Thị Mai", Role.LEARNER, "tiểu học/5A", 2016, "pupil")
_GUARDIAN = _Somebody("Lầu Bá Pó", Role.LEARNER, "trung tâm", 1986, "guardian")

_SURNAMES = ("Vi", "Lô", "Lương", "Lầu", "Vừ", "Già", "Moong", "Cụt", "Kha", "Nguyễn", "Ngân")
_BOYS = (
    ("Văn", "Bá", "Đức", "Minh"),
    ("Dủa", "Tùng", "Khánh", "Sơn", "Nam", "Phong", "Xồng", "Hải"),
)
_GIRLS = (("Thị", "Y", "Thuỳ", "Ngọc"), ("Dợ", "Linh", "Hoa", "Thảo", "Nhung", "Xua", "An", "Yến"))
_SEED = 1407  # any number; the same people every time


@transaction.atomic
def make_demo(at: datetime) -> Organization:
    """The commune of Suối Mây with two schools, a library, a learning centre and about 60 people.

    Made once; called again it changes nothing. Nobody in it has a password: they come in through
    the cards of the sign-in page while `settings.DEMO` is on, and not at all otherwise.
    """
    here = Organization.objects.filter(parent=None, name=COMMUNE).first()
    if here is not None:
        return here
    commune = found(parent=None, text=Description(COMMUNE, Kind.COMMUNE), at=at)
    places = {"xã": commune}
    for key, name, kind in _PLACES:
        places[key] = found(parent=commune, text=Description(name, kind), at=at)
        for group in _CLASSES.get(key, ()):
            text = Description(group, Kind.CLASS)
            places[f"{key}/{group}"] = found(parent=places[key], text=text, at=at)
    for somebody in (*_STAFF, *_pupils()):
        _make(somebody, places, at)
    child, guardian = _make(_PUPIL, places, at), _make(_GUARDIAN, places, at)
    Guardianship.objects.create(guardian=guardian, child=child, created_at=at, updated_at=at)
    return commune


def _pupils() -> list[_Somebody]:
    chance = Random(_SEED)  # noqa: S311 - names of a demo
    pupils = []
    for key, groups in _CLASSES.items():
        for group in groups:
            for number in range(_PUPILS_OF_A_CLASS):
                middle, given = _GIRLS if number % 2 else _BOYS
                words = (chance.choice(_SURNAMES), chance.choice(middle), chance.choice(given))
                year = 2021 - int(group[0])  # grade 5 of 2026-2027: born in 2016
                pupils.append(_Somebody(" ".join(words), Role.LEARNER, f"{key}/{group}", year))
    return pupils


def _make(somebody: _Somebody, places: dict[str, Organization], at: datetime) -> Person:
    facts = Facts(full_name=somebody.name, birth_year=somebody.year)
    person = new_person(checked(facts, at=at), at=at)
    person.demo_role = somebody.card
    person.is_superuser = somebody.card == "administrator"
    person.age_mode = Person.Age.CHILD if somebody.card == "pupil" else Person.Age.ADULT
    person.save(force_insert=True)
    held = [somebody.place]
    if somebody.role == Role.TEACHER:
        held.append(somebody.place.split("/")[0])
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organization=places[place],
            role=somebody.role,
            created_at=at,
            updated_at=at,
        )
        for place in dict.fromkeys(held)
    )
    return person


def demo_person(role: str) -> Person:
    """The person behind a card of the sign-in page. One query.

    Raises DemoOff when the demo is off or nobody plays this role.
    """
    if not settings.DEMO or role not in ROLES:
        raise DemoOff
    person = Person.objects.filter(demo_role=role, is_active=True).order_by("created_at").first()
    if person is None:
        raise DemoOff
    return person


def demo_people() -> list[Person]:
    """Whose cards stand on the sign-in page, in order; none when the demo is off. One query."""
    if not settings.DEMO:
        return []
    people = {p.demo_role: p for p in Person.objects.filter(demo_role__in=ROLES, is_active=True)}
    return [people[role] for role in ROLES if role in people]
