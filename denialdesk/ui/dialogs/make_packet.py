"""How the packet is to be made: what goes in, how its pages are written, where to; then how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import Case
from denialdesk.domain.errors import PacketError
from denialdesk.domain.letter import Letter
from denialdesk.domain.packet import PacketOptions, PageColors, check_password, exhibit_letter
from denialdesk.services.packet import WrittenFile, options_for, packet_length
from denialdesk.ui import theme
from denialdesk.ui.dialogs.packet_words import COLOR_HINTS, COLORS, FAREWELL, WAYS, Way, pages_in_words, written_words
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.labels import (
    ElidedLabel,
    Hairline,
    IconLabel,
    SectionTitle,
    StrongLabel,
    ToneLabel,
    WrapLabel,
)

_USUAL_MEGABYTES, _USUAL_PAGES = 10.0, 50
_SIZE = (780, 600)
_LEAST_MARGIN = 60  # pixels of the screen left beside the dialog


@dataclass(frozen=True, slots=True)
class PacketWish:
    """What was chosen in the dialog."""

    options: PacketOptions
    with_cover: bool
    folder: Path
    signed: bytes = field(default=b"", repr=False)


class MakePacketDialog(QDialog):
    """One packet from choosing to the finished files.

    ``make_wanted`` brings a PacketWish; ``stop_wanted`` ends the work; ``folder_wanted`` and ``signed_wanted`` ask for
    a folder and for the signed letter; ``show_folder_wanted`` asks to open the folder of the finished files.
    """

    make_wanted = Signal(object)
    stop_wanted = Signal()
    folder_wanted = Signal()
    signed_wanted = Signal()
    show_folder_wanted = Signal()

    def __init__(
        self, case: Case, letter: Letter, cover: Letter, letter_pages: int, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._case = case
        self._letter = letter
        self._cover = cover
        self._letter_pages = letter_pages
        self._folder = folder
        self._signed = b""
        self._signed_pages = 0
        self._is_working = False
        self.setWindowTitle("Make packet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.contents = QListWidget()
        self.way = ChoiceEdit(WAYS)
        self.total = StrongLabel()
        self.cover = QCheckBox("Fax cover sheet in front")
        self.cover_problem = ToneLabel("", Tone.CAUTION)
        self.signed = QPushButton("Use a signed copy…")
        self.signed_words = ToneLabel()
        self.colors = ChoiceEdit(COLORS)
        self.colors_hint = ToneLabel()
        self.limit_size = QCheckBox("Files of at most")
        self.megabytes = QDoubleSpinBox()
        self.limit_pages = QCheckBox("Files of at most")
        self.pages = QSpinBox()
        self.protect = QCheckBox("Protect with a password")
        self.password = QLineEdit()
        self.again = QLineEdit()
        self.password_hint = ToneLabel(FAREWELL)
        self.folder_words = ElidedLabel()
        self.folder_button = QPushButton("Change…")
        self.problem = ToneLabel("", Tone.BAD)
        self.make_button = PrimaryButton("Make packet")
        self.cancel = QPushButton("Cancel")
        self.working = ToneLabel("", Tone.PLAIN)
        self.progress = QProgressBar()
        self.stop_button = QPushButton("Stop")
        self.outcome = WrapLabel()
        self._scroll = QScrollArea()
        self.show_folder = QPushButton("Open the folder")
        self.close_button = PrimaryButton("Close")
        self._stack = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._connect()
        self._show_contents()
        self._show_choices()
        self.make_button.setFocus()

    def _set_up(self) -> None:
        self.contents.setAccessibleName("What goes into the packet, in order")
        self.contents.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.contents.setFrameShape(QFrame.Shape.NoFrame)
        self.contents.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.contents.setWordWrap(True)
        self.contents.setSpacing(2)
        self.way.show_value(Way.PAPER)
        self.way.setAccessibleName("How the packet goes out")
        self.colors.show_value(PageColors.AS_THEY_ARE)
        self.colors.setAccessibleName("Pages of the exhibits")
        self.megabytes.setRange(0.5, 500)
        self.megabytes.setDecimals(1)
        self.megabytes.setValue(_USUAL_MEGABYTES)
        self.megabytes.setSuffix(" MB")
        self.megabytes.setAccessibleName("Largest file in megabytes")
        self.pages.setRange(2, 5_000)
        self.pages.setValue(_USUAL_PAGES)
        self.pages.setSuffix(" pages")
        self.pages.setAccessibleName("Most pages of one file")
        self.limit_size.setAccessibleName("Limit the size of a file")
        self.limit_pages.setAccessibleName("Limit the pages of a file")
        for line, name in ((self.password, "Password"), (self.again, "The same password again")):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setPlaceholderText(name)
            line.setAccessibleName(name)
        self.progress.setAccessibleName("Progress")
        self.progress.setRange(0, 0)
        missing = [statement.text.strip("[]") for _section, statement in self._cover.placeholders()]
        if missing:
            self.cover_problem.setText(f"The cover sheet lacks: {', '.join(missing)}.")

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.SMALL)
        left.addWidget(SectionTitle("In this order"))
        left.addWidget(self.contents, 1)
        left.addWidget(self.total)
        choices = QWidget()
        right = QVBoxLayout(choices)
        right.setContentsMargins(0, 0, theme.SMALL, 0)
        right.setSpacing(theme.SMALL)
        self._lay_out_letter(right)
        self._lay_out_files(right)
        right.addStretch(1)
        self._scroll.setWidget(choices)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setMinimumWidth(choices.minimumSizeHint().width() + theme.WIDE)
        columns = QHBoxLayout()
        columns.setSpacing(theme.WIDE)
        columns.addLayout(left, 5)
        columns.addWidget(self._scroll, 6)
        self._form = QWidget()
        self._form.setLayout(columns)
        columns.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._choosing())
        self._stack.addWidget(self._under_way())
        self._stack.addWidget(self._finished())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(self._form, 1)
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout.addWidget(self._stack)
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width() - _LEAST_MARGIN), min(_SIZE[1], room.height() - _LEAST_MARGIN))

    def _lay_out_letter(self, right: QVBoxLayout) -> None:
        if self._letter.draft:
            draft = QHBoxLayout()
            draft.addWidget(IconLabel("triangle-alert", Tone.CAUTION), 0, Qt.AlignmentFlag.AlignTop)
            draft.addWidget(ToneLabel("The letter is not complete: every page will say DRAFT.", Tone.CAUTION), 1)
            right.addLayout(draft)
        right.addWidget(SectionTitle("How it goes out"))
        right.addWidget(self.way)
        right.addWidget(Hairline())
        right.addWidget(SectionTitle("Letter"))
        signed = QHBoxLayout()
        signed.addWidget(self.signed)
        signed.addWidget(self.signed_words, 1)
        right.addLayout(signed)
        right.addWidget(self.cover)
        right.addWidget(self.cover_problem)
        right.addWidget(Hairline())
        right.addWidget(SectionTitle("Pages of the exhibits"))
        right.addWidget(self.colors)
        right.addWidget(self.colors_hint)

    def _lay_out_files(self, right: QVBoxLayout) -> None:
        right.addWidget(Hairline())
        right.addWidget(SectionTitle("Files"))
        limits = QGridLayout()
        limits.setHorizontalSpacing(theme.SMALL)
        limits.setVerticalSpacing(theme.TIGHT)
        limits.addWidget(self.limit_size, 0, 0)
        limits.addWidget(self.megabytes, 0, 1)
        limits.addWidget(self.limit_pages, 1, 0)
        limits.addWidget(self.pages, 1, 1)
        limits.setColumnStretch(2, 1)
        right.addLayout(limits)
        right.addWidget(self.protect)
        passwords = QHBoxLayout()
        passwords.setSpacing(theme.SMALL)
        passwords.addWidget(self.password)
        passwords.addWidget(self.again)
        right.addLayout(passwords)
        right.addWidget(self.password_hint)
        folder = QHBoxLayout()
        folder.setSpacing(theme.SMALL)
        folder.addWidget(QLabel("Save in"))
        folder.addWidget(self.folder_words, 1)
        folder.addWidget(self.folder_button)
        right.addLayout(folder)

    def _choosing(self) -> QWidget:
        return _with_buttons(self.problem, self.cancel, self.make_button)

    def _under_way(self) -> QWidget:
        widget = QWidget()
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.working)
        row = QHBoxLayout()
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop_button)
        layout.addLayout(row)
        return widget

    def _finished(self) -> QWidget:
        words = QWidget()
        row = QHBoxLayout(words)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SMALL)
        row.addWidget(IconLabel("circle-check", Tone.GOOD), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.outcome, 1)
        return _with_buttons(words, self.show_folder, self.close_button)

    def _connect(self) -> None:
        self.way.choice_made.connect(self._on_way)
        self.cover.toggled.connect(self._on_choice)
        self.colors.choice_made.connect(self._on_choice)
        self.limit_size.toggled.connect(self._on_choice)
        self.limit_pages.toggled.connect(self._on_choice)
        self.protect.toggled.connect(self._on_choice)
        self.signed.clicked.connect(self._on_signed)
        self.folder_button.clicked.connect(self.folder_wanted)
        self.make_button.clicked.connect(self._on_make)
        self.cancel.clicked.connect(self.reject)
        self.stop_button.clicked.connect(self.stop_wanted)
        self.show_folder.clicked.connect(self.show_folder_wanted)
        self.close_button.clicked.connect(self.accept)

    # ---- showing

    def _show_contents(self) -> None:
        self.contents.clear()
        lines = ["Fax cover sheet"] if self.cover.isChecked() else []
        pages = self._signed_pages or self._letter_pages
        lines.append(f"{'Signed letter' if self._signed else 'Letter'}  –  {pages_in_words(pages)}")
        if self._case.exhibits:
            lines.append("Index of exhibits")
        for place, each in enumerate(self._case.exhibits):
            title = " ".join(each.title.split()) or "Untitled"
            lines.append(f"{exhibit_letter(place)}   {title}  –  {pages_in_words(each.pages or 0)}")
        self.contents.addItems(lines)
        count = packet_length(self._case, pages, 1 if self.cover.isChecked() else 0)
        self.total.show_text(f"{pages_in_words(count)} with separator tabs")

    def _show_choices(self) -> None:
        color = self.colors.value
        if isinstance(color, PageColors):
            self.colors_hint.show_text(COLOR_HINTS[color])
        self.megabytes.setEnabled(self.limit_size.isChecked())
        self.pages.setEnabled(self.limit_pages.isChecked())
        for widget in (self.password, self.again, self.password_hint):
            widget.setVisible(self.protect.isChecked())
        self.cover_problem.setVisible(bool(self.cover_problem.text()) and self.cover.isChecked())
        self.signed_words.show_text(
            f"{pages_in_words(self._signed_pages)} chosen." if self._signed else "Unsigned, as the program writes it."
        )
        self.signed.setText("Use the unsigned letter" if self._signed else "Use a signed copy…")
        self.folder_words.setText(str(self._folder))
        self.problem.show_text("")

    @property
    def folder(self) -> Path:
        """Where the files go."""
        return self._folder

    def show_folder_chosen(self, folder: Path) -> None:
        """Save there instead."""
        self._folder = folder
        self._show_choices()

    def show_signed(self, pdf: bytes, pages: int) -> None:
        """Put the signed letter in the place of the unsigned one."""
        self._signed, self._signed_pages = pdf, pages
        self._show_contents()
        self._show_choices()

    def show_problem(self, text: str) -> None:
        """Say why the packet could not be made, and let it be tried again."""
        self._set_working(is_working=False)
        self.problem.show_text(text)

    def show_working(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is."""
        self._set_working(is_working=True)
        self.working.show_text(text)
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_written(self, files: Sequence[WrittenFile]) -> None:
        """Say what was made."""
        self._set_working(is_working=False)
        self._form.setEnabled(False)
        self.outcome.show_text(written_words(files))
        self._stack.setCurrentIndex(2)
        self.close_button.setFocus()

    def _set_working(self, *, is_working: bool) -> None:
        self._is_working = is_working
        self._form.setEnabled(not is_working)
        self._stack.setCurrentIndex(1 if is_working else 0)

    # ---- what a person does

    @Slot()
    def _on_choice(self) -> None:
        self._show_contents()
        self._show_choices()
        if self.protect.isChecked() and not self.password.text() and self.sender() is self.protect:
            self.password.setFocus()

    @Slot(object)
    def _on_way(self, way: object) -> None:
        """Set what suits this way; each of it can be changed afterwards."""
        self.colors.show_value(PageColors.BLACK_AND_WHITE if way is Way.FAX else PageColors.AS_THEY_ARE)
        self.cover.setChecked(way is Way.FAX)
        self.limit_size.setChecked(way is Way.PORTAL)
        self.limit_pages.setChecked(way is Way.FAX)
        self.megabytes.setValue(_USUAL_MEGABYTES)
        self.pages.setValue(_USUAL_PAGES)
        if way is Way.FAX:
            self.protect.setChecked(False)
        self._on_choice()

    @Slot()
    def _on_signed(self) -> None:
        if self._signed:
            self.show_signed(b"", 0)
        else:
            self.signed_wanted.emit()

    @Slot()
    def _on_make(self) -> None:
        try:
            wish = self._wish()
        except PacketError as error:
            self.problem.show_text(f"{error.message} {error.remedy}")
            if self.protect.isChecked():
                self.password.setFocus()
            return
        self.make_wanted.emit(wish)

    def _wish(self) -> PacketWish:
        color = self.colors.value
        password = check_password(self.password.text(), self.again.text()) if self.protect.isChecked() else ""
        if self.cover.isChecked() and self.cover_problem.text() and not self._letter.draft:
            raise PacketError(self.cover_problem.text(), "Complete it in the case, or leave the sheet out.")
        options = options_for(
            self.megabytes.value() if self.limit_size.isChecked() else None,
            self.pages.value() if self.limit_pages.isChecked() else None,
            PacketOptions(color if isinstance(color, PageColors) else PageColors.AS_THEY_ARE, password=password),
        )
        return PacketWish(options, self.cover.isChecked(), self._folder, self._signed)

    def reject(self) -> None:
        """Close; work under way is ended first."""
        if self._is_working:
            self.stop_wanted.emit()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same for the window's own button."""
        if self._is_working:
            self.stop_wanted.emit()
        super().closeEvent(event)


def _with_buttons(words: QWidget, *buttons: QPushButton) -> QWidget:
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.SMALL)
    layout.addStretch(1)
    layout.addWidget(words)
    row = QHBoxLayout()
    row.setSpacing(theme.SMALL)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    layout.addLayout(row)
    return widget
