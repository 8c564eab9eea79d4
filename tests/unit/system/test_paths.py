import sys
from pathlib import Path

import pytest

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.system import paths


def test_shipped_folders_stand_beside_the_package() -> None:
    root = Path(paths.__file__).resolve().parent.parent.parent
    assert paths.program_root() == root
    assert paths.resources_dir() == root / "resources"


def test_a_frozen_bundle_reads_its_own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "criteria_db").mkdir()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.criteria_db_dir() == tmp_path / "criteria_db"


def test_a_missing_shipped_folder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(EnvironmentProblem, match=r'"resources" is missing\. Install DenialDesk again'):
        paths.resources_dir()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("win32", {"LOCALAPPDATA": "/local", "APPDATA": "/roaming"}, "/local/DenialDesk"),
        ("win32", {"USERPROFILE": "/users/pat"}, "/users/pat/AppData/Local/DenialDesk"),
        ("darwin", {"HOME": "/Users/pat"}, "/Users/pat/Library/Application Support/DenialDesk"),
        ("linux", {"HOME": "/home/pat"}, "/home/pat/.local/share/denialdesk"),
        ("linux", {"HOME": "/home/pat", "XDG_DATA_HOME": "/data"}, "/data/denialdesk"),
        ("linux", {"HOME": "/home/pat", "XDG_DATA_HOME": "not/absolute"}, "/home/pat/.local/share/denialdesk"),
    ],
)
def test_the_profile_is_where_the_system_keeps_local_data(
    platform: str, variables: dict[str, str], expected: str
) -> None:
    assert paths.default_profile(platform=platform, environment=variables) == Path(expected)


def test_the_profile_follows_the_users_home(private_home: Path) -> None:
    assert paths.default_profile().is_relative_to(private_home)
