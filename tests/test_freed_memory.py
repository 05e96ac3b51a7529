"""Freed memory is kept where the C library can keep it, and nothing breaks where it cannot."""

from __future__ import annotations

import platform

from dateline.parsing.freed_memory import keep_freed_memory


def test_glibc_takes_the_settings_and_no_other_is_asked() -> None:
    assert keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
