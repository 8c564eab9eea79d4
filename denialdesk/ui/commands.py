"""Something the menus can do, as the search lists it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command found by its name. ``shortcut`` as the platform writes it."""

    text: str
    shortcut: str
    run: Callable[[], None]

    @property
    def words(self) -> str:
        """What a screen reader says."""
        return f"{self.text}, {self.shortcut}" if self.shortcut else self.text
