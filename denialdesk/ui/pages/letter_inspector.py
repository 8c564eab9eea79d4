"""The right side of the letter page: the prescriber's own words, and what a statement of the letter rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from denialdesk.domain.case import ADDRESSED_ELSEWHERE, Case, LetterKind
from denialdesk.domain.law import Confidence, Rights
from denialdesk.domain.letter import Statement
from denialdesk.domain.letter_edits import part_target
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.ui import theme
from denialdesk.ui.models.case_fields import with_field
from denialdesk.ui.pages.case_form import CaseForm
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel, WrapLabel
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.text_edits import ReasonEdit

_WIDTH = 420
_TARGET = int(Qt.ItemDataRole.UserRole)
_SOURCE = _TARGET + 1

GROUNDS = (
    ("", "Not certified"),
    ("jeopardy", "Waiting could seriously jeopardize life, health or function"),
    ("severe_pain", "Severe pain that cannot be managed without the drug"),
)
KIND_NAMES = {
    LetterKind.FIRST_APPEAL: "First appeal",
    LetterKind.SECOND_APPEAL: "Second-level appeal",
    LetterKind.EXTERNAL_REVIEW: "External review request",
    LetterKind.EXPEDITED_APPEAL: "Expedited appeal",
    LetterKind.STEP_EXCEPTION: "Step-therapy exception request",
    LetterKind.FORMULARY_EXCEPTION: "Formulary exception request",
    LetterKind.MEDICAL_NECESSITY: "Letter of medical necessity",
    LetterKind.CONTINUATION: "Continuation of therapy",
    LetterKind.CLAIM_FILE_REQUEST: "Request for the claim file",
    LetterKind.RECORDS_REQUEST: "Records request",
    LetterKind.OVERDUE_DECISION: "Overdue decision",
    LetterKind.PLAN_FUNDING_QUESTION: "Plan funding question",
    LetterKind.REPRESENTATIVE_AUTHORIZATION: "Authorization of a representative",
    LetterKind.PATIENT_COVER: "Patient's cover letter",
    LetterKind.PEER_TO_PEER_BRIEF: "Peer-to-peer brief",
    LetterKind.FAX_COVER: "Fax cover sheet",
    LetterKind.REGULATOR_COMPLAINT: "Complaint to the regulator",
}
_ADDRESS_HINTS = {
    LetterKind.EXTERNAL_REVIEW: "As the final notice gives it. The program knows no addresses and invents none.",
    LetterKind.RECORDS_REQUEST: "Of the earlier prescriber or pharmacy.",
    LetterKind.REGULATOR_COMPLAINT: "As the agency's own site gives it. The program knows no addresses.",
}
_KINDS_OF_SOURCE = {
    SourceKind.CASE_FIELD: ("Field of the case", "pencil"),
    SourceKind.THERAPY: ("Prior therapy", "pill"),
    SourceKind.EXHIBIT: ("Exhibit", "paperclip"),
    SourceKind.CRITERION: ("Policy requirement", "list-checks"),
    SourceKind.LAW: ("Law", "scale"),
    SourceKind.CITATION: ("Published evidence", "book-open"),
    SourceKind.PRESCRIBER: ("The prescriber's own words", "stethoscope"),
    SourceKind.PRACTICE: ("Your practice", "building-2"),
    SourceKind.OFFICE: ("Your office's wording", "pencil"),
    SourceKind.PROGRAM: ("Fixed wording", "file-text"),
}


def target_of(source: Source) -> str:
    """The place in the window where a source is entered; empty for law, evidence and fixed wording."""
    if source.kind in {SourceKind.CASE_FIELD, SourceKind.PRESCRIBER, SourceKind.PRACTICE}:
        return source.ref
    if source.kind is SourceKind.OFFICE:
        return part_target(source.ref)
    if source.kind is SourceKind.THERAPY:
        return f"therapy:{source.ref}:drug"
    if source.kind is SourceKind.EXHIBIT:
        return f"exhibit:{source.ref}"
    if source.kind is SourceKind.CRITERION:
        policy, _, node = source.ref.partition("#")
        return f"answer:{policy}:{node}" if node else f"policy:{policy}"
    return ""


class WordsPanel(QWidget):
    """The fields that only the letter has: its date and what the prescriber says."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = CaseForm(session, self)
        necessity = ReasonEdit(least_lines=9, most_lines=24)
        necessity.setPlaceholderText("Why this patient needs this drug now, in the prescriber's words")
        rows = [
            form.paragraph(
                "Medical necessity",
                "letter.medical_necessity",
                hint="The prescriber's own words, quoted word for word. Each line becomes a paragraph.",
                editor=necessity,
            ),
            form.date("Date of the letter", "letter.letter_date", hint="Empty: the day it is exported."),
            form.text(
                "Peer-to-peer contact",
                "letter.peer_to_peer",
                hint="When and how the prescriber can be reached, for example: weekdays 12 to 1, 555-0142.",
            ),
            form.paragraph(
                "Safety and monitoring",
                "letter.safety_statement",
                hint="For a drug with a boxed warning: how the prescriber weighed it, in the prescriber's own words.",
                editor=ReasonEdit(least_lines=3, most_lines=12),
            ),
            form.choice("Ground for an expedited decision", "letter.expedited_ground", GROUNDS),
            form.paragraph("Harm of delay", "letter.harm_of_delay", editor=ReasonEdit(least_lines=3, most_lines=10)),
        ]
        rows.insert(2, self._address_row(form, session))
        rows.append(self._signature_row(form, session))
        date = form.rows["letter.letter_date"].editor
        if isinstance(date, PartialDateEdit):
            date.unknown.hide()  # an empty date has a meaning of its own here
        self.rows: dict[str, FieldRow] = form.rows
        self._expedited = (self.rows["letter.expedited_ground"], self.rows["letter.harm_of_delay"])
        form.also(lambda case: self._show_urgency(urgent=case.denial.urgent))
        fields = QWidget()
        layout = QVBoxLayout(fields)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MEDIUM)
        for row in rows:
            layout.addWidget(row)
        self.column = PageScroll(fields, _WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.column)

    def _address_row(self, form: CaseForm, session: CaseSession) -> FieldRow:
        """The address of a letter that does not go to the plan; each kind of letter has its own."""
        edit = ReasonEdit(least_lines=3, most_lines=6)
        edit.setPlaceholderText("One line of the address in each line, then the fax")
        row = FieldRow("Address", edit, target="letter.addresses")

        def typed(text: str) -> None:
            session.edit(
                "Address",
                lambda case: replace(case, letter=case.letter.with_address(case.letter.kind, text)),
                f"letter.addresses.{session.case.letter.kind if session.case else ''}",
            )

        def show(case: Case) -> None:
            kind = case.letter.kind
            row.setVisible(kind in ADDRESSED_ELSEWHERE)
            row.set_hint(_ADDRESS_HINTS.get(kind, ""))
            edit.show_text(case.letter.address_for(kind))

        edit.text_typed.connect(typed)
        return form.add(row, show)

    def _signature_row(self, form: CaseForm, session: CaseSession) -> FieldRow:
        """The stored signature, switched on for this very letter; another kind of letter begins without it."""
        self.signed = QCheckBox("Sign with the stored picture")
        self.signed.setAccessibleName("Sign this letter with the stored picture")
        row = FieldRow("Signature", self.signed, target="letter.signature_on")

        def switch(on: bool) -> None:  # noqa: FBT001  # as Qt sends it
            session.edit(
                "Signature",
                lambda case: with_field(case, "letter.signature_on", case.letter.kind if on else None),
                "letter.signature_on",
            )

        def show(case: Case) -> None:
            is_stored = bool(session.practice.signature_of(case.prescriber))
            is_on = case.letter.signature_on is case.letter.kind
            self.signed.setChecked(is_on)
            self.signed.setEnabled(is_stored or is_on)
            row.set_hint(
                "For this letter only. The prescriber must have seen it."
                if is_stored
                else "No signature of this prescriber is stored (Practice and prescribers)."
            )

        def show_again() -> None:  # the practice may have changed
            if session.case is not None:
                show(session.case)

        self.signed.clicked.connect(switch)
        session.appraisal_changed.connect(show_again)
        return form.add(row, show)

    def focus_target(self, target: str) -> bool:
        """Put the cursor into a field such as "letter.medical_necessity"."""
        row = self.rows.get(target)
        if row is None:
            return False
        row.focus()
        self.column.ensureWidgetVisible(row)
        return True

    def _show_urgency(self, *, urgent: bool) -> None:
        unused = "Used only when the denial is marked urgent (tab 1)."
        ground, harm = self._expedited
        ground.set_hint("The prescriber certifies it." if urgent else unused)
        harm.set_hint("The prescriber's own words, quoted word for word.")


class SourcesPanel(QWidget):
    """What the chosen statement rests on; each source leads to its place. ``target_chosen`` brings the place."""

    target_chosen = Signal(str)
    source_chosen = Signal(object)  # the source in hand, to show what else rests on it; None: none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = SectionTitle("What this rests on")
        self._quote = WrapLabel()
        self._hint = ToneLabel("Click a sentence of the letter, or step through it with the arrow keys.")
        self.list = QListWidget()
        self.list.setAccessibleName("Sources of the chosen sentence")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        for widget in (self._title, self._quote, self._hint, self.list):
            layout.addWidget(widget)
        layout.setStretchFactor(self.list, 1)
        self._quote.hide()
        self.list.itemClicked.connect(self._on_item)
        self.list.itemActivated.connect(self._on_item)
        self.list.currentItemChanged.connect(self._on_current)

    def show_statement(self, statement: Statement | None, rights: Rights | None) -> None:
        """Show the sources of a statement; None: nothing is chosen."""
        self.list.clear()
        if statement is None:
            self._quote.hide()
            self._hint.show_text("Click a sentence of the letter, or step through it with the arrow keys.")
            return
        self._quote.show_text(f"“{_shortened(statement.text)}”")
        if statement.placeholder:
            self._hint.show_text("A gap: click below to fill it.")
        elif all(source.kind is SourceKind.PROGRAM for source in statement.sources):
            self._hint.show_text("Fixed wording of this kind of letter. It claims nothing about the patient.")
        else:
            self._hint.show_text("Click a source to go to it; all that rests on it is marked in the letter.")
        for source in statement.sources:
            self._add(source, statement, rights)

    def _add(self, source: Source, statement: Statement, rights: Rights | None) -> None:
        kind, picture = _KINDS_OF_SOURCE[source.kind]
        if source.kind is SourceKind.PROGRAM:
            return
        page = f", page {source.page}" if source.page else ""
        lines = [f"{_capitalised(source.label or source.ref)}{page}", kind, *_law_lines(source, rights)]
        item = QListWidgetItem(theme.icon(picture, Tone.ACCENT), "\n".join(lines))
        item.setData(_TARGET, statement.target or target_of(source))
        item.setData(_SOURCE, source)
        if not item.data(_TARGET):
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsSelectable)
        self.list.addItem(item)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        self.source_chosen.emit(item.data(_SOURCE) if item is not None else None)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        target = item.data(_TARGET)
        if target:
            self.target_chosen.emit(target)


def _law_lines(source: Source, rights: Rights | None) -> Iterator[str]:
    """How far a law entry was checked, said with it."""
    if source.kind is not SourceKind.LAW or rights is None:
        return
    cited = [*rights.governing_law]
    cited += [each for right in rights.rights if right.id == source.ref for each in right.citations]
    cited += [each for date in rights.deadlines if date.level_id == source.ref for each in date.citations]
    for citation in cited:
        if source.ref in {citation.text, citation.section} or citation not in rights.governing_law:
            seen = citation.confidence is Confidence.SEEN or citation.verification.is_verified
            yield f"{citation.text}: {'read in the law itself' if seen else 'not re-read; cited by section'}"


def _shortened(text: str, longest: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]} …"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
