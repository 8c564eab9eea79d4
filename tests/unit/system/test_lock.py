import subprocess
import sys
from pathlib import Path

import pytest

from denialdesk.domain.errors import AlreadyOpenError, NotWritableError
from denialdesk.system.lock import LOCK_NAME, ProfileLock

HOLD = """
import sys
from pathlib import Path
from denialdesk.system.lock import ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.readline()
"""


def hold_elsewhere(profile: Path) -> "subprocess.Popen[str]":
    """Start a real second process that holds the lock until its input ends."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(profile)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_instance_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path)
    with hold_elsewhere(tmp_path) as child:
        assert lock.is_held_elsewhere()
        with pytest.raises(AlreadyOpenError, match="already open with these cases"):
            lock.acquire()
        child.communicate("\n")
    with lock:
        assert lock.is_held


def test_a_killed_instance_leaves_no_lock_behind(tmp_path: Path) -> None:
    with hold_elsewhere(tmp_path) as child:
        child.kill()
        child.communicate()
    assert (tmp_path / LOCK_NAME).exists()
    with ProfileLock(tmp_path) as lock:
        assert lock.is_held


def test_asking_makes_nothing(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    assert not ProfileLock(profile).is_held_elsewhere()
    assert not profile.exists()


def test_one_object_may_acquire_and_release_twice(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path)
    lock.acquire()
    lock.acquire()
    assert not lock.is_held_elsewhere()
    lock.release()
    lock.release()
    assert not lock.is_held


def test_two_objects_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    with ProfileLock(tmp_path), pytest.raises(AlreadyOpenError):
        ProfileLock(tmp_path).acquire()


def test_a_profile_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWritableError):
        ProfileLock(tmp_path / "file" / "profile").acquire()
