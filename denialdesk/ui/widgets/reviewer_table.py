"""The criteria table as the letter shows it to the reviewer."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from denialdesk.domain.letter import Block, Paragraph, ParagraphStyle, Section, Statement, Table
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone


class ReviewerTable(QTextBrowser):
    """Shows one section of the letter, read only, in the colours of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section: Section | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName("The criteria table as the letter shows it")
        self.document().setDocumentMargin(theme.LARGE)

    def show_section(self, section: Section | None) -> None:
        """Show a section; without one, say so."""
        if section == self._section and section is not None:
            return
        self._section = section
        self._render()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the table in the colours of a new palette."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._render()

    def _render(self) -> None:
        section = self._section
        if section is None:
            self.setPlainText("The letter of this case has no criteria table.")
            return
        heading = f"<h3>{escape(section.heading)}</h3>" if section.heading else ""
        position = self.verticalScrollBar().value()
        self.setHtml(heading + "".join(_block(block) for block in section.blocks))
        self.verticalScrollBar().setValue(position)


def _block(block: Block) -> str:
    if isinstance(block, Paragraph) and block.style is ParagraphStyle.SUBHEADING:
        return f"<h4>{_run(block.statements)}</h4>"
    if isinstance(block, Paragraph):
        return f"<p>{_run(block.statements)}</p>"
    if isinstance(block, Table):
        return _table(block)
    items = "".join(f"<li>{_run(item)}</li>" for item in block.items)
    return f"<ul>{items}</ul>"


def _table(table: Table) -> str:
    colors = theme.colors()
    line, ground = colors.hairline.name(), theme.mix(colors.tone(Tone.MUTED), colors.surface, 0.10).name()
    widths = [f' width="{width}%"' for width in table.widths]
    style = f"border: 1px solid {line}; padding: 5px"
    head = "".join(
        f'<th align="left" style="{style}; background: {ground}"{width}>{escape(title)}</th>'
        for title, width in zip(table.headers, widths, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f'<td style="{style}">{_run(cell.statements)}</td>' for cell in row) + "</tr>"
        for row in table.rows
    )
    frame = 'width="100%" cellspacing="0" style="border-collapse: collapse"'
    return f"<table {frame}><thead><tr>{head}</tr></thead>{rows}</table>"


def _run(statements: tuple[Statement, ...]) -> str:
    return "".join(f"<b>{escape(each.text)}</b>" if each.bold else escape(each.text) for each in statements)
