"""The policies on file as rows of a list, with how each stands in this office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from denialdesk.domain.office_criteria import Origin
from denialdesk.domain.policy_outline import LAYER_WORDS, date_in_words
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
COLUMNS = ("Payer", "Drug", "Condition", "Kind", "Number", "In this office")
_STATE = len(COLUMNS) - 1


class Standing(StrEnum):
    """How a policy stands in this office."""

    SHIPPED = "shipped"
    VERIFIED = "verified"  # shipped, read in the payer's own text by the editors
    CHECKED = "checked"  # by this office
    LAPSED = "lapsed"  # checked once; the text has changed since
    ENTERED = "entered"  # the office's own or corrected, not checked
    OUTDATED = "outdated"  # corrected, and the shipped text has changed since


_SIGNS = {
    Standing.VERIFIED: ("badge-check", Tone.GOOD),
    Standing.CHECKED: ("badge-check", Tone.GOOD),
    Standing.LAPSED: ("triangle-alert", Tone.CAUTION),
    Standing.ENTERED: ("pencil", Tone.ACCENT),
    Standing.OUTDATED: ("triangle-alert", Tone.CAUTION),
}
_ORIGIN_WORDS = {Origin.CORRECTED: "Corrected", Origin.OWN: "Your own"}


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy of the list. ``cells`` are its texts in the order of the columns."""

    policy_id: str
    origin: Origin
    standing: Standing
    cells: tuple[str, ...]

    @property
    def is_of_office(self) -> bool:
        """True where the office entered, corrected or checked something."""
        return self.standing not in {Standing.SHIPPED, Standing.VERIFIED}


def policy_lines(library: OfficeLibrary) -> tuple[PolicyLine, ...]:
    """Every policy in force, by payer, drug and condition."""
    lines = []
    for policy in library.policies():
        origin, standing = library.origin(policy.id), standing_of(library, policy.id)
        cells = (
            policy.payer_name,
            policy.drug.generic,
            policy.indication.short or policy.indication.name,
            LAYER_WORDS[policy.layer],
            policy.number,
            state_words(library, policy.id, origin, standing),
        )
        lines.append(PolicyLine(policy.id, origin, standing, cells))
    return tuple(sorted(lines, key=lambda line: [cell.casefold() for cell in line.cells]))


def standing_of(library: OfficeLibrary, policy_id: str) -> Standing:
    """How one policy stands in this office."""
    if library.is_outdated(policy_id):
        return Standing.OUTDATED
    if library.mark_holds(policy_id):
        return Standing.CHECKED
    if library.office_policy(policy_id) is not None:
        return Standing.ENTERED
    if library.mark(policy_id) is not None:
        return Standing.LAPSED
    policy = library.policy(policy_id)
    return Standing.VERIFIED if policy is not None and policy.verification.is_verified else Standing.SHIPPED


def state_words(library: OfficeLibrary, policy_id: str, origin: Origin, standing: Standing) -> str:
    """Say how a policy stands: "Corrected; checked by Casey, November 21, 2026"."""
    mark = library.mark(policy_id)
    said = {
        Standing.SHIPPED: "",
        Standing.VERIFIED: "Read in the payer's text",
        Standing.CHECKED: f"checked by {mark.checked_by}, {date_in_words(mark.checked_on)}" if mark else "",
        Standing.LAPSED: "check again: the text has changed",
        Standing.ENTERED: "not checked",
        Standing.OUTDATED: "the shipped text has changed since",
    }[standing]
    words = "; ".join(part for part in (_ORIGIN_WORDS.get(origin, ""), said) if part)
    return words[:1].upper() + words[1:]


class PolicyTableModel(QAbstractTableModel):
    """The lines of the list, read only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[PolicyLine, ...] = ()

    def set_lines(self, lines: Sequence[PolicyLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The titles of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return None

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a view asks of a cell."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _STATE and line.standing in _SIGNS:
            return theme.icon(*_SIGNS[line.standing])
        return None


class PolicyFilter(QSortFilterProxyModel):
    """Keeps the lines that hold every word typed, and on demand only those of the office."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self._only_office = False

    def set_filter(self, text: str, *, only_office: bool) -> None:
        """Keep other lines."""
        self.beginResetModel()
        self._words = tuple(text.casefold().split())
        self._only_office = only_office
        self.endResetModel()

    def filterAcceptsRow(self, source_row: int, source_parent: _ANY_INDEX) -> bool:
        """Say whether a line is kept."""
        _ = source_parent
        model = self.sourceModel()
        if not isinstance(model, PolicyTableModel):
            return True
        line = model.lines[source_row]
        if self._only_office and not line.is_of_office:
            return False
        text = " ".join((*line.cells, line.policy_id)).casefold()
        return all(word in text for word in self._words)
