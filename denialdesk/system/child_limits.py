"""What a child does to itself first: bounds on memory and time, no core dump, no window when it crashes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import IO

MOST_MEMORY = 1_600_000_000  # bytes; a page of 60 million pixels in colour takes 180 MB decoded, and twice that in use
SPARE_TIME = 10.0  # seconds: the program kills a silent child first; this is for when the program itself is gone
_PR_SET_DUMPABLE = 4
_SEM_NO_BOXES = 0x0001 | 0x0002 | 0x8000  # no box for critical errors, crashes and missing files


def limit_self() -> None:
    """Bound this process, as far as the system lets it."""
    if sys.platform == "win32":
        from denialdesk.system.child_windows import limit_memory  # noqa: PLC0415 - only there

        ctypes.windll.kernel32.SetErrorMode(_SEM_NO_BOXES)
        limit_memory(MOST_MEMORY)
        return
    import resource  # noqa: PLC0415 - not on Windows

    # A core dump would be a file with a patient's data in it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and does not always take it
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def make_beat() -> Callable[[float], None]:
    """A function that has this process ended after that many seconds and some; 0 for never, while it waits for work."""
    if sys.platform == "win32":
        return _ThreadBeat()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def beat(patience: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, patience + SPARE_TIME if patience else 0)

    return beat


class _ThreadBeat:
    """The same where there is no alarm signal."""

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def __call__(self, patience: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if patience:
            self._timer = threading.Timer(patience + SPARE_TIME, os._exit, (1,))
            self._timer.daemon = True
            self._timer.start()


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The pipes to and from the program, put where nothing that a library prints can get into them."""
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there

        for pipe in (source, target):
            msvcrt.setmode(pipe.fileno(), os.O_BINARY)
    return source, target
