"""Faults caused for real, each in a process of its own: a kill, a second instance, no room, no rights."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialdesk.domain.errors import AlreadyOpenError
from denialdesk.services.vault import VaultState
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.keys import MemoryKeys
from tests.vault_makers import case_service, make_vault

ROOT = Path(__file__).resolve().parents[2]
POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="limits and user ids of POSIX systems")

# Opens the vault in a child process with the key it is given, as the office's second start would.
OPEN = """
import sys, dataclasses
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from denialdesk.domain.case import Case
from denialdesk.domain.errors import DenialDeskError
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.header import read_header
from denialdesk.storage.keys import MemoryKeys
from tests.vault_makers import case_service, make_vault

def office(profile, key):
    keys = MemoryKeys()
    header = read_header(profile)
    keys.save(header.vault_id, (DataKey(bytes.fromhex(key)),))
    return make_vault(profile, keys)

vault = office(Path(sys.argv[1]), sys.argv[2])
"""


def child(program: str, profile: Path, key: DataKey) -> "subprocess.Popen[str]":
    """Start a second process on the profile."""
    return subprocess.Popen(
        [sys.executable, "-c", OPEN + program, str(profile), key.raw.hex(), str(ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def new_office(profile: Path) -> tuple[MemoryKeys, DataKey]:
    """A closed vault with its key."""
    keys = MemoryKeys()
    vault = make_vault(profile, keys)
    vault.create()
    key = vault.database.key
    vault.close()
    return keys, key


SAVE_FOREVER = """
vault.open()
cases = case_service(vault)
case, _ = cases.create(Case(id="c1"))
print("ready", flush=True)
number = 0
while True:
    number += 1
    cases.save(dataclasses.replace(case, notes=f"{number} " + "x" * 20_000))
    print(number, flush=True)
"""


@POSIX_ONLY
@pytest.mark.parametrize("saves", [1, 2, 5, 9])
def test_a_kill_in_the_middle_loses_nothing_that_was_saved(tmp_path: Path, saves: int) -> None:
    keys, key = new_office(tmp_path)
    with child(SAVE_FOREVER, tmp_path, key) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
        for _ in range(saves):
            process.stdout.readline()
        process.kill()
        told = [int(line) for line in process.stdout.read().split("\n") if line.isdigit()]
        process.wait()
        if process.stdin:
            process.stdin.close()
    last_told = max([saves, *told])
    assert (tmp_path / "vault.db-wal").stat().st_size > 0
    vault = make_vault(tmp_path, keys)
    assert vault.state() is VaultState.READY
    vault.open()
    vault.database.check()
    stored = int(case_service(vault).get("c1").notes.split()[0])
    assert stored in {last_told, last_told + 1}  # saved, but killed before it could say so
    vault.close()
    assert not (tmp_path / "vault.db-wal").exists()


HOLD = """
vault.open()
print("open", flush=True)
sys.stdin.readline()
vault.close()
"""


def test_a_second_instance_is_told_and_changes_nothing(tmp_path: Path) -> None:
    keys, key = new_office(tmp_path)
    second = make_vault(tmp_path, keys)
    with child(HOLD, tmp_path, key) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        assert second.state() is VaultState.IN_USE
        with pytest.raises(AlreadyOpenError, match="DenialDesk is already open with these cases"):
            second.open()
        process.communicate("\n")
        assert process.returncode == 0
    second.open()
    second.close()


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
vault.open()
cases = case_service(vault)
case, _ = cases.create(Case(id="c1", notes="as it was"))
room = max(path.stat().st_size for path in Path(sys.argv[1]).rglob("*") if path.is_file()) + 20_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    cases.save(dataclasses.replace(case, notes="x" * 1_000_000))
except DenialDeskError as error:
    print(error)
print(cases.get("c1").notes)
vault.close()
"""


@POSIX_ONLY
def test_no_room_on_the_drive_keeps_what_was_saved(tmp_path: Path) -> None:
    keys, key = new_office(tmp_path)
    with child(FULL, tmp_path, key) as process:
        printed, errors = process.communicate()
    assert errors == ""
    told, kept = printed.splitlines()
    assert "the last change was not kept" in told
    assert "Check that the drive has room" in told or "Free some space" in told
    assert kept == "as it was"
    vault = make_vault(tmp_path, keys)
    vault.open()
    vault.database.check()
    assert case_service(vault).get("c1").notes == "as it was"
    vault.close()


NO_RIGHTS = """
import os
if os.geteuid() == 0:
    os.setuid(65534)
try:
    print(vault.state())
except DenialDeskError as error:
    print(error)
try:
    vault.open()
except DenialDeskError as error:
    print(type(error).__name__, error)
"""


def without_rights(profile: Path, key: DataKey, mode: int) -> tuple[str, str]:
    """Let a child without rights in the profile try; returns the state it saw and what opening told it."""
    modes = {path: path.stat().st_mode for path in [profile, *profile.rglob("*")]}
    for path in [*profile.rglob("*"), profile]:
        path.chmod(mode if path.is_dir() else mode & 0o444)
    try:
        with child(NO_RIGHTS, profile, key) as process:
            printed, errors = process.communicate()
    finally:
        for path, old in modes.items():
            path.chmod(old)
    assert errors == ""
    state, told = printed.splitlines()
    return state, told


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder everyone may enter; pytest's own are closed to other users."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@POSIX_ONLY
@pytest.mark.parametrize(("mode", "state"), [(0o555, "ready"), (0o111, "damaged")])
def test_a_profile_that_may_not_be_written(shared_folder: Path, mode: int, state: str) -> None:
    profile = shared_folder / "profile"
    _keys, key = new_office(profile)
    before = (profile / "vault.db").read_bytes()
    seen, told = without_rights(profile, key, mode)
    assert seen == state
    assert told.startswith(("NotWritableError The folder or file may not be written", "DamagedVaultError"))
    assert (profile / "vault.db").read_bytes() == before


@POSIX_ONLY
def test_a_profile_in_somebody_elses_folder(shared_folder: Path) -> None:
    outer = shared_folder / "outer"
    outer.mkdir()
    _keys, key = new_office(outer / "profile")
    outer.chmod(0o000 if os.geteuid() == 0 else 0o700)
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that the child may not enter and clean it up again")
    seen, told = without_rights(outer / "profile", key, 0o777)
    outer.chmod(0o700)
    assert "may not be read. Choose another profile folder" in seen
    assert told.startswith("NotWritableError")
