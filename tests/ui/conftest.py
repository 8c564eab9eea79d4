"""What holds for every test of the window: nothing is left running or showing, and help with whole programs."""

import datetime as dt
import gc
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from denialdesk.office import Office
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.storage.keys import KeyStore, MemoryKeys
from tests.ui.programs import NOW, RunningProgram


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fail the test that leaves a thread running or a window on the screen."""
    threads = set(threading.enumerate())
    gc.freeze()  # what was there before need not be looked through again
    yield
    # On this thread: a session whose save timer runs, let go by chance in another thread, leaves that timer behind,
    # and the next test crashes when it fires.
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left_running = [thread.name for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
    # A thread Qt made is known to Python only for as long as it runs Python code: "Dummy" ones are on their way out.
    assert [name for name in left_running if not name.startswith("Dummy")] == []
    assert [type(widget).__name__ for widget in qapp.topLevelWidgets() if widget.isVisible()] == []


@pytest.fixture
def keys() -> KeyStore:
    return MemoryKeys()


def make_office(profile: Path, keys: KeyStore) -> Office:
    ids = count(1)
    return Office(profile, keys, clock=lambda: NOW, new_id=lambda: f"id-{next(ids):04d}")


@pytest.fixture
def office(tmp_path: Path, keys: KeyStore) -> Office:
    """An office that has been at work: its vault made and closed again, with the two sample cases."""
    office = make_office(tmp_path / "profile", keys)
    office.vault.create()
    office.vault.confirm_recovery_key()
    office.practice.save(sample_practice())
    for case in sample_cases():
        office.cases.create(case)
    office.vault.close()
    return office


@pytest.fixture
def program(qtbot: QtBot, office: Office) -> Iterator[RunningProgram]:
    """The whole program on that office, ready for work; closed and checked at the end."""
    running = RunningProgram(qtbot, lambda: office)
    running.start()
    yield running
    running.close()


@pytest.fixture
def day() -> dt.date:
    return NOW.date()
