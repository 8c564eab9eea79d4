"""What still blocks or weakens a letter, as a list of things to do with a place to do each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Blocks a final export, or only weakens the letter."""

    BLOCKS = "blocks"
    WEAKENS = "weakens"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing left. ``target`` is a place to jump to (same form as criteria.Remedy.target).

    ``key`` is filled for a doubt that a person may set aside with a reason (``letter_choices.SetAside``).
    """

    severity: Severity
    text: str
    target: str
    tab: str  # "denial", "therapies", "criteria", "letter", "packet"
    key: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The list of what is left; a letter is ready when nothing blocks."""

    todos: tuple[Todo, ...]

    @property
    def is_ready(self) -> bool:
        """True when a final export is allowed."""
        return not self.blocking

    @property
    def blocking(self) -> tuple[Todo, ...]:
        """What blocks a final export."""
        return tuple(todo for todo in self.todos if todo.severity is Severity.BLOCKS)


def tab_of(target: str) -> str:
    """Name the tab on which a target stands."""
    if target.startswith(("therapy:", "therapies", "measure")):
        return "therapies"
    if target.startswith(("answer:", "policy:")):
        return "criteria"
    if target.startswith("letter"):
        return "letter"
    return "packet" if target.startswith(("exhibit", "event")) else "denial"
