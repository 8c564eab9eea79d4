"""The law that the office's letters use, and the office's own confirmation of it: once per office, not per letter."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import Case, DrugRequest
from denialdesk.domain.case_summary import CaseSummary, dated_case
from denialdesk.domain.changes import NO_CHANGES, Area, Changes
from denialdesk.domain.confirmations import Confirmable, confirmables
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel, Denial
from denialdesk.domain.errors import InvalidDateError, UserError
from denialdesk.domain.law import Rights
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.next_steps import kinds_known
from denialdesk.domain.plan import FormularyStatus, Funding, Plan, PlanType
from denialdesk.domain.plan_law import StateLawReach
from denialdesk.domain.rights import rights_for
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.storage.audit import utc_text
from denialdesk.storage.database import Database
from denialdesk.storage.law_readings import LawReadingRepository


@dataclass(frozen=True, slots=True)
class EarlierReading:
    """A confirmation whose entry is no longer used: its citation, the statement then confirmed, by whom and when."""

    citation: str
    statement: str
    who: str
    on: str


class LawReadingService:
    """Confirms entries of the law for one open vault; ``clock`` tells the time in the office's zone."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]) -> None:
        self._readings = LawReadingRepository(database)
        self._clock = clock

    def confirmed(self) -> dict[str, Verification]:
        """The office's own readings by entry, as ``rights_for`` takes them."""
        return {
            reading.entry: Verification(VerificationState.VERIFIED, by=reading.who, on=self._day(reading.at))
            for reading in self._readings.current()
        }

    def earlier(self, used: Iterable[Confirmable], book: LawBook, today: dt.date) -> tuple[EarlierReading, ...]:
        """Confirmations of citations in use that no longer count: citation, rule or confidence changed since."""
        lines = tuple(used)
        entries, citations = {line.entry for line in lines}, {line.citation for line in lines}
        other = [item for item in self._readings.current() if item.entry not in entries and item.citation in citations]
        if not other:
            return ()
        alive = every_entry(book, today)
        return tuple(
            EarlierReading(item.citation, item.statement, item.who, self._day(item.at))
            for item in other
            if item.entry not in alive
        )

    def confirm(self, lines: Iterable[Confirmable], who: str) -> Changes:
        """Keep that a person read these entries and found them as stated; raises UserError without a name."""
        return self._add(lines, who, is_confirmed=True)

    def withdraw(self, lines: Iterable[Confirmable], who: str) -> Changes:
        """Take confirmations back; what was confirmed and when stays on record. Raises UserError without a name."""
        return self._add(lines, who, is_confirmed=False)

    def _add(self, lines: Iterable[Confirmable], who: str, *, is_confirmed: bool) -> Changes:
        changed = tuple(line for line in lines if line.verification.is_verified is not is_confirmed)
        name = " ".join(who.split())
        if not name:
            raise UserError("A confirmation needs the name of the person who read the law.", "Enter your name.")
        if not changed:
            return NO_CHANGES
        self._readings.add(changed, name, utc_text(self._clock()), is_confirmed=is_confirmed)
        return Changes(frozenset({Area.KNOWLEDGE}))

    def _day(self, at: str) -> str:
        return dt.datetime.fromisoformat(at).astimezone(self._clock().tzinfo).date().isoformat()


def lines_of(
    summaries: Iterable[CaseSummary], book: LawBook, today: dt.date, confirmed: Mapping[str, Verification]
) -> tuple[Confirmable, ...]:
    """Every citation and state rule that the letters of these cases use, each once, open ones first."""
    return confirmables(_rights(summaries, book, today, confirmed))


def _rights(
    summaries: Iterable[CaseSummary], book: LawBook, today: dt.date, confirmed: Mapping[str, Verification]
) -> list[Rights]:
    found: dict[tuple[object, ...], Rights] = {}
    for summary in summaries:
        # What the law of a case turns on; two cases alike in it use the same citations.
        key = (
            *(summary.plan_type, summary.state, summary.formulary_status, summary.level),
            *(summary.urgent, summary.already_taking, summary.appeal),
        )
        if key not in found:
            try:
                found[key] = rights_for(dated_case(summary), book, today, confirmed=confirmed)
            except InvalidDateError:
                continue  # a line that cannot be read names no law
    return list(found.values())


_FACTS = (
    AppealFacts(funding=Funding.INSURED, is_erisa=True, is_small_group=True),
    AppealFacts(funding=Funding.SELF_FUNDED, is_erisa=True, deemed_exhausted=True, state_hearing_days=90),
    AppealFacts(is_erisa=False, state_hearing_days=90),
)


def every_entry(book: LawBook, today: dt.date) -> frozenset[str]:
    """The entries that any case at all could use by this law book."""
    lines: set[str] = set()
    for plan in book.plans.values():
        states = tuple(book.states) if plan.state_law.reach is not StateLawReach.NEVER else ()
        for kind, facts, urgent in itertools.product(kinds_known(plan), _FACTS, (False, True)):
            lines.update(_entries(plan.id, "", kind, facts, book, today, urgent=urgent))
        for state, facts in itertools.product(states, _FACTS[:2]):
            kind = AppealLevel.FINAL_INTERNAL_DENIAL
            lines.update(_entries(plan.id, state, kind, facts, book, today, urgent=False))
    return frozenset(lines)


def _entries(
    plan_type: PlanType,
    state: str,
    kind: AppealLevel,
    facts: AppealFacts,
    book: LawBook,
    today: dt.date,
    *,
    urgent: bool,
) -> set[str]:
    plan = Plan(plan_type=plan_type, state=state, formulary_status=FormularyStatus.NOT_ON_FORMULARY)
    day = PartialDate.of(today)
    denial = Denial(level=kind, urgent=urgent, notice_date=day, received_date=day, printed_deadline=day)
    case = Case("", plan=plan, denial=denial, request=DrugRequest(already_taking=True), appeal=facts)
    return {line.entry for line in confirmables([rights_for(case, book, today)])}
