"""From the plan finder to the date to the letter, with clicks and keys: five plans, each with its own law."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, CaseStatus
from denialdesk.domain.dates import UNKNOWN_DATE
from denialdesk.domain.plan import PlanType
from denialdesk.letters.docx import docx_text, render_docx
from denialdesk.office import Office
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.storage.keys import MemoryKeys
from denialdesk.ui.dialogs.plan_finder import PlanFinderDialog
from denialdesk.ui.pages.denial import DenialPage
from denialdesk.ui.work_area import DENIAL, LETTER
from tests.ui.programs import NOW, RunningProgram
from tests.ui.sessions import click

COMMERCIAL = ("29 CFR 2560.503-1", "45 CFR 147.136", "ERISA")
MEDICARE = ("42 CFR 423", "42 CFR 422")
MEDICAID = ("42 CFR 438", "42 CFR 431")
FEHB = ("5 CFR 890", "Office of Personnel Management")
STATE = ("Tex. Ins. Code", "Texas")


@dataclass(frozen=True, slots=True)
class Journey:
    """One plan: the answers to the finder by their digits, its date, and what its letter must and must not hold."""

    name: str
    digits: str
    plan_type: PlanType
    state: str
    legal: dt.date
    header: str
    law: tuple[str, ...]
    never: tuple[str, ...]
    level: str


JOURNEYS = (
    Journey(
        "self-funded", "81121", PlanType.SELF_FUNDED_ERISA, "TX", dt.date(2027, 5, 11), "File by Tue May 11",
        ("29 CFR 2560.503-1",), (*MEDICARE, *MEDICAID, *FEHB, *STATE, "45 CFR 156.122"), "First-level internal appeal",
    ),
    Journey(
        "Texas insured", "81122", PlanType.FULLY_INSURED_GROUP, "TX", dt.date(2027, 5, 11), "File by Tue May 11",
        ("29 CFR 2560.503-1",), (*MEDICARE, *MEDICAID, *FEHB, "Tex. Ins. Code", "45 CFR 156.122"),
        "First-level internal appeal",
    ),
    Journey(
        "Part D", "11", PlanType.MEDICARE_PART_D, "TX", dt.date(2027, 1, 13), "File by Wed Jan 13",
        ("42 CFR 423",), (*COMMERCIAL, *MEDICAID, *FEHB, *STATE, "180 days"), "Request for redetermination",
    ),
    Journey(
        "Medicaid managed care", "21", PlanType.MEDICAID_MANAGED_CARE, "TX", dt.date(2027, 1, 8), "File by Fri Jan 8",
        ("42 CFR 438",), (*COMMERCIAL, *MEDICARE, *FEHB, *STATE, "180 days"), "Plan appeal",
    ),
    Journey(
        "FEHB", "62", PlanType.FEHB_PSHB, "TX", dt.date(2027, 5, 9), "File by Fri May 7",
        ("5 CFR 890",), (*COMMERCIAL, *MEDICARE, *MEDICAID, *STATE, "180 days"), "Request for reconsideration",
    ),
)  # fmt: skip


def unfinished() -> Case:
    """Sample A before anyone knew the plan: no plan type, no dates, no letter sent."""
    case = sample_cases()[0]
    return replace(
        case,
        status=CaseStatus.DRAFT,
        events=(),
        plan=replace(case.plan, plan_type=None, state="", payer_name="Example Health", payer_id=""),
        denial=replace(case.denial, notice_date=UNKNOWN_DATE, received_date=UNKNOWN_DATE),
        letter=replace(case.letter, letter_date=UNKNOWN_DATE),
    )


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[RunningProgram]:
    office = Office(tmp_path / "profile", MemoryKeys(), clock=lambda: NOW, new_id=lambda: "id-1")
    office.vault.create()
    office.practice.save(sample_practice())
    office.cases.create(unfinished())
    office.vault.close()
    running = RunningProgram(qtbot, lambda: office)
    running.start()
    running.open_case()
    yield running
    running.close()


def denial_page(program: RunningProgram) -> DenialPage:
    program.area.show_tab(DENIAL)
    page = program.area.page(DENIAL)
    assert isinstance(page, DenialPage)
    return page


def find_plan_type(program: RunningProgram, digits: str) -> None:
    """Open the finder from its button and answer by digits and Enter."""
    click(denial_page(program).finder)
    dialog = program.dialog(PlanFinderDialog)
    program.wait(dialog.isActiveWindow)
    for digit in digits:
        program.key(Qt.Key(ord(digit)))
        program.key(Qt.Key.Key_Return)
    program.key(Qt.Key.Key_Return)  # use this plan type
    program.wait(lambda: not program.has_dialog(PlanFinderDialog))
    program.window.activateWindow()  # no window manager raises the window behind the dialog here
    program.wait(program.window.isActiveWindow)


def type_into(program: RunningProgram, target: str, text: str) -> None:
    page = denial_page(program)
    assert page.focus_target(target)
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, text)
    QTest.keyClick(widget, Qt.Key.Key_Tab)


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_finder_to_deadline_to_letter(program: RunningProgram, journey: Journey) -> None:
    assert "which kind of plan" in program.area.header.deadline.text()

    find_plan_type(program, journey.digits)
    assert program.case.plan.plan_type is journey.plan_type
    type_into(program, "plan.state", "Texas")
    type_into(program, "denial.notice_date", "11/9/2026")
    if journey.plan_type in {PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP}:
        type_into(program, "denial.received_date", "11/12/2026")
    assert program.case.plan.state == journey.state

    # The deadline in the header and on the page, with its counting.
    deadline = program.appraisal.rights.next_deadline
    assert deadline is not None
    assert deadline.legal_deadline == journey.legal
    assert journey.header in program.area.header.deadline.text()
    click(program.area.header.why)
    block = denial_page(program).deadlines.blocks[0]
    assert block.counting is not None
    click(block.counting.button)
    said = denial_page(program).deadlines.text()
    assert [step.text for step in deadline.steps if step.text not in said] == []
    assert any(law in said for law in journey.law)

    # The letter: the right law and none of the wrong one.
    program.ctrl(Qt.Key.Key_4)
    assert program.area.current_tab == LETTER
    text = docx_text(render_docx(program.appraisal.letter))
    assert journey.level in text
    assert [law for law in journey.law if law not in text] == []
    assert [law for law in journey.never if law in text] == []


def test_what_the_finder_could_not_tell_becomes_a_letter_that_asks(program: RunningProgram) -> None:
    click(denial_page(program).finder)
    dialog = program.dialog(PlanFinderDialog)
    program.wait(dialog.isActiveWindow)
    for digit in "81123":  # an employer plan that does not say who pays
        program.key(Qt.Key(ord(digit)))
        program.key(Qt.Key.Key_Return)
    click(dialog.ask)
    program.wait(lambda: not program.has_dialog(PlanFinderDialog))
    assert program.area.current_tab == LETTER
    text = docx_text(render_docx(program.appraisal.letter))
    assert "self-funded by the employer, or insured" in text
    assert "CFR" not in text
    assert program.appraisal.rights.deadlines == ()
    assert len(program.appraisal.rights.candidates) == 2


def test_one_undo_takes_the_finders_answer_back(program: RunningProgram) -> None:
    find_plan_type(program, "62")
    assert program.case.plan.plan_type is PlanType.FEHB_PSHB
    program.ctrl(Qt.Key.Key_Z)
    assert program.case.plan.plan_type is None
