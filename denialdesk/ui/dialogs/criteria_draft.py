"""The policy being edited: its value, its undo history, and what is still wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from denialdesk.domain.criteria import Policy
from denialdesk.domain.policy_check import Problem, problems_of
from denialdesk.ui.history import History
from denialdesk.ui.widgets.field_row import FieldRow


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the policy with a form of its own: which form, and the path of the step or node it shows."""

    form: str
    path: str = ""


HEAD, REQUIREMENTS, OTHERS, CHECK = Place("head"), Place("requirements"), Place("others"), Place("check")
STEP, NODE = "step", "node"
_REQUIREMENT_FIELDS = frozenset({"age"})
_OTHER_FIELDS = frozenset({"established_days", "initial", "renewal"})
_STEP_FIELDS = frozenset({"summary", "logic"})


def place_of(problem: Problem) -> Place:
    """The form on which a problem is mended."""
    if problem.place:
        return Place(STEP if problem.field in _STEP_FIELDS else NODE, problem.place)
    if problem.field in _REQUIREMENT_FIELDS:
        return REQUIREMENTS
    return OTHERS if problem.field in _OTHER_FIELDS else HEAD


class PolicyDraft(QObject):
    """The policy of one editor. Every edit is one undoable step; ``changed`` comes with each new value."""

    changed = Signal()

    def __init__(self, policy: Policy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.policy = policy
        self.original = policy
        self.problems: tuple[Problem, ...] = problems_of(policy)
        self.history = History(self)
        self.history.value_wanted.connect(self._on_value)

    @property
    def is_changed(self) -> bool:
        """True while the policy is another than at the beginning."""
        return self.policy != self.original

    @property
    def blocking(self) -> tuple[Problem, ...]:
        """What must be mended before the policy can be kept."""
        return tuple(problem for problem in self.problems if problem.blocks)

    def edit(self, label: str, change: Callable[[Policy], Policy], merge_key: str = "") -> None:
        """Make one undoable step; steps in a row with the same merge key become one."""
        before = self.policy
        after = change(before)
        if after == before:
            return
        self.history.push(label, before, after, merge_key)

    def show_problems(self, path: str, rows: dict[str, FieldRow], unread: dict[str, str]) -> None:
        """Say beside each field what is wrong with it, or that nothing is.

        ``rows`` are known by the field's name; ``unread`` says of a field why what is typed there cannot be taken.
        """
        for field, row in rows.items():
            found = [each for each in self.problems if (each.place, each.field) == (path, field)]
            row.set_error(unread.get(field, "") or " ".join(each.text for each in found if each.blocks))
            row.set_note(" ".join(each.text for each in found if not each.blocks))

    @Slot(object)
    def _on_value(self, policy: Policy) -> None:
        self.policy = policy
        self.problems = problems_of(policy)
        self.changed.emit()
