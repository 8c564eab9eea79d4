"""Undo and redo over whole values: each step holds the value before and after it, which costs no copy.

Not Qt's QUndoStack: commands written in Python are owned by it and by Python at once. When the garbage collector lets
go of a window that held such a stack, both destroy them, and the program ends there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Step:
    label: str
    before: object
    after: object
    merge_key: str


class History(QObject):
    """The steps made on one value. ``value_wanted`` carries the value to take; ``changed`` follows it."""

    value_wanted = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[_Step] = ()
        self._made = 0  # steps made and not undone

    def __len__(self) -> int:
        return len(self._steps)

    def __bool__(self) -> bool:
        return True  # an empty history is a history all the same

    @property
    def undo_text(self) -> str:
        """The label of the step that would be undone; empty when there is none."""
        return self._steps[self._made - 1].label if self.can_undo else ""

    @property
    def redo_text(self) -> str:
        """The label of the step that would be made again; empty when there is none."""
        return self._steps[self._made].label if self.can_redo else ""

    @property
    def can_undo(self) -> bool:
        """True when a step can be undone."""
        return self._made > 0

    @property
    def can_redo(self) -> bool:
        """True when a step can be made again."""
        return self._made < len(self._steps)

    def push(self, label: str, before: object, after: object, merge_key: str = "") -> None:
        """Make a step; what was undone before it is gone.

        It becomes one with the last step when both have the same merge key and follow each other; when that ends where
        it began, there is no step.
        """
        made = list(self._steps[: self._made])
        last = made[-1] if made else None
        if last is not None and merge_key and last.merge_key == merge_key and last.after is before:
            made.pop()
            step = replace(last, after=after)
        else:
            step = _Step(label, before, after, merge_key)
        if step.after != step.before:
            made.append(step)
        self._steps, self._made = made, len(made)
        self.value_wanted.emit(after)
        self.changed.emit()

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        if self.can_undo:
            self._made -= 1
            self.value_wanted.emit(self._steps[self._made].before)
            self.changed.emit()

    def redo(self) -> None:
        """Make the last step taken back again, if there is one."""
        if self.can_redo:
            self._made += 1
            self.value_wanted.emit(self._steps[self._made - 1].after)
            self.changed.emit()

    def clear(self) -> None:
        """Forget every step; the value stays."""
        self._steps, self._made = (), 0
        self.changed.emit()
