"""The forms of the criteria editor: showing a policy changes nothing; what is typed is what the policy then says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.criteria import (
    AcceptedOutcome,
    AgeLimit,
    AllOf,
    AnyOf,
    Approval,
    AtLeast,
    Condition,
    Established,
    Layer,
    Length,
    LengthUnit,
    Policy,
    Trial,
)
from denialdesk.domain.policy_edit import GroupKind, node_at
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.ui.criteria_acts import _new_policy
from denialdesk.ui.dialogs.criteria_draft import CHECK, HEAD, NODE, OTHERS, REQUIREMENTS, STEP, Place
from denialdesk.ui.dialogs.criteria_editor import CriteriaEditor, EditedPolicy
from denialdesk.ui.dialogs.criteria_editor_nodes import ConditionForm, GroupForm
from denialdesk.ui.dialogs.criteria_editor_parts import OthersForm, RequirementsForm
from denialdesk.ui.dialogs.criteria_editor_trial import TrialForm
from denialdesk.ui.dialogs.criteria_list import CheckDialog, CriteriaDialog
from denialdesk.ui.widgets.length_edit import LengthEdit
from tests.policies import full_policy
from tests.ui.sessions import TODAY, click, library, nameless_controls

PA = "cigna-upadacitinib-ra-pa"


@cache
def office_library() -> OfficeLibrary:
    return OfficeLibrary(library(), ())


def shipped(policy_id: str = PA) -> Policy:
    policy = library().policy(policy_id)
    assert policy is not None
    return policy


def make_editor(qtbot: QtBot, policy: Policy) -> CriteriaEditor:
    editor = CriteriaEditor(policy, office_library(), title="Correct", today=lambda: TODAY)
    editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(editor, before_close_func=lambda each: setattr(each, "_may_close", True))
    with qtbot.waitActive(editor):
        editor.show()
        editor.activateWindow()
    return editor


@pytest.fixture
def editor(qtbot: QtBot) -> CriteriaEditor:
    return make_editor(qtbot, shipped())


def trial_form(editor: CriteriaEditor) -> TrialForm:
    assert isinstance(editor.form, TrialForm)
    return editor.form


def trial(editor: CriteriaEditor, path: str = "step1.any1") -> Trial:
    node = node_at(editor.draft.policy, path)
    assert isinstance(node, Trial)
    return node


def type_over(edit: QWidget, text: str) -> None:
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    for number, line in enumerate(text.split("\n")):
        if number:
            QTest.keyClick(edit, Qt.Key.Key_Return)
        QTest.keyClicks(edit, line)


def approval_of(editor: CriteriaEditor) -> Approval:
    return editor.draft.policy.approval


def established_of(editor: CriteriaEditor) -> Established | None:
    return editor.draft.policy.established


def places(editor: CriteriaEditor) -> Iterator[Place]:
    tree = editor.tree.tree
    waiting = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop()
        assert item is not None
        yield item.data(0, Qt.ItemDataRole.UserRole)
        waiting.extend(item.child(number) for number in range(item.childCount()))


# ---------------------------------------------------------------- showing


def test_showing_any_shipped_policy_changes_nothing(qtbot: QtBot) -> None:
    editor = make_editor(qtbot, shipped())
    changed = []
    for policy in library().policies():
        editor.draft.policy = editor.draft.original = policy
        editor.tree.refresh()
        for place in tuple(places(editor)):
            editor.tree.choose(place)
        if editor.draft.policy != policy or len(editor.draft.history):
            changed.append(policy.id)
            editor.draft.history.clear()
    assert changed == []


def test_a_policy_with_something_in_every_field_is_shown_and_stays(qtbot: QtBot) -> None:
    policy = full_policy()
    editor = make_editor(qtbot, policy)
    for place in tuple(places(editor)):
        editor.tree.choose(place)
    assert editor.draft.policy == policy
    assert not editor.is_changed


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    assert nameless_controls(make_editor(qtbot, full_policy())) == []
    dialog = CriteriaDialog(office_library(), "Edition of today.")
    qtbot.addWidget(dialog)
    assert nameless_controls(dialog) == []
    check = CheckDialog(office_library(), PA, lambda: TODAY, "", None)
    qtbot.addWidget(check)
    assert nameless_controls(check) == []


# ---------------------------------------------------------------- the policy itself


def test_number_date_page_and_plans(editor: CriteriaEditor) -> None:
    type_over(editor.head.number, "NEW-1")
    type_over(editor.head.effective.line, "3/15/2026")
    QTest.keyClick(editor.head.effective.line, Qt.Key.Key_Return)
    type_over(editor.head.rows["page"].editor, "12")
    click(editor.head.plans["employer"])
    policy = editor.draft.policy
    assert (policy.number, policy.effective_date, policy.reference.section) == ("NEW-1", "2026-03-15", "12")
    assert (policy.plan_lines, policy.currency) == (("employer",), "dated")
    click(editor.head.plans["employer"])
    assert editor.draft.policy.plan_lines is None
    assert not editor.head.payer.isEnabled()  # another payer's text is another policy


def test_a_date_that_cannot_be_read_is_said_and_not_saved(editor: CriteriaEditor) -> None:
    type_over(editor.head.effective.line, "spring 2026")
    QTest.keyClick(editor.head.effective.line, Qt.Key.Key_Return)
    assert editor.head.rows["effective_date"].error
    editor.check.by.show_text("Casey Invented")
    wanted: list[object] = []
    editor.save_wanted.connect(wanted.append)
    click(editor.save)
    assert wanted == []
    assert editor.problem.text() == "Something typed here cannot be taken as it is."


def test_a_policy_replaced_by_a_newer_text(editor: CriteriaEditor) -> None:
    assert not editor.head.rows["superseded_on"].isVisible()
    editor.head.replaced.click()
    assert editor.head.rows["superseded_on"].isVisible()
    type_over(editor.head.replaced_on.line, "10/1/2026")
    QTest.keyClick(editor.head.replaced_on.line, Qt.Key.Key_Return)
    assert (editor.draft.policy.currency, editor.draft.policy.superseded_on) == ("superseded", "2026-10-01")
    editor.head.replaced.click()
    assert (editor.draft.policy.currency, editor.draft.policy.superseded_on) == ("undated", "")


def test_drug_condition_and_payer_are_completed_and_recognised(qtbot: QtBot) -> None:
    editor = make_editor(qtbot, _new_policy(None, office_library()))
    assert editor.left.text() == "3 things to complete"
    type_over(editor.head.payer, "Cigna")
    type_over(editor.head.drug, "Rinvoq")
    type_over(editor.head.condition, "RA")
    policy = editor.draft.policy
    assert (policy.payer_id, policy.drug.drug_id, policy.drug.drug_class) == ("cigna", "upadacitinib", "JAK inhibitor")
    assert (policy.indication.indication_ids, policy.indication.name) == (("rheumatoid-arthritis",), "RA")
    assert editor.head.rows["drug"].message == "upadacitinib, JAK inhibitor"
    assert not editor.left.isVisible()
    type_over(editor.head.drug, "nosuchdrug")
    assert editor.head.rows["drug"].error.startswith("Choose a drug from the list")
    editor.head.every.click()
    assert editor.draft.policy.indication.covers_all
    assert not editor.head.condition.isEnabled()


def test_other_drugs_and_routes_that_are_not_known_are_said(editor: CriteriaEditor) -> None:
    type_over(editor.head.others, "tofacitinib; nosuch")
    assert editor.draft.policy.drug.other_drug_ids == ("tofacitinib",)
    assert editor.head.rows["other_drugs"].error == "Not in the drug list: nosuch."
    type_over(editor.head.routes, "oral; sideways")
    assert editor.draft.policy.drug.routes == {"oral"}
    assert "sideways" in editor.head.rows["routes"].error
    type_over(editor.head.others, "")
    assert editor.head.rows["other_drugs"].error == ""


# ---------------------------------------------------------------- beside the steps


def test_requirements(editor: CriteriaEditor) -> None:
    editor.show_place(REQUIREMENTS)
    form = editor.form
    assert isinstance(form, RequirementsForm)
    type_over(form.age.most, "12")
    assert editor.draft.policy.requirements.age == AgeLimit(18, "years", 12, "years")
    assert form.rows["age"].error == "The least age is above the greatest."
    type_over(form.age.least, "")
    form.age.below.choice_made.emit(True)
    type_over(form.prescriber, "dermatologist; rheumatologist")
    type_over(form.rows["diagnosis"].editor, "active disease\nsevere disease")
    needs = editor.draft.policy.requirements
    assert needs.prescriber_specialties == ("dermatologist", "rheumatologist")
    assert needs.diagnosis == ("active disease", "severe disease")
    assert needs.age == AgeLimit(None, "years", 12, "years")
    type_over(form.age.most, "")
    assert editor.draft.policy.requirements.age is None


def test_patients_on_the_drug_and_approval(editor: CriteriaEditor) -> None:
    editor.show_place(OTHERS)
    form = editor.form
    assert isinstance(form, OthersForm)
    assert not form.rows["established_days"].isVisible()
    form.established.setCurrentIndex(1)
    form.established.activated.emit(1)
    type_over(form.days, "90")
    assert established_of(editor) == Established(90, alternative_to_step=True)
    form.established.activated.emit(0)
    assert established_of(editor) is None
    initial = form.rows["initial"].editor
    assert isinstance(initial, LengthEdit)
    type_over(initial.number, "12")
    assert approval_of(editor).initial == Length(12, LengthUnit.MONTHS)
    type_over(initial.number, "")
    assert approval_of(editor).initial is None


def test_a_check_carries_number_date_and_page(editor: CriteriaEditor) -> None:
    wanted: list[EditedPolicy] = []
    editor.save_wanted.connect(wanted.append)
    click(editor.save)
    assert editor.tree.place == CHECK
    assert editor.check.by_row.error == "Enter your name."
    QTest.keyClicks(editor.check.by, "Casey Invented")
    assert editor.check.by_row.error == ""
    editor.check.compared.click()
    QTest.keyClicks(editor.check.note, "pages 3 to 5")
    QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (edited,) = wanted
    assert edited.by == "Casey Invented"
    assert edited.check is not None
    assert (edited.check.number, edited.check.note) == ("IP0682", "pages 3 to 5")
    assert not editor.save.isEnabled()  # until it is known whether it was kept
    editor.failed("The disk is full.")
    assert editor.save.isEnabled()
    assert editor.problem.text() == "The disk is full."


# ---------------------------------------------------------------- steps


def test_a_trial_by_form(editor: CriteriaEditor) -> None:
    editor.show_place(Place(NODE, "step1.any1"))
    form = trial_form(editor)
    QTest.keyClicks(form.agents.adding, "methotrexate")
    QTest.keyClick(form.agents.adding, Qt.Key.Key_Return)
    assert [sorted(agent.drug_ids) for agent in trial(editor).of] == [[], ["methotrexate"]]
    type_over(form.count, "2")
    form.outcomes[AcceptedOutcome.INADEQUATE_RESPONSE].click()
    form.outcomes[AcceptedOutcome.COMPLETED_TRIAL].click()
    length, lookback = form.rows["min_length"].editor, form.rows["lookback"].editor
    assert isinstance(length, LengthEdit)
    assert isinstance(lookback, LengthEdit)
    type_over(length.number, "6")
    type_over(lookback.number, "5")
    type_over(lookback.printed, "within 5 months")
    type_over(form.also, "leflunomide; sulfasalazine")
    type_over(form.never, "hydroxychloroquine")
    form.covers_all.click()
    made = trial(editor)
    assert made.count == 2
    assert made.accepted_outcomes == frozenset({AcceptedOutcome.INADEQUATE_RESPONSE})
    assert made.min_length == Length(6, LengthUnit.MONTHS)  # the words "3-month trial" went with the 3
    assert made.lookback == Length(5, LengthUnit.MONTHS, "within 5 months")
    assert made.lookback_as_printed == "within 5 months"
    assert [agent.as_printed for agent in made.also_counts] == ["leflunomide", "sulfasalazine"]
    assert [sorted(agent.drug_ids) for agent in made.does_not_count] == [["hydroxychloroquine"]]
    assert made.contraindication_must_cover_all


def test_what_words_mean_can_be_said_and_words_that_mean_nothing_are_named(editor: CriteriaEditor) -> None:
    editor.show_place(Place(NODE, "step1.any1"))
    form = trial_form(editor)
    QTest.keyClicks(form.agents.adding, "a Step 1 agent")
    QTest.keyClick(form.agents.adding, Qt.Key.Key_Return)
    assert form.rows["of"].message.startswith("“a Step 1 agent” is tied to no drug")
    assert form.agents.meaning.is_open
    type_over(form.agents.means, "TNF inhibitor; methotrexate; nosuch")
    agent = trial(editor).of[1]
    assert agent.classes == {"TNF inhibitor"}
    assert agent.drug_ids == {"methotrexate"}
    assert form.agents.means_row.message == "Neither a drug nor a class on file: nosuch."
    type_over(form.agents.excluded, "adalimumab")
    type_over(form.agents.routes, "oral")
    form.agents.open_ended.click()
    agent = trial(editor).of[1]
    assert agent.excluded_drug_ids == {"adalimumab"}
    assert agent.routes == {"oral"}
    assert agent.open_ended
    assert agent.as_printed == "a Step 1 agent"
    form.agents.list.setFocus()
    QTest.keyClick(form.agents.list, Qt.Key.Key_Delete)
    assert len(trial(editor).of) == 1


def test_outcomes_that_were_not_seen(editor: CriteriaEditor) -> None:
    editor.show_place(Place(NODE, "step1.any1"))
    form = trial_form(editor)
    form.not_seen.click()
    assert trial(editor).accepted_outcomes is None
    assert not form.outcomes[AcceptedOutcome.INTOLERANCE].isEnabled()
    form.not_seen.click()
    assert trial(editor).accepted_outcomes == frozenset()
    assert form.rows["accepted_outcomes"].error.startswith("Choose at least one outcome")


@pytest.mark.parametrize(("index", "count", "count_all"), [(1, None, True), (2, None, False)])
def test_how_many(editor: CriteriaEditor, index: int, count: int | None, count_all: bool) -> None:
    editor.show_place(Place(NODE, "step1.any1"))
    form = trial_form(editor)
    form.how.setCurrentIndex(index)
    form.how.activated.emit(index)
    assert (trial(editor).count, trial(editor).count_all) == (count, count_all)
    assert not form.count.isVisible()


def test_groups_and_their_kinds(editor: CriteriaEditor) -> None:
    editor.show_place(Place(NODE, "step1"))
    form = editor.form
    assert isinstance(form, GroupForm)
    form.kinds[GroupKind.ALL].click()
    assert isinstance(node_at(editor.draft.policy, "step1"), AllOf)
    form.kinds[GroupKind.AT_LEAST].click()
    type_over(form.n, "3")
    node = node_at(editor.draft.policy, "step1")
    assert isinstance(node, AtLeast)
    assert node.n == 3
    assert form.rows["n"].error == "Choose a number from 1 to 2, the number of its limbs."
    editor.check.by.show_text("Casey Invented")
    click(editor.save)
    assert editor.problem.isVisible()
    type_over(form.n, "2")
    assert form.rows["n"].error == ""
    assert not editor.problem.isVisible()


def test_building_a_tree_with_menu_and_keys(editor: CriteriaEditor) -> None:
    editor.tree.choose(Place(NODE, "step1"))
    editor.tree.condition_action.trigger()
    assert editor.tree.place == Place(NODE, "step1.any3")
    assert isinstance(editor.form, ConditionForm)
    type_over(editor.form.words, "Erosive disease")
    editor.tree.tree.setFocus()
    QTest.keyClick(editor.tree.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert editor.tree.place == Place(NODE, "step1.any2")
    assert isinstance(node_at(editor.draft.policy, "step1.any2"), Condition)
    editor.tree.wrap_all_action.trigger()
    assert isinstance(node_at(editor.draft.policy, "step1.any2"), AllOf)
    editor.tree.trial_action.trigger()
    assert isinstance(node_at(editor.draft.policy, "step1.any2.all2"), Trial)
    editor.tree.choose(Place(NODE, "step1.any2.all2"))
    QTest.keyClick(editor.tree.tree, Qt.Key.Key_Delete)
    editor.tree.choose(Place(NODE, "step1.any2"))
    assert editor.tree.unwrap_action.isEnabled()
    editor.tree.unwrap_action.trigger()
    assert isinstance(node_at(editor.draft.policy, "step1.any2"), Condition)
    editor.tree.choose(Place(NODE, "step1.any1"))
    editor.tree.any_action.trigger()  # beside a trial it goes into the group the trial stands in
    group = node_at(editor.draft.policy, "step1.any4")
    assert isinstance(group, AnyOf)
    assert editor.left.text() == "1 thing to complete"
    click(editor.left)
    assert editor.tree.place == Place(NODE, "step1.any4")


def test_steps_are_added_moved_and_removed(editor: CriteriaEditor) -> None:
    click(editor.tree.step_button)
    type_over(editor.form.rows["summary"].editor, "Second step ")
    click(editor.tree.up_button)
    assert [step.summary for step in editor.draft.policy.steps or ()] == ["Second step", "At least one TNF inhibitor"]
    assert editor.tree.place == Place(STEP, "step1")
    click(editor.tree.remove_button)
    assert len(editor.draft.policy.steps or ()) == 1
    editor.tree.choose(HEAD)
    assert not editor.tree.remove_button.isEnabled()


def test_a_condition_names_drugs_or_another_policy(editor: CriteriaEditor) -> None:
    editor.tree.choose(Place(NODE, "step1"))
    editor.tree.condition_action.trigger()
    form = editor.form
    assert isinstance(form, ConditionForm)
    type_over(form.words, "Another biologic before")
    index = form.kind.values.index("prior_advanced_therapy")
    form.kind.activated.emit(index)
    type_over(form.drugs, "TNF inhibitor")
    condition = node_at(editor.draft.policy, "step1.any3")
    assert isinstance(condition, Condition)
    assert [agent.classes for agent in condition.agents] == [{"TNF inhibitor"}]
    form.kind.activated.emit(form.kind.values.index("meets_other_policy"))
    assert form.rows["policies"].isVisible()
    type_over(form.policies, "cigna-upadacitinib-ra-preferred-product; nowhere")
    condition = node_at(editor.draft.policy, "step1.any3")
    assert isinstance(condition, Condition)
    assert condition.policy_ids == ("cigna-upadacitinib-ra-preferred-product",)
    assert form.rows["policies"].error == "Not on file: nowhere."


def test_typing_is_one_step_of_the_history(editor: CriteriaEditor) -> None:
    type_over(editor.head.number, "A-1234")
    count = len(editor.draft.history)
    editor.draft.history.undo()
    assert count == 1
    assert editor.draft.policy == shipped()
    assert editor.head.number.text() == "IP0682"


def test_a_new_policy_begins_with_the_layer_of_a_prior_authorization() -> None:
    policy = _new_policy(None, office_library())
    assert (policy.id, policy.layer, policy.steps) == ("", Layer.PRIOR_AUTHORIZATION, ())
    assert replace(policy, payer_name="x").payer_id == ""
