"""The sample commune has something to see on every page of reading together."""

import pytest

from densach.community.models import Challenge, Club, ClubPost, Exhibition, Review, State
from densach.community.services.demo import make_demo
from densach.core.errors import Forbidden
from densach.library.models import Shelf
from densach.people.services import demo
from tests.factories import MONDAY, WorkFactory

pytestmark = pytest.mark.django_db


def test_once_and_only_with_the_commune():
    make_demo(MONDAY)
    assert not Club.objects.exists()
    demo.make_demo(MONDAY)
    for slug in ("cay-den-tren-gac-bep", "toi-la-trau-moong", "tieng-buoc-trong-suong"):
        WorkFactory(slug=slug)
    Shelf.objects.create(
        title="Chuyện kể trên núi", slug="chuyen-ke-tren-nui", created_at=MONDAY, updated_at=MONDAY
    )
    with pytest.raises(Forbidden):
        make_demo(MONDAY)  # a shelf of nobody is not the commune librarian's to lay out
    Shelf.objects.update(organization=demo.Organization.objects.get(name="Thư viện xã Suối Mây"))
    make_demo(MONDAY)
    make_demo(MONDAY)
    assert Club.objects.get().memberships.count() == 8
    assert ClubPost.objects.filter(state=State.WAITING).count() == 1
    assert Challenge.objects.get().memberships.count() == 7
    assert Exhibition.objects.get().title == "Chuyện kể bên bếp lửa"
    assert sorted(Review.objects.values_list("state", flat=True)) == [State.SHOWN, State.WAITING]
