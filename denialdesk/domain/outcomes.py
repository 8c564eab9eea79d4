"""Whether one row of the log is good enough for one demanded trial: outcome, length, dose, look-back and real use.

Which drug it is has been settled before (see agents). The rules: only an outcome that the policy prints is accepted; a
lost response is an inadequate response; a hypersensitivity reaction is a way not to tolerate a drug; where only a trial
is printed, any real use of the printed length counts, whatever the outcome; intolerance needs no full length, because
stopping early is what it means; a drug still taken has not failed; a contraindication without trial exempts, and must
name the condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from denialdesk.domain.criteria import AcceptedOutcome, LengthUnit, Remedy, Status, Trial
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.domain.intervals import Reach, is_ongoing, length_in_words, missing_part, moved_back
from denialdesk.domain.phrases import OUTCOME_WORDS
from denialdesk.domain.record import Record, Row
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy, Use

RANK = {Status.MET: 3, Status.EXEMPT: 2, Status.UNKNOWN: 1, Status.NOT_MET: 0}
"""Strength of a verdict: met is stronger than exempt, exempt than unknown, unknown than not met."""

STRICTEST = frozenset({AcceptedOutcome.INADEQUATE_RESPONSE})
EVERYTHING = frozenset(AcceptedOutcome)

_LACK_OF_EFFECT = frozenset({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE})
_AT_LEAST_DOSE = re.compile(r"at least ([\d.]+) ?mg ?(?:/|per|a|every) ?(day|week)", re.IGNORECASE)
_TAKEN_DOSE = re.compile(r"([\d,]*\.?\d+) ?mg\b", re.IGNORECASE)
_FREQUENCIES = {
    "week": ("weekly", "once weekly", "every week", "once a week", "qw", "q week", "qweek", "q1w", "per week"),
    "day": ("daily", "once daily", "every day", "once a day", "qd", "q day", "qday", "per day"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one row stands against one demanded trial; ``clause`` is the reason without its first words."""

    row: Row
    status: Status
    clause: str
    remedies: tuple[Remedy, ...] = ()

    @property
    def reason(self) -> str:
        """One clause of the record's own facts: the drug, when, how long, how it ended."""
        return f"{self.row.name}, {self.clause}"

    @property
    def rank(self) -> int:
        """Strength, for choosing the best of several."""
        return RANK[self.status]


@dataclass(frozen=True, slots=True)
class Demand:
    """A trial to be judged in a record.

    ``answer_target`` is where the office answers it. ``person_chose``: the office named the rows; then a dose that is
    printed in words only is taken as stated by the office.
    """

    trial: Trial
    record: Record
    answer_target: str
    person_chose: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """One side of a row, judged: ending, length, dose, look-back."""

    status: Status
    words: str = ""
    remedies: tuple[Remedy, ...] = ()


def judge_row(row: Row, demand: Demand) -> Verdict:
    """Judge a row that is one of the trial's drugs.

    Where the source does not show which outcomes are accepted, only a trial that satisfies the strictest reading is
    met, and only one that fails every reading is not met.
    """
    if demand.trial.accepted_outcomes is not None:
        return _guarded(_judge(row, demand, demand.trial.accepted_outcomes))
    strict = _judge(row, demand, STRICTEST)
    if strict.status is Status.MET:
        return _guarded(strict)
    loose = _judge(row, demand, EVERYTHING)
    if loose.status is Status.NOT_MET:
        return _guarded(loose)
    question = Remedy("Ask the plan which outcomes of a trial it accepts", demand.answer_target)
    clause = f"{loose.clause}; which outcomes the policy accepts was not seen"
    return _guarded(Verdict(row, Status.UNKNOWN, clause, (question, *loose.remedies)))


def reach_of(row: Row, trial: Trial) -> Reach:
    """Judge whether a row's course, with the rows it continues, has the printed length."""
    if trial.min_length is None:
        return Reach.REACHED
    certain = row.course.reach(trial.min_length)
    if certain is Reach.NOT_REACHED and row.possible_course.reach(trial.min_length) is not Reach.NOT_REACHED:
        return Reach.UNCERTAIN
    return certain


def _guarded(verdict: Verdict) -> Verdict:
    """Hold back a row that no person has confirmed, or that was for another condition."""
    if verdict.status is Status.NOT_MET:
        return verdict
    therapy = verdict.row.therapy
    if not therapy.provenance.confirmed:
        remedy = Remedy(f"Confirm the imported row for {verdict.row.name}", f"therapy:{therapy.id}:confirmed")
        return replace(
            verdict,
            status=Status.UNKNOWN,
            clause=f"{verdict.clause}; the row is imported and not confirmed yet",
            remedies=(remedy, *verdict.remedies),
        )
    if verdict.row.is_for_other_condition:
        remedy = Remedy(
            f"If {verdict.row.name} was given for this condition too, correct what it was given for",
            f"therapy:{therapy.id}:indication_id",
        )
        return replace(
            verdict,
            status=Status.UNKNOWN,
            clause=f"{verdict.clause}; it was given for another condition",
            remedies=(remedy, *verdict.remedies),
        )
    return verdict


def _judge(row: Row, demand: Demand, accepted: frozenset[AcceptedOutcome]) -> Verdict:
    therapy = row.therapy
    if therapy.outcome in NOT_TRIED:
        return _untried(row, accepted)
    if therapy.use is Use.PLANNED:
        return Verdict(row, Status.NOT_MET, "only planned, not taken")
    if therapy.use is Use.NEVER_TAKEN:
        return Verdict(row, Status.NOT_MET, "prescribed but never taken")
    if row.span.first_start is not None and row.span.first_start > demand.record.as_of:
        return Verdict(row, Status.NOT_MET, f"to start {therapy.start.display()}: not taken yet")
    verdicts = [_for_outcome(row, demand, outcome) for outcome in AcceptedOutcome if outcome in accepted]
    best = strongest(verdicts) or Verdict(row, Status.NOT_MET, row.taken_in_words)
    if row.span.contradiction:
        remedy = Remedy(f"Correct the dates of {row.name}: the stop is before the start", f"therapy:{therapy.id}:stop")
        return replace(best, remedies=(remedy, *(each for each in best.remedies if each.target != remedy.target)))
    return best


def _untried(row: Row, accepted: frozenset[AcceptedOutcome]) -> Verdict:
    """Judge a drug that was not tried because it must not or should not be."""
    therapy = row.therapy
    words = OUTCOME_WORDS[therapy.outcome]
    if therapy.outcome is Outcome.CONTRAINDICATED:
        if AcceptedOutcome.CONTRAINDICATION not in accepted:
            return Verdict(row, Status.NOT_MET, f"{words}: the policy does not print a contraindication as accepted")
        return _contraindicated(row, words)
    if AcceptedOutcome.NOT_ADVISABLE not in accepted:
        return Verdict(row, Status.NOT_MET, f"{words}: the policy does not print this as accepted")
    reason = therapy.what_happened.strip() or therapy.contraindication.strip()
    if not reason:
        remedy = Remedy(f"Write why {row.name} is not advisable", f"therapy:{therapy.id}:what_happened")
        return Verdict(row, Status.UNKNOWN, f"{words}: no reason is recorded", (remedy,))
    return Verdict(row, Status.EXEMPT, f"{words} in the prescriber's judgment", _proof_missing(therapy, row))


def _contraindicated(row: Row, words: str) -> Verdict:
    therapy = row.therapy
    condition = therapy.contraindication.strip()
    if not condition:
        remedy = Remedy(
            f"Name the condition that forbids {row.name} and where it is recorded",
            f"therapy:{therapy.id}:contraindication",
        )
        return Verdict(row, Status.UNKNOWN, f"{words}: the condition is not named", (remedy,))
    return Verdict(row, Status.EXEMPT, f"{words}: {condition}", _proof_missing(therapy, row))


def _proof_missing(therapy: Therapy, row: Row) -> tuple[Remedy, ...]:
    if therapy.proof.strip() or therapy.exhibit_id:
        return ()
    return (Remedy(f"Say where the reason against {row.name} is recorded", f"therapy:{therapy.id}:proof"),)


def _for_outcome(row: Row, demand: Demand, accepted: AcceptedOutcome) -> Verdict:
    """Judge a drug that was taken against one accepted outcome."""
    if accepted is AcceptedOutcome.NOT_ADVISABLE:
        return Verdict(row, Status.NOT_MET, f"{row.taken_in_words}: it was tried")
    if accepted is AcceptedOutcome.CONTRAINDICATION:
        if row.therapy.contraindication.strip():
            return _contraindicated(row, f"{row.taken_in_words}; now contraindicated")
        return Verdict(row, Status.NOT_MET, f"{row.taken_in_words}: no contraindication is recorded")
    needs_full_trial = accepted in {AcceptedOutcome.COMPLETED_TRIAL, AcceptedOutcome.INADEQUATE_RESPONSE}
    length = _length(row, demand.trial) if needs_full_trial else _Part(Status.MET, _length_known(row))
    dose = _dose(row, demand) if needs_full_trial else _Part(Status.MET)
    parts = (length, _ending(row, accepted), dose, _lookback(row, demand))
    status = min((part.status for part in parts), key=RANK.__getitem__)
    after = (part.words for part in parts[1:] if part.words)
    remedies: tuple[Remedy, ...] = ()
    if status is Status.UNKNOWN:
        remedies = tuple(remedy for part in parts if part.status is Status.UNKNOWN for remedy in part.remedies)
    return Verdict(row, status, "; ".join((row.taken_in_words + length.words, *after)), remedies)


def _ending(row: Row, accepted: AcceptedOutcome) -> _Part:
    """Judge how the trial ended."""
    outcome = row.therapy.outcome
    if outcome is Outcome.UNKNOWN and is_ongoing(row.therapy):
        outcome = Outcome.ONGOING
    words = "" if row.span.is_ongoing and outcome is Outcome.ONGOING else OUTCOME_WORDS[outcome]
    if accepted is AcceptedOutcome.COMPLETED_TRIAL:
        return _Part(Status.MET, words)
    if outcome is Outcome.UNKNOWN:
        remedy = Remedy(f"Say how {row.name} ended", f"therapy:{row.therapy.id}:outcome")
        return _Part(Status.UNKNOWN, words, (remedy,))
    fulfilled = {
        AcceptedOutcome.INADEQUATE_RESPONSE: outcome in _LACK_OF_EFFECT,
        AcceptedOutcome.INTOLERANCE: outcome in {Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY},
        AcceptedOutcome.HYPERSENSITIVITY: outcome is Outcome.HYPERSENSITIVITY,
    }[accepted]
    if fulfilled:
        return _Part(Status.MET, words)
    if outcome is Outcome.ONGOING:
        return _Part(Status.NOT_MET, f"{words}; a trial still running is not a failure".removeprefix("; "))
    return _Part(Status.NOT_MET, f"{words}, which the policy does not print as accepted")


def _length_known(row: Row) -> str:
    return f": {row.length_in_words}" if row.length_in_words else ""


def _length(row: Row, trial: Trial) -> _Part:
    """Judge the printed length, in the words of the record."""
    if trial.min_length is None:
        return _Part(Status.MET, _length_known(row))
    printed = length_in_words(trial.min_length)
    if trial.min_length.days_per_month is not None and trial.min_length.unit is LengthUnit.MONTHS:
        printed += f" of {trial.min_length.days_per_month} days"
    joined = f" in {len(row.course_ids)} rows without a gap" if len(row.course_ids) > 1 else ""
    match reach_of(row, trial):
        case Reach.REACHED:
            return _Part(Status.MET, f": {row.length_in_words}{joined}, enough for {printed}")
        case Reach.NOT_REACHED:
            return _Part(Status.NOT_MET, f": {row.course.range_in_words()}{joined}, short of {printed}")
        case Reach.UNCERTAIN:
            words = row.possible_course.range_in_words()
            noted = f" (a note says {row.therapy.stated_length.strip()})" if row.therapy.stated_length.strip() else ""
            told = f": {words}, which may or may not be {printed}" if words else f": the dates do not show {printed}"
            return _Part(Status.UNKNOWN, told + noted, _missing_dates(row))


def _missing_dates(row: Row) -> tuple[Remedy, ...]:
    """Name each inexact date of a row, the stop first: it is the one most often missing."""
    therapy = row.therapy
    remedies = []
    if row.possible_course != row.course and row.span.is_exact:
        remedies.append(Remedy(f"Complete the dates of the earlier row for {row.name}", "therapies"))
    if not row.span.is_ongoing:
        remedies += _missing_date(row, therapy.stop, "stop")
    remedies += _missing_date(row, therapy.start, "start")
    return tuple(remedies)


def _missing_date(row: Row, date: PartialDate, which: str) -> list[Remedy]:
    target = f"therapy:{row.therapy.id}:{which}"
    if date.precision is Precision.DAY:
        return []
    if date.precision is Precision.UNKNOWN:
        return [Remedy(f"Add a {which} date for {row.name}", target)]
    return [Remedy(f"Add the {missing_part(date)} to the {which} date of {row.name} ({date.display()})", target)]


def _lookback(row: Row, demand: Demand) -> _Part:
    """Judge the window before the request in which the trial's last day must lie.

    The window is counted back from the denial notice, which follows the request, or else from the as-of date.
    """
    trial = demand.trial
    if trial.lookback is None:
        if not trial.lookback_as_printed:
            return _Part(Status.MET)
        remedy = Remedy(f"Check {row.name} against the policy's window: {trial.lookback_as_printed}", "therapies")
        return _Part(Status.UNKNOWN, f"the policy's window ({trial.lookback_as_printed}) has to be checked", (remedy,))
    printed = trial.lookback_as_printed or length_in_words(trial.lookback)
    notice, as_of = demand.record.case.denial.notice_date, demand.record.as_of
    window_opens = moved_back(notice.latest or as_of, trial.lookback)
    window_may_open = moved_back(notice.earliest or as_of, trial.lookback)
    first_end = row.span.first_stop or row.span.first_start
    if row.span.last_stop < window_may_open:
        return _Part(Status.NOT_MET, f"before the policy's window of {printed}")
    if first_end is not None and first_end >= window_opens and not row.span.contradiction:
        return _Part(Status.MET)
    remedies = tuple(_missing_date(row, row.therapy.stop, "stop"))
    return _Part(
        Status.UNKNOWN, f"the dates do not show whether it lies within the policy's window of {printed}", remedies
    )


def _dose(row: Row, demand: Demand) -> _Part:
    """Judge the printed dose. "At least 15 mg/week" is compared; a dose in words is for a person to judge."""
    therapy, trial = row.therapy, demand.trial
    if not trial.dose:
        return _Part(Status.MET)
    written = f"{therapy.dose} {therapy.frequency}".strip()
    if not written:
        remedy = Remedy(f"Add the dose of {row.name} (the policy wants {trial.dose})", f"therapy:{therapy.id}:dose")
        return _Part(Status.UNKNOWN, f"its dose is not recorded, the policy wants {trial.dose}", (remedy,))
    wanted = _AT_LEAST_DOSE.search(trial.dose)
    taken = _TAKEN_DOSE.search(written)
    if wanted and taken and _is_per(written, wanted[2]):
        enough = float(taken[1].replace(",", "")) >= float(wanted[1])
        return _Part(
            Status.MET if enough else Status.NOT_MET, f"at {written}{'' if enough else f', below {trial.dose}'}"
        )
    if demand.person_chose:
        return _Part(Status.MET, f"at {written}, which the office states is {trial.dose}")
    remedy = Remedy(
        f"Say whether {written} of {row.name} was {trial.dose}, by choosing the row for this step", demand.answer_target
    )
    return _Part(Status.UNKNOWN, f"at {written}, which may or may not be {trial.dose}", (remedy,))


def _is_per(written: str, unit: str) -> bool:
    words = written.casefold()
    return (
        any(re.search(rf"(?<![\w/]){re.escape(each)}(?!\w)", words) for each in _FREQUENCIES[unit])
        or f"/{unit}" in words
    )


def strongest(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Choose the strongest verdict; of equals the first."""
    return max(verdicts, key=lambda verdict: verdict.rank, default=None)
