"""ZIP and gzip: the files in them, bounded in number of layers and bytes; nothing is written to disk."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from dateline.model import Rejected
from dateline.reading.file_names import story_stem
from dateline.reading.inputs import Allowance, Input, RefusedError, metered
from dateline.reading.records import rejected

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What the standard library raises over an archive that is damaged, encrypted or packed in a rare way."""
MEMBERS = 1_000_000


def gzip_input(source: Input, file: str) -> Input:
    """What a gzipped file holds, as an input of its own."""
    allowance = _deeper(source)

    def unpacked() -> BinaryIO:
        # Each reading begins anew, and so does what it may take.
        fresh = allowance if source.allowance else Allowance(allowance.left)
        return metered(cast(BinaryIO, gzip.GzipFile(fileobj=source.open())), fresh)

    return replace(
        source, file=file, open=unpacked, size=allowance.left, nesting=source.nesting + 1, allowance=allowance
    )


def zip_inputs(source: Input) -> Iterator[Input | Rejected]:
    """The files of a ZIP in the order of their names; those with names that lead out of it are rejected."""
    allowance = _deeper(source)
    with source.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
            members = sorted(archive.infolist(), key=lambda m: m.filename)
        except BROKEN as error:
            msg = f"damaged: {error}"
            raise RefusedError(msg) from None
        if len(members) > MEMBERS:
            msg = f"{len(members)} files in one archive"
            raise RefusedError(msg)
        for member in members:
            name = f"{source.name}/{member.filename}"
            if member.filename.endswith("/"):
                continue
            if problem := _problem(member):
                yield rejected(name, problem, member.filename)
                continue
            try:
                data = _bytes(archive, member, allowance, source)
            except BROKEN as error:
                yield rejected(name, f"damaged: {error}", member.filename)
                continue
            except RefusedError as error:
                yield rejected(name, str(error), member.filename)
                if allowance.left < 0:
                    return
                continue
            yield _member(source, member.filename, name, data, allowance)


def _member(source: Input, filename: str, name: str, data: bytes, allowance: Allowance) -> Input:
    return replace(
        source,
        name=name,
        file=filename,
        story_id=f"{source.story_id}/{story_stem(filename)}".lstrip("/"),
        open=lambda: io.BytesIO(data),
        size=len(data),
        nesting=source.nesting + 1,
        allowance=allowance,
    )


def _deeper(source: Input) -> Allowance:
    if source.nesting >= source.limits.nesting:
        msg = f"archives nested more than {source.limits.nesting} deep (limit: nesting)"
        raise RefusedError(msg)
    return source.allowance or Allowance.of(source.size, source.limits)


def _problem(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if not path.parts:
        return "a file without a name"
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\x00" in member.orig_filename:
        return "a name that leads out of its archive"
    return "encrypted" if member.flag_bits & 1 else ""


def _bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance, source: Input) -> bytes:
    """A file of the archive as a whole; what it says of its size is not believed."""
    most = source.limits.file_bytes
    with archive.open(member) as stream, metered(cast(BinaryIO, stream), allowance) as counted:
        data = counted.read(most + 1)
    if len(data) > most:
        msg = f"more than {source.limits.file} MB (limit: file)"
        raise RefusedError(msg)
    return data
