"""The open vault: one encrypted connection, whole transactions, and the guard against files of other versions."""

from __future__ import annotations

import contextlib
import os
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from denialdesk import __version__
from denialdesk.domain.errors import DamagedVaultError, NewerVersionError, VaultError, WrongKeyError
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.driver import Migrations, Tables, cipher
from denialdesk.storage.failures import RESTORE, is_unreadable, translated
from denialdesk.storage.migrations import MIGRATIONS
from denialdesk.system.files import PRIVATE_FILE

VAULT_NAME = "vault.db"
APPLICATION_ID = 0x44446B31  # "DDk1" in the file's header
PLAINTEXT_START = b"SQLite format 3\x00"
PAGE_SIZE = 4096
BUSY_SECONDS = 5.0


class Access(StrEnum):
    """How a database file is opened; the value is SQLite's URI mode. None of them makes a file."""

    WRITE = "rw"
    READ = "ro"
    FROZEN = "ro&immutable=1"  # nobody writes it, so not even a shared-memory file is made beside it


@dataclass(frozen=True, slots=True)
class Edition:
    """Which shape a vault's file has, and the program version that gave it that shape."""

    schema: int
    written_by: str


def schema_version(migrations: Migrations = MIGRATIONS) -> int:
    """The shape this program writes: the number of its migrations."""
    return len(migrations._migrations)  # noqa: SLF001  # sqlite-utils offers the list in no other way


def connect(path: Path, key: DataKey, access: Access) -> Any:  # noqa: ANN401  # the driver ships no types
    """Open an encrypted file that exists; raises the driver's errors. The key is proved only by the first read."""
    connection = cipher.connect(
        f"{_uri(path)}?mode={access.value}", uri=True, timeout=BUSY_SECONDS, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # else it writes to standard error; before the key
        connection.execute(f"PRAGMA key = \"x'{key.raw.hex()}'\"")
        connection.execute("PRAGMA cipher_compatibility = 4")  # the file format stays when the library moves on
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing unencrypted on disk
        connection.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return connection


def make_empty_file(path: Path) -> None:
    """Make a new private file; SQLite would make one that others can read. Raises OSError, also when it exists."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))


def refuse_what_is_no_vault(path: Path) -> None:
    """Refuse a file that cannot be a vault under any key; raises DamagedVaultError. Reads only."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(PLAINTEXT_START))
        size = path.stat().st_size
    except OSError:
        raise DamagedVaultError("The vault's file cannot be read.", "Check the drive, then try again.") from None
    if start == PLAINTEXT_START:
        raise DamagedVaultError(
            "The file in the vault's place is an unencrypted database; it is not a DenialDesk vault.",
            "Move it away, then restore a backup or start anew.",
        )
    # A session cut off while it grew the file leaves a part of a page there, and the whole of it in the WAL.
    if size < PAGE_SIZE or (size % PAGE_SIZE and not _has_wal(path)):
        raise DamagedVaultError("The file in the vault's place is not a whole DenialDesk vault.", RESTORE)


def _has_wal(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def read_edition(path: Path, key: DataKey) -> Edition:
    """Look which version wrote a vault, and write nothing; raises WrongKeyError, DamagedVaultError and others."""
    # Changes of a session that was cut off stand in the WAL; only then is the reader's shared-memory file needed.
    access = Access.READ if _has_wal(path) else Access.FROZEN
    with translated():
        try:
            with contextlib.closing(connect(path, key, access)) as connection:
                return _edition(connection)
        except cipher.Error as error:
            if is_unreadable(error):
                raise WrongKeyError("This key does not open the vault.", "Use the key that belongs to it.") from None
            raise


def _edition(connection: Any) -> Edition:  # noqa: ANN401  # the driver ships no types
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise DamagedVaultError("The file in the vault's place belongs to another program.", "Move it away.")
    row = connection.execute("SELECT value FROM vault WHERE name = 'written_by'").fetchone()
    return Edition(schema, row[0] if row else "?")


def refuse_newer(edition: Edition, migrations: Migrations = MIGRATIONS) -> None:
    """Refuse a vault whose shape this program does not know; raises NewerVersionError naming both versions."""
    if edition.schema > schema_version(migrations):
        raise NewerVersionError(
            f"This vault was last written by DenialDesk {edition.written_by} (data version {edition.schema}). This is "
            f"DenialDesk {__version__} (data version {schema_version(migrations)}); it has changed nothing.",
            f"Use DenialDesk {edition.written_by} or newer.",
        )


class Database:
    """One open vault. Safe to use from several threads, one at a time; every error comes translated."""

    def __init__(self, path: Path, key: DataKey) -> None:
        self.path = path
        self.key = key
        self._lock = threading.RLock()
        self._connection: Any = None
        with translated():
            connection = connect(path, key, Access.WRITE)
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")  # a saved case survives a power cut
                connection.execute("PRAGMA fullfsync = ON")  # macOS: past the drive's own cache; no effect elsewhere
                connection.execute("PRAGMA checkpoint_fullfsync = ON")
            except BaseException:
                connection.close()
                raise
            self._connection = connection
            self._tables = Tables(connection, execute_plugins=False, recursive_triggers=False)

    @property
    def is_open(self) -> bool:
        """True until ``close``."""
        return self._connection is not None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Tables]:
        """Hand out the tables for reading."""
        with self._lock, translated():
            if self._connection is None:
                raise VaultError("The vault is closed.", "Open it again.")
            yield self._tables

    @contextlib.contextmanager
    def writing(self) -> Iterator[Tables]:
        """Hand out the tables for one transaction: all of it is kept, or nothing. May be nested."""
        with self.reading() as tables, tables.atomic():
            yield tables

    def copy_into(self, target: Any) -> None:  # noqa: ANN401  # a connection; the driver ships no types
        """Copy everything into another connection in one step, so that no later change slips in between."""
        with self.reading():
            self._connection.backup(target)

    def check(self) -> None:
        """Read through the whole file; raises DamagedVaultError."""
        with self.reading():
            _refuse_damage(self._connection)

    def migrate(self, migrations: Migrations = MIGRATIONS) -> bool:
        """Bring the tables to this program's shape, all steps or none, and say whether there was anything to do."""
        with self.writing() as tables:
            if tables.execute("PRAGMA user_version").fetchone()[0] == schema_version(migrations):
                return False
            migrations.apply(tables)
            tables.execute(
                "INSERT INTO vault VALUES ('written_by', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [__version__],
            )
            tables.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            tables.execute(f"PRAGMA user_version = {schema_version(migrations)}")
            _refuse_damage(self._connection)  # still inside the transaction: a bad result is rolled back
        return True

    def close(self) -> None:
        """Move everything from the WAL into the file and close; doing it twice is harmless."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            try:
                # A full disk here loses nothing: what was committed stays in the WAL until the next opening.
                with contextlib.suppress(cipher.Error):
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()


def _refuse_damage(connection: Any) -> None:  # noqa: ANN401  # the driver ships no types
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found != "ok" or orphans is not None:
        raise DamagedVaultError("The vault's file is damaged.", RESTORE)


def _uri(path: Path) -> str:
    # A drive letter needs a slash before it; a Windows share must not become the address's host.
    text = urllib.parse.quote(path.absolute().as_posix(), safe="/:")
    return f"file://{'' if text.startswith('/') else '/'}{text}"


def check_file(path: Path, key: DataKey) -> Edition:
    """Prove a closed vault file or backup by reading all that is in use; raises as ``read_edition`` does.

    SQLCipher proves each page it reads by the page's own keyed hash, so a sound structure is also an untouched one.
    """
    refuse_what_is_no_vault(path)
    edition = read_edition(path, key)
    with translated(), contextlib.closing(connect(path, key, Access.FROZEN)) as connection:
        _refuse_damage(connection)
    return edition
