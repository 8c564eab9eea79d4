"""Questions about criteria that come from outside: what to do with an imported policy, and a pack that was refused."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.office_criteria import Origin
from denialdesk.services.criteria import ImportChoice, IncomingPolicy
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_differences import DifferencesDialog
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import WrapLabel
from denialdesk.ui.widgets.text_edits import TextEdit


def incoming_words(incoming: IncomingPolicy) -> str:
    """Say what a policy file brings and whose it is."""
    policy, office = incoming.office.policy, incoming.office
    about = policy.indication.short or policy.indication.name
    lines = [f"{policy.payer_name}: {policy.drug.generic}, {about}."]
    if office.written_by:
        lines.append(f"Entered by {office.written_by} of another office.")
    if incoming.note:
        lines.append(f"{incoming.note} That is not a check of this office.")
    return " ".join(lines)


class ImportPolicyDialog(DifferencesDialog):
    """An imported policy beside the one on file. ``chosen`` brings the ImportChoice; nothing happens without one."""

    chosen = Signal(object)

    def __init__(self, incoming: IncomingPolicy, parent: QWidget | None = None) -> None:
        on_file = {
            Origin.SHIPPED: "the shipped one",
            Origin.CORRECTED: "your corrected one",
            Origin.OWN: "your own one",
        }
        mine = on_file[incoming.origin]
        lead = (
            f"{incoming_words(incoming)}\n\nA policy of this name is on file. This is how the file differs from {mine}:"
        )
        super().__init__(incoming.office.policy.id, lead, incoming.differences, parent)
        self.setWindowTitle("Import a policy")
        self.replace_button = self.add_choice(f"Use it in place of {mine}")
        self.both_button = self.add_choice("Keep both")
        self.replace_button.clicked.connect(self._on_replace)
        self.both_button.clicked.connect(self._on_both)

    @Slot()
    def _on_replace(self) -> None:
        self.accept()
        self.chosen.emit(ImportChoice.REPLACE)

    @Slot()
    def _on_both(self) -> None:
        self.accept()
        self.chosen.emit(ImportChoice.KEEP_BOTH)


class InsistDialog(QDialog):
    """Why a pack was refused, and a name for whoever insists. ``insisted`` brings that name."""

    insisted = Signal(str)

    def __init__(self, why: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Pack not installed")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = TextEdit()
        self.name.show_text(name)
        self.row = FieldRow("Your name", self.name, hint="It is kept with the pack, with today's date and the reason.")
        buttons = QDialogButtonBox()
        self.install = QPushButton("Install all the same")
        self.cancel = buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.install, QDialogButtonBox.ButtonRole.ActionRole)
        self.install.setAutoDefault(False)
        self.cancel.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(WrapLabel(why))
        layout.addWidget(self.row)
        layout.addWidget(buttons)
        self.setMinimumWidth(480)
        self.cancel.clicked.connect(self.reject)
        self.install.clicked.connect(self._on_install)

    @Slot()
    def _on_install(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.row.set_error("Enter the name of whoever decides this.")
            self.row.focus()
            return
        self.accept()
        self.insisted.emit(name)
