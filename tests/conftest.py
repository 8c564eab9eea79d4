"""What holds for every test: no network, no real home folder, no real keychain, Qt without a screen."""

import os
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# Read when Qt and keyring first start, so set before any test module is imported.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"

settings.register_profile("default", deadline=None)  # the machine is shared; time is measured in bench/
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": ".run",
}


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Fail the test that looks up a host or opens an internet connection, even where it catches OSError."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        raise pytest.fail.Exception(f"a test looked up a network host ({event})")
    if event in {"socket.connect", "socket.sendto", "socket.bind"}:
        endpoint = arguments[0]
        if isinstance(endpoint, socket.socket) and endpoint.family in {socket.AF_INET, socket.AF_INET6}:
            raise pytest.fail.Exception(f"a test used the network ({event})")


sys.addaudithook(_refuse_network)


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Home of this test alone: what the program keeps for its user goes here."""
    home = tmp_path_factory.mktemp("home")
    for variable, folder in HOME_VARIABLES.items():
        monkeypatch.setenv(variable, str(home / folder))
    (home / ".run").mkdir(mode=0o700)
    return home
