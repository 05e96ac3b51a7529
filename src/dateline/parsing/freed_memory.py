"""What the parser's arrays leave free is kept for the next ones."""

from __future__ import annotations

import ctypes
import sys

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""Names of the settings in glibc's `malloc.h`."""
TRIM = 256 << 20
"""Bytes that may stay free at the end of the heap before they go back to the system."""
LARGEST = 32 << 20
"""Bytes of a block from which on it gets pages of its own; the most that glibc takes."""


def keep_freed_memory() -> bool:
    """Have this process keep the memory that it frees; False where its C library has no such switch.

    The parser asks for some megabytes a batch and gives them back: handed to the system each time, they cost
    the kernel a page fault for every four kilobytes, up to a tenth of the time of two processes.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library than glibc
        return False
    return bool(mallopt(M_TRIM_THRESHOLD, TRIM) and mallopt(M_MMAP_THRESHOLD, LARGEST))
