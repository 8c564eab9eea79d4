"""Where things are: shipped data beside the program, the office's own data in the profile.

Works from a source checkout, from an editable install and from a frozen one-folder bundle.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from denialdesk.domain.errors import EnvironmentProblem


def program_root() -> Path:
    """Folder that holds ``resources`` and ``criteria_db``: the bundle when frozen, else the checkout."""
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller's bootloader
    if isinstance(bundle, str):
        return Path(bundle)
    return Path(__file__).resolve().parent.parent.parent


def resources_dir() -> Path:
    """Folder of icons, styles, letter parts, help, samples and licences."""
    return _shipped("resources")


def criteria_db_dir() -> Path:
    """Folder of the shipped payers' criteria, drugs, indications, law and evidence."""
    return _shipped("criteria_db")


def _shipped(name: str) -> Path:
    folder = program_root() / name
    if not folder.is_dir():
        raise EnvironmentProblem(
            f'DenialDesk\'s own folder "{name}" is missing.', "Install DenialDesk again; your cases are kept elsewhere."
        )
    return folder


def default_profile(*, platform: str = sys.platform, environment: Mapping[str, str] | None = None) -> Path:
    """Folder of this user's vault: on this computer only, never one that roams or syncs by itself."""
    variables = os.environ if environment is None else environment
    if platform == "win32":
        local = variables.get("LOCALAPPDATA", "")
        return (Path(local) if local else _home(variables, "USERPROFILE") / "AppData" / "Local") / "DenialDesk"
    if platform == "darwin":
        return _home(variables, "HOME") / "Library" / "Application Support" / "DenialDesk"
    data = variables.get("XDG_DATA_HOME", "")
    # The base directory specification: a relative path there is to be ignored.
    return (Path(data) if data.startswith("/") else _home(variables, "HOME") / ".local" / "share") / "denialdesk"


def _home(variables: Mapping[str, str], name: str) -> Path:
    return Path(variables[name]) if variables.get(name) else Path.home()
