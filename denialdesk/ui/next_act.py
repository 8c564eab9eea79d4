"""The next sensible act of a case: what the one primary button says and does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.case import CaseStatus, EventKind
from denialdesk.domain.criteria import Finding, Status
from denialdesk.domain.readiness import Todo
from denialdesk.services.appeal import Appraisal
from denialdesk.services.follow_up import UPHELD, last_event


class Act(StrEnum):
    """What a press of the button does."""

    JUMP = "jump"
    EXPORT = "export"
    RECORD_SENT = "record_sent"
    RECORD_DECISION = "record_decision"
    NEXT_LEVEL = "next_level"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class NextAct:
    """The act and its words. ``target`` is where a jump leads, ``why`` the reason for a tooltip."""

    act: Act
    text: str
    target: str = ""
    why: str = ""


_TAB_ORDER = ("denial", "therapies", "criteria", "letter", "packet")
_COMPLETE = {
    "denial": "Complete the denial",
    "therapies": "Complete the prior therapies",
    "criteria": "Complete the criteria",
    "letter": "Complete the letter",
    "packet": "Complete the packet",
}


def next_act(appraisal: Appraisal) -> NextAct:
    """Choose what to do next: fill what blocks, tab by tab, answer open questions, export, send, decide, close."""
    case = appraisal.case
    if case.status is CaseStatus.CLOSED:
        return NextAct(Act.REOPEN, "Reopen the case")
    if case.status is CaseStatus.DECIDED:
        decided = last_event(case, EventKind.DECIDED)
        if decided is not None and decided.decision == UPHELD:
            why = "The denial was upheld: enter the new notice and begin the next letter. Closing is in the menu."
            return NextAct(Act.NEXT_LEVEL, "Take up the next level", why=why)
        return NextAct(Act.CLOSE, "Close the case")
    if case.status is CaseStatus.SENT:
        return NextAct(Act.RECORD_DECISION, "Record the decision")
    if case.status in {CaseStatus.READY, CaseStatus.SIGNED} and appraisal.readiness.is_ready:
        return NextAct(Act.RECORD_SENT, "Record as sent")
    return _work_left(appraisal)


def _work_left(appraisal: Appraisal) -> NextAct:
    blocking = sorted(appraisal.readiness.blocking, key=_tab_rank)
    early = [todo for todo in blocking if todo.tab in {"denial", "therapies"}]
    if early:
        return _complete(early[0])
    questions = open_questions(appraisal)
    if questions:
        text = "Answer 1 question" if len(questions) == 1 else f"Answer {len(questions)} questions"
        first = questions[0]
        return NextAct(Act.JUMP, text, first.remedies[0].target, first.label)
    if blocking:
        return _complete(blocking[0])
    return NextAct(Act.EXPORT, "Export for signature")


def open_questions(appraisal: Appraisal) -> tuple[Finding, ...]:
    """The requirements of every policy that nobody has answered yet."""
    return tuple(
        part
        for finding in appraisal.criteria.findings
        for part in finding.blocking
        if part.status is Status.UNKNOWN and part.remedies
    )


def _complete(todo: Todo) -> NextAct:
    return NextAct(Act.JUMP, _COMPLETE.get(todo.tab, "Go on"), todo.target, todo.text)


def _tab_rank(todo: Todo) -> int:
    return _TAB_ORDER.index(todo.tab) if todo.tab in _TAB_ORDER else len(_TAB_ORDER)
