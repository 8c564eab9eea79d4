"""Rights and deadlines on the denial page: only what the plan needs is asked, and what is entered moves the date."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from denialdesk.domain.appeal_facts import ExcludedDays, Filer
from denialdesk.domain.case import Case
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import Funding, PlanType
from denialdesk.ui.pages.denial import DenialPage
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.count_edit import CountEdit
from denialdesk.ui.widgets.excluded_days_edit import ExcludedDaysEdit
from denialdesk.ui.widgets.yes_no_edit import YesNoEdit
from tests.makers import make_case, on
from tests.ui.sessions import click, make_session, nameless_controls, opened


def case_of(plan_type: PlanType | None, **denial: object) -> Case:
    case = make_case()
    notice = replace(case.denial, **denial)  # type: ignore[arg-type]  # by name
    return replace(case, plan=replace(case.plan, plan_type=plan_type, state="TX"), denial=notice)


def make_page(qtbot: QtBot, case: Case) -> DenialPage:
    page = DenialPage(make_session(case))
    qtbot.addWidget(page)
    page.resize(1130, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def asked(page: DenialPage) -> set[str]:
    return {
        target.partition(".")[2]
        for target, row in page.rows.items()
        if target.startswith("appeal.") and not row.isHidden()
    } - {"filer", "form_on_file", "supply_ends"}


@pytest.mark.parametrize(
    ("plan_type", "level", "expected"),
    [
        (PlanType.SELF_FUNDED_ERISA, AppealLevel.INITIAL_DENIAL, {"deemed_exhausted", "excluded"}),
        (PlanType.CHURCH, AppealLevel.EXTERNAL_UPHELD, {"funding", "excluded"}),
        (PlanType.FULLY_INSURED_GROUP, AppealLevel.FINAL_INTERNAL_DENIAL, {"external_process", "excluded"}),
        (PlanType.MEDICAID_FFS, AppealLevel.INITIAL_DENIAL, {"state_hearing_days"}),
        (PlanType.MEDICARE_PART_D, AppealLevel.INITIAL_DENIAL, set()),
        (None, AppealLevel.INITIAL_DENIAL, set()),
    ],
)
def test_only_what_the_plan_needs_is_asked(
    qtbot: QtBot, plan_type: PlanType | None, level: AppealLevel, expected: set[str]
) -> None:
    page = make_page(qtbot, case_of(plan_type, level=level))
    assert asked(page) == expected
    assert nameless_controls(page) == []


def test_the_states_days_give_the_date(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.MEDICAID_FFS))
    assert "Each state sets its own number of days" in page.deadlines.text()
    row = page.rows["appeal.state_hearing_days"]
    assert "at most 90" in row.message
    edit = row.editor
    assert isinstance(edit, CountEdit)
    edit.setFocus()
    QTest.keyClicks(edit, "ninety")
    page.rows["appeal.supply_ends"].focus()
    assert "Type a number of days" in row.error
    assert opened(page._session).appeal.state_hearing_days is None
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "60")
    page.rows["appeal.supply_ends"].focus()
    assert opened(page._session).appeal.state_hearing_days == 60
    assert "File by" in page.deadlines.text()
    page._session.undo()
    assert edit.text() == ""


def test_days_that_do_not_count_are_entered_and_taken_back(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.SELF_FUNDED_ERISA))
    before = page._session.appraisal
    edit = page.rows["appeal.excluded"].editor
    assert isinstance(edit, ExcludedDaysEdit)
    click(edit.open_form)
    for line, text in ((edit.first.line, "12/10/2026"), (edit.last.line, "12/1/2026")):
        line.setFocus()
        QTest.keyClicks(line, text)
    click(edit.add)
    assert edit.last_row.error == "The last day lies before the first."
    edit.last.line.setFocus()
    edit.last.line.selectAll()
    QTest.keyClicks(edit.last.line, "12/19/2026")
    click(edit.add)
    assert opened(page._session).appeal.excluded == (ExcludedDays(on("2026-12-10"), on("2026-12-19")),)
    after = page._session.appraisal
    assert before is not None
    assert after is not None
    first, second = before.rights.next_deadline, after.rights.next_deadline
    assert first is not None
    assert second is not None
    assert first.legal_deadline is not None
    assert second.legal_deadline is not None
    assert (second.legal_deadline - first.legal_deadline).days == 10
    click(edit.removers[0])
    assert opened(page._session).appeal.excluded == ()


def test_funding_and_filer_are_choices_that_change_the_law(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.NONFEDERAL_GOVERNMENTAL))
    funding = page.rows["appeal.funding"].editor
    assert isinstance(funding, ChoiceEdit)
    funding.setFocus()
    QTest.keyClicks(funding, "An insurer")
    assert opened(page._session).appeal.funding is Funding.INSURED
    appraisal = page._session.appraisal
    assert appraisal is not None
    assert appraisal.rights.state_law_applies
    filer = page.rows["appeal.filer"]
    assert isinstance(filer.editor, ChoiceEdit)
    filer.editor.setFocus()
    QTest.keyClicks(filer.editor, "Prov")
    assert opened(page._session).appeal.filer is Filer.PROVIDER
    assert "the contract decides" in filer.message
    assert "contract" in page.deadlines.text()
    assert page.rows["appeal.form_on_file"].isHidden()


def test_the_form_that_is_needed_is_named_and_asked_for(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.FEHB_PSHB))
    row = page.rows["appeal.form_on_file"]
    assert not row.isHidden()
    assert "specific written consent" in row.message
    assert isinstance(row.editor, YesNoEdit)
    row.editor.setFocus()
    yes = QApplication.focusWidget()
    assert yes is not None
    click(row.editor._buttons[True])
    assert opened(page._session).appeal.form_on_file is True


def test_the_kinds_of_decision_are_those_of_the_plan(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.MEDICARE_PART_D))
    level = page.rows["denial.level"].editor
    assert isinstance(level, ChoiceEdit)
    names = [name for _, name in level.choices]
    assert "Coverage determination: denied" in names
    assert "Medicare Appeals Council decision against the patient" in names
    session = page._session
    session.edit("plan", lambda case: replace(case, plan=replace(case.plan, plan_type=PlanType.SELF_FUNDED_ERISA)))
    assert AppealLevel.COUNCIL_UPHELD not in level.values
    assert AppealLevel.INITIAL_DENIAL in level.values


def test_an_unknown_plan_shows_its_candidates_with_their_dates(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(None))
    said = page.deadlines.text()
    assert "If it is “Employer plan, self-funded”: file by" in said
    assert "If it is “Employer plan, insured”: file by" in said


def test_an_urgent_appeal_shows_external_review_open_at_once_with_its_law_marked(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.FULLY_INSURED_GROUP, urgent=True))
    said = page.deadlines.text()
    assert "Open at once, beside the urgent appeal" in said
    assert said.count("Expedited external review may be asked for together") == 1
    assert "(not confirmed)" in said
    assert "29 CFR 2560.503-1(h)(3)(i)\n" in f"{said}\n"


def test_the_jump_to_rights_reaches_the_first_date(qtbot: QtBot) -> None:
    page = make_page(qtbot, case_of(PlanType.SELF_FUNDED_ERISA))
    assert page.focus_target("rights")
    block = page.deadlines.blocks[0]
    assert block.counting is not None
    assert block.counting.button.hasFocus()
    assert not block.visibleRegion().isEmpty()
    assert make_page(qtbot, case_of(None)).focus_target("rights")
