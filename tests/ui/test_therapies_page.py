from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QPalette, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, Exhibit, Measure
from denialdesk.domain.therapy import Origin, Outcome, Provenance, Supply
from denialdesk.ui import theme
from denialdesk.ui.models.therapy_columns import KEYS
from denialdesk.ui.models.therapy_table import TherapyTableModel
from denialdesk.ui.pages.therapies import TherapiesPage
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.name_edits import DrugEdit
from denialdesk.ui.widgets.paste_dialog import PasteDialog
from denialdesk.ui.widgets.therapy_inspector import LackButton
from tests.makers import make_answer, make_case, make_therapy, on
from tests.ui.sessions import click, focused, make_session, nameless_controls, opened


def make_page(qtbot: QtBot, case: Case) -> TherapiesPage:
    page = TherapiesPage(make_session(case))
    page._session.jump_requested.connect(page.focus_target)
    qtbot.addWidget(page)
    page.resize(1130, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def two_rows() -> Case:
    return make_case(
        make_therapy("methotrexate", "2023-01-15", "2023-07-20", id="a", dose="20 mg"),
        make_therapy("Humira", "2023-09", "2024-02", id="b", dose="40 mg"),
    )


def go(page: TherapiesPage, therapy_id: str, key: str = "drug") -> None:
    assert page.view.go_to(therapy_id, key)


def editor_of(page: TherapiesPage) -> QLineEdit:
    editor = focused()
    assert isinstance(editor, QLineEdit)
    assert page.view.isAncestorOf(editor)
    return editor


def enter(qtbot: QtBot, page: TherapiesPage) -> None:
    """Press Enter in a cell; Qt takes the words when it has handled the key."""
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.state() is not QAbstractItemView.State.EditingState)


def ids_of(page: TherapiesPage) -> list[str]:
    return [row.id for row in opened(page._session).therapies]


def current_cell(page: TherapiesPage) -> tuple[str, str]:
    index = page.view.currentIndex()
    return index.data(TherapyTableModel.ROW_ROLE).id, KEYS[index.column()]


@pytest.fixture
def clipboard(qapp: object) -> Iterator[None]:  # noqa: ARG001  # Qt must run
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


# ---------------------------------------------------------------- typing into the table


def test_a_row_is_typed_by_keyboard_from_end_to_end(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Insert)
    typed = ("Humira", "40 mg", "subcutaneous", "every 2 weeks", "9/2023", "2/14/2024")
    for words in typed:
        QTest.keyClicks(focused(), words)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    outcome = focused()
    assert isinstance(outcome, ChoiceEdit), "Tab passes the counted length by"
    QTest.keyClicks(outcome, "Inadequate")
    QTest.keyClick(outcome, Qt.Key.Key_Tab)
    for words in ("Swollen joints", "Dr. Invented", "Chart note"):
        QTest.keyClicks(focused(), words)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    first, second = opened(page._session).therapies
    assert (first.drug, first.drug_id, first.dose) == ("Humira", "adalimumab", "40 mg")
    assert (first.start, first.stop) == (on("2023-09"), on("2024-02-14"))
    assert first.outcome is Outcome.INADEQUATE_RESPONSE
    assert (first.what_happened, first.prescribed_by, first.proof) == ("Swollen joints", "Dr. Invented", "Chart note")
    assert second.drug == "", "Tab out of the last cell begins a new row"
    assert current_cell(page) == (second.id, "drug")


def test_enter_opens_takes_and_goes_down(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "a", "dose")
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    editor = editor_of(page)
    editor.selectAll()
    QTest.keyClicks(editor, "25 mg")
    enter(qtbot, page)
    assert opened(page._session).therapies[0].dose == "25 mg"
    assert current_cell(page) == ("b", "dose")
    page._session.undo()
    assert opened(page._session).therapies[0].dose == "20 mg"
    assert page._session.history.redo_text == "Dose of methotrexate"


def test_f2_edits_typing_replaces_and_escape_leaves_as_it_was(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "a", "dose")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    QTest.keyClicks(editor_of(page), " more")
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert opened(page._session).therapies[0].dose == "20 mg"
    QTest.keyClicks(page.view, "5")
    QTest.keyClicks(editor_of(page), " mg")
    enter(qtbot, page)
    assert opened(page._session).therapies[0].dose == "5 mg"


def test_a_drug_completes_in_its_cell(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case(make_therapy("", id="a")))
    go(page, "a", "drug")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    edit = focused()
    assert isinstance(edit, DrugEdit)
    QTest.keyClicks(edit, "humi")
    assert "Humira" in {offer.text for offer in edit.offers_shown}
    QTest.keyClick(edit._popup, Qt.Key.Key_Down)
    QTest.keyClick(edit._popup, Qt.Key.Key_Return)
    assert page.view.state() is QAbstractItemView.State.EditingState, "the first Enter takes the offer only"
    enter(qtbot, page)
    row = opened(page._session).therapies[0]
    assert (row.drug, row.drug_id) == ("Humira", "adalimumab")


def test_an_unlisted_drug_is_allowed_and_marked(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case(make_therapy("Inventumab", id="a")))
    go(page, "a")
    assert "Not in the drug list" in page.inspector.provenance.text()
    assert "Not in the drug list" in str(page.sorted.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))


@pytest.mark.parametrize("typed", ["2026-02-30", "spring 2024"])
def test_a_date_that_cannot_be_read_stays_in_its_cell_with_one_clear_sentence(qtbot: QtBot, typed: str) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "a", "stop")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    editor_of(page).selectAll()
    QTest.keyClicks(focused(), typed)
    enter(qtbot, page)
    assert opened(page._session).therapies[0].stop == on("2023-07-20")
    assert page.problems.isVisible()
    assert page.problems.text().startswith(f"methotrexate, stop “{typed}”: ")
    go(page, "a", "stop")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    assert editor_of(page).text() == typed, "the words can be corrected"
    editor_of(page).selectAll()
    QTest.keyClicks(focused(), "8/2023")
    enter(qtbot, page)
    assert opened(page._session).therapies[0].stop == on("2023-08")
    assert not page.problems.isVisible()


def test_a_cell_being_typed_counts_before_a_shortcut_acts(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    seen: list[str] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Return"), page)
    shortcut.activated.connect(lambda: seen.append(opened(page._session).therapies[0].dose))
    go(page, "a", "dose")
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    editor_of(page).selectAll()
    QTest.keyClicks(focused(), "25 mg")
    QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert seen == ["25 mg"]


# ---------------------------------------------------------------- rows


def test_rows_are_added_duplicated_moved_and_removed_by_keyboard(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "a")
    QTest.keyClick(page.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert ids_of(page) == ["a", "new-1", "b"]
    assert current_cell(page)[0] == "new-1"
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ids_of(page) == ["a", "b", "new-1"]
    assert current_cell(page)[0] == "new-1", "the cursor moves with its row"
    QTest.keyClick(page.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(page.view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert ids_of(page) == ["a", "b"]
    for _ in range(4):
        page._session.undo()
    assert opened(page._session) == two_rows()


def test_delete_clears_cells_but_removes_whole_rows(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "a", "dose")
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert [row.dose for row in opened(page._session).therapies] == ["", ""]
    assert len(page._session.history) == 1
    header = page.view.verticalHeader()
    click(header.viewport(), QPoint(4, page.view.rowViewportPosition(0) + 10))
    QTest.keyClick(page.view, Qt.Key.Key_Delete)
    assert ids_of(page) == ["b"]


def test_removing_a_row_takes_it_out_of_the_answers(qtbot: QtBot) -> None:
    case = replace(two_rows(), answers=(make_answer("step1", therapy_ids=("a",)),))
    page = make_page(qtbot, case)
    go(page, "a")
    page.actions_of_rows.remove.trigger()
    assert opened(page._session).answers[0].therapy_ids == ()
    page._session.undo()
    assert opened(page._session) == case


def test_sorting_changes_the_view_only_until_the_order_is_kept(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    header = page.view.horizontalHeader()
    click(header.viewport(), QPoint(header.sectionViewportPosition(0) + 20, 8))
    assert page.sorted.shown_ids() == ("b", "a")
    assert ids_of(page) == ["a", "b"]
    assert not page.actions_of_rows.up.isEnabled()
    keep = page.actions_of_rows.keep_order
    assert keep.isVisible()
    keep.trigger()
    assert ids_of(page) == ["b", "a"]
    assert not page.sorted.is_sorted
    page._session.undo()
    assert ids_of(page) == ["a", "b"]


# ---------------------------------------------------------------- clipboard


@pytest.mark.usefixtures("clipboard")
def test_rows_copied_from_a_spreadsheet_are_looked_at_and_added(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    QGuiApplication.clipboard().setText(
        "Medication\tStart\tStop\tReason\nEnbrel\t3/2024\t9/2024\tfailed\nInventumab\tspring 2024\t\trash\n\t2020\t\t\n"
    )
    go(page, "b")
    QTest.keyClick(page.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = page.actions_of_rows.dialog
    assert isinstance(dialog, PasteDialog)
    qtbot.waitExposed(dialog)
    assert nameless_controls(dialog) == []
    assert dialog.summary.text().startswith("3 rows pasted. 2 with something not understood")
    assert dialog.add_button.text() == "Add 2 rows"
    shown = [dialog.model.index(place, 9).data() for place in range(3)]
    assert shown[0] is None
    assert "A season is not a month" in shown[1]
    assert "No drug is named" in shown[2]
    box = dialog.model.index(2, 0)
    dialog.model.setData(box, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert dialog.add_button.text() == "Add 3 rows"
    dialog.model.setData(box, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    click(dialog.add_button)
    rows = opened(page._session).therapies
    assert [row.drug for row in rows] == ["methotrexate", "Humira", "Enbrel", "Inventumab"]
    assert rows[2].provenance.origin is Origin.PASTED
    assert "Start as pasted: spring 2024" in rows[3].what_happened
    assert len(page._session.history) == 1
    assert page.view.selected_ids() == (rows[2].id, rows[3].id)


@pytest.mark.usefixtures("clipboard")
def test_a_column_taken_for_the_wrong_thing_can_be_named_anew(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case())
    QGuiApplication.clipboard().setText("Drug\tStart\nHumira\t2024\n")
    page.actions_of_rows.paste.trigger()
    dialog = page.actions_of_rows.dialog
    assert dialog is not None
    choice = dialog.choices[1]
    choice.setFocus()
    choice.setCurrentIndex(choice.values.index("stop"))
    choice.activated.emit(choice.currentIndex())
    (row,) = dialog.model.chosen
    assert (row.therapy.start.is_known, row.therapy.stop) == (False, on("2024"))
    dialog.reject()
    assert opened(page._session).therapies == ()


@pytest.mark.usefixtures("clipboard")
def test_one_word_is_pasted_into_the_chosen_cells(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    QGuiApplication.clipboard().setText("oral")
    go(page, "a", "route")
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [row.route for row in opened(page._session).therapies] == ["oral", "oral"]
    assert len(page._session.history) == 1


@pytest.mark.usefixtures("clipboard")
def test_whole_rows_are_copied_with_their_titles_and_come_back_the_same(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    page.view.setFocus()
    page.view.select_rows(("a", "b"))
    QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Drug\tDose\tRoute")
    assert lines[1].startswith("methotrexate\t20 mg\t\t\t1/15/2023\t7/20/2023\t6 mo 5 d\tInadequate response")
    page.actions_of_rows.paste.trigger()
    dialog = page.actions_of_rows.dialog
    assert dialog is not None
    assert all(not row.problems for row in dialog.model.rows)
    first = dialog.model.rows[0].therapy
    wanted = opened(page._session).therapies[0]
    assert (first.start, first.stop, first.outcome) == (wanted.start, wanted.stop, wanted.outcome)
    dialog.reject()


# ---------------------------------------------------------------- quick line


def test_the_quick_line_shows_how_it_was_understood_before_enter_adds_it(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    assert page.focus_target("therapies")
    assert page.quick_line.line.hasFocus()
    hint = page.quick_line.understood
    QTest.keyClicks(page.quick_line.line, "mtx 15mg weekly 3/24-9/24 failed")
    assert page.quick_line.understood != hint
    assert len(opened(page._session).therapies) == 2
    QTest.keyClick(page.quick_line.line, Qt.Key.Key_Return)
    row = opened(page._session).therapies[2]
    assert row.drug_id == "methotrexate"
    assert (row.start, row.stop) == (on("2024-03"), on("2024-09"))
    assert row.outcome is Outcome.INADEQUATE_RESPONSE
    assert page.quick_line.line.text() == ""
    assert page.quick_line.line.hasFocus(), "the next one can be typed at once"
    assert page.view.selected_ids() == (row.id,)


def test_escape_empties_the_quick_line(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    page.quick_line.focus()
    QTest.keyClicks(page.quick_line.line, "mtx")
    QTest.keyClick(page.quick_line.line, Qt.Key.Key_Escape)
    assert page.quick_line.line.text() == ""
    QTest.keyClick(page.quick_line.line, Qt.Key.Key_Return)
    assert len(opened(page._session).therapies) == 2


# ---------------------------------------------------------------- inspector


def test_a_row_says_what_it_lacks_and_leads_there(qtbot: QtBot) -> None:
    page = make_page(qtbot, make_case(make_therapy("Humira", "2023-09", id="a", proof="Chart note")))
    go(page, "a")
    lacks = [button for button in page.inspector.findChildren(LackButton) if button.isVisible()]
    assert [button.text() for button in lacks] == ["Humira has no stop date."]
    click(lacks[0])
    assert current_cell(page) == ("a", "stop")
    QTest.keyClicks(editor_of(page), "2/2024")
    enter(qtbot, page)
    assert not [button for button in page.inspector.findChildren(LackButton) if button.isVisible()]


def test_notes_are_typed_beside_the_table_as_one_step(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "b")
    editor = page.inspector.fields["what_happened"].editor
    editor.setFocus()
    QTest.keyClicks(editor, "Nine swollen joints.")
    assert opened(page._session).therapies[1].what_happened == "Nine swollen joints."
    assert len(page._session.history) == 1
    assert page.sorted.index(1, KEYS.index("what_happened")).data() == "Nine swollen joints."
    assert editor.hasFocus()


def test_what_forbids_a_drug_is_asked_where_it_was_not_tried(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    go(page, "a")
    assert page.inspector.fields["contraindication"].isHidden()
    page.sorted.setData(page.sorted.index(0, KEYS.index("outcome")), Outcome.CONTRAINDICATED)
    field = page.inspector.fields["contraindication"]
    assert field.isVisible()
    assert page.focus_target("therapy:a:contraindication")
    assert field.editor.hasFocus()
    QTest.keyClicks(field.editor, "Heart failure")
    assert opened(page._session).therapies[0].contraindication == "Heart failure"


def test_supply_use_indication_and_exhibit_are_stored(qtbot: QtBot) -> None:
    case = replace(two_rows(), exhibits=(Exhibit("x1", "Chart notes", 4),))
    page = make_page(qtbot, case)
    go(page, "a")
    fields = page.inspector.fields
    supply, exhibit = fields["supply"].editor, fields["exhibit_id"].editor
    assert isinstance(supply, ChoiceEdit)
    assert isinstance(exhibit, ChoiceEdit)
    supply.setFocus()
    QTest.keyClicks(supply, "Samples")
    exhibit.setFocus()
    QTest.keyClicks(exhibit, "Chart")
    fields["exhibit_page"].editor.setFocus()
    QTest.keyClicks(focused(), "3")
    fields["indication_id"].editor.setFocus()
    QTest.keyClicks(focused(), "Psoriatic")
    assert fields["indication_id"].error
    focused().selectAll()  # type: ignore[attr-defined]  # a line of text
    QTest.keyClicks(focused(), "Psoriatic arthritis")
    assert not fields["indication_id"].error
    row = opened(page._session).therapies[0]
    assert row.supply is Supply.SAMPLE
    assert (row.exhibit_id, row.exhibit_page) == ("x1", "3")
    assert row.indication_id == "psoriatic-arthritis"


def test_measures_belong_to_the_row(qtbot: QtBot) -> None:
    case = replace(two_rows(), measures=(Measure("m", "DAS28-CRP", "5.6", therapy_id="a"),))
    page = make_page(qtbot, case)
    go(page, "a")
    assert list(page.inspector.measures.lines) == ["m"]
    go(page, "b")
    assert not page.inspector.measures.lines
    click(page.inspector.measures.add_button)
    QTest.keyClicks(focused(), "CDAI")
    measures = opened(page._session).measures
    assert [(each.instrument, each.therapy_id) for each in measures] == [("DAS28-CRP", "a"), ("CDAI", "b")]


def imported_rows() -> Case:
    def origin(place: int) -> Provenance:
        return Provenance(Origin.IMPORTED, "FHIR bundle", f"MedicationRequest/{place}", confirmed=False)

    return make_case(*(make_therapy(f"drug {each}", id=each, provenance=origin(ord(each))) for each in "abc"))


def test_an_imported_row_names_its_source_and_waits_for_a_yes(qtbot: QtBot) -> None:
    page = make_page(qtbot, imported_rows())
    go(page, "a")
    assert "From FHIR bundle, MedicationRequest/97; waits for your yes." in page.inspector.provenance.text()
    assert page.focus_target("therapy:a:confirmed")
    assert page.inspector.confirm.hasFocus()
    QTest.keyClick(page.inspector.confirm, Qt.Key.Key_Space)
    assert [row.provenance.confirmed for row in opened(page._session).therapies] == [True, False, False]
    assert not page.inspector.confirm.isVisible()


def test_all_selected_imports_are_confirmed_at_once(qtbot: QtBot) -> None:
    page = make_page(qtbot, imported_rows())
    page.view.selectAll()
    assert page.inspector.confirm.text() == "Confirm the 3 selected rows"
    assert page.actions_of_rows.confirm.text() == "Confirm 3 rows"
    click(page.inspector.confirm)
    assert all(row.provenance.confirmed for row in opened(page._session).therapies)
    assert page._session.history.undo_text == "Confirm 3 rows"
    assert not page.actions_of_rows.confirm.isVisible()


# ---------------------------------------------------------------- the page


def test_the_timeline_and_the_table_choose_together(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    click(page.timeline, page.timeline.bar_rect("b").center().toPoint())
    assert current_cell(page)[0] == "b"
    assert page.inspector.title.text() == "Humira"


def test_the_demanded_length_stands_on_the_timeline(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    assert "3 months required" in page.timeline.accessibleDescription()


@pytest.mark.parametrize("key", ["drug", "start", "stop", "outcome", "proof", "dose"])
def test_a_jump_opens_the_very_cell(qtbot: QtBot, key: str) -> None:
    page = make_page(qtbot, two_rows())
    assert page.focus_target(f"therapy:b:{key}")
    assert current_cell(page) == ("b", key)
    assert page.view.isAncestorOf(focused())
    assert page.view.state() is QAbstractItemView.State.EditingState


@pytest.mark.parametrize("key", ["supply", "use", "indication_id", "what_happened"])
def test_a_jump_to_a_detail_opens_the_details(qtbot: QtBot, key: str) -> None:
    page = make_page(qtbot, two_rows())
    page.details.setChecked(False)
    assert page.focus_target(f"therapy:b:{key}")
    assert page.inspector.isAncestorOf(focused()) or key == "what_happened"


def test_jumps_to_what_is_not_there_are_refused(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    assert not page.focus_target("therapy:z:stop")
    assert not page.focus_target("patient.first_name")


def test_a_narrow_page_hides_the_details_until_asked(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    assert page.inspector.isVisible()
    page.resize(690, 420)
    assert not page.inspector.isVisible()
    click(page.details)
    assert page.inspector.isVisible()


def test_the_table_turns_dark_with_the_window_and_keeps_its_faint_selection(qtbot: QtBot, qapp: QApplication) -> None:
    page = make_page(qtbot, two_rows())
    before = QPalette(qapp.palette())
    try:
        theme.apply_appearance(qapp, theme.Appearance.DARK)
        page.setPalette(qapp.palette())  # Qt does this itself, but only while its own loop runs
        palette = page.view.palette()
        assert palette.color(QPalette.ColorRole.Base) == theme.colors().surface
        assert palette.color(QPalette.ColorRole.Highlight) == theme.colors().selection
        assert palette.color(QPalette.ColorRole.Base).lightness() < 128
    finally:
        qapp.setPalette(before)
        page.setPalette(before)
    assert page.view.palette().color(QPalette.ColorRole.Highlight) == theme.colors().selection


def test_another_case_brings_its_rows_and_leaves_nothing_behind(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    page.sorted.setData(page.sorted.index(0, KEYS.index("stop")), "soon")
    page.quick_line.line.setText("mtx")
    page.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    page._session.open(replace(make_case(make_therapy("Enbrel", id="e")), id="other"))
    assert [row.id for row in page.model.rows] == ["e"]
    assert not page.problems.isVisible()
    assert page.quick_line.line.text() == ""
    assert not page.sorted.is_sorted
    page._session.open(None)
    assert page.model.rows == ()
    assert not page.actions_of_rows.add.isEnabled()


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    page = make_page(qtbot, two_rows())
    assert nameless_controls(page) == []
    labels = {field.label.text() for field in page.inspector.fields.values()}
    unnamed = [field.label.text() for field in page.inspector.fields.values() if field.label.buddy() is None]
    assert labels
    assert unnamed == []
