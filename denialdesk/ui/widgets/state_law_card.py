"""The step-therapy law of the state that regulates the plan, its grounds matched against the log."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.criteria import Status
from denialdesk.domain.law import StateLawItem, StatePart, StateStepLaw
from denialdesk.domain.state_grounds import GroundMatch
from denialdesk.services.appeal import Appraisal
from denialdesk.ui import theme
from denialdesk.ui.models.law_words import cited_words, confirmed_words, ground_words, standing
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import Hairline, SectionTitle, StrongLabel, ToneLabel, WrapLabel
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.states import StateSign
from denialdesk.ui.widgets.status_chip import Chip

_CHIP_FRAME = 40  # icon, gap and padding of a chip
# A ground is an offer, not a demand: one that is not shown is nothing bad.
_SIGNS = {
    Status.MET: StateSign("Met", "circle-check", Tone.GOOD),
    Status.EXEMPT: StateSign("Met", "circle-check", Tone.GOOD),
    Status.UNKNOWN: StateSign("Open", "circle-question-mark", Tone.CAUTION),
    Status.NOT_MET: StateSign("Not shown", "minus", Tone.MUTED),
}
_ORDER = (Status.MET, Status.EXEMPT, Status.UNKNOWN, Status.NOT_MET)
_PARTS = (
    (StatePart.CLOCK, "The plan's time"),
    (StatePart.DEEMED_APPROVAL, "If it is late"),
    (StatePart.TRIAL_CAP, "Longest trial"),
    (StatePart.BAN, "Forbidden"),
)
_WAITS = "Shown only. The letter names no ground or time of this law until the office has confirmed it."
_READY = "Grounds that are met and may be stated go into a step-therapy exception request."
_NOT_MET_YET = "No ground that may be stated is met by the log yet."


class StateLawCard(QWidget):
    """One card. ``jump_asked`` brings a place in the case, ``exception_wanted`` asks for the exception letter."""

    jump_asked = Signal(str)
    exception_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self.title = SectionTitle()
        self.about = ToneLabel()
        self.state = ToneLabel()
        self.write = QPushButton("Write the exception request")
        self.write.setToolTip("Sets the letter to a request for a step therapy exception")
        theme.set_icon(self.write, "file-text")
        self.confirm = QPushButton("Law citations…")
        self.confirm.setToolTip("Read and confirm this law once for the whole office")
        theme.set_icon(self.confirm, "scale")
        self._items = QVBoxLayout()
        self._items.setSpacing(theme.MEDIUM)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addWidget(self.state, 1)
        buttons.addWidget(self.confirm)
        buttons.addWidget(self.write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addLayout(buttons)
        layout.addWidget(Hairline())
        layout.addLayout(self._items)
        self.write.clicked.connect(self.exception_wanted)
        self.confirm.clicked.connect(self._on_confirm)
        self.hide()

    def show_law(self, appraisal: Appraisal) -> None:
        """Show the law of a case and how its grounds stand; hidden where no state law reaches the plan."""
        law, case = appraisal.rights.state_step_law, appraisal.case
        self.setVisible(law is not None)
        shown = (law, appraisal.grounds, case.therapies, case.letter.kind)
        if law is None or shown == self._shown:
            return
        self._shown = shown
        self.title.setText(f"State law: {law.name}")
        self.about.show_text(_about(law))
        ready = any(match.may_enter_letter for match in appraisal.grounds)
        usable = any(item.usable_in_letter for item in law.items)
        self.state.show_text((_READY if ready else _NOT_MET_YET if usable else _WAITS) if law.items else "")
        self.write.setVisible(ready and case.letter.kind is not LetterKind.STEP_EXCEPTION)
        self.confirm.setVisible(bool(law.items))
        self._clear()
        for match in sorted(appraisal.grounds, key=lambda each: _ORDER.index(each.status)):
            self._items.addWidget(self._ground(match, case))
        for part, words in _PARTS:
            items = [item for item in law.items if item.part is part]
            if items:
                self._items.addWidget(_part(words, items))
        notes = [*law.notes, *([f"Form: {law.form}"] if law.form else [])]
        if notes:
            self._items.addWidget(ToneLabel("\n".join(f"{note[0].upper()}{note[1:]}" for note in notes)))

    def text(self) -> str:
        """Everything said, for a test."""
        return "\n".join(label.text() for label in self.findChildren(WrapLabel))

    def _ground(self, match: GroundMatch, case: Case) -> QWidget:
        row = QWidget()
        chip = Chip(_SIGNS[match.status])
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(WrapLabel(match.item.text))
        column.addWidget(ToneLabel(_shown_by(match, case)))
        column.addWidget(_sureness(match.item))
        if match.remedy is not None and match.status is not Status.MET:
            link = LinkButton(match.remedy.text, match.remedy.target)
            link.followed.connect(self.jump_asked)
            column.addWidget(link)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MEDIUM)
        holder = QWidget()
        holder.setFixedWidth(_chip_column(self))
        beside = QHBoxLayout(holder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        beside.addStretch(1)
        layout.addWidget(holder)
        layout.addLayout(column, 1)
        return row

    def _clear(self) -> None:
        while (item := self._items.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    @Slot()
    def _on_confirm(self) -> None:
        self.jump_asked.emit("law_citations")


def _shown_by(match: GroundMatch, case: Case) -> str:
    words = ground_words(match, case)
    return f"{words}. {match.reason}" if match.therapy_ids else match.reason


def _chip_column(widget: QWidget) -> int:
    """The width of the widest chip, so that the texts begin at one line."""
    metrics = QFontMetrics(theme.strong_font(widget.font()))
    return max(metrics.horizontalAdvance(sign.word) for sign in _SIGNS.values()) + _CHIP_FRAME


def _about(law: StateStepLaw) -> str:
    since = {True: "", False: " Not in force yet.", None: " Since when it binds plans is not known."}[law.in_force]
    if law.in_force and law.effective:
        since = f" In force since {law.effective:%B} {law.effective.day}, {law.effective.year}."
    return f"{law.summary}{since} {cited_words(law.citations)}".strip()


def _part(words: str, items: list[StateLawItem]) -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(StrongLabel(words))
    for item in items:
        caution = f" ({item.caution})" if item.caution else ""
        column.addWidget(WrapLabel(f"{item.text}{caution}"))
        column.addWidget(_sureness(item))
    return body


def _sureness(item: StateLawItem) -> ToneLabel:
    """How sure an item is, and whether a letter may state it."""
    sign = standing(item.confidence, item.verification)
    who = confirmed_words(item.verification) if item.verification is not None else ""
    use = "may stand in a letter" if item.usable_in_letter else "not for a letter yet"
    tone = Tone.MUTED if item.usable_in_letter else Tone.CAUTION
    return ToneLabel(f"{who or sign.word}; {use}.", tone)
