"""Byte ranges (RFC 9110, section 14) and readers that show a part of a file."""

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

MOST_RANGES = 16  # more is an attack or a broken client: it gets the whole file
BLOCK = 1 << 18


class Unsatisfiable(Exception):
    """The ranges are well written, but none of them touches the file."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1

    def line(self, size: int) -> str:
        """As the header Content-Range writes it."""
        return f"bytes {self.first}-{self.last}/{size}"


def spans_of(header: str, size: int) -> list[Span]:
    """What `header` (the value of Range) asks of a file of `size` bytes.

    Empty: the header is absent, malformed, in other units or asks too much; send the whole file,
    as the standard says. Raises Unsatisfiable.
    """
    unit, equals, text = header.partition("=")
    if not equals or unit.strip().lower() != "bytes":
        return []
    specs = [spec.strip() for spec in text.split(",") if spec.strip()]
    if not specs or len(specs) > MOST_RANGES:
        return []
    spans = []
    for spec in specs:
        first, dash, last = spec.partition("-")
        if not dash or not (first + last).isascii() or not (first + last).isdigit():
            return []
        span = _span(first, last, size)
        if span is None:
            return []
        if span.first <= span.last:
            spans.append(span)
    if not spans:
        raise Unsatisfiable
    # Overlapping ranges could ask for one file many times over (RFC 9110, 14.2).
    return spans if sum(span.length for span in spans) <= max(size, 1) else []


def _span(first: str, last: str, size: int) -> Span | None:
    """One range; backwards when it lies outside the file; None when it is nonsense."""
    if not first:
        wanted = int(last)
        return Span(max(size - wanted, 0), size - 1) if wanted else Span(size, size - 1)
    begin = int(first)
    end = int(last) if last else size - 1
    if last and end < begin:
        return None
    return Span(begin, min(end, size - 1))


class Window(io.RawIOBase):
    """The bytes of `span` of an open file, as a file of its own: read, seek, tell, close.

    Servers that offer `wsgi.file_wrapper` seek in it and read only as much as there is.
    """

    def __init__(self, source: IO[bytes], span: Span) -> None:
        super().__init__()
        self._source, self._span, self._at = source, span, 0
        source.seek(span.first)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._span.length}[whence]
        self._at = min(max(base + offset, 0), self._span.length)
        self._source.seek(self._span.first + self._at)
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._span.length - self._at
        block = self._source.read(left if size is None or size < 0 else min(size, left))
        self._at += len(block)
        return block

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


def parts(
    source: IO[bytes], spans: Sequence[Span], *, size: int, media_type: str, boundary: str
) -> Iterator[bytes]:
    """The body of a multipart/byteranges answer, read as it is sent; closes `source`."""
    with source:
        for span in spans:
            yield _head(span, size, media_type, boundary)
            source.seek(span.first)
            left = span.length
            while left and (block := source.read(min(BLOCK, left))):
                left -= len(block)
                yield block
        yield _tail(boundary)


def parts_length(spans: Sequence[Span], *, size: int, media_type: str, boundary: str) -> int:
    """How many bytes `parts` will give."""
    heads = sum(len(_head(span, size, media_type, boundary)) for span in spans)
    return heads + sum(span.length for span in spans) + len(_tail(boundary))


def _head(span: Span, size: int, media_type: str, boundary: str) -> bytes:
    headers = f"Content-Type: {media_type}\r\nContent-Range: {span.line(size)}"
    return f"\r\n--{boundary}\r\n{headers}\r\n\r\n".encode()


def _tail(boundary: str) -> bytes:
    return f"\r\n--{boundary}--\r\n".encode()
