"""The single-writer lock of a profile: held by the operating system, so a crash never leaves it behind."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from denialdesk.domain.errors import AlreadyOpenError, EnvironmentProblem
from denialdesk.system.files import PRIVATE_FILE, make_private_folder, write_problems

if sys.platform == "win32":
    import msvcrt

    # What the C runtime says of a byte somebody else holds: EACCES by its manual, no reason at all under Wine.
    HELD = {errno.EACCES, errno.EDEADLK, 0}

    def _try_lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in HELD:
                raise BlockingIOError from error
            raise

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


LOCK_NAME = "vault.lock"


class ProfileLock:
    """One writer for one profile folder.

    The file stays where it is; only the lock on it counts, and the system drops that with the process. Use it as a
    context manager, or call ``acquire`` and ``release``.
    """

    def __init__(self, profile: Path) -> None:
        self._path = profile / LOCK_NAME
        self._descriptor: int | None = None

    @property
    def is_held(self) -> bool:
        """True while this object holds the lock."""
        return self._descriptor is not None

    def acquire(self) -> None:
        """Take the lock at once, or raise AlreadyOpenError (someone else has it), NotWritableError, DiskFullError."""
        if self._descriptor is not None:
            return
        make_private_folder(self._path.parent)
        with write_problems():
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            _try_lock(descriptor)
        except BlockingIOError:
            os.close(descriptor)
            raise AlreadyOpenError(
                "DenialDesk is already open with these cases.",
                "Use the window that is open, or close it there and try again.",
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise EnvironmentProblem(
                "The folder of the vault is on a drive that cannot be locked.",
                "Keep the vault on a drive of this computer.",
            ) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; doing it twice is harmless."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            try:
                _unlock(descriptor)
            finally:
                os.close(descriptor)

    def is_held_elsewhere(self) -> bool:
        """Say whether another program holds the lock now; writes nothing and makes no folder."""
        if self.is_held:
            return False
        try:
            descriptor = os.open(self._path, os.O_RDWR)
        except OSError:
            return False
        try:
            _try_lock(descriptor)
        except BlockingIOError:
            return True
        except OSError:
            return False
        else:
            _unlock(descriptor)
            return False
        finally:
            os.close(descriptor)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
