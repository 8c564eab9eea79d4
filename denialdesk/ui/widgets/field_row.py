"""A field as a form shows it: label above, the control, and under it a hint or what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, ToneLabel


class FieldRow(QWidget):
    """Label, control and message of one field.

    ``target`` is the dotted case field, such as "denial.notice_date"; a jump to it focuses the control. The message
    under the control is an error (what to do) when there is one, a note (such as "not in the drug list") next, else
    the hint.
    """

    def __init__(
        self, label: str, editor: QWidget, *, target: str = "", hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.target = target
        self.editor = editor
        self._hint = hint
        self._note = ""
        self._error = ""
        self.label = QLabel(label)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        control = editor.focusProxy() or editor
        self.label.setBuddy(control)
        for named in (control, editor):
            if not named.accessibleName():
                named.setAccessibleName(label)
        self._icon = IconLabel("triangle-alert", Tone.BAD)
        self._message = ToneLabel(hint)
        message = QHBoxLayout()
        message.setContentsMargins(0, 0, 0, 0)
        message.setSpacing(6)
        message.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        message.addWidget(self._message, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.label)
        layout.addWidget(editor)
        layout.addLayout(message)
        self._show_message()

    def hold_under(self, widget: QWidget) -> None:
        """Put something between the control and its message, such as a way to find the value."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self.editor) + 1, widget)

    @property
    def error(self) -> str:
        """What is wrong with the field, or nothing."""
        return self._error

    @property
    def message(self) -> str:
        """The line under the control."""
        return self._error or self._note or self._hint

    def focus(self) -> None:
        """Put the cursor into the control."""
        (self.editor.focusProxy() or self.editor).setFocus(Qt.FocusReason.OtherFocusReason)

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001  # Qt's signature
        """Show or hide the row; one not yet on a page waits for it, else it would flash as a window of its own."""
        if visible and self.parentWidget() is None:
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
            return
        super().setVisible(visible)

    def set_error(self, error: str) -> None:
        """Say what is wrong and what to do; empty: nothing is wrong."""
        if error != self._error:
            self._error = error
            self._show_message()

    def set_note(self, note: str) -> None:
        """Say what was noticed, which is no error; empty: nothing."""
        if note != self._note:
            self._note = note
            self._show_message()

    def set_hint(self, hint: str) -> None:
        """Say what belongs in the field."""
        if hint != self._hint:
            self._hint = hint
            self._show_message()

    def _show_message(self) -> None:
        tone = Tone.BAD if self._error else Tone.CAUTION if self._note else Tone.MUTED
        if tone is not Tone.MUTED:
            self._icon.show_icon("triangle-alert" if tone is Tone.BAD else "info", tone)
        self._icon.setVisible(tone is not Tone.MUTED)
        self._message.set_tone(tone)
        self._message.show_text(self.message)
        control = self.editor.focusProxy() or self.editor
        control.setAccessibleDescription(self.message)
