"""The policy being edited: its value, its undo history, and what is still wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from denialdesk.domain.criteria import Policy
from denialdesk.domain.policy_check import Problem, problems_of
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


class _Edit(QUndoCommand):
    """One step of the history: the whole policy before and after, which costs no copy."""

    def __init__(self, draft: PolicyDraft, label: str, before: Policy, after: Policy, merge_id: int) -> None:
        super().__init__(label)
        self.draft = draft
        self.before = before
        self.after = after
        self.merge_id = merge_id

    def id(self) -> int:
        return self.merge_id

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.before is not self.after:
            return False
        self.after = other.after
        return True

    def undo(self) -> None:
        self.draft.policy = self.before

    def redo(self) -> None:
        self.draft.policy = self.after


class PolicyDraft(QObject):
    """The policy of one editor. Every edit is one undoable step; ``changed`` comes with each new value."""

    changed = Signal()

    def __init__(self, policy: Policy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.policy = policy
        self.original = policy
        self.problems: tuple[Problem, ...] = problems_of(policy)
        self.undo_stack = QUndoStack(self)
        self._merge_ids: dict[str, int] = {}
        self._announced = policy
        self.undo_stack.indexChanged.connect(self._on_index_changed)

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
        merge_id = self._merge_ids.setdefault(merge_key, len(self._merge_ids)) if merge_key else -1
        self.undo_stack.push(_Edit(self, label, before, after, merge_id))

    def show_problems(self, path: str, rows: dict[str, FieldRow], unread: dict[str, str]) -> None:
        """Say beside each field what is wrong with it, or that nothing is.

        ``rows`` are known by the field's name; ``unread`` says of a field why what is typed there cannot be taken.
        """
        for field, row in rows.items():
            found = [each for each in self.problems if (each.place, each.field) == (path, field)]
            row.set_error(unread.get(field, "") or " ".join(each.text for each in found if each.blocks))
            row.set_note(" ".join(each.text for each in found if not each.blocks))

    @Slot()
    def _on_index_changed(self) -> None:
        if self.policy is self._announced:
            return
        self._announced = self.policy
        self.problems = problems_of(self.policy)
        self.changed.emit()
