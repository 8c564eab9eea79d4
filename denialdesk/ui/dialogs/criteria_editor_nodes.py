"""The forms of the steps: a step, a group, a trial, a condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Node,
    Policy,
)
from denialdesk.domain.policy_edit import (
    GroupKind,
    change_group,
    group_kind,
    node_at,
    replace_node,
    step_at,
    with_summary,
)
from denialdesk.knowledge.library import Library
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import PolicyDraft
from denialdesk.ui.dialogs.criteria_editor_rows import EditorForm
from denialdesk.ui.models.completion import Offer
from denialdesk.ui.models.policy_names import agents_of, join_names, meaning_offers, split_names
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.labels import ToneLabel
from denialdesk.ui.widgets.names_edit import NamesEdit
from denialdesk.ui.widgets.text_edits import TextEdit

CONDITION_KINDS = {
    "severity": "Severity of the disease",
    "disease_feature": "Feature of the disease",
    "site": "Site of the disease",
    "prior_advanced_therapy": "Another advanced drug was used before",
    "prior_procedure": "Procedure or surgery before",
    "baseline_test": "Test before the start",
    "attestation": "Statement by the prescriber",
    "exception": "Exception to the step",
    "established_on_drug": "Patient is already on the drug",
    "meets_other_policy": "Another policy must be met",
    "preferred_product": "Preferred product",
    "intolerance": "Intolerance",
    "non_drug_trial": "Treatment that is no drug",
}
GROUP_WORDS = {
    GroupKind.ALL: "All of these",
    GroupKind.ANY: "Any one of these",
    GroupKind.AT_LEAST: "At least this many of these:",
}


class StepForm(EditorForm):
    """A step: its words."""

    def __init__(self, draft: PolicyDraft) -> None:
        super().__init__(draft, "Step", "Every step of a policy must be met.")
        self.summary = self.add_text(
            "summary",
            "The step in a few words",
            self._summary,
            lambda policy, text: with_summary(policy, self.path, text.strip()),
            "For example: one TNF inhibitor for 3 months.",
        )
        self._note = ToneLabel("What has to be shown stands below the step in the outline; add it there.")
        self.add_row("logic", "", self._note)
        self.rows["logic"].label.hide()

    def _summary(self) -> str:
        step = step_at(self.draft.policy, self.path)
        shown = step.summary if step is not None else ""
        return self.summary.text() if self.summary.text().strip() == shown else shown


class NodeForm(EditorForm):
    """A form over one node of the tree."""

    def change(self, what: str, change: Callable[[Node], Node], *, typed: bool = False) -> None:
        """Change the node shown."""

        def edit(policy: Policy) -> Policy:
            node = node_at(policy, self.path)
            return policy if node is None else replace_node(policy, self.path, change(node))

        self.edit(what, edit, typed=typed)


class GroupForm(NodeForm):
    """A group: how many of its limbs must be met."""

    def __init__(self, draft: PolicyDraft) -> None:
        super().__init__(draft, "Group", "What belongs to it stands below it in the outline.")
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        self.kinds: dict[GroupKind, QRadioButton] = {}
        self._buttons = QButtonGroup(self)
        for kind, words in GROUP_WORDS.items():
            button = self.kinds[kind] = QRadioButton(words)
            button.clicked.connect(self._on_kind)
            self._buttons.addButton(button)
            column.addWidget(button)
        box.setFocusProxy(self.kinds[GroupKind.ALL])
        self.add_row("children", "What has to be met", box)
        self.kinds[GroupKind.ALL].setAccessibleName(GROUP_WORDS[GroupKind.ALL])
        self.n = TextEdit()
        self.n.setValidator(QIntValidator(1, 99, self))
        self.n.setFixedWidth(64)
        self.n.text_typed.connect(self._on_kind)
        self.add_row("n", "How many", self.n)
        self.on_refresh(self._show)

    def _show(self) -> None:
        node = node_at(self.draft.policy, self.path)
        if not isinstance(node, AllOf | AnyOf | AtLeast):
            return
        self.kinds[group_kind(node)].setChecked(True)
        self.rows["n"].setVisible(isinstance(node, AtLeast))
        if isinstance(node, AtLeast) and (self.n.text() or not self.n.hasFocus()):  # emptied to be typed anew
            self.n.show_text(str(node.n))

    @Slot()
    def _on_kind(self) -> None:
        kind = next(kind for kind, button in self.kinds.items() if button.isChecked())
        number = int(self.n.text() or 1)
        self.edit("Group", lambda policy: change_group(policy, self.path, kind, number))


class ConditionForm(NodeForm):
    """A limb that is no drug trial: its kind, its words, and the drugs or policies it names."""

    def __init__(self, draft: PolicyDraft, library: Library) -> None:
        super().__init__(draft, "Condition", "Everything that is no drug trial.")
        self._library = library
        self.kind = ChoiceEdit((kind, words) for kind, words in CONDITION_KINDS.items())
        self.kind.choice_made.connect(self._on_kind)
        self.add_row("kind", "Kind", self.kind)
        self.on_refresh(self._show_kind)
        self.words = self.add_words(
            "text",
            "As printed",
            lambda: self._condition().text,
            self._put_text,
            "The office is asked this, in these words.",
        )
        self.drugs = NamesEdit(lambda text: meaning_offers(library, text), has_arrow=True)
        self.drugs.names_edited.connect(self._on_drugs)
        self.add_row("agents", "Drugs or classes that answer it", self.drugs, "Divided by semicolons.")
        self.policies = NamesEdit(self._policy_offers, has_arrow=True)
        self.policies.names_edited.connect(self._on_policies)
        self.add_row("policies", "The other policy", self.policies, "Choose from this payer's policies for this drug.")
        self.on_refresh(self._show)

    def _condition(self) -> Condition:
        node = node_at(self.draft.policy, self.path)
        return node if isinstance(node, Condition) else Condition("", "", "")

    def set_condition(self, what: str, change: Callable[[Condition], Condition], *, typed: bool = False) -> None:
        """Change the condition shown."""
        self.change(what, lambda node: change(node) if isinstance(node, Condition) else node, typed=typed)

    def _put_text(self, policy: Policy, text: str) -> Policy:
        node = node_at(policy, self.path)
        return replace_node(policy, self.path, replace(node, text=text)) if isinstance(node, Condition) else policy

    def _policy_offers(self, text: str) -> tuple[Offer, ...]:
        policy = self.draft.policy
        found = self._library.policies_for(policy.payer_id, policy.drug.drug_id)
        others = (each for each in found if each.id != policy.id and text.casefold() in each.id)
        return tuple(Offer(each.id, each.title or each.indication.name, each.id) for each in others)

    def _show_kind(self) -> None:
        kind = self._condition().kind
        if kind and kind not in self.kind.values:
            self.kind.set_choices((*CONDITION_KINDS.items(), (kind, kind.replace("_", " ").capitalize())))
        self.kind.show_value(kind)

    def _show(self) -> None:
        condition = self._condition()
        self.rows["agents"].setVisible(condition.kind in {"prior_advanced_therapy", "preferred_product"})
        self.rows["policies"].setVisible(condition.kind == "meets_other_policy")
        self.drugs.show_names(join_names(agent.as_printed for agent in condition.agents))
        if {each for each in self.policies.names if self._library.policy(each)} != {*condition.policy_ids}:
            self.policies.show_text(join_names(condition.policy_ids))
        wrong = [name for name in self.policies.names if self._library.policy(name) is None]
        self.say_unread("policies", f"Not on file: {', '.join(wrong)}." if wrong else "")

    @Slot(object)
    def _on_kind(self, kind: object) -> None:
        self.set_condition("Kind of condition", lambda condition: replace(condition, kind=str(kind)))

    @Slot(str)
    def _on_drugs(self, text: str) -> None:
        self.set_condition(
            "Drugs that answer it",
            lambda condition: replace(condition, agents=agents_of(self._library, text, condition.agents)),
            typed=True,
        )

    @Slot(str)
    def _on_policies(self, text: str) -> None:
        ids = tuple(name for name in split_names(text) if self._library.policy(name) is not None)
        self.set_condition("The other policy", lambda condition: replace(condition, policy_ids=ids), typed=True)
        self.refresh()
