import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind, Exhibit
from denialdesk.ui.dialogs.record_event import RecordEventDialog
from denialdesk.ui.pages.exhibit_model import PAGES, TITLE, USED, ExhibitModel
from denialdesk.ui.pages.packet import PICTURES, PacketPage, event_words
from denialdesk.ui.session import CaseSession
from tests.makers import make_case, make_therapy
from tests.ui.sessions import click, focused, make_session, nameless_controls, opened

EXHIBITS = (Exhibit("e1", "Denial notice", 2), Exhibit("e2", "Chart notes"))


def make_page(qtbot: QtBot, case: Case | None = None) -> tuple[PacketPage, CaseSession]:
    session = make_session(case or make_case(exhibits=EXHIBITS))
    page = PacketPage(session)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page, session


def dialog_of(qtbot: QtBot, page: PacketPage) -> RecordEventDialog:
    (dialog,) = [each for each in page.findChildren(RecordEventDialog) if each.isVisible()]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def cells(model: ExhibitModel, column: int) -> list[object]:
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def test_exhibits_are_lettered_counted_and_point_back_at_what_they_prove(qtbot: QtBot) -> None:
    rows = (make_therapy("methotrexate", id="t1", exhibit_id="e2", exhibit_page="7"),)
    page, session = make_page(qtbot, make_case(*rows, exhibits=EXHIBITS))
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert cells(page.model, 0) == ["A", "B"]
    assert cells(page.model, PAGES) == ["2", ""]
    assert cells(page.model, USED) == ["", "methotrexate, p. 7"]
    assert nameless_controls(page) == []
    assert session.appraisal is not None
    assert tester is not None


def test_an_exhibit_is_added_and_typed_by_keyboard(qtbot: QtBot) -> None:
    page, session = make_page(qtbot, make_case(exhibits=()))
    assert page.exhibits.no_exhibits.isVisible()
    click(page.exhibits.add_button)
    QTest.keyClicks(focused(), "Denial notice")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    page.table.setCurrentIndex(page.model.index(0, PAGES))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    QTest.keyClicks(focused(), "12")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [(each.title, each.pages) for each in opened(session).exhibits] == [("Denial notice", 12)])
    assert not page.exhibits.no_exhibits.isVisible()
    letter = session.appraisal.letter if session.appraisal else None
    assert letter is not None
    text = "".join(statement.text for _section, statement in letter.statements())
    assert "Denial notice" in text
    assert "12 pages" in text


@pytest.mark.parametrize("typed", ["0", "-1", "two", "1.5", "10000"])
def test_a_page_count_that_is_none_is_not_taken(qtbot: QtBot, typed: str) -> None:
    page, session = make_page(qtbot)
    assert not page.model.setData(page.model.index(0, PAGES), typed)
    assert opened(session).exhibits == EXHIBITS


def test_exhibits_move_and_go_and_come_back_by_undo(qtbot: QtBot) -> None:
    rows = (make_therapy("methotrexate", id="t1", exhibit_id="e1", exhibit_page="7"),)
    page, session = make_page(qtbot, make_case(*rows, exhibits=EXHIBITS))
    page.focus_target("exhibit:e2")
    assert page.table.currentIndex().row() == 1
    assert not page.exhibits.down.isEnabled()
    click(page.exhibits.up)
    assert [each.id for each in opened(session).exhibits] == ["e2", "e1"]
    page.focus_target("exhibit:e1")
    click(page.exhibits.remove_button)
    assert [each.id for each in opened(session).exhibits] == ["e2"]
    assert opened(session).therapies[0].exhibit_id == ""
    session.undo()
    assert opened(session).therapies[0].exhibit_id == "e1"
    session.undo()
    assert opened(session).exhibits == EXHIBITS
    assert cells(page.model, TITLE) == ["Denial notice", "Chart notes"]


def test_on_a_small_screen_pages_and_follow_up_take_turns(qtbot: QtBot) -> None:
    page, _session = make_page(qtbot)
    page.resize(680, 400)
    assert page.turns.isVisible()
    assert (page.preview.isVisible(), page.follow_up.isVisible()) == (True, False)
    click(page.turns, page.turns.tabRect(1).center())
    assert (page.preview.isVisible(), page.follow_up.isVisible()) == (False, True)
    assert page.focus_target("exhibit:e2")
    assert page.preview.isVisible()
    assert page.focus_target("events")
    assert page.follow_up.isVisible()
    buttons = [page.exhibits.add_files, page.exhibits.make_button, *page.follow_up.record_buttons.values()]
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    page.resize(1_150, 600)
    assert not page.turns.isVisible()
    assert page.preview.isVisible()
    assert page.follow_up.isVisible()


def test_sending_is_recorded_with_its_date_and_starts_the_clock(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    assert page.follow_up.clock_title.text().startswith("File by ")
    click(page.follow_up.record_buttons[EventKind.SENT])
    dialog = dialog_of(qtbot, page)
    assert nameless_controls(dialog) == []
    line = dialog.date.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "11/20/2026")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    QTest.keyClicks(dialog.text, "Fax, 14 pages")
    click(dialog.save)
    case = opened(session)
    assert case.status is CaseStatus.SENT
    (event,) = case.events
    assert (event.kind, event.at, event.text) == (EventKind.SENT, "2026-11-20", "Fax, 14 pages")
    assert "decision due by" in page.follow_up.clock_title.text()
    assert page.follow_up.timeline.item(0).text() == "Sent  –  Friday, November 20, 2026\nFax, 14 pages"
    page.follow_up.timeline.setCurrentRow(0)
    click(page.follow_up.remove_event_button)
    assert opened(session).events == ()
    assert opened(session).status is CaseStatus.DRAFT


def test_a_step_needs_a_day_that_has_come_and_a_decision_its_outcome(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    page.record(EventKind.DECIDED)
    dialog = dialog_of(qtbot, page)
    line: QLineEdit = dialog.date.line
    for typed, said in (("2026", "The day is needed"), ("12/25/2026", "still to come")):
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, typed)
        click(dialog.save)
        assert said in dialog.date_row.error
        assert dialog.isVisible()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "11/21/2026")
    click(dialog.save)
    assert "Say how" in dialog.decision_row.error
    dialog.decision.setFocus()
    QTest.keyClicks(dialog.decision, "Over")
    click(dialog.save)
    assert opened(session).status is CaseStatus.DECIDED
    assert opened(session).events[0].decision == "overturned"


def test_a_late_plan_is_named_with_the_next_step(qtbot: QtBot) -> None:
    sent = Event("s", EventKind.SENT, (dt.date(2026, 11, 21) - dt.timedelta(days=400)).isoformat())
    case = replace(make_case(), events=(sent,), status=CaseStatus.SENT)
    page, _session = make_page(qtbot, case)
    assert "overdue" in page.follow_up.clock_title.text()


def test_the_dialog_can_be_left_without_recording(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    dialog = page.record(EventKind.NOTE)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert opened(session).events == ()


def test_every_kind_of_step_has_a_name_and_a_sign() -> None:
    for kind in EventKind:
        words = event_words(Event("1", kind, "2026-11-21", "text"))
        assert words.endswith("Saturday, November 21, 2026\ntext")
        assert kind in PICTURES
