"""Whether one row of the log is good enough for one demanded trial: outcome, length, dose, look-back and real use.

Which drug it is has been settled before (see agents). The rules: only an outcome that the policy prints is accepted; a
lost response is an inadequate response; a hypersensitivity reaction is a way not to tolerate a drug; where only a trial
is printed, any real use of the printed length counts, whatever the outcome; intolerance needs no full length, because
stopping early is what it means; a drug still taken has not failed; a contraindication without trial exempts, and must
name the condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from denialdesk.domain.criteria import AcceptedOutcome, Remedy, Status
from denialdesk.domain.intervals import is_ongoing
from denialdesk.domain.phrases import OUTCOME_WORDS
from denialdesk.domain.record import Row
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy, Use
from denialdesk.domain.trial_terms import Demand, Part, judge_dose, judge_length, judge_window, length_known

RANK = {Status.MET: 3, Status.EXEMPT: 2, Status.UNKNOWN: 1, Status.NOT_MET: 0}
"""Strength of a verdict: met is stronger than exempt, exempt than unknown, unknown than not met."""

STRICTEST = frozenset({AcceptedOutcome.INADEQUATE_RESPONSE})
EVERYTHING = frozenset(AcceptedOutcome)

_LACK_OF_EFFECT = frozenset({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE})


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
    return Verdict(
        row, Status.EXEMPT, "not tried: not advisable in the prescriber's judgment", _proof_missing(therapy, row)
    )


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
    length = judge_length(row, demand) if needs_full_trial else Part(Status.MET, length_known(row))
    dose = judge_dose(row, demand) if needs_full_trial else Part(Status.MET)
    parts = (length, _ending(row, accepted), dose, judge_window(row, demand))
    status = min((part.status for part in parts), key=RANK.__getitem__)
    after = (part.words for part in parts[1:] if part.words)
    remedies: tuple[Remedy, ...] = ()
    if status is Status.UNKNOWN:
        remedies = tuple(remedy for part in parts if part.status is Status.UNKNOWN for remedy in part.remedies)
    return Verdict(row, status, "; ".join((row.taken_in_words + length.words, *after)), remedies)


def _ending(row: Row, accepted: AcceptedOutcome) -> Part:
    """Judge how the trial ended."""
    outcome = row.therapy.outcome
    if outcome is Outcome.UNKNOWN and is_ongoing(row.therapy):
        outcome = Outcome.ONGOING
    words = "" if row.span.is_ongoing and outcome is Outcome.ONGOING else OUTCOME_WORDS[outcome]
    if accepted is AcceptedOutcome.COMPLETED_TRIAL:
        return Part(Status.MET, words)
    if outcome is Outcome.UNKNOWN:
        remedy = Remedy(f"Say how {row.name} ended", f"therapy:{row.therapy.id}:outcome")
        return Part(Status.UNKNOWN, words, (remedy,))
    fulfilled = {
        AcceptedOutcome.INADEQUATE_RESPONSE: outcome in _LACK_OF_EFFECT,
        AcceptedOutcome.INTOLERANCE: outcome in {Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY},
        AcceptedOutcome.HYPERSENSITIVITY: outcome is Outcome.HYPERSENSITIVITY,
    }[accepted]
    if fulfilled:
        return Part(Status.MET, words)
    if outcome is Outcome.ONGOING:
        return Part(Status.NOT_MET, f"{words}; a trial still running is not a failure".removeprefix("; "))
    return Part(Status.NOT_MET, f"{words}, which the policy does not print as accepted")


def strongest(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Choose the strongest verdict; of equals the first."""
    return max(verdicts, key=lambda verdict: verdict.rank, default=None)
