"""The criteria page: every policy that applies, each requirement with its finding, and the answers of the office."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from denialdesk.domain.case import Answer, Case, ConfirmedPolicy, LetterKind
from denialdesk.domain.criteria import CriteriaResult, Policy, PolicyFinding
from denialdesk.domain.next_steps import with_letter_kind
from denialdesk.knowledge.office_library import origin_in
from denialdesk.services.criteria_versions import newer_criteria
from denialdesk.ui import theme
from denialdesk.ui.models.answers import (
    AnswerKind,
    answer_kind,
    statement_answer,
    trial_answer,
    with_answer,
    with_confirmed_policy,
    without_confirmed_policy,
)
from denialdesk.ui.models.therapy_columns import row_in_words
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.disclosure import Disclosure
from denialdesk.ui.widgets.labels import Hairline, SectionTitle, ToneLabel, WrapLabel
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.policy_card import PolicyCard
from denialdesk.ui.widgets.reviewer_table import ReviewerTable
from denialdesk.ui.widgets.state_law_card import StateLawCard

_WIDTH = 1080
_CRITERIA_SECTION = "criteria"
_SHOW_TABLE, _SHOW_OUTLINE = "Show the reviewer's table", "Back to the requirements"
_NO_POLICY = (
    "Nothing can be matched then. The letter asks the plan for the criteria it relied on and rests on the prior "
    "therapies and the prescriber's own words."
)


class CriteriaPage(QWidget):
    """The policies of the open case, one under the other, as outlines in the policy's order.

    ``policy_edit_wanted`` brings the id of a policy to correct, ``policy_entry_wanted`` asks to enter a new one.
    """

    policy_edit_wanted = Signal(str)
    policy_entry_wanted = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case_id = ""
        self._is_stale = True
        self.cards: dict[str, PolicyCard] = {}
        self._texts: dict[str, tuple[object, ...]] = {}
        self.newer = ToneLabel("", Tone.CAUTION)
        self.newer.hide()
        self.summary = ToneLabel()
        self.table_button = QPushButton(_SHOW_TABLE)
        self.table_button.setCheckable(True)
        theme.set_icon(self.table_button, "table-2")
        self.table = ReviewerTable()
        self.no_policy = self._make_no_policy()
        self.state_law = StateLawCard()
        self.state_law.jump_asked.connect(session.jump)
        self.state_law.exception_wanted.connect(self._on_exception_wanted)
        self._left_out = WrapLabel()
        self.left_out = Disclosure("", self._left_out)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.WIDE)
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.WIDE)
        layout.addWidget(self.newer)
        layout.addWidget(self.no_policy)
        layout.addLayout(self._cards)
        layout.addWidget(self.state_law)
        layout.addWidget(self.left_out)
        self._scroll = PageScroll(column, _WIDTH)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.table)
        head = QHBoxLayout()
        head.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.SMALL)
        head.addWidget(self.summary, 1)
        head.addWidget(self.table_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(Hairline())
        whole.addWidget(self._stack, 1)
        self.table_button.toggled.connect(self._on_table_toggled)
        session.appraisal_changed.connect(self._on_appraisal_changed)

    def focus_target(self, target: str) -> bool:
        """Go to "answer:<policy id>:<node path>" or "policy:<policy id>"; False when it is not on this page."""
        kind, _, rest = target.partition(":")
        if kind == "policy" and not self.cards and not rest:
            self.table_button.setChecked(False)
            self.no_policy.setFocus()
            return True
        policy_id, _, path = rest.partition(":")
        card = self.cards.get(policy_id)
        if card is None or kind not in {"policy", "answer"}:
            return False
        self.table_button.setChecked(False)
        if kind == "policy":
            card.focus_policy()
            self._scroll.reveal(card.title)
            return True
        row = card.focus_answer(path)
        if row is None:
            return False
        self._scroll.reveal(row)
        return True

    def _make_no_policy(self) -> QWidget:
        card = QWidget()
        card.setAccessibleName("No policy on file")
        self.no_policy_reason = WrapLabel()
        layout = QVBoxLayout(card)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(SectionTitle("No policy on file"))
        layout.addWidget(self.no_policy_reason)
        layout.addWidget(WrapLabel(_NO_POLICY))
        for text, target in (
            ("Check the payer", "plan.payer_name"),
            ("Check the drug that was denied", "request.drug"),
            ("Check the indication", "request.indication"),
        ):
            link = LinkButton(text, target)
            link.followed.connect(self._session.jump)
            layout.addWidget(link)
        self.enter_policy = QPushButton("Enter the policy…")
        self.enter_policy.setToolTip("Enter the criteria of the payer's own document, for every case of the office")
        self.enter_policy.clicked.connect(self.policy_entry_wanted)
        layout.addWidget(self.enter_policy, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was shown."""
        super().showEvent(event)
        if self._is_stale:
            self._on_appraisal_changed()

    @Slot()
    def _on_appraisal_changed(self) -> None:
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        case, appraisal = self._session.case, self._session.appraisal
        if case is None or appraisal is None:
            return
        if case.id != self._case_id:
            self._case_id = case.id
            self._drop_cards(())
            self.table_button.setChecked(False)
            self._scroll.verticalScrollBar().setValue(0)
        notice = newer_criteria(case, self._session.library)
        self.newer.show_text(notice.text if notice is not None else "")
        self._show_cards(case, appraisal.criteria)
        self._show_left_out(appraisal.criteria)
        self.state_law.show_law(appraisal)
        sections = (each for each in appraisal.letter.sections if each.id == _CRITERIA_SECTION)
        self.table.show_section(next(sections, None))

    def _show_cards(self, case: Case, criteria: CriteriaResult) -> None:
        texts = {each.policy.id: _text_of(each.policy) for each in criteria.findings}
        self._drop_cards(tuple(policy_id for policy_id, text in texts.items() if self._texts.get(policy_id) == text))
        self._texts = texts
        therapies = [(row.id, row_in_words(row)) for row in case.therapies]
        for place, finding in enumerate(criteria.findings):
            policy_id = finding.policy.id
            card = self.cards.get(policy_id)
            if card is None:
                card = self.cards[policy_id] = self._make_card(policy_id)
            if self._cards.indexOf(card) != place:
                self._cards.insertWidget(place, card)
            card.show_finding(finding, case, therapies, origin_in(self._session.library, finding.policy.id))
        self.no_policy.setVisible(not criteria.findings)
        self.no_policy_reason.setText(criteria.no_policy_reason)
        self.summary.setText(_summary(criteria))

    def _make_card(self, policy_id: str) -> PolicyCard:
        conditions = tuple(each.name for each in self._session.library.comorbidities())
        card = PolicyCard(policy_id, lambda: self._session.today, conditions)
        card.jump_asked.connect(self._session.jump)
        card.answer_edited.connect(self._on_answer_edited)
        card.policy_confirmed.connect(self._on_policy_confirmed)
        card.confirmation_withdrawn.connect(self._on_confirmation_withdrawn)
        card.edit_asked.connect(self.policy_edit_wanted)
        return card

    def _drop_cards(self, kept: tuple[str, ...]) -> None:
        for policy_id in [each for each in self.cards if each not in kept]:
            card = self.cards.pop(policy_id)
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()

    def _show_left_out(self, criteria: CriteriaResult) -> None:
        left = criteria.not_applicable
        count = "1 other policy on file does" if len(left) == 1 else f"{len(left)} other policies on file do"
        self.left_out.button.rename(f"{count} not apply")
        self._left_out.setText("\n".join(f"{each.policy.title or each.policy.id}: {each.why}" for each in left))
        self.left_out.setVisible(bool(left))

    @Slot(object, str)
    def _on_answer_edited(self, answer: Answer, field: str) -> None:
        finding = next((each for each in self._findings() if each.policy.id == answer.policy_id), None)
        is_trial = finding is not None and answer_kind(finding.policy, answer.node) is AnswerKind.ROWS
        complete = trial_answer if is_trial else statement_answer
        self._session.edit(
            "Answer",
            lambda case: with_answer(case, complete(answer, case)),
            merge_key=f"answer:{answer.policy_id}:{answer.node}:{field}",
        )

    def _findings(self) -> tuple[PolicyFinding, ...]:
        return self._session.appraisal.criteria.findings if self._session.appraisal else ()

    @Slot(object)
    def _on_policy_confirmed(self, confirmed: ConfirmedPolicy) -> None:
        self._session.edit("Policy checked", lambda case: with_confirmed_policy(case, confirmed))

    @Slot(str)
    def _on_confirmation_withdrawn(self, policy_id: str) -> None:
        self._session.edit("Policy not checked", lambda case: without_confirmed_policy(case, policy_id))

    @Slot()
    def _on_exception_wanted(self) -> None:
        kind = LetterKind.STEP_EXCEPTION
        self._session.edit("Kind of letter", lambda case: with_letter_kind(case, kind))
        self._session.jump("letter")

    @Slot(bool)
    def _on_table_toggled(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        self._stack.setCurrentWidget(self.table if checked else self._scroll)
        self.table_button.setText(_SHOW_OUTLINE if checked else _SHOW_TABLE)


def _text_of(policy: Policy) -> tuple[object, ...]:
    """What the lines of a card follow from; a card of another text is made anew."""
    return policy.requirements, policy.steps, policy.established, policy.renewal_criteria, policy.printed_exceptions


def _summary(criteria: CriteriaResult) -> str:
    count = len(criteria.findings)
    policies = "No policy applies" if not count else "1 policy applies" if count == 1 else f"{count} policies apply"
    both = ", and each must be met" if count > 1 else ""
    return f"{policies}{both}."
