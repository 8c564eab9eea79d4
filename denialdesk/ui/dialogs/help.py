"""Help: a page for each tab, opened at the field that has the cursor."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from denialdesk.system.paths import resources_dir
from denialdesk.ui import theme
from denialdesk.ui.widgets.field_row import FieldRow

# File name of each topic: how everything works, one for each tab in their order, then what is no tab.
TOPICS = ("start", "denial", "therapies", "criteria", "letter", "packet", "data")
_TARGETS = re.compile(r"<!--(.*?)-->\n?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where help is asked: the topic, and the heading of the part about the field, or nothing."""

    topic: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class HelpText:
    """One topic: its text, and the heading that belongs to each field."""

    topic: str
    title: str
    markdown: str
    headings: dict[str, str]


def read_topic(topic: str) -> HelpText:
    """Read one help page; a comment under a heading names the fields it is about."""
    text = (resources_dir() / "help" / f"{topic}.md").read_text(encoding="utf-8")
    headings: dict[str, str] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
        elif (found := _TARGETS.match(line)) is not None:
            headings |= dict.fromkeys(found.group(1).split(), heading)
    title = text.splitlines()[0].lstrip("# ").strip()
    return HelpText(topic, title, _TARGETS.sub("", text), headings)


def place_of(widget: QWidget | None, topic: str) -> Place:
    """The part of the help about the field a widget belongs to."""
    headings = read_topic(topic).headings
    while widget is not None:
        target = widget.target if isinstance(widget, FieldRow) else ""
        if target in headings:
            return Place(topic, headings[target])
        widget = widget.parentWidget()
    return Place(topic)


class HelpDialog(QDialog):
    """The topics beside the text. It may stay open while one works."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setModal(False)
        self._texts = [read_topic(topic) for topic in TOPICS]
        self.list = QListWidget()
        self.list.setAccessibleName("Topics")
        self.list.addItems([text.title for text in self._texts])
        self.list.setMaximumWidth(190)
        self.text = QTextBrowser()
        self.text.setAccessibleName("Help text")
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(theme.LARGE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        both = QHBoxLayout()
        both.addWidget(self.list)
        both.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        layout.addWidget(buttons)
        self.resize(760, 520)
        self.list.currentRowChanged.connect(self._on_topic)
        theme.plain_buttons(buttons)
        buttons.rejected.connect(self.close)
        self.list.setCurrentRow(0)

    def show_place(self, place: Place) -> None:
        """Open a topic at a heading and come to the front."""
        self.list.setCurrentRow(TOPICS.index(place.topic))
        self._scroll_to(place.heading)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _scroll_to(self, heading: str) -> None:
        self.text.moveCursor(self.text.textCursor().MoveOperation.Start)
        if heading and self.text.find(heading):
            # The heading itself goes to the top, not merely into sight.
            self.text.verticalScrollBar().setValue(
                self.text.verticalScrollBar().value() + self.text.cursorRect().top() - theme.LARGE
            )

    @Slot(int)
    def _on_topic(self, row: int) -> None:
        self.text.setMarkdown(self._texts[row].markdown)
