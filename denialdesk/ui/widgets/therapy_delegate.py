"""The editors of the prior-therapy table's cells, with completion, and the marks in them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from denialdesk.domain.therapy import Outcome
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui import theme
from denialdesk.ui.models.completion import Offer
from denialdesk.ui.models.therapy_columns import COLUMNS, Column, Kind
from denialdesk.ui.models.therapy_names import FREQUENCIES, OUTCOME_NAMES, ROUTES
from denialdesk.ui.models.therapy_table import TherapyTableModel
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.command_keys import is_command_key
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.date_edit import EXAMPLE
from denialdesk.ui.widgets.name_edits import DrugEdit

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_WORDS = {"route": ROUTES, "frequency": FREQUENCIES}


class TherapyDelegate(QStyledItemDelegate):
    """Makes the editor that fits a column, and marks what is wrong with an icon beside the words."""

    def __init__(self, vocabulary: Vocabulary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _ANY_INDEX) -> QWidget:  # noqa: ARG002  # Qt passes it
        """Make the editor of a cell."""
        column = COLUMNS[index.column()]
        editor = self._editor(column, parent)
        editor.setAccessibleName(column.title)
        editor.setAccessibleDescription(column.hint)
        editor.setToolTip(column.hint)
        editor.setMinimumHeight(0)
        return editor

    def setEditorData(self, editor: QWidget, index: _ANY_INDEX) -> None:
        """Put the cell's value into the editor."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, ChoiceEdit):
            editor.show_value(Outcome(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(value)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _ANY_INDEX) -> None:
        """Hand what was typed to the model."""
        if isinstance(editor, ChoiceEdit):
            model.setData(index, editor.value)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text().strip())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _ANY_INDEX) -> None:
        """Give the editor the cell, and more to the right where its words need it."""
        rect = option.rect
        if COLUMNS[index.column()].kind in {Kind.DATE, Kind.OUTCOME}:
            rect.setWidth(max(rect.width(), editor.minimumSizeHint().width()))
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the cell before a shortcut acts on the case."""
        if isinstance(watched, QWidget) and is_command_key(event):
            self.commitData.emit(watched)
        return super().eventFilter(watched, event)

    def initStyleOption(self, option: QStyleOptionViewItem, index: _ANY_INDEX) -> None:
        """Show what is wrong with a cell by an icon, and say which drug is not listed."""
        super().initStyleOption(option, index)
        problem = index.data(TherapyTableModel.PROBLEM_ROLE)
        if not problem:
            return
        if COLUMNS[index.column()].kind is Kind.DRUG:
            option.text = f"{option.text} (not listed)"
        else:
            option.icon = theme.icon("triangle-alert", Tone.BAD)
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration

    def _editor(self, column: Column, parent: QWidget) -> QWidget:
        match column.kind:
            case Kind.DRUG:
                return DrugEdit(self._vocabulary, parent)
            case Kind.OUTCOME:
                choice = ChoiceEdit(((outcome, name) for outcome, name in OUTCOME_NAMES.items()), parent)
                choice.choice_made.connect(self._on_choice)
                return choice
            case Kind.DATE:
                line = QLineEdit(parent)
                line.setPlaceholderText(EXAMPLE)
                return line
            case _ if column.key in _WORDS:
                words = _WORDS[column.key]
                return CompletingEdit(lambda text: _beginning(words, text), parent=parent)
            case _:
                return QLineEdit(parent)

    def _on_choice(self) -> None:
        editor = self.sender()
        if isinstance(editor, ChoiceEdit):
            self.commitData.emit(editor)


def _beginning(words: tuple[str, ...], text: str) -> tuple[Offer, ...]:
    wanted = text.strip().casefold()
    return tuple(Offer(word) for word in words if word.startswith(wanted) or f" {wanted}" in word)
