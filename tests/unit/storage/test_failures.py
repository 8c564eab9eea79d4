import contextlib
from pathlib import Path

import pytest

from denialdesk.domain.errors import (
    AlreadyOpenError,
    DamagedVaultError,
    DenialDeskError,
    DiskFullError,
    EnvironmentProblem,
    NotWritableError,
    VaultError,
)
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import Access, Database, connect, make_empty_file
from denialdesk.storage.driver import cipher
from denialdesk.storage.failures import CODE_OF_TEXT, as_problem, translated

KEY = DataKey(bytes(range(32)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "vault.db"
    make_empty_file(file)
    return file


def test_a_full_disk_is_told_and_nothing_of_the_transaction_is_kept(path: Path) -> None:
    database = Database(path, KEY)
    with database.writing() as tables:
        tables.execute("CREATE TABLE notes (text)")
        tables.execute("INSERT INTO notes VALUES ('first')")
        # SQLite's own quota: beyond it a write fails as on a full disk.
        tables.execute("PRAGMA max_page_count = 4")

    def write_too_much() -> None:
        with database.writing() as tables:
            tables.execute("INSERT INTO notes VALUES ('second')")
            tables.execute("INSERT INTO notes VALUES (?)", ["x" * 100_000])

    with pytest.raises(DiskFullError, match=r"disk is full; the last change was not kept\. Free some space"):
        write_too_much()
    with database.reading() as tables:
        assert tables.execute("SELECT text FROM notes").fetchall() == [("first",)]
    database.close()


def test_a_held_file_is_told(path: Path) -> None:
    first = Database(path, KEY)
    with first.writing() as tables:
        tables.execute("CREATE TABLE notes (text)")
    second = Database(path, KEY)
    with second.reading() as tables:
        tables.execute("PRAGMA busy_timeout = 1")
    with first.writing() as held:
        held.execute("INSERT INTO notes VALUES ('first')")
        with pytest.raises(AlreadyOpenError, match="Another program is holding"), second.writing() as tables:
            tables.execute("INSERT INTO notes VALUES ('second')")
    second.close()
    first.close()


def test_a_read_only_connection_is_told(path: Path) -> None:
    with translated(), contextlib.closing(connect(path, KEY, Access.WRITE)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    with (
        pytest.raises(NotWritableError, match="may not be written"),
        translated(),
        contextlib.closing(connect(path, KEY, Access.READ)) as connection,
    ):
        connection.execute("INSERT INTO notes VALUES (1)")


def test_a_missing_file_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError):
        Database(tmp_path / "vault.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_page_is_told(path: Path) -> None:
    database = Database(path, KEY)
    with database.writing() as tables:
        tables.execute("CREATE TABLE notes (text)")
        tables.execute("INSERT INTO notes VALUES (?)", ["x" * 100_000])
    database.close()
    content = bytearray(path.read_bytes())
    content[5 * 4096 + 100] ^= 1
    path.write_bytes(content)
    database = Database(path, KEY)
    with pytest.raises(DamagedVaultError, match="Restore the newest backup"):
        database.check()
    database.close()


def test_a_fault_of_the_program_passes_through(path: Path) -> None:
    database = Database(path, KEY)
    with pytest.raises(cipher.OperationalError, match="no such table"), database.reading() as tables:
        tables.execute("SELECT * FROM missing")
    database.close()


def test_a_closed_vault_says_so(path: Path) -> None:
    database = Database(path, KEY)
    database.close()
    database.close()
    with pytest.raises(VaultError, match="The vault is closed"), database.reading():
        pass


def test_operating_system_errors_are_worded_too() -> None:
    with pytest.raises(NotWritableError), translated():
        raise PermissionError(13, "denied", "/home/pat/Marigold.db")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (3, NotWritableError),  # PERM
        (5, AlreadyOpenError),  # BUSY
        (6 | 1 << 8, AlreadyOpenError),  # LOCKED_SHAREDCACHE
        (7, EnvironmentProblem),  # NOMEM
        (8 | 3 << 8, NotWritableError),  # READONLY_ROLLBACK
        (10 | 3 << 8, EnvironmentProblem),  # IOERR_WRITE
        (11 | 1 << 8, DamagedVaultError),  # CORRUPT_VTAB
        (13, DiskFullError),  # FULL
        (14, NotWritableError),  # CANTOPEN
        (26, DamagedVaultError),  # NOTADB
        (1, None),  # ERROR: wrong SQL
        (19, None),  # CONSTRAINT
        (21, None),  # MISUSE
    ],
)
def test_each_result_code_has_its_kind(code: int, kind: type[DenialDeskError] | None) -> None:
    error = cipher.OperationalError("whatever SQLite says about Marigold")
    error.sqlite_errorcode = code
    problem = as_problem(error)
    assert type(problem) is (kind or type(None))
    if problem is not None:
        assert "Marigold" not in str(problem)
        assert problem.remedy


@pytest.mark.parametrize(("text", "code"), CODE_OF_TEXT.items())
def test_an_error_without_a_code_is_known_by_sqlites_own_text(text: str, code: int) -> None:
    told = as_problem(cipher.OperationalError(text))
    coded = cipher.OperationalError("")
    coded.sqlite_errorcode = code
    assert str(told) == str(as_problem(coded))


def test_a_copy_without_room_is_told(path: Path, tmp_path: Path) -> None:
    database = Database(path, KEY)
    with database.writing() as tables:
        tables.execute("CREATE TABLE notes (text)")
        tables.execute("INSERT INTO notes VALUES (?)", ["x" * 100_000])
    make_empty_file(tmp_path / "copy.db")
    with translated(), contextlib.closing(connect(tmp_path / "copy.db", KEY, Access.WRITE)) as copy:
        copy.execute("PRAGMA max_page_count = 3")
        with pytest.raises(DiskFullError):
            database.copy_into(copy)
    database.close()


def test_an_error_without_a_code_or_a_known_text_is_a_fault_of_the_program() -> None:
    assert as_problem(cipher.ProgrammingError("closed")) is None
