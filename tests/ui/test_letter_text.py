"""The letter put into the office's own words, with mouse and keys."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.letter_parts import parts_of
from denialdesk.domain.sources import SourceKind
from denialdesk.letters.docx import docx_text, render_docx
from denialdesk.letters.html import render_html
from denialdesk.letters.text import plain_text
from denialdesk.services.demo import sample_cases
from denialdesk.ui.letter_places import part_places, placed_statements
from denialdesk.ui.pages.letter import SOURCES, TEXT, LetterPage, set_letter
from denialdesk.ui.pagination import Typesetter
from denialdesk.ui.session import CaseSession
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, focused, make_session, nameless_controls, opened

REQUEST = "request/request_first"


@pytest.fixture
def session() -> CaseSession:
    return make_session(sample_cases()[0])


@pytest.fixture
def page(qtbot: QtBot, session: CaseSession) -> LetterPage:
    page = LetterPage(session)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def mouse(page: LetterPage, name: str, act: Callable[..., None] = QTest.mouseClick) -> None:
    """Click a part of the letter where it stands."""
    edited = page.text.edited
    assert edited is not None
    part = edited.part(name)
    assert part is not None
    assert part.place is not None
    page.preview.choose_part(part.place, scroll=True)
    rect = page.preview.screen_rect_of(part.place)
    assert rect is not None
    where = QPoint(round(rect.left() + 30), round(rect.top() + min(8.0, rect.height() / 2)))
    act(page.preview.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def double_click(page: LetterPage, name: str) -> None:
    mouse(page, name)
    mouse(page, name, QTest.mouseDClick)


def type_anew(text: str) -> None:
    editor = focused()
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, text)


def text_of(session: CaseSession) -> str:
    assert session.appraisal is not None
    return plain_text(session.appraisal.letter)


def weak(session: CaseSession) -> list[str]:
    assert session.appraisal is not None
    return [todo.text for todo in session.appraisal.readiness.todos if todo.target.startswith("letter.part:")]


def click_row(rows: QListWidget, row: int) -> None:
    place = rows.visualItemRect(rows.item(row)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_every_part_has_a_place_on_the_pages_and_a_click_there_finds_it(page: LetterPage, session: CaseSession) -> None:
    edited = page.text.edited
    assert edited is not None
    whole = {part.place for part in edited.parts if part.part.kind.value not in {"list", "section"}}
    assert whole <= {each.place for each in page.preview.places}
    for name in ("request/request_first", "criteria", "close/list/close_if_upheld", "signature/sincerely"):
        mouse(page, name)
        assert page.text.part is not None
        assert page.text.part.part.name == name
    assert len(session.history) == 0


@pytest.mark.parametrize("case", sample_cases(), ids=lambda case: case.id)
def test_places_follow_tables_over_page_breaks(case: Case) -> None:
    session = make_session(case)
    assert session.appraisal is not None
    letter = session.appraisal.letter
    places = part_places(Typesetter().set_letter(letter))
    last = len(letter.sections) - 1
    assert places[-1].place[0] == last
    order = list(dict.fromkeys(each.place for each in places))
    assert order == sorted(order)
    tables = [part.place for part in parts_of(letter) if part.kind.value == "table"]
    assert set(tables) <= set(order)


def test_a_double_click_opens_the_words_and_typing_shows_at_once_everywhere(
    page: LetterPage, session: CaseSession
) -> None:
    double_click(page, REQUEST)
    assert page.inspector.currentIndex() == TEXT
    assert focused() is page.text.editor
    type_anew("Please approve the drug.")
    assert session.appraisal is not None
    letter = set_letter(session.appraisal)
    assert page.preview.sheets is not None
    assert page.preview.sheets.letter == letter
    for text in (plain_text(letter), render_html(letter), docx_text(render_docx(letter))):
        assert "Please approve the drug." in text
        assert "I am appealing the denial" not in text
    assert page.preview._edited
    assert page.text.changes.item(0).text().startswith("Reworded")
    assert len(session.history) == 1  # a run of keys is one step
    session.undo()
    assert "I am appealing the denial" in text_of(session)
    assert page.text.editor.toPlainText().startswith("I am appealing")
    assert page.preview._edited == {}
    session.redo()
    assert page.text.editor.toPlainText() == "Please approve the drug."


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_the_keyboard_reaches_a_part_edits_it_and_restores_it(
    page: LetterPage, session: CaseSession, key: Qt.Key
) -> None:
    page.preview.setFocus()
    while page.text.part is None or not page.text.part.part.can_be_reworded:
        QTest.keyClick(page.preview, Qt.Key.Key_Right)
    before = text_of(session)
    QTest.keyClick(page.preview, key)
    type_anew("Other words")
    assert "Other words" in text_of(session)
    click(page.text.restore)
    assert text_of(session) == before
    assert not page.text.restore.isEnabled()


def test_the_arrow_keys_reach_every_part_though_the_same_words_stand_twice(
    page: LetterPage, session: CaseSession
) -> None:
    kind = LetterKind.EXTERNAL_REVIEW  # its request names the payer twice
    session.edit("Kind", lambda case: replace(case, letter=replace(case.letter, kind=kind)))
    assert session.appraisal is not None
    letter = session.appraisal.letter
    walked = [
        (statement, place)
        for statement, place in placed_statements(letter)
        if any(source.kind is not SourceKind.PROGRAM for source in statement.sources)
    ]
    assert len({statement for statement, _place in walked}) < len(walked)
    page.preview.setFocus()
    reached = []
    for _ in walked:
        QTest.keyClick(page.preview, Qt.Key.Key_Right)
        assert page.text.part is not None
        reached.append((page.preview.chosen, page.text.part.place))
    assert reached == walked


def test_f2_in_the_outline_edits_the_heading(page: LetterPage, session: CaseSession) -> None:
    titles = [page.outline.item(row).text() for row in range(page.outline.count())]
    click_row(page.outline, titles.index("In brief"))
    QTest.keyClick(page.outline, Qt.Key.Key_F2)
    type_anew("At a glance")
    assert page.outline.item(titles.index("In brief")).text() == "At a glance"
    assert "\nAt a glance\n" in text_of(session)


def test_left_out_parts_are_listed_and_come_back(page: LetterPage, session: CaseSession) -> None:
    before = text_of(session)
    mouse(page, "close/list/close_if_upheld")
    page.inspector.setCurrentIndex(TEXT)
    click(page.text.leave)
    assert "name in writing each criterion" not in text_of(session)
    assert page.text.changes.count() == 1
    mouse(page, REQUEST)
    click_row(page.text.changes, 0)
    assert page.text.part is not None
    assert page.text.part.is_left_out
    assert not page.text.editor.isEnabled()
    click(page.text.restore)
    assert text_of(session) == before


def test_parts_move_by_button_and_by_keys(page: LetterPage, session: CaseSession) -> None:
    before = text_of(session)
    double_click(page, "close/list/close_if_upheld")
    assert not page.text.down.isEnabled()
    click(page.text.up)
    moved = text_of(session)
    assert moved != before
    assert set(moved.split()) == set(before.split())
    assert page.text.down.isEnabled()
    QTest.keyClick(page.text.editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert text_of(session) == before


def test_an_emptied_field_changes_nothing_and_says_so(page: LetterPage, session: CaseSession) -> None:
    double_click(page, REQUEST)
    before = text_of(session)
    QTest.keyClick(page.text.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.text.editor, Qt.Key.Key_Delete)
    assert text_of(session) == before
    assert "cannot be empty" in page.text.hint.text()


def test_quoted_words_are_shown_but_not_reworded(page: LetterPage) -> None:
    mouse(page, "denial_reason/case_field:denial.reason")
    page.inspector.setCurrentIndex(TEXT)
    assert not page.text.editor.isEnabled()
    assert "quoted" in page.text.hint.text()
    assert nameless_controls(page) == []


def test_what_the_record_does_not_hold_is_named_beside_the_words_and_among_what_is_left(
    page: LetterPage, session: CaseSession
) -> None:
    double_click(page, REQUEST)
    type_anew("Approve it after 77 weeks of Skyrizi since May 1999.")
    for stray in ("77 weeks", "Skyrizi", "May 1999"):
        assert stray in page.text.strays.text()
        assert any(stray in text for text in weak(session))
    assert session.appraisal is not None
    assert session.appraisal.readiness.is_ready  # it weakens, a person decides
    assert page.focus_target(f"letter.part:{REQUEST}")
    assert focused() is page.text.editor


def test_a_changed_fact_warns_until_a_person_keeps_the_words(page: LetterPage, session: CaseSession) -> None:
    double_click(page, REQUEST)
    type_anew("Please approve the drug.")
    assert weak(session) == []
    session.edit("Indication", lambda case: replace(case, request=replace(case.request, duration="6 months")))
    assert any("facts have changed" in text for text in weak(session))
    assert page.text.warning.isVisible()
    assert "6 months" in page.text.warning.text()
    assert True in page.preview._edited.values()
    click(page.text.keep)
    assert weak(session) == []
    assert not page.text.warning.isVisible()
    assert "Please approve the drug." in text_of(session)


def test_words_whose_place_is_gone_are_told_and_forgotten(page: LetterPage, session: CaseSession) -> None:
    row = opened(session).therapies[0]
    name = f"prior_therapies/therapy:{row.id}"
    double_click(page, name)
    type_anew("It did not help.")
    session.edit("Remove", lambda case: replace(case, therapies=case.therapies[1:]))
    assert page.text.changes.item(0).text().startswith("No longer in the letter")
    click_row(page.text.changes, 0)
    click(page.text.forget)
    assert opened(session).letter.edits == ()


def test_the_whole_letter_is_given_back_in_one_step(page: LetterPage, session: CaseSession) -> None:
    before = text_of(session)
    double_click(page, REQUEST)
    type_anew("Please approve the drug.")
    click(page.text.up)
    mouse(page, "summary")
    click(page.text.leave)
    click(page.text.restore_all)
    assert text_of(session) == before
    assert not page.text.restore_all.isVisible()
    session.undo()
    assert "Please approve the drug." in text_of(session)


def test_a_source_in_hand_marks_all_that_rests_on_it(page: LetterPage, session: CaseSession) -> None:
    assert session.appraisal is not None
    letter = session.appraisal.letter
    statement = next(each for _s, each in letter.statements() if each.sources[0].kind is SourceKind.THERAPY)
    page.preview.choose(statement)
    page.inspector.setCurrentIndex(SOURCES)
    page._on_statement(statement)
    click_row(page.sources.list, 0)
    ref = statement.sources[0].ref
    resting = {each for _s, each in letter.statements() if any(source.ref == ref for source in each.sources)}
    assert len(resting) > 1
    assert page.preview._related == resting
    page._on_statement(None)
    assert page.preview._related == frozenset()


def test_edited_words_are_kept_in_the_vault(program: RunningProgram) -> None:
    program.open_case()
    case_id = program.case.id
    program.session.jump(f"letter.part:{REQUEST}")
    page = program.area.letter
    assert isinstance(page, QWidget)
    type_anew("Please approve the drug.")
    program.wait(lambda: not program.session.has_unsaved)
    program.close()
    office = program.desk.office
    office.vault.open()
    (edit,) = office.cases.get(case_id).letter.edits
    assert (edit.part, edit.text) == (REQUEST, "Please approve the drug.")
    office.vault.close()
