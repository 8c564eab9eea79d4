"""The criteria editor: the payer's text, the outline of the policy, and the form of the part that is chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.criteria import AllOf, AnyOf, AtLeast, Condition, Policy, Trial
from denialdesk.domain.policy_edit import node_at
from denialdesk.knowledge.library import Library
from denialdesk.services.criteria import CheckEntry, NewDocument, PolicySource
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import (
    CHECK,
    HEAD,
    NODE,
    OTHERS,
    REQUIREMENTS,
    STEP,
    Place,
    PolicyDraft,
    place_of,
)
from denialdesk.ui.dialogs.criteria_editor_head import HeadForm
from denialdesk.ui.dialogs.criteria_editor_nodes import ConditionForm, GroupForm, StepForm
from denialdesk.ui.dialogs.criteria_editor_parts import CheckForm, OthersForm, RequirementsForm
from denialdesk.ui.dialogs.criteria_editor_rows import EditorForm
from denialdesk.ui.dialogs.criteria_editor_source import SourcePane
from denialdesk.ui.dialogs.criteria_editor_tree import PolicyTree
from denialdesk.ui.dialogs.criteria_editor_trial import TrialForm
from denialdesk.ui.messages import Messages
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import Hairline, ToneLabel
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.page_scroll import PageScroll

_FORM_WIDTH = 560
_SIZE = (1240, 690)
_PARTS = (280, 360, 600)


@dataclass(frozen=True, slots=True)
class EditedPolicy:
    """What an editor hands over to be kept."""

    policy: Policy
    by: str
    check: CheckEntry | None
    source: PolicySource
    document: NewDocument | None


class CriteriaEditor(QDialog):
    """Edits one policy. ``save_wanted`` brings an EditedPolicy; whoever keeps it then calls ``saved`` or ``failed``.

    ``differences_wanted`` asks to compare the policy as it now is with the shipped one.
    """

    save_wanted = Signal(object)
    differences_wanted = Signal(object)

    def __init__(
        self,
        policy: Policy,
        library: Library,
        *,
        title: str,
        today: Callable[[], dt.date],
        source: PolicySource | None = None,
        entered_by: str = "",
        can_compare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._may_close = False
        self.draft = PolicyDraft(policy, self)
        self.messages = Messages(self)
        self.source = SourcePane(source or PolicySource())
        self.tree = PolicyTree(self.draft)
        self.head = HeadForm(self.draft, library, today)
        self.check = CheckForm(self.draft, entered_by)
        self.forms: dict[str, EditorForm] = {
            HEAD.form: self.head,
            REQUIREMENTS.form: RequirementsForm(self.draft),
            OTHERS.form: OthersForm(self.draft),
            CHECK.form: self.check,
            STEP: StepForm(self.draft),
            "group": GroupForm(self.draft),
            "trial": TrialForm(self.draft, library),
            "condition": ConditionForm(self.draft, library),
        }
        self.stack = QStackedWidget()
        self._scrolls: dict[str, PageScroll] = {}
        for name, form in self.forms.items():
            self._scrolls[name] = PageScroll(form, _FORM_WIDTH)
            self.stack.addWidget(self._scrolls[name])
        self.left = LinkButton("", "", "circle-alert")
        self.problem = ToneLabel("", Tone.BAD)
        self.differences = QPushButton("Differences…")
        self.differences.setToolTip("Compare with the shipped text")
        self.differences.setVisible(can_compare)
        self.save = PrimaryButton("Save")
        self.save.setToolTip("Keep the policy and judge open cases by it (Ctrl+S)")
        self.cancel = QPushButton("Cancel")
        for button in (self.differences, self.save, self.cancel):
            button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._on_changed()
        self.show_place(HEAD)

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for part in (self.source, self.tree, self.stack):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(2, 2)
        self.splitter.setSizes(list(_PARTS))
        self.splitter.setHandleWidth(theme.MEDIUM)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SMALL)
        foot.addWidget(self.left)
        foot.addStretch(1)
        foot.addWidget(self.differences)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, 0, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(Hairline())
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.problem.hide()
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height() - 40))

    def _connect(self) -> None:
        self.tree.place_chosen.connect(self._on_place)
        self.draft.changed.connect(self._on_changed)
        self.left.followed.connect(self._on_left)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.close)
        self.differences.clicked.connect(self._on_differences)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self.draft.history.undo),
            (QKeySequence.StandardKey.Redo, self.draft.history.redo),
            (QKeySequence.StandardKey.Save, self._on_save),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # ---- showing

    def show_place(self, place: Place, field: str = "") -> None:
        """Show the form of a part, with the cursor in a field when one is named."""
        self.tree.choose(place)
        if field:
            self.form.focus_field(field)
            focus = self.focusWidget()
            if focus is not None:
                self._scrolls[self._form_name(place)].ensureWidgetVisible(focus, 0, theme.LARGE)

    @property
    def form(self) -> EditorForm:
        """The form shown."""
        return self.forms[self._form_name(self.tree.place)]

    @property
    def is_changed(self) -> bool:
        """True while something is not kept yet."""
        return self.draft.is_changed or self.source.is_changed or self.check.check_entry() is not None

    def _form_name(self, place: Place) -> str:
        if place.form != NODE:
            return place.form
        match node_at(self.draft.policy, place.path):
            case Trial():
                return "trial"
            case Condition():
                return "condition"
            case AllOf() | AnyOf() | AtLeast():
                return "group"
            case None:
                return HEAD.form

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        name = self._form_name(place)
        self.forms[name].show_path(place.path)
        self.stack.setCurrentWidget(self._scrolls[name])

    @Slot()
    def _on_changed(self) -> None:
        self.form.refresh()
        count = len(self.draft.blocking)
        self.left.setText("1 thing to complete" if count == 1 else f"{count} things to complete")
        self.left.setAccessibleName(self.left.text())
        self.left.setVisible(bool(count))
        if not count:
            self.problem.hide()

    @Slot()
    def _on_left(self) -> None:
        if self.draft.blocking:
            first = self.draft.blocking[0]
            self.show_place(place_of(first), first.field)

    # ---- keeping

    @Slot()
    def _on_save(self) -> None:
        self.problem.hide()
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()  # what is typed in a date field counts when it is left
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.draft.blocking:
            self._say("Something is missing; the first of it is shown.")
            self._on_left()
            return
        if self.form.unread:
            self._say("Something typed here cannot be taken as it is.")
            self.form.focus_field(next(iter(self.form.unread)))
            return
        if not self.check.entered_by:
            self.show_place(CHECK, "by")
            self.check.by_row.set_error("Enter your name.")
            return
        self.save.setEnabled(False)
        self.save_wanted.emit(
            EditedPolicy(
                self.draft.policy,
                self.check.entered_by,
                self.check.check_entry(),
                self.source.source,
                self.source.new_document,
            )
        )

    def saved(self) -> None:
        """Close: everything is kept."""
        self._may_close = True
        self.close()

    def failed(self, words: str) -> None:
        """Say why nothing was kept; the editor stays open."""
        self.save.setEnabled(True)
        self._say(words)

    def _say(self, words: str) -> None:
        self.problem.show_text(words)

    @Slot()
    def _on_differences(self) -> None:
        self.differences_wanted.emit(self.draft.policy)

    def reject(self) -> None:
        """Close by Escape as by the button."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before what was entered is lost."""
        if self._may_close or not self.is_changed:
            event.accept()
            return
        event.ignore()
        self.messages.ask(
            "Not saved",
            "What you entered here has not been saved.",
            "Close without saving",
            self.saved,
            no="Keep editing",
        )
