"""What the forms of the criteria editor are made of: fields tied to one part of the policy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from denialdesk.domain.criteria import Policy
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import PolicyDraft
from denialdesk.ui.models.policy_names import lines_of
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel
from denialdesk.ui.widgets.text_edits import ReasonEdit, TextEdit

Show = Callable[[], None]


class EditorForm(QWidget):
    """One form of the editor: titled, its rows known by the names that problems use."""

    def __init__(self, draft: PolicyDraft, title: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.path = ""
        self.rows: dict[str, FieldRow] = {}
        self.unread: dict[str, str] = {}  # fields in which something is typed that cannot be taken, and why
        self._shows: list[Show] = []
        self.title = SectionTitle(title)
        self.hint = ToneLabel(hint)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.MEDIUM)
        self.column.addWidget(self.title)
        if hint:
            self.column.addWidget(self.hint)

    def show_path(self, path: str) -> None:
        """Show the step or node at a path; forms of the whole policy have none."""
        if path != self.path:
            self.unread.clear()
        self.path = path
        self.refresh()

    def refresh(self) -> None:
        """Show the policy as it now is; a field being typed in is left alone where it says the same."""
        for show in self._shows:
            show()
        self.draft.show_problems(self.path, self.rows, self.unread)

    def say_unread(self, field: str, why: str) -> None:
        """Say why what is typed in a field cannot be taken; an empty reason: it can."""
        if why:
            self.unread[field] = why
        else:
            self.unread.pop(field, None)
        self.draft.show_problems(self.path, self.rows, self.unread)

    def focus_field(self, field: str) -> None:
        """Put the cursor into a field, or into the first one."""
        row = self.rows.get(field) or next(iter(self.rows.values()), None)
        if row is not None:
            row.focus()

    def on_refresh(self, show: Show) -> None:
        """Call this whenever the policy has a new value."""
        self._shows.append(show)

    def edit(self, what: str, change: Callable[[Policy], Policy], *, typed: bool = False) -> None:
        """Change the policy; what is typed letter by letter is one step."""
        self.draft.edit(what, change, merge_key=f"{type(self).__name__}:{self.path}:{what}" if typed else "")

    def add_row(self, field: str, label: str, editor: QWidget, hint: str = "") -> FieldRow:
        """Add a labelled control."""
        row = self.rows[field] = FieldRow(label, editor, hint=hint)
        self.column.addWidget(row)
        return row

    def add_text(
        self, field: str, label: str, get: Callable[[], str], put: Callable[[Policy, str], Policy], hint: str = ""
    ) -> TextEdit:
        """Add one line of text."""
        edit = TextEdit()
        edit.text_typed.connect(lambda text: self.edit(label, lambda policy: put(policy, text), typed=True))
        self.add_row(field, label, edit, hint)
        self.on_refresh(lambda: edit.show_text(get()))
        return edit

    def add_words(
        self, field: str, label: str, get: Callable[[], str], put: Callable[[Policy, str], Policy], hint: str = ""
    ) -> ReasonEdit:
        """Add several lines of text."""
        edit = ReasonEdit(least_lines=2, most_lines=6)
        edit.text_typed.connect(lambda text: self.edit(label, lambda policy: put(policy, text), typed=True))
        self.add_row(field, label, edit, hint)
        self.on_refresh(lambda: edit.show_text(get()))
        return edit

    def add_list(
        self,
        field: str,
        label: str,
        get: Callable[[], tuple[str, ...]],
        put: Callable[[Policy, tuple[str, ...]], Policy],
        hint: str = "One on each line.",
    ) -> ReasonEdit:
        """Add a list, one item on each line."""
        edit = ReasonEdit(least_lines=3, most_lines=8)
        edit.text_typed.connect(lambda text: self.edit(label, lambda policy: put(policy, lines_of(text)), typed=True))

        def show() -> None:
            if lines_of(edit.text()) != get():
                edit.show_text("\n".join(get()))

        self.add_row(field, label, edit, hint)
        self.on_refresh(show)
        return edit
