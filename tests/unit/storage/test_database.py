import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from denialdesk import __version__
from denialdesk.domain.errors import DamagedVaultError, NewerVersionError, WrongKeyError
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import (
    Access,
    Database,
    check_file,
    connect,
    make_empty_file,
    read_edition,
    refuse_newer,
    refuse_what_is_no_vault,
    schema_version,
)
from denialdesk.storage.driver import Migrations, Tables, cipher
from denialdesk.storage.migrations import MIGRATIONS

KEY = DataKey(bytes(range(32)))
OTHER_KEY = DataKey(bytes(range(1, 33)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed vault of today's shape."""
    file = tmp_path / "vault.db"
    make_empty_file(file)
    database = Database(file, KEY)
    database.migrate()
    database.close()
    return file


def test_the_file_is_encrypted_and_its_owners_alone(path: Path) -> None:
    assert b"SQLite" not in path.read_bytes()
    assert b"CREATE TABLE" not in path.read_bytes()
    with pytest.raises(sqlite3.DatabaseError, match="not a database"), sqlite3.connect(path) as plain:
        plain.execute("SELECT * FROM sqlite_master")
    plain.close()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_says_which_version_wrote_it_and_writes_nothing_to_tell(path: Path) -> None:
    before = path.read_bytes()
    edition = read_edition(path, KEY)
    assert edition.schema == schema_version()
    assert edition.written_by == __version__
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["vault.db"]


def test_migrating_twice_changes_nothing(path: Path) -> None:
    database = Database(path, KEY)
    assert not database.migrate()
    database.check()
    database.close()


def test_a_wrong_key_is_told_from_a_damaged_file(path: Path) -> None:
    with pytest.raises(WrongKeyError):
        read_edition(path, OTHER_KEY)
    with pytest.raises(WrongKeyError):
        check_file(path, OTHER_KEY)
    assert check_file(path, KEY).schema == schema_version()


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"x" * 5000])
def test_what_cannot_be_a_vault_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vault.db"
    file.write_bytes(content)
    with pytest.raises(DamagedVaultError, match="not a whole DenialDesk vault"):
        refuse_what_is_no_vault(file)


def test_an_unencrypted_database_is_named_as_such(tmp_path: Path) -> None:
    file = tmp_path / "vault.db"
    with sqlite3.connect(file) as plain:
        plain.execute("CREATE TABLE cases (id)")
    plain.close()
    with pytest.raises(DamagedVaultError, match="an unencrypted database; it is not a DenialDesk vault"):
        refuse_what_is_no_vault(file)


def test_a_folder_in_the_vaults_place(tmp_path: Path) -> None:
    with pytest.raises(DamagedVaultError, match="cannot be read"):
        refuse_what_is_no_vault(tmp_path)


def test_another_programs_encrypted_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "vault.db"
    make_empty_file(file)
    connection = connect(file, KEY, Access.WRITE)
    connection.execute("CREATE TABLE other (id)")
    connection.close()
    with pytest.raises(DamagedVaultError, match="belongs to another program"):
        read_edition(file, KEY)


def set_edition(path: Path, schema: int, written_by: str) -> None:
    """Make a vault look as if a later program had written it."""
    connection = connect(path, KEY, Access.WRITE)
    connection.execute("UPDATE vault SET value = ? WHERE name = 'written_by'", [written_by])
    connection.execute(f"PRAGMA user_version = {schema}")
    connection.commit()
    connection.close()


def test_a_newer_vault_is_refused_with_both_versions(path: Path) -> None:
    set_edition(path, schema_version() + 1, "9.8.7")
    with pytest.raises(NewerVersionError) as caught:
        refuse_newer(read_edition(path, KEY))
    message = str(caught.value)
    assert "DenialDesk 9.8.7" in message
    assert f"(data version {schema_version() + 1})" in message
    assert f"DenialDesk {__version__} (data version {schema_version()})" in message
    assert "changed nothing" in message


def test_changes_in_the_log_of_a_session_cut_off_count(path: Path) -> None:
    cut_off = Database(path, KEY)
    with cut_off.writing() as tables:
        tables.execute("PRAGMA user_version = 77")
    main_file = path.read_bytes()
    assert read_edition(path, KEY).schema == 77
    assert path.read_bytes() == main_file
    cut_off.close()


def migrations_so_far() -> Migrations:
    """The released list, to which a test may add."""
    later = Migrations("denialdesk")
    later._migrations = [*MIGRATIONS._migrations]
    return later


def test_a_migration_that_fails_leaves_the_earlier_version_its_file(path: Path) -> None:
    later = migrations_so_far()

    @later()
    def m998_half(db: Tables) -> None:
        db.execute("CREATE TABLE half (id)")
        db.execute("DROP TABLE preferences")

    @later()
    def m999_fails(db: Tables) -> None:
        db.execute("INSERT INTO nowhere VALUES (1)")

    database = Database(path, KEY)
    with pytest.raises(cipher.OperationalError, match="nowhere"):
        database.migrate(later)
    with database.reading() as tables:
        assert "half" not in tables.table_names()
        assert "preferences" in tables.table_names()
    database.close()
    assert read_edition(path, KEY).schema == schema_version()
    refuse_newer(read_edition(path, KEY))


def test_a_migration_that_ends_in_orphans_is_rolled_back(path: Path) -> None:
    later = migrations_so_far()

    @later()
    def m999_orphans(db: Tables) -> None:
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("INSERT INTO case_bodies VALUES ('nobody', x'00')")

    database = Database(path, KEY)
    with pytest.raises(DamagedVaultError):
        database.migrate(later)
    with database.reading() as tables:
        assert tables.execute("SELECT count(*) FROM case_bodies").fetchone() == (0,)
    database.close()
    assert read_edition(path, KEY).schema == schema_version()


def test_a_transaction_is_kept_whole_or_not_at_all(path: Path) -> None:
    database = Database(path, KEY)

    def fail_in_the_middle() -> None:
        with database.writing() as tables:
            tables.execute("INSERT INTO preferences VALUES ('a', '1')")
            with database.writing() as inner:
                inner.execute("INSERT INTO preferences VALUES ('b', '2')")
            raise KeyError("a fault of the program")

    with pytest.raises(KeyError):
        fail_in_the_middle()
    with database.reading() as tables:
        assert tables.execute("SELECT * FROM preferences").fetchall() == []
    database.close()


def test_threads_wait_for_one_another(path: Path) -> None:
    database = Database(path, KEY)

    def add(start: int) -> None:
        for number in range(start, start + 50):
            with database.writing() as tables:
                tables.execute("INSERT INTO preferences VALUES (?, '')", [str(number)])

    threads = [threading.Thread(target=add, args=(start,)) for start in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as tables:
        assert tables.execute("SELECT count(*) FROM preferences").fetchone() == (200,)
    database.close()


def test_closing_leaves_one_whole_file(path: Path) -> None:
    database = Database(path, KEY)
    with database.writing() as tables:
        tables.execute("INSERT INTO preferences VALUES ('a', '1')")
    assert path.with_name("vault.db-wal").stat().st_size > 0
    database.close()
    assert [file.name for file in path.parent.iterdir()] == ["vault.db"]


@pytest.mark.parametrize("folder", ["with space", "per%20cent", "hash#mark", "quest?ion", "ünïcode"])
def test_odd_folder_names_do_no_harm(tmp_path: Path, folder: str) -> None:
    if os.name == "nt" and "?" in folder:
        pytest.skip("Windows allows no question mark in a name")
    place = tmp_path / folder
    place.mkdir()
    make_empty_file(place / "vault.db")
    database = Database(place / "vault.db", KEY)
    database.migrate()
    database.close()
    assert read_edition(place / "vault.db", KEY).schema == schema_version()
    assert [file.name for file in place.iterdir()] == ["vault.db"]
    assert [one.name for one in tmp_path.iterdir()] == [folder]
