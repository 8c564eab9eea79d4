"""The specific close: overturn, how long, by when, the call before a decision, what to send if the denial stands."""

from __future__ import annotations

from denialdesk.domain.intervals import plural
from denialdesk.domain.law import ClockUnit, PlanClock
from denialdesk.domain.letter import BulletList, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.sections.request import duration
from denialdesk.letters.sections.rights import cited, request_item
from denialdesk.letters.statements import Statements, fact, field, field_source, form, one_line, unclosed, weave
from denialdesk.letters.wording import closing

_UNITS = {
    ClockUnit.HOURS: "hour",
    ClockUnit.CALENDAR_DAYS: "calendar day",
    ClockUnit.BUSINESS_DAYS: "business day",
    ClockUnit.MONTHS: "month",
}


def close(dossier: Dossier) -> Section:
    """Say what the plan is asked to do, as a numbered list."""
    items: list[Statements] = [
        weave(
            closing.OVERTURN,
            drug=dossier.drug(),
            strength=field("request.strength", dossier.case.request.strength),
            duration=duration(dossier),
        ),
        *([when] if (when := by_when(dossier)) else []),
        call(dossier),
        (form(closing.IF_UPHELD),),
    ]
    return Section("close", closing.CLOSE_HEADING, (BulletList(tuple(items), numbered=True, keep_with_next=True),))


def clock_for(dossier: Dossier) -> PlanClock | None:
    """Find how long the plan has at the next level, expedited when that is asked for."""
    return next((clock for clock in dossier.rights.clocks if clock.expedited is dossier.is_expedited), None)


def time_in_words(clock: PlanClock) -> str:
    """Write a clock's time: 30 calendar days, 72 hours."""
    return plural(clock.amount, _UNITS[clock.unit])


def by_when(dossier: Dossier) -> Statements:
    """Ask for the decision within the plan's own clock; empty when no clock is known and nothing is urgent."""
    standard = dossier.rights.right("decision_clock")
    if standard and not dossier.is_expedited:
        item = request_item(dossier, standard, imperative=True)
        if item:
            return item
    clock = clock_for(dossier)
    if clock is None:
        urgent = fact(closing.DECIDE_EXPEDITED.text, field_source("denial.urgent"))
        return (urgent,) if dossier.is_expedited else ()
    time = fact(time_in_words(clock), Source(SourceKind.LAW, clock.level_id, clock.label))
    phrase = closing.DECIDE_EXPEDITED_WITHIN if clock.expedited else closing.DECIDE_WITHIN
    citations = clock.citations or (standard.citations if standard else ())
    return weave(phrase, time=time, citations=cited(citations, dossier))


def call(dossier: Dossier) -> Statements:
    """Ask for a call with a reviewing physician before an adverse decision, at the nearest number known."""
    case = dossier.case
    when = unclosed(case.letter.peer_to_peer)
    if when:
        return weave(closing.PEER_TO_PEER, when=field("letter.peer_to_peer", when))
    if case.prescriber.phone.strip():
        return weave(closing.PEER_TO_PEER_PHONE, phone=field("prescriber.phone", case.prescriber.phone))
    if dossier.practice.phone.strip():
        source = Source(SourceKind.PRACTICE, "practice.phone", "Practice phone")
        return weave(closing.PEER_TO_PEER_PHONE, phone=fact(one_line(dossier.practice.phone), source))
    return (form(closing.PEER_TO_PEER_PLAIN),)
