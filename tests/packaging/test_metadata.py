"""What a fresh clone is installed from must agree with itself and name no address."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import denialdesk

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [*PROJECT["dependencies"], *(text for group in PROJECT["optional-dependencies"].values() for text in group)]


def normal_name(text: str) -> str:
    """A package's name as the lock writes it."""
    name = re.split(r"[<>=!~;\[ ]", text, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_version_is_the_same_everywhere() -> None:
    assert PROJECT["version"] == denialdesk.__version__


@pytest.mark.parametrize("requirement", DECLARED)
def test_the_lock_holds_every_declared_package(requirement: str) -> None:
    assert re.search(rf"^{re.escape(normal_name(requirement))}==", LOCK, re.MULTILINE)


def test_the_lock_has_hashes_and_names_no_address() -> None:
    assert "://" not in LOCK
    pins = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(pins) > 30
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_an_old_python_can_read_dev_py_far_enough_to_say_so() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert "tomllib" not in imported


@pytest.mark.parametrize("script", [".ci/run", "installers/linux/install.sh", "installers/macos/make_dmg.sh"])
def test_scripts_start_and_end_their_lines_as_unix_does(script: str) -> None:
    content = (ROOT / script).read_bytes()
    assert content.startswith(b"#!")
    assert b"\r" not in content


def test_the_uninstaller_and_installer_never_delete_a_whole_chosen_folder() -> None:
    script = (ROOT / "installers" / "windows" / "denialdesk.nsi").read_text(encoding="utf-8")
    assert re.findall(r'RMDir /r "\$INSTDIR"', script) == []
    assert "RequestExecutionLevel user" in script
