"""The form of a demanded trial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from denialdesk.domain.criteria import AcceptedOutcome, Agent, Length, Policy, Trial
from denialdesk.domain.policy_edit import node_at, replace_node
from denialdesk.knowledge.library import Library
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import PolicyDraft
from denialdesk.ui.dialogs.criteria_editor_nodes import NodeForm
from denialdesk.ui.models.policy_names import agents_of, join_names, meaning_offers
from denialdesk.ui.widgets.agent_list import AgentListEdit
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.length_edit import LengthEdit
from denialdesk.ui.widgets.names_edit import NamesEdit
from denialdesk.ui.widgets.text_edits import TextEdit

OUTCOME_WORDS = {
    AcceptedOutcome.COMPLETED_TRIAL: "A completed trial, whatever its result",
    AcceptedOutcome.INADEQUATE_RESPONSE: "Inadequate response",
    AcceptedOutcome.INTOLERANCE: "Intolerance",
    AcceptedOutcome.HYPERSENSITIVITY: "Hypersensitivity",
    AcceptedOutcome.CONTRAINDICATION: "Contraindication, without a trial",
    AcceptedOutcome.NOT_ADVISABLE: "Not advisable, without a trial",
}
_COUNTED, _EACH, _NOT_PRINTED = "counted", "each", "not_printed"


class TrialForm(NodeForm):
    """A demanded trial: of what, how many, how long, with which end, how recent."""

    def __init__(self, draft: PolicyDraft, library: Library) -> None:
        super().__init__(draft, "Trial")
        self._library = library
        self._shown_path = ""
        self.agents = AgentListEdit(library)
        self.agents.agents_edited.connect(self._on_agents)
        self.add_row("of", "Drugs or classes to be tried", self.agents)
        self._add_count()
        self._add_length("min_length", "Least length of the trial")
        self._add_outcomes()
        self._add_length("lookback", "Not longer ago than")
        for field, label in (("dose", "Dose to be reached"), ("documentation", "Documentation"), ("note", "Note")):
            self.add_text(field, label, self._getter(field), self._putter(field))
        self.also = self._add_names("also_counts", "also_counts", "Also counts")
        self.never = self._add_names("not_counts", "does_not_count", "Does not count")
        self.covers_all = QCheckBox("A contraindication counts only if it rules out every one of these drugs")
        self.covers_all.clicked.connect(self._on_covers_all)
        self.column.addWidget(self.covers_all)
        self.on_refresh(self._show)

    def _trial(self) -> Trial:
        node = node_at(self.draft.policy, self.path)
        return node if isinstance(node, Trial) else Trial("", ())

    def set_trial(self, what: str, change: Callable[[Trial], Trial], *, typed: bool = False) -> None:
        """Change the trial shown."""
        self.change(what, lambda node: change(node) if isinstance(node, Trial) else node, typed=typed)

    def _getter(self, field: str) -> Callable[[], str]:
        return lambda: str(getattr(self._trial(), field))

    def _putter(self, field: str) -> Callable[[Policy, str], Policy]:
        def put(policy: Policy, text: str) -> Policy:
            node = node_at(policy, self.path)
            values: dict[str, str] = {field: text}
            changed = replace(node, **values) if isinstance(node, Trial) else node  # type: ignore[arg-type]  # texts
            return policy if changed is None else replace_node(policy, self.path, changed)

        return put

    def _add_count(self) -> None:
        self.how = ChoiceEdit(
            (
                (_COUNTED, "This many different ones:"),
                (_EACH, "Every one of them"),
                (_NOT_PRINTED, "The number is not printed"),
            )
        )
        self.how.setAccessibleName("How many of them")
        self.count = TextEdit()
        self.count.setValidator(QIntValidator(0, 99, self))
        self.count.setFixedWidth(64)
        self.count.setAccessibleName("Number of different ones")
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SMALL)
        line.addWidget(self.how, 1)
        line.addWidget(self.count)
        box.setFocusProxy(self.how)
        self.how.choice_made.connect(self._on_count)
        self.count.text_typed.connect(self._on_count)
        self.add_row("count", "How many of them", box)

    def _add_length(self, field: str, label: str) -> None:
        edit = LengthEdit(label)

        def put(length: Length | None) -> None:
            values: dict[str, Length | None] = {field: length}
            if field == "lookback":
                self.set_trial(label, lambda trial: _looking_back(trial, length), typed=True)
            else:
                self.set_trial(label, lambda trial: replace(trial, **values), typed=True)  # type: ignore[arg-type]  # a length

        edit.length_edited.connect(put)
        self.add_row(field, label, edit)
        self.on_refresh(lambda: edit.show_length(getattr(self._trial(), field)))

    def _add_outcomes(self) -> None:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.LARGE)
        grid.setVerticalSpacing(theme.TIGHT)
        self.outcomes: dict[AcceptedOutcome, QCheckBox] = {}
        for number, (outcome, words) in enumerate(OUTCOME_WORDS.items()):
            check = self.outcomes[outcome] = QCheckBox(words)
            check.clicked.connect(self._on_outcomes)
            grid.addWidget(check, number, 0)
        self.not_seen = QCheckBox("The outcomes were not seen in the text")
        self.not_seen.clicked.connect(self._on_not_seen)
        grid.addWidget(self.not_seen, len(OUTCOME_WORDS), 0)
        first = self.outcomes[AcceptedOutcome.COMPLETED_TRIAL]
        box.setFocusProxy(first)
        self.add_row("accepted_outcomes", "Accepted outcomes, as printed", box)
        first.setAccessibleName(OUTCOME_WORDS[AcceptedOutcome.COMPLETED_TRIAL])

    def _add_names(self, field: str, attribute: str, label: str) -> NamesEdit:
        edit = NamesEdit(lambda text: meaning_offers(self._library, text), has_arrow=True)

        def put(text: str) -> None:
            def change(trial: Trial) -> Trial:
                values: dict[str, tuple[Agent, ...]] = {
                    attribute: agents_of(self._library, text, getattr(trial, attribute))
                }
                return replace(trial, **values)  # type: ignore[arg-type]  # agents both

            self.set_trial(label, change, typed=True)

        def show() -> None:
            edit.show_names(join_names(agent.as_printed for agent in getattr(self._trial(), attribute)))

        edit.names_edited.connect(put)
        self.add_row(field, label, edit, "Drugs or classes, divided by semicolons.")
        self.on_refresh(show)
        return edit

    def _show(self) -> None:
        trial = self._trial()
        self.agents.show_agents(trial.of, anew=self.path != self._shown_path)
        self._shown_path = self.path
        how = _EACH if trial.count_all else _NOT_PRINTED if trial.count is None else _COUNTED
        self.how.show_value(how)
        self.count.setVisible(how == _COUNTED)
        if trial.count is not None and (self.count.text() or not self.count.hasFocus()):
            self.count.show_text(str(trial.count))
        accepted = trial.accepted_outcomes
        self.not_seen.setChecked(accepted is None)
        for outcome, check in self.outcomes.items():
            check.setChecked(accepted is not None and outcome in accepted)
            check.setEnabled(accepted is not None)
        self.covers_all.setChecked(trial.contraindication_must_cover_all)

    @Slot(object, str)
    def _on_agents(self, agents: tuple[Agent, ...], key: str) -> None:
        self.draft.edit(
            "Drugs of the trial",
            lambda policy: replace_node(policy, self.path, replace(self._trial(), of=agents)),
            merge_key=f"agents:{self.path}:{key}" if key else "",
        )

    @Slot()
    def _on_count(self) -> None:
        how, number = self.how.value, int(self.count.text() or 1)

        def change(trial: Trial) -> Trial:
            return replace(trial, count=number if how == _COUNTED else None, count_all=how == _EACH)

        self.set_trial("How many", change, typed=True)

    @Slot()
    def _on_outcomes(self) -> None:
        chosen = frozenset(outcome for outcome, check in self.outcomes.items() if check.isChecked())
        self.set_trial("Accepted outcomes", lambda trial: replace(trial, accepted_outcomes=chosen))

    @Slot(bool)
    def _on_not_seen(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        accepted = None if checked else frozenset[AcceptedOutcome]()
        self.set_trial("Accepted outcomes", lambda trial: replace(trial, accepted_outcomes=accepted))

    @Slot(bool)
    def _on_covers_all(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        self.set_trial("Contraindication", lambda trial: replace(trial, contraindication_must_cover_all=checked))


def _looking_back(trial: Trial, length: Length | None) -> Trial:
    return replace(trial, lookback=length, lookback_as_printed=length.as_printed if length is not None else "")
