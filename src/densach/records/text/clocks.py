"""When something was done, from a device's clock that may be wrong. No date alone refuses anything."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NEAR = timedelta(minutes=2)  # a slow line and a phone's drift; less is not worth correcting
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)  # older than this program: a clock without a battery
NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`at`: the best that is known; `shift`: what was added to the device's clock to get it.

    `sure`: whether spans by this clock may be laid beside those of other devices.
    """

    at: datetime
    sure: bool
    shift: timedelta


def reckon(
    at: datetime, *, sure: bool, now: datetime | None, now_is_sure: bool, received: datetime
) -> Reckoned:
    """When the device's `at` was.

    `sure` and `now_is_sure`: the device believes its clock then, and now. `now`: its clock when it
    sent, None where it does not say; `received`: the server's clock then. A clock that runs evenly
    but is set wrong is put right by the difference of the two; one that was set in between is
    believed where it can be true; what cannot be true was done, at the latest, when it arrived.
    """
    error = received - now if now is not None else NOTHING
    if abs(error) <= NEAR:
        error = NOTHING
    if sure:
        shift = error if now_is_sure else NOTHING
        moved = _moved(at, shift)
        if moved and _can_be(moved, received):
            return Reckoned(min(moved, received), sure=True, shift=shift)
    for shift in (NOTHING, error):
        moved = _moved(at, shift)
        if moved and _can_be(moved, received):
            return Reckoned(min(moved, received), sure=False, shift=shift)
    return Reckoned(received, sure=False, shift=received - at)


def _can_be(at: datetime, received: datetime) -> bool:
    return BEGINNING <= at <= received + NEAR


def _moved(at: datetime, shift: timedelta) -> datetime | None:
    try:
        return at + shift
    except OverflowError:
        return None
