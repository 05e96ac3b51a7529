"""An end to work that takes too long: the one place that sets an alarm."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTimeError(Exception):
    """Work has taken longer than it may."""


class _Alarm(BaseException):
    """Goes through work that catches every `Exception`, as libraries do."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `OutOfTimeError` in the block once it has taken `seconds`; 0 is no limit.

    It takes the alarm signal, so there is no limit off the main thread, on systems without alarms, and where
    a program that we are part of has an alarm of its own that Python does not know.
    """
    if (
        not seconds
        or not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGALRM) is None
    ):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _Alarm

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _Alarm:
        msg = f"took more than {seconds:g} seconds"
        raise OutOfTimeError(msg) from None
    finally:
        signal.signal(signal.SIGALRM, before)
