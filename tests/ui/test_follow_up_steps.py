"""After the letter in the running program: a late plan, an upheld denial, state law on the criteria page."""

from dataclasses import replace

from PySide6.QtTest import QTest

from denialdesk.domain.case import CaseStatus, Event, EventKind, LetterKind
from denialdesk.domain.criteria import Status
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.services.follow_up import UPHELD, record_event
from denialdesk.ui.dialogs.law_citations import LawCitationsDialog
from denialdesk.ui.dialogs.next_level import NextLevelDialog
from denialdesk.ui.next_act import Act, next_act
from denialdesk.ui.pages.criteria import CriteriaPage
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.widgets.next_step_panel import NextStepPanel
from denialdesk.ui.widgets.state_law_card import StateLawCard
from denialdesk.ui.work_area import CRITERIA, LETTER, PACKET
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, nameless_controls


def plan_of(program: RunningProgram, plan_type: PlanType, state: str = "CO") -> Plan:
    return replace(program.case.plan, plan_type=plan_type, state=state)


def send(program: RunningProgram, plan_type: PlanType, *events: Event, state: str = "CO") -> NextStepPanel:
    """Open a case, say its plan, record that the letter went out on October 1, and show the follow-up."""
    program.open_case()
    plan = plan_of(program, plan_type, state)
    program.session.edit("plan", lambda case: replace(case, plan=plan, events=(), status=CaseStatus.DRAFT))
    for event in (Event("s1", EventKind.SENT, "2026-10-01"), *events):
        program.session.edit("event", lambda case, event=event: record_event(case, event))  # type: ignore[misc]
    program.area.show_tab(PACKET)
    page = program.area.page(PACKET)
    assert isinstance(page, PacketPage)
    assert page.focus_target("events")
    return page.follow_up.next_steps


def test_a_late_plan_offers_the_letters_that_are_open(program: RunningProgram) -> None:
    panel = send(program, PlanType.SELF_FUNDED_ERISA)
    assert panel.isVisible()
    texts = [button.text() for button in panel.buttons]
    assert texts == ["Write the overdue letter", "Ask for external review", "Complain to the regulator"]
    assert nameless_controls(panel) == []
    click(panel.buttons[1])
    assert program.case.letter.kind is LetterKind.EXTERNAL_REVIEW
    assert program.case.appeal.deemed_exhausted
    assert program.area.current_tab == LETTER
    program.session.undo()
    assert (program.case.letter.kind, program.case.appeal.deemed_exhausted) == (LetterKind.FIRST_APPEAL, False)


def test_a_plan_in_time_offers_nothing(program: RunningProgram) -> None:
    panel = send(program, PlanType.SELF_FUNDED_ERISA, Event("s2", EventKind.RECEIVED, "2026-11-15"))
    assert panel.isHidden()


def test_an_upheld_denial_leads_to_the_next_level_with_its_own_date(program: RunningProgram) -> None:
    decided = Event("d1", EventKind.DECIDED, "2026-10-08", decision=UPHELD)
    panel = send(program, PlanType.MEDICARE_PART_D, decided)
    assert next_act(program.appraisal).act is Act.NEXT_LEVEL
    assert panel.next_level.isVisible()
    assert "Refused. Go on by Mon Dec 7" in program.area.header.deadline.text()  # by the day of the decision, till then
    assert "No clock runs" not in program.area.header.deadline.text()
    program.area.header.do_next()
    dialog = program.dialog(NextLevelDialog)
    assert nameless_controls(dialog) == []
    assert dialog.level.value is AppealLevel.FIRST_APPEAL_UPHELD
    click(dialog.take)
    assert "Enter the date on the notice" in dialog.notice_row.error
    for edit, day in ((dialog.notice, "10/8/2026"), (dialog.received, "10/10/2026")):
        edit.line.setFocus()
        QTest.keyClicks(edit.line, day)
    click(dialog.take)
    program.wait(lambda: not program.has_dialog(NextLevelDialog))
    case = program.case
    assert (case.status, case.letter.kind) == (CaseStatus.DRAFT, LetterKind.EXTERNAL_REVIEW)
    assert case.events[-1].kind is EventKind.NEXT_LEVEL
    assert "File by Wed Dec 9" in program.area.header.deadline.text()
    deadline = program.appraisal.rights.next_deadline
    assert deadline is not None
    assert deadline.level_id == "ire_reconsideration"


def test_a_level_where_nothing_is_filed_says_so(program: RunningProgram) -> None:
    decided = Event("d1", EventKind.DECIDED, "2026-10-08", decision=UPHELD)
    panel = send(program, PlanType.MEDICARE_ADVANTAGE_PART_B, decided)
    click(panel.next_level)
    dialog = program.dialog(NextLevelDialog)
    assert dialog.note.isVisible()
    dialog.reject()


# ---------------------------------------------------------------- state law


def state_card(program: RunningProgram, plan_type: PlanType, state: str) -> StateLawCard:
    program.open_case()
    plan = plan_of(program, plan_type, state)
    program.session.edit("plan", lambda case: replace(case, plan=plan))
    program.area.show_tab(CRITERIA)
    page = program.area.page(CRITERIA)
    assert isinstance(page, CriteriaPage)
    return page.state_law


def test_state_law_is_shown_with_the_rows_that_meet_its_grounds_and_never_for_a_self_funded_plan(
    program: RunningProgram,
) -> None:
    card = state_card(program, PlanType.FULLY_INSURED_GROUP, "TX")
    assert card.isVisible()
    assert "Texas" in card.title.text()
    assert "Met by row" in card.text()
    assert "not for a letter yet" in card.text()
    assert card.write.isHidden()
    assert "nobody" not in card.title.text()
    plan = plan_of(program, PlanType.SELF_FUNDED_ERISA, "TX")
    program.session.edit("plan", lambda case: replace(case, plan=plan))
    assert card.isHidden()


def test_a_law_that_may_be_stated_offers_the_exception_request(program: RunningProgram) -> None:
    card = state_card(program, PlanType.FULLY_INSURED_GROUP, "AZ")
    assert card.write.isVisible()
    click(card.write)
    assert program.case.letter.kind is LetterKind.STEP_EXCEPTION
    assert program.area.current_tab == LETTER
    text = " ".join(statement.text for _, statement in program.appraisal.letter.statements())
    assert "Arizona" in text


def test_an_unconfirmed_ground_enters_the_letter_only_after_the_offices_yes(program: RunningProgram) -> None:
    card = state_card(program, PlanType.FULLY_INSURED_GROUP, "TX")
    kind = LetterKind.STEP_EXCEPTION
    program.session.edit("kind", lambda case: replace(case, letter=replace(case.letter, kind=kind)))

    def letter() -> str:
        return " ".join(statement.text for _, statement in program.appraisal.letter.statements())

    assert "Texas" not in letter()
    met = next(match.item for match in program.appraisal.grounds if match.status is Status.MET)
    yes = Verification(VerificationState.VERIFIED, "Robin Sampleton", "2026-11-21")
    program.session.set_confirmed({met.entry: yes})
    assert "Texas" in letter()
    assert "may stand in a letter" in card.text()
    assert "72 hours" not in letter()  # the time was not confirmed


def test_the_card_leads_to_the_citations(program: RunningProgram) -> None:
    card = state_card(program, PlanType.FULLY_INSURED_GROUP, "TX")
    click(card.confirm)
    dialog = program.dialog(LawCitationsDialog)
    program.wait(lambda: dialog.list.count() > 0)
    dialog.close()
