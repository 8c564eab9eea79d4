"""Which clocks of the decider run after a filing: they follow the letter that was filed, not the one being written."""

from __future__ import annotations

from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.filing import REQUESTS, filing_sent
from denialdesk.domain.law import PlanClock, Rights
from denialdesk.domain.state_clocks import LEVEL_ID, state_clocks

_REVIEW = "external_review"


def filed_kind(case: Case) -> LetterKind:
    """The kind of letter the plan has to answer; before any was sent, the kind that is being written."""
    sent = filing_sent(case)
    return sent.letter if sent is not None and sent.letter is not None else case.letter.kind


def clocks_of(kind: LetterKind, rights: Rights) -> tuple[PlanClock, ...]:
    """The clocks that a letter of this kind starts, standard and urgent, in the order of the law's levels."""
    if kind in REQUESTS:
        return (
            *rights.request_clocks,
            *state_clocks(rights.state_step_law if kind is LetterKind.STEP_EXCEPTION else None),
        )
    reviews = tuple(clock for clock in rights.clocks if clock.level_id.startswith(_REVIEW))
    internal = tuple(clock for clock in rights.clocks if clock not in reviews)
    return (reviews or internal) if kind is LetterKind.EXTERNAL_REVIEW else (internal or reviews)


def may_be_stated(clock: PlanClock) -> bool:
    """Whether a letter may state a clock: one of state law only where it was read or the office has confirmed it."""
    return clock.level_id != LEVEL_ID or bool(clock.citations)
