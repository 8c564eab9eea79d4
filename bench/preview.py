"""Keystroke to refreshed preview: from a key pressed in a field of the letter to its pages drawn anew.

In the real window, with a sample case open and every page made. Inside the time are the edit, its appraisal against the
payer's criteria and the law, the letter composed and set, and the pages that changed painted.
"""

from __future__ import annotations

import itertools
import statistics
import time
import uuid

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from bench.timing import Outcome, percentile
from denialdesk.knowledge.library import load_library
from denialdesk.office import local_now
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.ui import theme
from denialdesk.ui.app import settle_memory
from denialdesk.ui.application import ensure_application
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.pages.letter_preview import LetterPreview
from denialdesk.ui.session import CaseSession
from denialdesk.ui.work_area import CRITERIA, DENIAL, LETTER, PACKET, THERAPIES, WorkArea

KEYS = 300
WARM_UP = 20
GOAL_MS = 16.0
TYPED = "The joints stay swollen and work is hard. "
LONGEST_WAIT = 2.0  # seconds for one key, after which the preview is taken not to follow


class PaintWatch(QObject):
    """Tells whether the pages were painted since it was last asked."""

    def __init__(self, preview: LetterPreview) -> None:
        super().__init__(preview)
        self.preview = preview
        self.painted = False
        preview.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take note and let the event pass."""
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return False


def press_and_wait(application: QApplication, field: QPlainTextEdit, key: str, watch: PaintWatch) -> float:
    """Press one key and return the milliseconds until the pages with it are painted."""
    before = watch.preview.sheets
    watch.painted = False
    started = time.perf_counter()
    QTest.keyClicks(field, key)
    while not watch.painted or watch.preview.sheets is before:
        application.processEvents()
        if time.perf_counter() - started > LONGEST_WAIT:
            message = "The preview did not follow a key that was typed."
            raise RuntimeError(message)
    return (time.perf_counter() - started) * 1000


def measure() -> list[Outcome]:
    """Type into the prescriber's own words and time every key."""
    application = ensure_application()
    theme.apply_appearance(application, theme.Appearance.LIGHT)
    session = CaseSession(load_library(), sample_practice(), clock=local_now, new_id=lambda: uuid.uuid4().hex)
    window = MainWindow()
    area = WorkArea(session)
    window.show_work(area)
    session.open(sample_cases()[0])
    window.show()
    for tab in (DENIAL, THERAPIES, CRITERIA, PACKET, LETTER):
        area.tabs.setCurrentIndex(tab)
        application.processEvents()
    page = area.letter
    page.focus_target("letter.medical_necessity")
    page.preview.show_section("medical_necessity")
    application.processEvents()
    field = application.focusWidget()
    if not isinstance(field, QPlainTextEdit):
        message = "The field for the prescriber's own words has no focus."
        raise TypeError(message)
    settle_memory()  # as the program does once its window is ready
    watch = PaintWatch(page.preview)
    letters = itertools.cycle(TYPED)
    times = [press_and_wait(application, field, next(letters), watch) for _ in range(KEYS + WARM_UP)][WARM_UP:]
    letter = session.appraisal.letter if session.appraisal else None
    shown = " ".join(statement.text for _, statement in letter.statements()) if letter else ""
    if TYPED.strip() not in shown:
        message = "What was typed is not in the letter."
        raise RuntimeError(message)
    window.close_now()
    detail = f"median {statistics.median(times):.1f} ms, slowest {max(times):.1f} ms of {KEYS} keys"
    return [
        Outcome("preview", percentile(times, 95), GOAL_MS, "ms at the 95th percentile", at_most=True, detail=detail)
    ]
