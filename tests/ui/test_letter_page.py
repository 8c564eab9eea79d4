import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.letter import Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.services.demo import sample_cases
from denialdesk.ui.pages.letter import LetterPage, shown_letter
from denialdesk.ui.pages.letter_inspector import KIND_NAMES, target_of
from denialdesk.ui.pagination import MARGIN
from denialdesk.ui.session import CaseSession
from tests.ui.letters import WORDS
from tests.ui.sessions import click, focused, make_session, nameless_controls, opened


def make_page(qtbot: QtBot, case: Case | None = None) -> tuple[LetterPage, CaseSession]:
    session = make_session(case or sample_cases()[0])
    page = LetterPage(session)
    qtbot.addWidget(page)
    page.resize(1130, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page, session


def unready(session: CaseSession) -> None:
    """Take the prescriber's words away, which leaves a gap."""
    session.edit("Test", lambda case: replace(case, letter=replace(case.letter, medical_necessity="")))


def shows_draft(page: LetterPage) -> bool:
    assert page.preview.sheets is not None
    return page.preview.sheets.letter.draft


def statement_of(session: CaseSession, kind: SourceKind) -> Statement:
    """The first statement that rests on a kind of source, and on nothing before it."""
    assert session.appraisal is not None
    return next(each for _, each in session.appraisal.letter.statements() if each.sources[0].kind is kind)


def click_statement(page: LetterPage, statement: Statement) -> None:
    """Click a statement where it stands on its page."""
    preview = page.preview
    preview.choose(statement)  # brings it into sight
    assert preview.sheets is not None
    for index, sheet in enumerate(preview.sheets.pages):
        for rect in itertools.islice(sheet.rects_of(statement), 1):
            scale = preview._page_rect(index).width() / (2 * MARGIN * 612 / 144)
            place = preview._page_rect(index).topLeft() + rect.center() * scale
            QTest.mouseClick(
                preview.viewport(),
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
                QPoint(round(place.x()), round(place.y())),
            )
            return
    raise AssertionError(statement)


def test_every_section_stands_in_the_outline_and_leads_to_its_place(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    assert session.appraisal is not None
    sections = session.appraisal.letter.sections
    assert [page.outline.item(row).text() for row in range(page.outline.count())] == [
        each.heading or each.title for each in sections
    ]
    last = page.outline.item(page.outline.count() - 1)
    QTest.mouseClick(
        page.outline.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        page.outline.visualItemRect(last).center(),
    )
    assert page.preview.verticalScrollBar().value() > 0
    assert nameless_controls(page) == []


def test_a_gap_is_told_in_the_outline_in_the_state_and_in_the_list(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    assert page.state.text() == "Final – ready for signature"
    assert not shows_draft(page)
    unready(session)
    assert page.state.text() == "Draft – 1 thing is missing"
    assert shows_draft(page)
    rows = [page.outline.item(row) for row in range(page.outline.count())]
    told = [row.data(Qt.ItemDataRole.AccessibleTextRole) for row in rows if "missing" in row.toolTip()]
    assert len(told) == 1
    assert told[0].endswith("something is missing")
    jumps: list[str] = []
    session.jump_requested.connect(jumps.append)
    page.inspector.setCurrentWidget(page.todos)
    page.todos.choose_first()
    QTest.keyClick(page.todos, Qt.Key.Key_Return)
    assert jumps == ["letter.medical_necessity"]


def test_typing_the_prescribers_words_shows_them_at_once(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    page.focus_target("letter.medical_necessity")
    field = focused()
    assert isinstance(field, QPlainTextEdit)
    field.selectAll()
    QTest.keyClicks(field, "Her hands cannot hold a cup.")
    assert opened(session).letter.medical_necessity == "Her hands cannot hold a cup."
    sheets = page.preview.sheets
    assert sheets is not None
    text = "".join(statement.text for _, statement in sheets.letter.statements())
    assert "Her hands cannot hold a cup." in text


def test_only_pages_that_changed_are_drawn_again(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    for place in range(0, page.preview.verticalScrollBar().maximum() + 1, 200):
        page.preview.verticalScrollBar().setValue(place)
        QApplication.processEvents()
    drawn = dict(page.preview._drawn)
    assert len(drawn) > 1
    session.edit("Words", lambda case: replace(case, letter=replace(case.letter, medical_necessity=WORDS)))
    kept = [index for index, picture in page.preview._drawn.items() if drawn.get(index) is picture]
    assert kept
    assert len(kept) < len(drawn)


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [(SourceKind.CASE_FIELD, ""), (SourceKind.THERAPY, "therapy:"), (SourceKind.PRESCRIBER, "letter.")],
)
def test_a_click_on_a_statement_shows_its_sources_and_each_leads_to_its_place(
    qtbot: QtBot, kind: SourceKind, prefix: str
) -> None:
    page, session = make_page(qtbot)
    statement = statement_of(session, kind)
    click_statement(page, statement)
    assert page.preview.chosen == statement
    assert page.inspector.currentWidget() is page.sources
    assert page.sources.list.count() >= 1
    jumps: list[str] = []
    session.jump_requested.connect(jumps.append)
    item = page.sources.list.item(0)
    QTest.mouseClick(
        page.sources.list.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        page.sources.list.visualItemRect(item).center(),
    )
    assert jumps == [target_of(statement.sources[0])]
    assert jumps[0].startswith(prefix)


def test_the_arrow_keys_step_through_the_statements(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    page.preview.setFocus()
    seen = []
    for _ in range(6):
        QTest.keyClick(page.preview, Qt.Key.Key_Right)
        assert page.preview.chosen is not None
        seen.append(page.preview.chosen)
        assert page.preview.accessibleDescription() == page.preview.chosen.text
    assert session.appraisal is not None
    order = [
        each
        for _, each in session.appraisal.letter.statements()
        if any(source.kind is not SourceKind.PROGRAM for source in each.sources)
    ]
    assert seen[0] == order[0]
    QTest.keyClick(page.preview, Qt.Key.Key_Left)
    assert page.preview.chosen == seen[-2]


def test_zoom_by_button_and_wheel_and_back_to_the_width(qtbot: QtBot) -> None:
    page, _session = make_page(qtbot)
    fitted = page.preview.scale
    click(page.zoom_in)
    assert page.preview.scale > fitted
    assert page._zoom_label.text() == f"{round(page.preview.scale * 100)} %"
    before = page.preview.scale
    centre = page.preview.viewport().rect().center().toPointF()
    wheel = QWheelEvent(
        *(centre, page.preview.viewport().mapToGlobal(centre), QPoint(), QPoint(0, -120)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(page.preview.viewport(), wheel)
    assert page.preview.scale < before
    click(page.fit)
    assert page.preview.scale == fitted


def test_undo_brings_back_the_words_and_the_field_shows_them(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    before = opened(session).letter.medical_necessity
    unready(session)
    field = page.words.rows["letter.medical_necessity"].editor
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == ""
    session.undo()
    assert field.toPlainText() == before
    assert page.state.text() == "Final – ready for signature"


def test_a_letter_that_is_out_of_sight_is_set_when_it_is_looked_at(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    page.hide()
    sheets = page.preview.sheets
    session.edit("Date", lambda case: replace(case, letter=replace(case.letter, letter_date=PartialDate(2026, 11, 19))))
    assert page.preview.sheets is sheets
    page.show()
    assert page.preview.sheets is not sheets


def test_the_kinds_offered_are_those_that_can_be_written(qtbot: QtBot) -> None:
    from denialdesk.letters.compose import KINDS

    page, _session = make_page(qtbot)
    assert page.kind.count() == len(KINDS)
    assert page.kind.currentText() == KIND_NAMES[sample_cases()[0].letter.kind]


def test_expedited_words_are_asked_for_only_when_the_denial_is_urgent(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    row = page.words.rows["letter.expedited_ground"]
    assert "only when" in row.message
    session.edit("Urgent", lambda case: replace(case, denial=replace(case.denial, urgent=True)))
    assert row.message == "The prescriber certifies it."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (Source(SourceKind.CASE_FIELD, "denial.reason"), "denial.reason"),
        (Source(SourceKind.THERAPY, "t1"), "therapy:t1:drug"),
        (Source(SourceKind.CRITERION, "cigna-1#step1.any1"), "answer:cigna-1:step1.any1"),
        (Source(SourceKind.CRITERION, "cigna-1"), "policy:cigna-1"),
        (Source(SourceKind.EXHIBIT, "e1"), "exhibit:e1"),
        (Source(SourceKind.PRACTICE, "practice.name"), "practice.name"),
        (Source(SourceKind.PRESCRIBER, "letter.harm_of_delay"), "letter.harm_of_delay"),
        (Source(SourceKind.LAW, "claim_file"), ""),
        (Source(SourceKind.PROGRAM, "sincerely"), ""),
    ],
)
def test_each_source_has_its_place(source: Source, target: str) -> None:
    assert target_of(source) == target


def test_the_letter_shown_is_the_letter_composed_for_export() -> None:
    from denialdesk.domain.letter_versions import marked
    from denialdesk.services.appeal import appraise
    from tests.makers import make_practice
    from tests.ui.sessions import TODAY, library

    for case in sample_cases():
        draft = appraise(case, make_practice(), library(), TODAY)
        final = appraise(case, make_practice(), library(), TODAY, final=True)
        assert shown_letter(draft) == marked(final.letter, case.id)


class PaintCounter(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.areas: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.areas.append(1)
        return False


def test_a_step_that_changes_nothing_shown_paints_no_page(qtbot: QtBot) -> None:
    page, session = make_page(qtbot)
    QApplication.processEvents()
    counter = PaintCounter()
    page.preview.viewport().installEventFilter(counter)
    session.edit("Notes", lambda case: replace(case, notes="seen by nobody"))
    QApplication.processEvents()
    assert counter.areas == []
