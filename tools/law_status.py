"""Writes docs/law-status.md: per plan type and state what was read in a source, what is known, what is unknown.

Run from the project folder: python tools/law_status.py
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from denialdesk.domain.case import Case
from denialdesk.domain.law import Confidence, StatePart
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.plan_law import BookCitation, PlanEntry
from denialdesk.domain.rights import rights_for
from denialdesk.domain.state_law import StateEntry
from denialdesk.knowledge.law import load_law

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "law-status.md"
INTRODUCTION = """\
# What is sure in the law data

Made by `tools/law_status.py` from `criteria_db/law`. **seen**: supported by a listed source, often an excerpt or a
dated reading of the text. **known**: general knowledge that nobody re-read: a letter cites it at section level only,
and uses no such state ground or clock, until the office has confirmed it. **-**: not found or not applicable; it never
means "no". Nothing here was verified against the issuing document itself: that is what an office's confirmation is for.
"""


_STATES_NOTE = """\
Step-therapy law of the state. *Reach*: insured group / individual. *Usable today*: grounds and clocks a letter to an
individual policy may state without a confirmation."""
_STATES_HEAD = (
    "| State | Law | Statute | In force | Grounds | Clock | Late = approved | Reach | Cap, bans | External review "
    "| Usable today |"
)


def status_text(book: LawBook, as_of: dt.date) -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, f"As of {as_of.isoformat()}.", "", *_plans(book), "", *_states(book, as_of)]
    return "\n".join(lines) + "\n"


def _plans(book: LawBook) -> list[str]:
    lines = [
        "## Plan types",
        "",
        "| Plan type | Windows | Decision times | Citations of levels | Rights | Citations of rights | State law |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_plan_line(book.plans[kind]) for kind in PlanType]
    return lines


def _plan_line(plan: PlanEntry) -> str:
    entries = [entry for level in plan.levels for entry in (level, *level.processes)]
    windows = [entry.window for entry in entries if entry.window is not None]
    cells = (
        f"`{plan.id.value}`",
        _tally(
            "no count" if window.amount is None and not window.state_sets_number else window.confidence.value
            for window in windows
        ),
        _tally(decision.confidence.value for entry in entries for decision in entry.decisions),
        _tally_citations(item for entry in entries for item in entry.citations),
        _tally(right.confidence.value for right in plan.rights),
        _tally_citations(item for right in plan.rights for item in right.citations),
        plan.state_law.reach.value.replace("_", " "),
    )
    return f"| {' | '.join(cells)} |"


def _tally(values: Iterable[str]) -> str:
    counts = Counter(values)
    return ", ".join(f"{counts[name]} {name}" for name in ("seen", "known", "no count") if counts[name]) or "-"


def _tally_citations(citations: Iterable[BookCitation]) -> str:
    return _tally(item.confidence.value for item in citations)


def _states(book: LawBook, as_of: dt.date) -> list[str]:
    lines = [
        "## States and DC",
        "",
        _STATES_NOTE,
        "",
        _STATES_HEAD,
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_state_line(book, book.states[code], as_of) for code in sorted(book.states)]
    return lines


def _state_line(book: LawBook, state: StateEntry, as_of: dt.date) -> str:
    listed = [ground for ground in state.grounds if ground.listed]
    clock = state.clock
    review = state.external_review
    unit = review.unit.value.replace("_", " ") if review.unit else ""
    cells = (
        state.code,
        state.kind.value.replace("_", " "),
        state.statute_confidence.value if state.statute_status_known else "unknown",
        _in_force(state, as_of),
        _tally(ground.confidence.value for ground in listed),
        clock.standard_confidence.value if clock.standard else "-",
        clock.deemed_confidence.value if clock.deemed_approved_if_late else "-",
        f"{_reach(state, 'fully_insured_group')} / {_reach(state, 'individual')}",
        _caps_and_bans(state),
        f"{review.amount} {unit}, {review.confidence.value}" if review.amount else "-",
        _usable(book, state, as_of),
    )
    return f"| {' | '.join(cells)} |"


def _in_force(state: StateEntry, as_of: dt.date) -> str:
    if state.effective is None:
        return "-"
    return state.effective.isoformat() if state.effective <= as_of else f"not before {state.effective.isoformat()}"


def _reach(state: StateEntry, plan: str) -> str:
    reach = state.reach(plan)
    if reach is None or reach.reached is None:
        return "-"
    return reach.confidence.value if reach.reached else "no"


def _caps_and_bans(state: StateEntry) -> str:
    parts = [f"cap {state.trial_cap.days} days {state.trial_cap.confidence.value}"] if state.trial_cap.days else []
    if state.bans:
        parts.append(f"bans: {_tally(ban.confidence.value for ban in state.bans)}")
    return ", ".join(parts) or "-"


def _usable(book: LawBook, state: StateEntry, as_of: dt.date) -> str:
    case = Case("status", plan=Plan(plan_type=PlanType.ACA_INDIVIDUAL, state=state.code))
    law = rights_for(case, book, as_of).state_step_law
    if law is None:
        return "-"
    grounds = len(law.usable(StatePart.GROUND))
    clocks = len(law.usable(StatePart.CLOCK))
    return f"{grounds} grounds, {clocks} clocks" if grounds or clocks else "-"


def main() -> None:
    """Write the page from the shipped data."""
    book = load_law(ROOT / "criteria_db" / "law")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(status_text(book, book.as_of), encoding="utf-8")
    open_ones = sum(item.confidence is Confidence.KNOWN for plan in book.plans.values() for item in plan.governing_law)
    print(f"{TARGET.name} written; {open_ones} citations of governing law wait for a confirmation.")


if __name__ == "__main__":
    main()
