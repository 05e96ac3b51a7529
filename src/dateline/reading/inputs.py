"""What a format is handed: something to open, what messages call it, and how much may be read of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from dateline.reading.limits import FREE_BYTES, Limits


class RefusedError(Exception):
    """An input that goes beyond a limit, or is damaged as a whole; the message is the reason."""


@dataclass(slots=True)
class Allowance:
    """Bytes that may still come out of an archive; shared with all archives within it."""

    left: int

    @classmethod
    def of(cls, size: int, limits: Limits) -> Allowance:
        return cls(max(FREE_BYTES, size * limits.expansion))

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            msg = "unpacks to more than an archive of its size may (limit: expansion)"
            raise RefusedError(msg)


@dataclass(frozen=True, slots=True)
class Input:
    """One file, one file in an archive, or standard input.

    `name` is what messages call it, `story_id` what its story is called when it holds one. `columns`
    leads from our names of fields to those of the file. `file` is the name that tells the format.
    """

    name: str
    story_id: str
    open: Callable[[], BinaryIO]
    size: int
    file: str = ""
    limits: Limits = field(default_factory=Limits)
    columns: Mapping[str, str] = field(default_factory=dict)
    nesting: int = 0
    allowance: Allowance | None = None

    def whole(self) -> bytes:
        """All bytes. Raises `RefusedError` where they are too many."""
        with self.open() as stream:
            data = stream.read(self.limits.file_bytes + 1)
        if len(data) > self.limits.file_bytes:
            msg = f"more than {self.limits.file} MB (limit: file)"
            raise RefusedError(msg)
        return data

    def head(self, size: int) -> bytes:
        with self.open() as stream:
            return stream.read(size)


class Metered(io.RawIOBase):
    """A stream out of an archive, every byte of which is taken from the allowance."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._allowance.take(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def metered(stream: BinaryIO, allowance: Allowance) -> BinaryIO:
    """The stream, buffered, that raises `RefusedError` once the allowance is used up."""
    return io.BufferedReader(Metered(stream, allowance), 1 << 16)


def bounded_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[bytes, int]]:
    """Each line with the bytes that were cut off its end, because it has more than `longest`."""
    while line := stream.readline(longest):
        cut = 0
        ended = line.endswith(b"\n") or len(line) < longest
        while not ended and (more := stream.readline(1 << 20)):
            cut += len(more)
            ended = more.endswith(b"\n")
        yield line, cut
