"""The office's own criteria in the window: corrected, entered, checked, shared; packs installed and refused."""

import datetime as dt
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case
from denialdesk.domain.criteria import PolicyFinding, Status
from denialdesk.domain.office_criteria import Origin
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.office import Office
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.services.packs import PackService
from denialdesk.storage.keys import MemoryKeys
from denialdesk.ui.dialogs.criteria_choices import ImportPolicyDialog, InsistDialog
from denialdesk.ui.dialogs.criteria_differences import DifferencesDialog
from denialdesk.ui.dialogs.criteria_draft import CHECK, NODE, STEP, Place
from denialdesk.ui.dialogs.criteria_editor import CriteriaEditor
from denialdesk.ui.dialogs.criteria_list import CheckDialog, CriteriaDialog
from denialdesk.ui.pages.criteria import CriteriaPage
from denialdesk.ui.work_area import CRITERIA
from tests.packs import KEYS, NEWER, OLDER, altered, pack, shipped, signed_pack
from tests.ui.programs import NOW, RunningProgram
from tests.ui.sessions import click

pytestmark = pytest.mark.usefixtures("qt_dialogs")

PA, PREFERRED = "cigna-upadacitinib-ra-pa", "cigna-upadacitinib-ra-preferred-product"
WHO = "Casey Invented"


def make_office(profile: Path) -> Office:
    ids = count(1)
    office = Office(profile, MemoryKeys(), clock=lambda: NOW, new_id=lambda: f"id-{next(ids):04d}")
    office.vault.create()
    office.practice.save(sample_practice())
    for case in sample_cases():
        office.cases.create(case)
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path / "profile")


@pytest.fixture
def program(qtbot: QtBot, office: Office) -> Iterator[RunningProgram]:
    running = RunningProgram(qtbot, lambda: office)
    running.start()
    open_sample(running, "sample-a")
    yield running
    running.close()


def open_sample(program: RunningProgram, case_id: str) -> None:
    if program.session.case is None or program.session.case.id != case_id:
        with program.qtbot.waitSignal(program.session.case_opened, timeout=20_000):
            program.desk.open_case(case_id)
    program.area.show_tab(CRITERIA)


def page(program: RunningProgram) -> CriteriaPage:
    found = program.area.page(CRITERIA)
    assert isinstance(found, CriteriaPage)
    return found


def finding(program: RunningProgram, policy_id: str = PA) -> PolicyFinding:
    return next(each for each in program.appraisal.criteria.findings if each.policy.id == policy_id)


def library(program: RunningProgram) -> OfficeLibrary:
    assert isinstance(program.session.library, OfficeLibrary)
    return program.session.library


def replace_text(edit: QWidget, text: str) -> None:
    """Type over everything in a field."""
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(edit, text)


def open_list(program: RunningProgram) -> CriteriaDialog:
    program.trigger(program.window.actions_.criteria)
    return program.dialog(CriteriaDialog)


def save(program: RunningProgram, editor: CriteriaEditor) -> None:
    """Sign with a name and save."""
    editor.show_place(CHECK)
    replace_text(editor.check.by, WHO)
    click(editor.save)
    program.wait(lambda: not program.has_dialog(CriteriaEditor))


def pressed(program: RunningProgram, dialog: CriteriaDialog, button: str) -> None:
    assert dialog.buttons[button].isVisible(), button
    click(dialog.buttons[button])
    program.wait(lambda: not program.desk._jobs.is_busy)


# ---------------------------------------------------------------- criteria of the case


@pytest.mark.parametrize(
    ("payer_id", "name"), [("cigna", "Cigna"), ("carefirst-caremark", "CareFirst (CVS Caremark)"), ("uhc", "UHC")]
)
def test_the_criteria_of_three_payers(program: RunningProgram, payer_id: str, name: str) -> None:
    from dataclasses import replace

    known = program.session.library.payer(payer_id)
    assert known is not None

    def to_payer(case: Case) -> Case:
        return replace(case, plan=replace(case.plan, payer_id=payer_id, payer_name=known.name))

    program.session.edit("Payer", to_payer)
    found = [each.policy for each in program.appraisal.criteria.findings]
    assert found, name
    assert {policy.payer_id for policy in found} == {payer_id}
    assert list(page(program).cards) == [policy.id for policy in found]


def test_a_policy_corrected_by_the_office_changes_the_finding(program: RunningProgram) -> None:
    """The whole journey: from the card into the editor, a longer trial of two drugs, and the verdict follows."""
    assert finding(program).status is Status.MET
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    assert editor.windowTitle().startswith("Correct: Inflammatory Conditions")
    editor.source.text.setFocus()
    QTest.keyClicks(editor.source.text, "Two TNF inhibitors for 6 months each.")

    # The second way, intolerance, goes; the first one becomes longer and wants two.
    editor.tree.choose(Place(NODE, "step1.any2"))
    editor.tree.tree.setFocus()
    QTest.keyClick(editor.tree.tree, Qt.Key.Key_Delete)
    editor.tree.choose(Place(NODE, "step1.any1"))
    trial = editor.forms["trial"]
    replace_text(trial.count, "2")  # type: ignore[attr-defined]  # the trial's own field
    replace_text(trial.rows["min_length"].editor.number, "6")  # type: ignore[attr-defined]  # the same
    replace_text(editor.head.number, "IP0682-2")
    save(program, editor)

    program.wait(lambda: finding(program).policy.number == "IP0682-2")
    changed = finding(program)
    assert changed.status is Status.NOT_MET
    assert page(program).cards[PA].chip.status is Status.NOT_MET
    assert page(program).cards[PA].checked.text().startswith("Corrected by this office. ")
    assert "step1.any2" not in page(program).cards[PA].rows
    assert library(program).origin(PA) is Origin.CORRECTED
    assert not changed.policy.verification.is_verified
    assert program.area.messages.text == "The policy is saved, and open cases are judged by it."

    # The differences can be read, and the correction taken back.
    dialog = open_list(program)
    dialog.search.setFocus()
    QTest.keyClicks(dialog.search, "cigna upadacitinib ip0682-2")
    assert [line.policy_id for line in [dialog.chosen] if line] == [PA]
    assert dialog.buttons["edit"].text() == "Change…"
    click(dialog.buttons["differences"])
    shown = program.dialog(DifferencesDialog)
    assert any("2 different" in each.after for each in shown.differences)
    shown.close()
    click(dialog.buttons["remove"])
    assert "The shipped text is in force again" in program.answer("Remove the correction")
    program.wait(lambda: finding(program).status is Status.MET)
    assert "step1.any2" in page(program).cards[PA].rows
    dialog.close()


def test_a_corrected_policy_is_there_after_closing_and_opening(
    qtbot: QtBot, program: RunningProgram, office: Office
) -> None:
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    replace_text(editor.head.number, "KEPT-1")
    save(program, editor)
    program.close()
    again = RunningProgram(qtbot, lambda: office)
    again.start()
    open_sample(again, "sample-a")
    assert finding(again).policy.number == "KEPT-1"
    click(page(again).cards[PA].edit)
    assert again.dialog(CriteriaEditor).check.entered_by == WHO  # the name is remembered
    again.dialog(CriteriaEditor).close()
    again.close()


def test_a_new_policy_is_entered_by_keys_and_used(program: RunningProgram) -> None:
    from dataclasses import replace

    def elsewhere(case: Case) -> Case:
        return replace(case, plan=replace(case.plan, payer_id="", payer_name="Example Health Plan"))

    program.session.edit("Payer", elsewhere)
    assert page(program).no_policy.isVisible()
    click(page(program).enter_policy)
    editor = program.dialog(CriteriaEditor)
    assert editor.head.payer.text() == "Example Health Plan"
    assert editor.head.drug.text() == "upadacitinib"
    assert editor.head.condition.text() == "Rheumatoid arthritis"
    click(editor.tree.step_button)
    assert editor.tree.place == Place(STEP, "step1")
    summary = editor.form.rows["summary"].editor
    summary.setFocus()
    QTest.keyClicks(summary, "One TNF inhibitor")
    editor.tree.trial_action.trigger()
    assert editor.tree.place == Place(NODE, "step1")
    trial = editor.forms["trial"]
    adding = trial.agents.adding  # type: ignore[attr-defined]  # the trial's own field
    adding.setFocus()
    QTest.keyClicks(adding, "TNF inhibitor")
    QTest.keyClick(adding, Qt.Key.Key_Return)
    assert [agent.classes for agent in trial.agents.agents] == [frozenset({"TNF inhibitor"})]  # type: ignore[attr-defined]
    save(program, editor)
    program.wait(lambda: program.appraisal.criteria.findings)
    (only,) = program.appraisal.criteria.findings
    assert only.policy.id == "office-example-health-plan-upadacitinib-ra-prior-authorization"
    assert only.status is Status.MET  # the log shows Humira, failed
    assert only.steps[0].therapy_ids


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_saved(program: RunningProgram) -> None:
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    click(editor.tree.step_button)
    assert editor.left.text() == "1 thing to complete"
    assert editor.form.rows["summary"].error == "Say in a few words what the step demands."
    editor.show_place(Place("requirements"))
    click(editor.save)
    assert editor.tree.place == Place(STEP, "step2")
    assert editor.problem.text() == "Something is missing; the first of it is shown."
    assert program.has_dialog(CriteriaEditor)
    editor.close()
    assert "has not been saved" in program.answer("Close without saving")
    program.wait(lambda: not program.has_dialog(CriteriaEditor))
    assert library(program).origin(PA) is Origin.SHIPPED


def test_the_editor_undoes_and_keeps_what_was_not_saved(program: RunningProgram) -> None:
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    before = editor.draft.policy
    editor.tree.choose(Place(NODE, "step1.any2"))
    click(editor.tree.remove_button)
    assert editor.draft.policy != before
    editor.tree.tree.setFocus()
    QTest.keyClick(editor.tree.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.draft.policy == before
    QTest.keyClick(editor.tree.tree, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert editor.draft.policy != before
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    program.answer("Keep editing")
    assert editor.isVisible()
    editor.draft.history.undo()
    editor.close()
    program.wait(lambda: not program.has_dialog(CriteriaEditor))


def test_a_shipped_policy_marked_as_checked_counts_for_every_case(program: RunningProgram) -> None:
    dialog = open_list(program)
    dialog.choose(PREFERRED)
    click(dialog.buttons["check"])
    form = program.dialog(CheckDialog).form
    assert "One Step 1 product" in program.dialog(CheckDialog).text.toPlainText()
    replace_text(form.number, "CNF-004")
    replace_text(form.date.line, "3/15/2026")
    replace_text(form.page, "4")
    replace_text(form.name, WHO)
    click(form.save)
    program.wait(lambda: finding(program, PREFERRED).policy.verification.is_verified)
    assert finding(program, PREFERRED).policy.effective_date == "2026-03-15"
    assert not finding(program).policy.verification.is_verified
    line = dialog.chosen
    assert line is not None
    assert (line.policy_id, line.cells[-1]) == (PREFERRED, f"Checked by {WHO}, November 21, 2026")
    click(dialog.only_office)
    assert dialog.count.text() == "1 of 229 policies"
    click(dialog.buttons["withdraw"])
    program.wait(lambda: not finding(program, PREFERRED).policy.verification.is_verified)
    dialog.close()


def test_a_document_is_attached_and_given_back(program: RunningProgram, tmp_path: Path) -> None:
    paper, copy = tmp_path / "policy.txt", tmp_path / "copy.txt"
    paper.write_text("One TNF inhibitor for three months.", encoding="utf-8")
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    click(editor.source.attach)
    program.choose_file(paper)
    program.wait(lambda: editor.source.document_name == "policy.txt")
    assert editor.source.text.toPlainText() == "One TNF inhibitor for three months."
    replace_text(editor.head.number, "IP0682-3")
    save(program, editor)
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    assert editor.source.name.text() == "Attached: policy.txt"
    click(editor.source.copy)
    program.choose_file(copy)
    program.wait(copy.exists)
    assert copy.read_bytes() == paper.read_bytes()
    editor.close()
    program.wait(lambda: not program.has_dialog(CriteriaEditor))


# ---------------------------------------------------------------- sharing


def test_a_policy_goes_to_another_office_and_replaces_nothing_by_itself(
    program: RunningProgram, tmp_path: Path
) -> None:
    click(page(program).cards[PA].edit)
    editor = program.dialog(CriteriaEditor)
    replace_text(editor.head.number, "SHARED-1")
    save(program, editor)
    dialog = open_list(program)
    dialog.choose(PA)
    click(dialog.buttons["export"])
    file = tmp_path / "policy.yaml"
    program.choose_file(file)
    program.wait(file.exists)
    click(dialog.buttons["remove"])
    program.answer("Remove the correction")
    program.wait(lambda: library(program).origin(PA) is Origin.SHIPPED)

    pressed(program, dialog, "import")
    program.choose_file(file)
    shown = program.dialog(ImportPolicyDialog)
    assert [each.after for each in shown.differences] == ["Number: SHARED-1"]
    shown.reject()
    assert library(program).origin(PA) is Origin.SHIPPED  # closing is no yes

    pressed(program, dialog, "import")
    program.choose_file(file)
    click(program.dialog(ImportPolicyDialog).replace_button)
    program.wait(lambda: library(program).origin(PA) is Origin.CORRECTED)
    assert finding(program).policy.number == "SHARED-1"
    dialog.close()


def test_a_wrong_policy_file_is_refused_with_its_line(program: RunningProgram, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("format: denialdesk-policy\nversion: 1\ncolour: blue\n---\nid: x\n", encoding="utf-8")
    dialog = open_list(program)
    pressed(program, dialog, "import")
    program.choose_file(file)
    program.wait(lambda: dialog.bar.text)
    assert "wrong.yaml, line" in dialog.bar.text
    dialog.close()


# ---------------------------------------------------------------- packs


@pytest.fixture
def with_test_keys(office: Office) -> Office:
    """The office trusts the tests' key, and its program ships edition 2026.11.21."""
    office.packs = PackService(office.profile, office.clock, keys=KEYS, shipped=shipped)
    return office


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "update.pack"
    path.write_bytes(data)
    return path


def choose_pack(program: RunningProgram, dialog: CriteriaDialog, file: Path) -> None:
    click(dialog.buttons["pack"])
    program.choose_file(file)
    program.wait(lambda: not program.desk._jobs.is_busy)


@pytest.mark.usefixtures("with_test_keys")
def test_a_pack_is_installed_and_in_use_at_once(program: RunningProgram, tmp_path: Path) -> None:
    dialog = open_list(program)
    assert dialog.edition.text() == "Edition of November 21, 2026, shipped with the program."
    assert dialog.count.text() == "30 policies"
    choose_pack(program, dialog, write(tmp_path, signed_pack(NEWER)))
    program.wait(lambda: dialog.count.text() == "40 policies")
    assert dialog.edition.text() == "Edition of March 1, 2027, installed by this office on November 21, 2026."
    assert program.session.library.version.startswith(f"{NEWER}+")
    assert program.window.status.criteria.text() == "Criteria of 2027-3-1"
    assert "2027.3.1 are in use" in dialog.bar.text
    click(dialog.buttons["shipped"])
    program.answer("Use the shipped edition")
    program.wait(lambda: dialog.count.text() == "30 policies")
    dialog.close()


def test_an_altered_pack_is_refused(with_test_keys: Office, program: RunningProgram, tmp_path: Path) -> None:
    dialog = open_list(program)
    choose_pack(program, dialog, write(tmp_path, altered(signed_pack(NEWER))))
    program.wait(lambda: dialog.bar.text)
    assert "altered or damaged" in dialog.bar.text
    assert not program.has_dialog(InsistDialog)
    assert program.session.library.version.startswith("2026.11.21+")
    assert not (with_test_keys.profile / "criteria").exists()
    dialog.close()


@pytest.mark.parametrize(("data", "reason"), [(pack(NEWER), "not signed"), (signed_pack(OLDER), "not newer")])
def test_an_unsigned_or_older_pack_wants_a_name(
    with_test_keys: Office, program: RunningProgram, tmp_path: Path, data: bytes, reason: str
) -> None:
    dialog = open_list(program)
    choose_pack(program, dialog, write(tmp_path, data))
    question = program.dialog(InsistDialog)
    assert any(reason in label.text() for label in question.findChildren(QLabel))
    click(question.install)
    assert question.isVisible()
    assert question.row.error.startswith("Enter the name")
    replace_text(question.name, WHO)
    click(question.install)
    program.wait(lambda: "although it was refused" in dialog.edition.text())
    assert f"installed by {WHO}" in dialog.edition.text()
    (record,) = (with_test_keys.profile / "criteria").glob("*.json")
    assert json.loads(record.read_text())["installed_by"] == WHO
    dialog.close()


@pytest.mark.usefixtures("with_test_keys")
def test_a_case_says_when_newer_criteria_exist(program: RunningProgram, tmp_path: Path) -> None:
    from dataclasses import replace

    version = program.session.library.version_for("cigna")
    program.session.edit("Exported", lambda case: replace(case, criteria_version=version))
    assert not page(program).newer.isVisible()
    dialog = open_list(program)
    choose_pack(program, dialog, write(tmp_path, signed_pack(NEWER)))
    program.wait(lambda: program.session.library.version.startswith(NEWER))
    dialog.close()
    program.wait(page(program).newer.isVisible)
    assert "Newer ones, of March 1, 2027, are in use since." in page(program).newer.text()


def test_no_question_is_left_open(program: RunningProgram) -> None:
    dialog = open_list(program)
    click(dialog.buttons["new"])
    editor = program.dialog(CriteriaEditor)
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    program.wait(lambda: not program.has_dialog(CriteriaEditor))
    assert not program.has_dialog(QMessageBox)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    program.wait(lambda: not program.has_dialog(CriteriaDialog))
    assert dt.date(2026, 11, 21) == program.session.today
