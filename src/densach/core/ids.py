"""Identifiers made where a row is born, so that nodes can exchange rows without renumbering."""

import secrets
import threading
import time
import uuid

TWELVE_BITS = 0xFFF
_lock = threading.Lock()
_last_ms = 0
_sequence = 0


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562, 5.7): milliseconds, then a rising counter, then chance.

    Within one process the values only rise, also when the clock steps back; 4,096 values fit into
    a millisecond before the next one is borrowed.
    """
    global _last_ms, _sequence  # noqa: PLW0603 - one counter per process is the point
    with _lock:
        now_ms = time.time_ns() // 1_000_000
        if now_ms > _last_ms:
            _last_ms, _sequence = now_ms, 0
        else:
            _sequence += 1
            if _sequence > TWELVE_BITS:
                _last_ms, _sequence = _last_ms + 1, 0
        ms, sequence = _last_ms, _sequence
    value = (ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | sequence << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)
