"""The rows of the worklist: cases in groups by what is due, and the commands that a search finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from denialdesk.domain.case import CaseStatus
from denialdesk.domain.case_summary import CaseSummary
from denialdesk.domain.lawbook import LawBook
from denialdesk.services.agenda import DateKind, KeyDate, agenda, case_code
from denialdesk.ui.commands import CommandRow
from denialdesk.ui.day_words import days_left

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
DUE_WITHIN_DAYS = 7
ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class Group(StrEnum):
    """The groups, in their order."""

    DUE = "Due this week"
    WAITING = "Waiting on payer"
    DRAFTS = "To work on"
    CLOSED = "Closed"
    COMMANDS = "Do"


STATUS_WORDS = {
    CaseStatus.DRAFT: "Draft",
    CaseStatus.READY: "For signature",
    CaseStatus.SIGNED: "Signed",
    CaseStatus.SENT: "Sent",
    CaseStatus.DECIDED: "Decided",
    CaseStatus.CLOSED: "Closed",
}
_UNFILED = frozenset({CaseStatus.DRAFT, CaseStatus.READY, CaseStatus.SIGNED})


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The title of a group."""

    group: Group
    count: int

    @property
    def words(self) -> str:
        """What a screen reader says."""
        return f"{self.group.value}, {self.count}"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case: who, what, and how long there is."""

    case_id: str
    name: str
    drug: str
    status: CaseStatus
    file_by: dt.date | None
    today: dt.date
    searched: str
    answer_by: dt.date | None = None
    dates: tuple[KeyDate, ...] = ()
    is_refused: bool = False  # decided against the patient, and nobody has taken up the next level
    go_on_by: dt.date | None = None  # the last safe day to go on to the next level

    @property
    def state(self) -> str:
        """The line under the drug: days where they still matter, and the status."""
        word = STATUS_WORDS[self.status]
        if self.is_refused:
            return f"Refused: {days_left(self.go_on_by, self.today)} to go on" if self.go_on_by else "Refused: go on?"
        if self.answer_by is not None and self.status is CaseStatus.SENT:
            verb = "" if self.answer_by < self.today else "due: "  # the group says that it is with the payer
            return f"Answer {verb}{days_left(self.answer_by, self.today)}"
        if self.file_by is None or self.status not in _UNFILED:
            return word
        return f"{days_left(self.file_by, self.today)} · {word}"

    @property
    def is_late(self) -> bool:
        """True when the safe date is today or past and the letter has not gone out, or the plan's answer is late."""
        if self.status is CaseStatus.SENT:
            return self.answer_by is not None and self.answer_by < self.today
        if self.is_refused:
            return self.go_on_by is not None and self.go_on_by <= self.today
        waiting = self.status in _UNFILED
        return waiting and self.file_by is not None and self.file_by <= self.today

    @property
    def words(self) -> str:
        """What a screen reader says."""
        return ", ".join(part for part in (self.name, self.drug, self.state) if part)


Row = GroupRow | CaseRow | CommandRow


def key_days(summary: CaseSummary, law: LawBook, today: dt.date) -> dict[DateKind, KeyDate]:
    """The dates of a case by its line, where they can be counted."""
    return {date.kind: date for date in reversed(agenda([summary], law, today))}


def case_row(summary: CaseSummary, law: LawBook, today: dt.date) -> CaseRow:
    """Make the row of one case."""
    name = summary.sort_name or "Name not entered"
    drug = " ".join(part for part in (summary.drug, summary.strength) if part) or "Drug not entered"
    parts = (summary.sort_name, drug, summary.payer_name, summary.reference_number, case_code(summary.case_id))
    days = key_days(summary, law, today)
    file_by, answer = days.get(DateKind.FILE_BY), days.get(DateKind.PLAN_ANSWER)
    following = days.get(DateKind.NEXT_LEVEL)
    return CaseRow(
        summary.case_id,
        name,
        drug,
        summary.status,
        file_by.day if file_by else None,
        today,
        " ".join(parts).casefold(),
        answer.day if answer else None,
        tuple(days.values()),
        is_refused=bool(summary.refused_at),
        go_on_by=following.day if following else None,
    )


def group_of(row: CaseRow) -> Group:
    """The group a case belongs to today."""
    if row.status in {CaseStatus.DECIDED, CaseStatus.CLOSED} and not row.is_refused:
        return Group.CLOSED
    if row.status is CaseStatus.SENT:
        return Group.WAITING
    last = row.go_on_by if row.is_refused else row.file_by
    if last is not None and (last - row.today).days <= DUE_WITHIN_DAYS:
        return Group.DUE
    return Group.DRAFTS


def arrange(rows: Iterable[CaseRow], search: str, commands: Sequence[CommandRow] = ()) -> list[Row]:
    """Put cases and commands that answer the search under their groups, the most urgent case first."""
    words = search.casefold().split()
    found = [row for row in rows if all(word in row.searched for word in words)]
    arranged: list[Row] = []
    for group in (Group.DUE, Group.WAITING, Group.DRAFTS, Group.CLOSED):
        members = sorted((row for row in found if group_of(row) is group), key=_urgency)
        if members:
            arranged += [GroupRow(group, len(members)), *members]
    if words:
        done = [row for row in commands if all(word in row.text.casefold() for word in words)]
        if done:
            arranged += [GroupRow(Group.COMMANDS, len(done)), *done]
    return arranged


def _urgency(row: CaseRow) -> tuple[dt.date, str]:
    return row.file_by or row.answer_by or row.go_on_by or dt.date.max, row.name.casefold()


class WorklistModel(QAbstractListModel):
    """The arranged rows; group titles cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        """Show other rows; where only texts changed, the selection stays."""
        if [_key(row) for row in rows] == [_key(row) for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """Count the rows; a row has none below it."""
        return 0 if parent.isValid() else len(self._rows)

    def row(self, index: Index) -> Row | None:
        """The row at an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of_case(self, case_id: str) -> QModelIndex:
        """Find the row of a case; an invalid index when it is not shown."""
        for number, row in enumerate(self._rows):
            if isinstance(row, CaseRow) and row.case_id == case_id:
                return self.index(number)
        return QModelIndex()

    def first_choice(self) -> QModelIndex:
        """The first row that can be chosen."""
        for number, row in enumerate(self._rows):
            if not isinstance(row, GroupRow):
                return self.index(number)
        return QModelIndex()

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The words of a row, or the row itself."""
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return row.words
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that cases and commands can be chosen, titles not."""
        if isinstance(self.row(index), GroupRow) or not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _key(row: Row) -> str:
    if isinstance(row, CaseRow):
        return f"case {row.case_id}"
    return f"group {row.group}" if isinstance(row, GroupRow) else f"command {row.text}"
