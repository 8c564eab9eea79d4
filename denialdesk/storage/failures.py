"""The one place where the database's complaints become errors a person can act on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from denialdesk.domain.errors import (
    AlreadyOpenError,
    DamagedVaultError,
    DenialDeskError,
    DiskFullError,
    EnvironmentProblem,
    NotWritableError,
)
from denialdesk.storage.driver import cipher
from denialdesk.system.files import as_write_problem

# Primary result codes of SQLite (sqlite.org/rescode.html); the low byte of an extended code.
PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT = 3, 5, 6, 7, 8, 10, 11
FULL, CANTOPEN, NOTADB = 13, 14, 26

# The driver's backup call raises without a code; SQLite's fixed texts then tell (sqlite3_errstr).
CODE_OF_TEXT = {
    "database or disk is full": FULL,
    "disk I/O error": IOERR,
    "database disk image is malformed": CORRUPT,
    "file is not a database": NOTADB,
    "attempt to write a readonly database": READONLY,
    "unable to open database file": CANTOPEN,
    "database is locked": BUSY,
    "out of memory": NOMEM,
}

RESTORE = "Restore the newest backup; the file as it is now is kept beside it."


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn driver and operating-system errors into ours; what is a fault of the program passes through."""
    try:
        yield
    except cipher.Error as error:
        problem = as_problem(error)
        if problem is None:
            raise
        raise problem from error
    except OSError as error:
        raise as_write_problem(error) from error


def is_unreadable(error: Exception) -> bool:
    """Say whether this is what a wrong key looks like: pages that do not decrypt to a database."""
    return primary_code(error) == NOTADB


def primary_code(error: Exception) -> int:
    """SQLite's primary result code, by the error's text where it carries none; 0 when that tells nothing."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else CODE_OF_TEXT.get(str(error), 0)


def as_problem(error: Exception) -> DenialDeskError | None:
    """Word a driver error; None for what only a fault of the program can cause."""
    code = primary_code(error)
    if code == FULL:
        return DiskFullError(
            "The disk is full; the last change was not kept.", "Free some space on this drive, then try again."
        )
    if code == IOERR:
        return EnvironmentProblem(
            "The drive would not take or give the vault's data; the last change was not kept.",
            "Check that the drive has room and is connected, then try again.",
        )
    if code in {READONLY, PERM, CANTOPEN}:
        return NotWritableError(
            "The vault's folder may not be written.",
            "Check that the drive is not read-only, or ask whoever looks after this computer for access.",
        )
    if code in {BUSY, LOCKED}:
        return AlreadyOpenError(
            "Another program is holding the vault's file.", "Wait a moment, or close that program, and try again."
        )
    if code in {CORRUPT, NOTADB}:
        return DamagedVaultError("The vault's file is damaged.", RESTORE)
    if code == NOMEM:
        return EnvironmentProblem("The computer has no memory left.", "Close other programs and try again.")
    return None
