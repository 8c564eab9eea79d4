"""What a write changed, so that only the views concerned refresh."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Area(StrEnum):
    """A part of the program's data that a view may depend on."""

    CASE_LIST = "case_list"
    DENIAL = "denial"
    THERAPIES = "therapies"
    ANSWERS = "answers"
    LETTER = "letter"
    PACKET = "packet"
    EVENTS = "events"
    PRACTICE = "practice"
    SETTINGS = "settings"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True)
class Changes:
    """The areas touched by one write, and the cases concerned (empty: not tied to a case)."""

    areas: frozenset[Area]
    case_ids: frozenset[str] = frozenset()

    def touches(self, *areas: Area) -> bool:
        """Say whether any of the areas changed."""
        return not self.areas.isdisjoint(areas)

    def concerns(self, case_id: str) -> bool:
        """Say whether a view of this case has to refresh."""
        return not self.case_ids or case_id in self.case_ids

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.areas | other.areas, self.case_ids | other.case_ids)


NO_CHANGES = Changes(frozenset())
