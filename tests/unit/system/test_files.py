import errno
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from denialdesk.domain.errors import DiskFullError, EnvironmentProblem, NotWritableError, UnreadableFileError
from denialdesk.system import files

POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="file modes and limits of POSIX systems")


def run_child(program: str, *arguments: str | Path) -> str:
    """Run a program in a fresh interpreter and hand back what it printed."""
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(files.__file__).resolve().parents[2],
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "letter.docx"
    files.write_atomically(target, b"first")
    files.write_atomically(target, b"second")
    assert target.read_bytes() == b"second"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.docx"]


def test_a_failure_half_way_keeps_the_old_file_and_leaves_no_trace(tmp_path: Path) -> None:
    target = tmp_path / "letter.docx"
    target.write_bytes(b"as it was")

    def fail_half_way() -> None:
        with files.replacing(target) as temporary:
            temporary.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert target.read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.docx"]


@POSIX_ONLY
def test_private_files_and_folders_are_their_owners_alone(tmp_path: Path) -> None:
    files.make_private_folder(tmp_path / "outer" / "profile")
    assert stat.S_IMODE((tmp_path / "outer" / "profile").stat().st_mode) == 0o700
    files.write_atomically(tmp_path / "key", b"secret", private=True)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


@POSIX_ONLY
def test_an_exported_file_keeps_the_mode_it_had(tmp_path: Path) -> None:
    target = tmp_path / "letter.docx"
    target.write_bytes(b"")
    target.chmod(0o640)
    files.write_atomically(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_missing_folder_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError, match=r"^The folder does not exist\. Make the folder, or choose"):
        files.write_atomically(tmp_path / "nowhere" / "letter.docx", b"x")


def test_a_file_where_a_folder_was_meant(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWritableError, match=r"may not be written|does not exist"):  # Windows says the second
        files.write_atomically(tmp_path / "file" / "letter.docx", b"x")
    with pytest.raises(NotWritableError):
        files.make_private_folder(tmp_path / "file" / "profile")


@POSIX_ONLY
def test_a_folder_without_write_permission(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "letter.docx").write_bytes(b"as it was")
    folder.chmod(0o555)
    # Root may write everywhere, so the child gives its rights up once everything is loaded.
    printed = run_child(
        """
        import os, sys
        from pathlib import Path
        from denialdesk.system.files import write_atomically
        from denialdesk.domain.errors import NotWritableError
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            write_atomically(Path(sys.argv[1]) / "letter.docx", b"new")
        except NotWritableError as error:
            print(error)
        """,
        folder,
    )
    assert printed.startswith("The folder or file may not be written. Choose another folder")
    assert (folder / "letter.docx").read_bytes() == b"as it was"


@POSIX_ONLY
def test_a_full_disk_keeps_the_earlier_export(tmp_path: Path) -> None:
    target = tmp_path / "letter.docx"
    target.write_bytes(b"as it was")
    printed = run_child(
        """
        import resource, signal, sys
        from pathlib import Path
        from denialdesk.system.files import write_atomically
        from denialdesk.domain.errors import DiskFullError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            write_atomically(Path(sys.argv[1]), bytes(1_000_000))
        except DiskFullError as error:
            print(error)
        """,
        target,
    )
    assert printed.startswith("The disk is full; nothing was changed. Free some space")
    assert target.read_bytes() == b"as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.docx"]


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (errno.ENOSPC, DiskFullError, "The disk is full"),
        (errno.EROFS, NotWritableError, "may not be written"),
        (errno.EIO, EnvironmentProblem, "Check the drive"),
    ],
)
def test_what_the_system_says_becomes_a_sentence(code: int, kind: type[EnvironmentProblem], words: str) -> None:
    problem = files.as_write_problem(OSError(code, "told by the system", "/home/pat/Marigold Testcase.docx"))
    assert type(problem) is kind
    assert words in str(problem)
    assert "Marigold" not in str(problem)


def test_a_file_held_open_on_windows_is_told_apart() -> None:
    error = OSError(errno.EACCES, "sharing violation")
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]  # the attribute exists on Windows only
    assert "open in another program" in str(files.as_write_problem(error))


def test_reading_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(bytes(2_000_000))
    assert len(files.read_whole(path, largest=2_000_000)) == 2_000_000
    with pytest.raises(UnreadableFileError, match="larger than 1 MB"):
        files.read_whole(path, largest=1_999_999)


def test_what_cannot_be_read_says_why_and_names_nobody(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="There is no such file") as missing:
        files.read_whole(tmp_path / "Marigold Testcase.json", largest=10)
    assert "Marigold" not in str(missing.value)
    with pytest.raises(UnreadableFileError, match="That is a folder"):
        files.read_whole(tmp_path, largest=10)
    with pytest.raises(UnreadableFileError, match="could not be read"):
        files.read_whole(Path("bad\0name"), largest=10)
