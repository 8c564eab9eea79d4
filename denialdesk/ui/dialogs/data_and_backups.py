"""Where the cases are, which copies of them there are, how they are locked, and what can be done about each."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from denialdesk.services.backups import Backup, BackupKind
from denialdesk.services.data_overview import DataOverview, KeptBackup
from denialdesk.services.vault import Protection
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, SectionTitle, ToneLabel, WrapLabel

_ROW = int(Qt.ItemDataRole.UserRole)
_COLUMNS = ("Made", "How", "Where", "Size")
_KINDS = {
    BackupKind.DAILY: "Daily, by itself",
    BackupKind.BEFORE_UPDATE: "Before an update",
    BackupKind.REPLACED: "Before a restore",
    BackupKind.ON_REQUEST: "By Back up now",
}
_LOCKS = {
    Protection.KEYCHAIN: "The key is kept in this computer's keychain: the cases open by themselves for whoever is "
    "signed in to this computer as you, and for nobody else.",
    Protection.PASSPHRASE: "The key is locked by a passphrase, which is typed at each start.",
}
_NO_COPY = "No backup has been made in another place. If this computer dies, its cases are lost with it."
_SAME_DRIVE = "It is on the same drive as the cases, and a broken drive takes both: keep one elsewhere too."
_UNREACHABLE = "That folder cannot be reached now."
_KEPT = "The office has shown that it has its recovery key, which opens the cases and their backups on any computer."
_NOT_KEPT = (
    "Nobody has shown yet that the office has its recovery key. Without it, a dead computer means lost cases, even "
    "where there are backups."
)
_NO_HEADER = "The file that says how the key is kept is lost. Close DenialDesk and open it with the recovery key."


def moment_words(day: dt.date, time: dt.time | None) -> str:
    """Say when a copy was made: "Nov 21, 2026, 10:42", or the day alone."""
    words = f"{day:%b} {day.day}, {day.year}"
    return f"{words}, {time:%H:%M}" if time is not None else words


def made_words(backup: Backup) -> str:
    """Say when a copy was made."""
    return moment_words(backup.made_on, backup.made_at)


def size_words(size: int) -> str:
    """Say a size in bytes as a person reads it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1_000))} KB"


class DataDialog(QDialog):
    """Four parts under one another. What it asks for is done elsewhere, and told by ``show_result``.

    ``restore_wanted`` brings a KeptBackup. While it is busy the dialog stays open.
    """

    folder_wanted = Signal()
    back_up_wanted = Signal()
    restore_wanted = Signal(object)
    restore_file_wanted = Signal()
    passphrase_wanted = Signal()
    keychain_wanted = Signal()
    new_key_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Data and backups")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._overview: DataOverview | None = None
        self._is_busy = False
        self._may_close = True
        self.folder = QLineEdit()
        self.open_folder = QPushButton("Open folder")
        self.copy = QPushButton("Copy")
        self.amount = ToneLabel()
        self.last_sign = IconLabel("triangle-alert", Tone.CAUTION)
        self.last = WrapLabel()
        self.list = QTreeWidget()
        self.back_up = QPushButton("Back up now…")
        self.restore = QPushButton("Restore this backup…")
        self.restore_file = QPushButton("Restore from a file…")
        self.lock = WrapLabel()
        self.passphrase = QPushButton("Set a passphrase…")
        self.keychain = QPushButton("Use the keychain instead…")
        self.key_sign = IconLabel("triangle-alert", Tone.CAUTION)
        self.key = WrapLabel()
        self.new_key = QPushButton("New recovery key…")
        self.busy = QProgressBar()
        self.outcome = ToneLabel()
        self.help = QPushButton("Help")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self._connect()
        self.show_busy("Looking at your data …", may_close=True)

    # ---- what it looks like

    def _lay_out(self) -> None:
        self.folder.setReadOnly(True)
        self.folder.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.folder.setAccessibleName("Folder of the cases")
        self.copy.setToolTip("Copy the name of the folder")
        for button, picture in (
            (self.open_folder, "folder-open"),
            (self.copy, "copy"),
            (self.back_up, "database-backup"),
            (self.restore, "rotate-ccw"),
            (self.restore_file, "folder-open"),
            (self.passphrase, "lock-keyhole"),
            (self.keychain, "key-round"),
            (self.new_key, "key-round"),
        ):
            theme.set_icon(button, picture)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.SMALL)
        column.setSpacing(theme.SMALL)
        column.addWidget(SectionTitle("Where the cases are"))
        column.addLayout(_row(self.folder, self.open_folder, self.copy, fills=True))
        column.addWidget(self.amount)
        column.addSpacing(theme.SMALL)
        column.addWidget(SectionTitle("Backups"))
        column.addLayout(_signed(self.last_sign, self.last))
        column.addWidget(self._dress_list(), 1)
        column.addLayout(_row(self.back_up, self.restore, self.restore_file))
        column.addSpacing(theme.SMALL)
        column.addWidget(SectionTitle("How the cases are locked"))
        column.addWidget(self.lock)
        column.addLayout(_row(self.passphrase, self.keychain))
        column.addSpacing(theme.SMALL)
        column.addWidget(SectionTitle("Recovery key"))
        column.addLayout(_signed(self.key_sign, self.key))
        column.addLayout(_row(self.new_key))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setMaximumHeight(6)
        self.busy.setAccessibleName("Working")
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.LARGE, theme.TIGHT, theme.LARGE, theme.MEDIUM)
        foot.setSpacing(theme.SMALL)
        foot.addWidget(self.busy)
        foot.addWidget(self.outcome)
        last = _row(self.help)
        last.addWidget(self.close_button)
        foot.addLayout(last)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
        for each in self.findChildren(QPushButton):
            each.setAutoDefault(False)
        self._fit(QSize(720, 660))

    def _dress_list(self) -> QTreeWidget:
        self.list.setHeaderLabels(_COLUMNS)
        self.list.setAccessibleName("Backups")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setMinimumHeight(4 * theme.ROW_HEIGHT)
        header = self.list.header()
        header.setStretchLastSection(False)
        modes = QHeaderView.ResizeMode
        for column, mode in enumerate((modes.ResizeToContents, modes.Stretch, modes.Stretch, modes.ResizeToContents)):
            header.setSectionResizeMode(column, mode)
        self.list.headerItem().setTextAlignment(3, Qt.AlignmentFlag.AlignRight)
        return self.list

    def _fit(self, wanted: QSize) -> None:
        screen = self.screen().availableSize()
        self.resize(min(wanted.width(), screen.width() - 40), min(wanted.height(), screen.height() - 60))

    def _connect(self) -> None:
        self.open_folder.clicked.connect(self.folder_wanted)
        self.copy.clicked.connect(self._on_copy)
        self.back_up.clicked.connect(self.back_up_wanted)
        self.restore.clicked.connect(self._on_restore)
        self.list.itemDoubleClicked.connect(self._on_restore)
        self.list.itemSelectionChanged.connect(self._show_what_can_be_done)
        self.restore_file.clicked.connect(self.restore_file_wanted)
        self.passphrase.clicked.connect(self.passphrase_wanted)
        self.keychain.clicked.connect(self.keychain_wanted)
        self.new_key.clicked.connect(self.new_key_wanted)
        self.help.setShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents))
        self.help.clicked.connect(self.help_wanted)
        self.close_button.clicked.connect(self.reject)

    # ---- what it says

    @property
    def overview(self) -> DataOverview | None:
        """What is shown; None before it was looked at."""
        return self._overview

    @property
    def is_busy(self) -> bool:
        """True while something is done that must not be walked away from."""
        return self._is_busy

    @property
    def chosen(self) -> KeptBackup | None:
        """The backup that is marked in the list."""
        items = self.list.selectedItems()
        found = items[0].data(0, _ROW) if items else None
        return found if isinstance(found, KeptBackup) else None

    def show_busy(self, words: str, *, may_close: bool = False) -> None:
        """Say what is going on; nothing else can be asked for meanwhile. ``may_close``: it only looks."""
        self._is_busy = True
        self._may_close = may_close
        self.busy.show()
        self.outcome.set_tone(Tone.MUTED)
        self.outcome.setText(words)
        self._show_what_can_be_done()

    def show_result(self, words: str = "", tone: Tone = Tone.MUTED) -> None:
        """Say how it came out; the dialog can be used again."""
        self._is_busy, self._may_close = False, True
        self.busy.hide()
        self.outcome.set_tone(tone)
        self.outcome.setText(words)  # an empty line keeps its room: nothing jumps
        self._show_what_can_be_done()

    def show_overview(self, overview: DataOverview) -> None:
        """Show everything as it is now; the mark in the list stays where it can."""
        is_first, self._overview = self._overview is None, overview
        self.folder.setText(str(overview.folder))
        self.folder.setCursorPosition(0)
        count = len(overview.facts.changed)
        cases = "1 case" if count == 1 else f"{count} cases" if count else "No case yet"
        self.amount.setText(f"{cases}, {size_words(overview.size)}, encrypted. Nothing is sent anywhere from here.")
        self._show_last(overview)
        self._fill(overview)
        self.lock.setText(_LOCKS[overview.protection] if overview.protection is not None else _NO_HEADER)
        by_passphrase = overview.protection is Protection.PASSPHRASE
        self.passphrase.setText("Change the passphrase…" if by_passphrase else "Set a passphrase…")
        self.keychain.setVisible(by_passphrase)
        self.keychain.setToolTip("" if overview.has_keychain else "This computer has no keychain that can be used")
        kept = overview.recovery_confirmed
        self.key_sign.show_icon(*(("circle-check", Tone.GOOD) if kept else ("triangle-alert", Tone.CAUTION)))
        ending = f" It ends in {overview.recovery_hint}." if overview.recovery_hint else ""
        self.key.setText(f"{_KEPT if kept else _NOT_KEPT}{ending}")
        self._show_what_can_be_done()
        if is_first:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_last(self, overview: DataOverview) -> None:
        last = overview.facts.last
        safe = last is not None and overview.on_same_drive is False
        self.last_sign.show_icon(*(("circle-check", Tone.GOOD) if safe else ("triangle-alert", Tone.CAUTION)))
        if last is None:
            self.last.setText(_NO_COPY)
            return
        more = {None: f" {_UNREACHABLE}", True: f" {_SAME_DRIVE}", False: ""}[overview.on_same_drive]
        made = moment_words(last.made_at.date(), last.made_at.time())
        self.last.setText(f"Last one made by Back up now: {made}, in {last.folder}.{more}")

    def _fill(self, overview: DataOverview) -> None:
        before = self.chosen
        self.list.clear()
        for kept in overview.backups:
            backup = kept.backup
            what = _KINDS[backup.kind] if kept.opens else f"{_KINDS[backup.kind]}; other recovery key"
            inside = backup.path.parent.parent == overview.folder
            where = "Beside the cases" if inside else str(backup.path.parent)
            item = QTreeWidgetItem([made_words(backup), what, where, size_words(backup.size)])
            item.setData(0, _ROW, kept)
            item.setToolTip(2, str(backup.path))
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setIcon(0, theme.icon("database-backup" if kept.opens else "key-round", Tone.MUTED))
            item.setSizeHint(2, QSize(0, theme.ROW_HEIGHT))
            if not kept.opens:
                item.setToolTip(1, "Made with another recovery key than the one in use: restoring it asks for that one")
            self.list.addTopLevelItem(item)
            if before is not None and before.backup.path == backup.path:
                self.list.setCurrentItem(item)

    @Slot()
    def _show_what_can_be_done(self) -> None:
        ready = self._overview is not None and not self._is_busy
        buttons = (self.open_folder, self.copy, self.back_up, self.restore_file, self.passphrase, self.new_key)
        for button in (*buttons, self.list):
            button.setEnabled(ready)
        self.restore.setEnabled(ready and self.chosen is not None)
        self.keychain.setEnabled(ready and self._overview is not None and self._overview.has_keychain)
        self.close_button.setEnabled(self._may_close)

    # ---- what a person does

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.folder.text())
        self.show_result("The name of the folder is copied.")

    @Slot()
    def _on_restore(self) -> None:
        if self.chosen is not None and not self._is_busy:
            self.restore_wanted.emit(self.chosen)

    def reject(self) -> None:
        """Close, unless something is being done."""
        if self._may_close:
            super().reject()


def _row(*widgets: QWidget, fills: bool = False) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SMALL)
    for number, widget in enumerate(widgets):
        row.addWidget(widget, 1 if fills and not number else 0)
    if not fills:
        row.addStretch(1)
    return row


def _signed(sign: QWidget, label: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SMALL)
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label, 1)
    return row
