"""What becomes of events, whatever their order, repetition and split."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from densach.reading.engine import spans
from densach.reading.models import Finished, Minutes, Note, Place, ReadingDay
from densach.records.models import Heard, Statement
from densach.records.services.rebuilding import rebuild
from tests.factories import MONDAY, EditionFactory, PersonFactory
from tests.records.events import SECOND, Phone

pytestmark = pytest.mark.django_db
NOTE = UUID("01900000-0000-7000-8000-000000000001")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def lan():
    return PersonFactory()


@pytest.fixture
def edition():
    return EditionFactory()


def state(person):
    """Everything that pages show of a person, without what only this database knows."""
    told = ("edition_id", "n", "device", "event", "at")
    here = ("chapter", "offset", "fraction")
    words = ("note", "kind", "end", "excerpt", "text", "name", "color", "gone")
    minutes = ("edition_id", "on", "seconds", "fraction", "steps", "loose_ms")
    return {
        model.__name__: sorted(model.objects.filter(person=person).values_list(*fields), key=str)
        for model, fields in (
            (Place, (*told, *here, "away")), (Note, (*told, *here, *words)), (Finished, told),
            (Minutes, minutes), (ReadingDay, ("on",)),
        )
    }  # fmt: skip


def forget_everything(person):
    for model in (Place, Note, Finished, Minutes, ReadingDay, Statement, Heard):
        model.objects.filter(person=person).delete()


def test_the_newest_place_is_the_one_with_the_highest_counter_whatever_the_clocks(lan, edition):
    phone, laptop = Phone(lan), Phone(lan)
    phone.reads(edition, chapter="c5", n=7, at=datetime(1970, 1, 1, tzinfo=UTC), sure=False)
    laptop.reads(edition, chapter="c2", n=6, at=datetime(2026, 11, 23, tzinfo=UTC))

    phone.sends()
    laptop.sends()

    place = Place.objects.get()
    assert (place.chapter, place.n, place.device) == ("c5", 7, phone.device.pk)


def test_what_two_devices_tell_of_the_same_minutes_counts_once(lan, edition):
    phone, laptop = Phone(lan), Phone(lan)
    phone.reads(edition, seconds=600, at=MONDAY)
    laptop.reads(edition, seconds=600, at=MONDAY + 5 * MINUTE)

    phone.sends()
    laptop.sends(at=MONDAY + 5 * MINUTE)

    assert Minutes.objects.get().seconds == 900


def test_clocks_that_cannot_be_believed_add_what_they_counted(lan, edition):
    phone = Phone(lan)
    for _time in range(2):
        phone.reads(edition, seconds=60, at=datetime(1970, 1, 1, tzinfo=UTC), sure=False)

    phone.sends(now=MONDAY)

    minutes = Minutes.objects.get()
    assert (minutes.seconds, minutes.on) == (120, date(2026, 11, 23))


def test_time_in_which_nobody_was_active_does_not_count(lan, edition):
    phone = Phone(lan)
    phone.does(
        "read", edition, chapter="c1", seconds=30, to="2026-11-23T00:50:00Z",
        **{"from": "2026-11-23T00:40:00Z"},
    )  # fmt: skip

    phone.sends()

    assert Minutes.objects.get().seconds == 30


def test_an_evening_over_midnight_lights_both_days(lan, edition):
    phone = Phone(lan)
    midnight = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # of Việt Nam
    phone.reads(edition, seconds=600, at=midnight + 4 * MINUTE)

    phone.sends(at=midnight + 5 * MINUTE)

    seconds = dict(Minutes.objects.values_list("on", "seconds"))
    assert seconds == {date(2026, 11, 23): 360, date(2026, 11, 24): 240}
    assert ReadingDay.objects.count() == 2


def test_a_phone_set_wrong_but_running_evenly_is_put_right(lan, edition):
    phone, laptop = Phone(lan), Phone(lan)
    years = timedelta(days=24 * 365)
    phone.reads(edition, seconds=600, at=MONDAY + years)
    laptop.reads(edition, seconds=600, at=MONDAY)

    phone.sends(at=MONDAY + MINUTE, now=MONDAY + MINUTE + years)
    laptop.sends()

    assert Minutes.objects.get().seconds == 600


def test_finished_stays_finished_where_another_store_loses_it(lan, edition):
    """Two devices know 10 s; one finishes with 600 s in all, the other, older, says 0.2 and 30 s."""
    tablet, phone = Phone(lan), Phone(lan)
    tablet.reads(edition, seconds=10, fraction=0.1, at=MONDAY)
    tablet.sends()
    tablet.reads(edition, seconds=590, fraction=1.0, at=MONDAY + 20 * MINUTE)
    tablet.does("finished", edition, at=MONDAY + 20 * MINUTE)
    phone.reads(edition, seconds=20, fraction=0.2, at=MONDAY + 40 * MINUTE)

    tablet.sends(at=MONDAY + 60 * MINUTE)
    phone.sends(at=MONDAY + 60 * MINUTE)

    assert Finished.objects.filter(person=lan, edition=edition).exists()
    assert Minutes.objects.get().seconds == 620
    assert Place.objects.get().fraction == 1.0


def test_a_note_is_as_its_newest_event_says_and_gone_is_a_state(lan, edition):
    phone, laptop = Phone(lan), Phone(lan)
    phone.notes(edition, NOTE, text="Hay quá", n=1)
    laptop.notes(edition, NOTE, text="Hay quá!", n=2)
    phone.notes(edition, NOTE, gone=True, n=3)

    phone.sends()
    laptop.sends()

    note = Note.objects.get()
    assert (note.gone, note.text, note.n) == (True, "", 3)


def test_rebuilding_finds_everything_equal_and_mends_what_is_not(lan, edition):
    phone = Phone(lan)
    phone.reads(edition)
    phone.notes(edition, NOTE, text="x")
    phone.does("finished", edition)
    phone.does("put_away", edition)
    phone.sends()
    was = state(lan)
    done = rebuild([lan.pk])
    assert (done.people, done.events, done.unequal) == (1, 4, 0)

    Place.objects.update(chapter="c9")
    Finished.objects.all().delete()
    ReadingDay.objects.create(person=lan, on=date(2020, 1, 1))

    assert rebuild([lan.pk]).unequal == 3
    assert state(lan) == was


def test_what_was_kept_before_there_were_events_stays_on_rebuild(lan, edition):
    Place.objects.create(person=lan, edition=edition, chapter="c4", at=MONDAY)
    Finished.objects.create(person=lan, edition=edition, at=MONDAY)
    ReadingDay.objects.create(person=lan, on=date(2026, 11, 1), told=False)
    phone = Phone(lan)
    phone.reads(EditionFactory())
    phone.sends()

    assert rebuild([lan.pk]).unequal == 0
    assert Place.objects.get(edition=edition).chapter == "c4"
    assert ReadingDay.objects.count() == 2


# ---- Properties

MOMENTS = st.integers(0, 40).map(lambda minutes: MONDAY - minutes * MINUTE)


@st.composite
def histories(draw):
    """What three devices did with two editions, their counters partly the same."""
    made = []
    for _number in range(draw(st.integers(1, 14))):
        at, sure = draw(MOMENTS), draw(st.booleans())
        verb = draw(st.sampled_from(["read", "listened", "finished", "noted", "put_away"]))
        result = {}
        if verb in {"read", "listened"}:
            seconds = draw(st.integers(0, 900))
            result = {
                "chapter": draw(st.sampled_from(["c1", "c2"])), "seconds": seconds,
                "fraction": draw(st.sampled_from([0.1, 0.5, 1.0])),
                "from": (at - seconds * SECOND).isoformat(), "to": at.isoformat(),
            }  # fmt: skip
        if verb == "noted":
            result = {
                "note": str(UUID(int=draw(st.integers(1, 2)))),
                "chapter": "c1",
                "text": draw(st.sampled_from("ab")),
            }
            if draw(st.booleans()):
                result["gone"] = True
        made.append(
            (
                draw(st.integers(0, 2)),
                draw(st.integers(0, 1)),
                verb,
                at,
                sure,
                draw(st.integers(1, 6)),
                result,
            )
        )
    order = draw(st.permutations(range(len(made))))
    again = draw(st.lists(st.sampled_from(range(len(made))), max_size=6))
    cuts = draw(st.lists(st.integers(0, len(made) + len(again)), max_size=4))
    return made, [*order, *again], sorted({0, *cuts, len(made) + len(again)})


@pytest.mark.slow
@examples(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories())
def test_order_repetition_and_split_change_nothing(lan, edition, history):
    made, order, cuts = history
    phones = [Phone(lan) for _device in range(3)]
    editions = [edition, EditionFactory()]
    events = [
        (phones[device], phones[device].does(verb, editions[on], at=at, sure=sure, n=n, **result))
        for device, on, verb, at, sure, n, result in made
    ]
    for phone, event in events:
        phone.sends(event)
    straight = state(lan)
    assert rebuild([lan.pk]).unequal == 0

    forget_everything(lan)
    for begin, end in pairwise(cuts):
        for phone in phones:
            batch = [events[i][1] for i in order[begin:end] if events[i][0] is phone]
            if batch:
                phone.sends(*batch)

    assert state(lan) == straight
    assert rebuild([lan.pk]).unequal == 0
    forget_everything(lan)


STEPS = st.tuples(st.integers(0, 50), st.integers(1, 20), st.integers(1, 1000)).map(
    lambda told: (told[0], told[0] + told[1], told[2])
)


@given(st.lists(STEPS, max_size=8), st.lists(STEPS, max_size=8), st.lists(STEPS, max_size=8))
def test_joining_steps_is_the_same_in_any_order_and_again(one, two, three):
    whole = spans.join(one, two, three)
    assert whole == spans.join(spans.join(three, one), two) == spans.join(whole, whole, two)
    for moment in range(75):
        high = max((s for b, e, s in [*one, *two, *three] if b <= moment < e), default=0)
        assert high == max((s for b, e, s in whole if b <= moment < e), default=0)
    assert all(first[1] <= second[0] for first, second in pairwise(whole))
    assert all(a[1] < b[0] or a[2] != b[2] for a, b in pairwise(whole))
