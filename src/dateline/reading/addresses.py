"""Files of object stores and other places that have an address: `s3://bucket/folder`, `gs://…`, `file://…`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import BinaryIO, cast

from dateline.reading.file_names import SUFFIXES, stem_and_suffix, story_stem
from dateline.reading.files import File


def files_at(address: str) -> list[File]:
    """The file at an address, or the files below it that may hold stories. Raises `OSError`."""
    import fsspec

    system, root = fsspec.core.url_to_fs(address)
    if not system.exists(root):
        return []
    if system.isfile(root):
        return [File(address, story_stem(root.rpartition("/")[2]), system.size(root))]
    found = []
    for path, about in system.find(root, detail=True).items():
        if stem_and_suffix(path)[1] in SUFFIXES:
            below = path.removeprefix(root.rstrip("/")).lstrip("/")
            found.append(File(system.unstrip_protocol(path), story_stem(below), about["size"]))
    return found


def opener(address: str) -> Callable[[], BinaryIO]:
    """What opens the file, as often as asked to."""
    return partial(_open, address)


def _open(address: str) -> BinaryIO:
    import fsspec

    return cast(BinaryIO, fsspec.open(address, "rb").open())
