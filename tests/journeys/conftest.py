"""What the journeys in the window share: Qt's own file dialog, and an office that has been at work."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from pytestqt.qtbot import QtBot

from denialdesk.office import Office
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.storage.keys import MemoryKeys
from tests.ui.programs import NOW, RunningProgram


@pytest.fixture
def qt_dialogs() -> Iterator[None]:
    """Qt's own file dialog, which a test can type into; the platform's is another program."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, True)
    yield
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, False)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with its practice and the sample cases, its vault closed."""
    ids = count(1)
    made = Office(tmp_path / "profile", MemoryKeys(), clock=lambda: NOW, new_id=lambda: f"id-{next(ids):04d}")
    made.vault.create()
    made.practice.save(sample_practice())
    for case in sample_cases():
        made.cases.create(case)
    made.vault.close()
    return made


@pytest.fixture
def program(qtbot: QtBot, office: Office) -> Iterator[RunningProgram]:
    """The program at work on that office."""
    running = RunningProgram(qtbot, lambda: office)
    running.start()
    yield running
    running.close()
