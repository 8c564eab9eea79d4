"""Files written whole or not at all, and folders only their owner can read."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

from denialdesk.domain.errors import DiskFullError, EnvironmentProblem, NotWritableError, UnreadableFileError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
NO_ACCESS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ETXTBSY}
WINDOWS_IN_USE = {32, 33}  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
WINDOWS_NO_ROOM = {39, 112}  # ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL


def make_private_folder(folder: Path) -> None:
    """Make a folder, and its parents where missing, that only its owner can enter; one that exists stays as it is.

    Raises DiskFullError, NotWritableError.
    """
    with write_problems():
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file whole: readers see the old bytes or the new ones, and a failure leaves the old ones.

    ``private`` keeps it readable for its owner alone; otherwise the user's own default (and an existing file's mode)
    holds. Raises DiskFullError, NotWritableError, EnvironmentProblem.
    """
    with write_problems(), replacing(path, private=private) as temporary, temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Hand out an empty temporary file beside ``path``; when the block ends well it takes the place of ``path``.

    The temporary name says nothing of the file's content. Raises OSError as it comes.
    """
    temporary = path.with_name(f".denialdesk-{secrets.token_hex(8)}.tmp")
    mode = PRIVATE_FILE if private else 0o666
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    os.close(descriptor)
    try:
        yield temporary
        if not private and os.name == "posix" and path.is_file():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Make what was written to a file survive a power cut. Raises OSError as it comes."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Make a rename in the folder survive a power cut, where the system can (Windows does it by itself)."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # some network drives cannot; the file itself is already written
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def shares_drive(first: Path, second: Path) -> bool | None:
    """Say whether two folders lie on one drive, as far as the system tells; None when one cannot be reached."""
    try:
        return first.stat().st_dev == second.stat().st_dev
    except OSError:
        return None


def read_whole(path: Path, *, largest: int) -> bytes:
    """Read a file the user chose, at most ``largest`` bytes; raises UnreadableFileError.

    The error names no path: a file's name may hold a patient's.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except FileNotFoundError:
        raise UnreadableFileError("There is no such file.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise UnreadableFileError("That is a folder, not a file.", "Choose a file inside it.") from None
    except PermissionError:
        # Windows reports a folder this way too.
        what = "That is a folder, not a file." if path.is_dir() else "The file may not be read."
        raise UnreadableFileError(what, "Choose another file, or ask for access to it.") from None
    except (OSError, ValueError):
        raise UnreadableFileError("The file could not be read.", "Check the drive it is on and try again.") from None
    if len(data) > largest:
        raise UnreadableFileError(
            f"The file is larger than {largest // 1_000_000} MB.", "Choose the right file, or a smaller part of it."
        )
    return data


@contextlib.contextmanager
def write_problems() -> Iterator[None]:
    """Turn what the operating system says while writing into an error with a way out; names no file."""
    try:
        yield
    except OSError as error:
        raise as_write_problem(error) from error


def as_write_problem(error: OSError) -> EnvironmentProblem:
    """Word an operating-system error met while writing."""
    windows_code = getattr(error, "winerror", None)
    if error.errno in NO_ROOM or windows_code in WINDOWS_NO_ROOM:
        return DiskFullError(
            "The disk is full; nothing was changed.", "Free some space, or choose another drive, and try again."
        )
    if windows_code in WINDOWS_IN_USE:
        return NotWritableError("The file is open in another program.", "Close it there and try again.")
    if error.errno == errno.ENOENT:
        return NotWritableError("The folder does not exist.", "Make the folder, or choose another one.")
    if error.errno in NO_ACCESS or isinstance(error, FileExistsError):
        return NotWritableError(
            "The folder or file may not be written.",
            "Choose another folder, or ask whoever looks after this computer for access.",
        )
    return EnvironmentProblem("The file could not be written; nothing was changed.", "Check the drive and try again.")
