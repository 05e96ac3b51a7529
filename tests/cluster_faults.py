"""Loaded by the Dask workers of `test_cluster.py`: stories that end the process that codes them."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from dateline.copies import dealing
from dateline.pipeline import Pipeline

LOOKING = "looking"
"""While a file is called so, the next worker that looks for copies dies of it."""


def dask_setup(_worker: Any) -> None:
    """What Dask calls as a worker begins."""
    marks = Path(os.environ["DATELINE_TEST_MARKS"])
    find, look = Pipeline.find, dealing.found_in

    def deadly(self: Pipeline, story: Any, parse: Any) -> Any:
        mark = marks / story.id
        once = story.id.startswith("mortal") and not mark.exists()
        if once or story.id.startswith("poison"):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return find(self, story, parse)

    def deadly_look(*given: Any) -> Any:
        if (marks / LOOKING).exists():
            (marks / LOOKING).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return look(*given)

    dealing.found_in = deadly_look
    Pipeline.find = deadly  # type: ignore[method-assign]
