"""The label beside the request, and the publications offered for this case: what the letter may cite, chosen here."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case
from denialdesk.domain.criteria import Status
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.evidence_offer import EvidenceOffer, OfferedEvidence, evidence_entry, offered_evidence
from denialdesk.domain.label_check import LabelCheck
from denialdesk.domain.letter_choices import ChosenCitation, LabelReading
from denialdesk.services.appeal import Appraisal
from denialdesk.ui import theme
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import Hairline, SectionTitle, StrongLabel, ToneLabel, WrapLabel
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.reply_box import TakeBackButton
from denialdesk.ui.widgets.text_edits import TextEdit

_WIDTH = 420
_TONES = {Status.MET: Tone.GOOD, Status.EXEMPT: Tone.GOOD, Status.NOT_MET: Tone.BAD, Status.UNKNOWN: Tone.CAUTION}
_TOPICS = {"indication": "Use", "age": "Age", "prior_therapy": "Therapy asked for first"}
_FACT_NAMES = {"boxed_warning": "Boxed warning", "contraindication": "Contraindication", "limitation": "Limitation"}
_READ_HINT = "Your name; says that you read the publication itself or the label itself."
_Shown = tuple[LabelCheck, EvidenceOffer, str]


def with_citation(case: Case, evidence_id: str, *, chosen: bool) -> Case:
    """Give a case with a publication chosen for the letter, or no longer."""
    kept = tuple(each for each in case.letter.citations if each.evidence_id != evidence_id)
    citations = (*kept, ChosenCitation(evidence_id)) if chosen else kept
    return replace(case, letter=replace(case.letter, citations=citations))


def with_citation_read(case: Case, entry: Evidence, name: str, today: dt.date) -> Case:
    """Give a case with a publication chosen and confirmed as read by someone of the office."""
    kept = tuple(each for each in case.letter.citations if each.evidence_id != entry.id)
    read = ChosenCitation(entry.id, name, today.isoformat(), evidence_entry(entry))
    return replace(case, letter=replace(case.letter, citations=(*kept, read)))


def with_label_read(case: Case, reading: LabelReading) -> Case:
    """Give a case with the office's own reading of the label; an empty one takes it back."""
    return replace(case, letter=replace(case.letter, label_reading=reading))


class ReadButton(QPushButton):
    """Says that someone read a publication; ``read`` brings its id."""

    read = Signal(str)

    def __init__(self, evidence_id: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__("I have read it", parent)
        self._id = evidence_id
        self.setAccessibleName(f"I have read it: {name}")
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.read.emit(self._id)


class CiteBox(QCheckBox):
    """Chooses a publication; ``chosen`` brings its id and whether it is chosen."""

    chosen = Signal(str, bool)

    def __init__(self, offered: OfferedEvidence, parent: QWidget | None = None) -> None:
        super().__init__(f"Cite ({offered.entry.year})", parent)
        self._id = offered.entry.id
        self.setChecked(offered.is_chosen)
        self.setAccessibleName(f"Cite {offered.entry.title}")
        self.clicked.connect(self._on_clicked)

    @Slot(bool)
    def _on_clicked(self, checked: bool) -> None:  # noqa: FBT001  # as Qt sends it
        self.chosen.emit(self._id, checked)


class CitationsPanel(QWidget):
    """Label, publications offered, and what speaks against the request; chosen ones go into the letter."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._appraisal: Appraisal | None = None
        self._shown: _Shown | None = None
        self._entries: dict[str, Evidence] = {}
        self.boxes: dict[str, CiteBox] = {}
        self.read_buttons: dict[str, ReadButton] = {}
        self.reader = TextEdit()
        self.section = TextEdit()
        self.revised = PartialDateEdit(lambda: session.today)
        self.confirm_label = QPushButton("The label says so")
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SMALL)
        self.page = PageScroll(self._content, _WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)
        self.revised.name_parts("Revision date of the label")
        self.revised.unknown.hide()
        self.section.setText("1")
        self.reader_row = FieldRow("Read by", self.reader, hint=_READ_HINT)
        self.section_row = FieldRow("Section of the label", self.section)
        self.revised_row = FieldRow(
            "Revision date of the label", self.revised, hint="As printed: month and year will do."
        )
        self.revised.error_changed.connect(self.revised_row.set_error)
        self.confirm_label.clicked.connect(self._on_label_read)
        self._lasting = (self.reader_row, self.section_row, self.revised_row, self.confirm_label)

    def show_appraisal(self, appraisal: Appraisal | None) -> None:
        """Show what is offered for a case; built only while it can be seen."""
        self._appraisal = appraisal
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the panel up to date when it comes into sight."""
        self._build()
        super().showEvent(event)

    # ---- building

    def _build(self) -> None:
        appraisal = self._appraisal
        if appraisal is None:
            return
        request = appraisal.case.request
        listed = self._session.library.evidence(request.drug_id, request.indication_id) if request.drug_id else ()
        offer = offered_evidence(appraisal.case, appraisal.argued.arguments, listed)
        shown: _Shown = (appraisal.argued.label, offer, appraisal.case.id)
        if shown == self._shown:
            return
        if self._shown is None or self._shown[2] != appraisal.case.id:
            self.reader.show_text("")
            self.revised.reset(LabelReading().revised)
        self._shown = shown
        self._entries = {each.entry.id: each.entry for each in offer.support}
        self._clear()
        self._add_label(appraisal.argued.label)
        self._add(Hairline())
        self._add_support(offer)
        if offer.against:
            self._add(Hairline())
            self._add_against(offer)

    def _clear(self) -> None:
        self.boxes, self.read_buttons = {}, {}
        while (taken := self._column.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is None:
                continue
            widget.setParent(None)
            if widget not in self._lasting:
                widget.deleteLater()

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._column.addWidget(widget)
            widget.show()

    def _add_button(self, button: QPushButton) -> None:
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        button.show()

    def _add_label(self, check: LabelCheck) -> None:
        self._add(SectionTitle("FDA label"))
        if not check.points:
            self._add(ToneLabel("The drug is not recognised: nothing can be said of its label."))
            return
        for point in check.points:
            says = (
                f" The label on file: {point.label_says}." if point.label_says and point.topic != "indication" else ""
            )
            self._add(ToneLabel(f"{_TOPICS[point.topic]}: {point.reason}{says}", _TONES[point.status]))
        for fact in check.to_address:
            draft = "" if fact.verified else " (a draft: not read in the label itself)"
            name = _FACT_NAMES[fact.kind]
            self._add(WrapLabel(f"{name}{draft}: {fact.fact.removeprefix(f'{name}: ')} ({fact.source})"))
        if check.reading is not None:
            told = f"Read by {check.reading.read_by}, label revised {check.reading.revised.display()}."
            button = TakeBackButton("label", "Take back the reading of the label")
            button.taken_back.connect(self._on_label_taken_back)
            self._add(ToneLabel(told, Tone.GOOD))
            self._add_button(button)
        elif check.use is not None and check.status is not Status.NOT_MET:
            hint = (
                "The letter quotes the label only once someone here has read the current one and found the same words."
            )
            self._add(ToneLabel(hint), self.section_row, self.revised_row, self.reader_row, self.confirm_label)
            return
        self._add(self.reader_row)

    def _add_support(self, offer: EvidenceOffer) -> None:
        self._add(SectionTitle("Published support"))
        if not offer.support:
            self._add(ToneLabel("Nothing on file supports this drug in this condition."))
        for each in offer.support:
            entry = each.entry
            box = CiteBox(each)
            box.chosen.connect(self._on_chosen)
            self.boxes[entry.id] = box
            self._add(
                box, StrongLabel(entry.title), WrapLabel(f"{entry.authors}. {entry.citation}"), WrapLabel(entry.finding)
            )
            if entry.url or entry.doi:
                self._add(ToneLabel(entry.url or f"doi:{entry.doi}"))
            if each.warning:
                self._add(ToneLabel(f"Mind: {each.warning}", Tone.CAUTION))
            if each.is_usable:
                self._add(ToneLabel("In the letter." if each.is_chosen else "May be cited.", Tone.GOOD))
            else:
                self._add(ToneLabel(each.hindrance, Tone.CAUTION))
                if each.hindrance.endswith("confirm it."):
                    button = ReadButton(entry.id, entry.title)
                    button.read.connect(self._on_read)
                    self.read_buttons[entry.id] = button
                    self._add_button(button)

    def _add_against(self, offer: EvidenceOffer) -> None:
        self._add(SectionTitle("What a payer may hold against it"))
        self._add(ToneLabel("For you to know; never in the letter as support."))
        for entry in offer.against:
            self._add(
                StrongLabel(f"{entry.title} ({entry.year})"), WrapLabel(f"{entry.finding} {entry.caution}".strip())
            )

    # ---- what a person does

    @Slot(str, bool)
    def _on_chosen(self, evidence_id: str, chosen: bool) -> None:  # noqa: FBT001  # as Qt sends it
        self._session.edit("Citation", lambda case: with_citation(case, evidence_id, chosen=chosen))

    @Slot(str)
    def _on_read(self, evidence_id: str) -> None:
        name = self._reader()
        entry = self._entries.get(evidence_id)
        if name and entry is not None:
            today = self._session.today
            self._session.edit("Publication read", lambda case: with_citation_read(case, entry, name, today))

    @Slot()
    def _on_label_read(self) -> None:
        name = self._reader()
        self.revised_row.set_error(
            "" if self.revised.value.is_known else "Enter the revision date printed on the label."
        )
        appraisal = self._appraisal
        if not name or not self.revised.value.is_known or appraisal is None:
            return
        check = appraisal.argued.label
        if check.drug is None or check.use is None:
            return
        reading = LabelReading(
            check.drug.id,
            check.use.indication_id,
            check.entry,
            self.section.text().strip(),
            self.revised.value,
            name,
            self._session.today.isoformat(),
        )
        self._session.edit("Label read", lambda case: with_label_read(case, reading))

    @Slot(str)
    def _on_label_taken_back(self, _key: str) -> None:
        self._session.edit("Label reading taken back", lambda case: with_label_read(case, LabelReading()))

    def _reader(self) -> str:
        """The name of whoever read it; asks for it where the field is empty."""
        name = self.reader.text().strip()
        self.reader_row.set_error("" if name else "Enter your name.")
        if not name:
            self.reader.setFocus(Qt.FocusReason.OtherFocusReason)
            self.page.reveal(self.reader_row)
        return name
