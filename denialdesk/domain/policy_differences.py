"""Where the office's text of a policy differs from the shipped one: line by line, as a person compares two papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from denialdesk.domain.criteria import Policy
from denialdesk.domain.policy_outline import OutlineLine, policy_outline


class DifferenceKind(StrEnum):
    """What became of a line."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs. ``before`` is the shipped wording (empty: added), ``after`` the office's."""

    kind: DifferenceKind
    section: str
    before: str
    after: str

    @property
    def shown(self) -> str:
        """The difference as a list prints it."""
        if self.kind is DifferenceKind.CHANGED:
            return f"{self.section}: {self.before.strip()}  →  {self.after.strip()}"
        word = "added" if self.kind is DifferenceKind.ADDED else "removed"
        return f"{self.section}, {word}: {(self.after or self.before).strip()}"


def differences(shipped: Policy, office: Policy) -> tuple[Difference, ...]:
    """Compare two texts of a policy in their own order; empty when they demand the same."""
    before, after = policy_outline(shipped), policy_outline(office)
    sections = dict.fromkeys(line.section for line in (*before, *after))
    return tuple(
        found
        for section in sections
        for found in _compared(
            [line for line in before if line.section == section], [line for line in after if line.section == section]
        )
    )


def _compared(before: list[OutlineLine], after: list[OutlineLine]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            yield from _paired(before[first:last], after[new_first:new_last])


def _paired(old: list[OutlineLine], new: list[OutlineLine]) -> Iterator[Difference]:
    """Set lines of a changed stretch side by side: those about the same thing are one change."""
    waiting = list(new)
    for line in old:
        other = next((each for each in waiting if (each.label, each.depth) == (line.label, line.depth)), None)
        if other is None:
            yield Difference(DifferenceKind.REMOVED, line.section, line.shown, "")
            continue
        yield from _added(waiting[: waiting.index(other)])
        del waiting[: waiting.index(other) + 1]
        yield Difference(DifferenceKind.CHANGED, line.section, line.shown, other.shown)
    yield from _added(waiting)


def _added(lines: Iterable[OutlineLine]) -> Iterator[Difference]:
    return (Difference(DifferenceKind.ADDED, line.section, "", line.shown) for line in lines)
