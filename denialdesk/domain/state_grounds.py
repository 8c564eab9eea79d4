"""The grounds of a state's step-therapy law against the record: which are shown, by which rows, and what is missing.

A ground is met only by what the record itself shows. What rests on the prescriber's opinion stays unknown here, for
the prescriber to say. The law gate has been passed before: without a state law that reaches the plan there is nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from denialdesk.domain.agents import Fit, fitting
from denialdesk.domain.case import AnswerValue, Case
from denialdesk.domain.criteria import Agent, Condition, CriteriaResult, Finding, Node, Remedy, Status, Trial
from denialdesk.domain.law import StateLawItem, StatePart, StateStepLaw
from denialdesk.domain.record import Record, Row, read_record
from denialdesk.domain.state_law import Ground
from denialdesk.domain.therapy import Outcome, Supply
from denialdesk.domain.vocabulary import Vocabulary

_FAILED = frozenset({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE})
_HARMED = frozenset({Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY, Outcome.CONTRAINDICATED})
_NO_SUPPLY = frozenset({Supply.SAMPLE, Supply.MANUFACTURER})
_NAME_DRUGS = Remedy("Enter the drugs the notice says to try first", "denial.preferred_drugs_named")
_OWN_WORDS = Remedy("Have the prescriber say so in the statement of medical necessity", "letter.medical_necessity")


@dataclass(frozen=True, slots=True)
class GroundMatch:
    """One ground and how the record stands to it. ``therapy_ids`` are the rows that show it, in the log's order."""

    item: StateLawItem
    status: Status
    reason: str
    therapy_ids: tuple[str, ...] = ()
    remedy: Remedy | None = None

    @property
    def may_enter_letter(self) -> bool:
        """True only for a ground that is met and that the letter may state."""
        return self.status is Status.MET and self.item.usable_in_letter


def match_grounds(
    case: Case, law: StateStepLaw | None, criteria: CriteriaResult, vocabulary: Vocabulary, as_of: dt.date
) -> tuple[GroundMatch, ...]:
    """Match every ground a state law lists against the log; empty where no state law reaches the plan."""
    if law is None:
        return ()
    record = read_record(case, vocabulary, as_of)
    required = _Required.of(record, criteria)
    grounds = [item for item in law.items if item.part is StatePart.GROUND]
    return tuple(_match(item, record, required) for item in grounds)


@dataclass(frozen=True, slots=True)
class _Required:
    """What the plan wants tried first, as far as the notice and the policies on file tell."""

    agents: tuple[Agent, ...]
    drug_ids: frozenset[str]
    row_ids: frozenset[str]  # rows that a step of a policy was judged by

    @classmethod
    def of(cls, record: Record, criteria: CriteriaResult) -> _Required:
        agents = tuple(
            agent
            for finding in criteria.findings
            for step in finding.policy.steps or ()
            for agent in _agents(step.logic)
        )
        steps = (step for finding in criteria.findings for step in finding.steps)
        rows = frozenset(row_id for finding in _leaves(steps) for row_id in finding.therapy_ids)
        named = (record.vocabulary.recognise_drug(name) for name in record.case.denial.preferred_drugs_named)
        return cls(agents, frozenset(match.drug_id for match in named if match), rows)

    @property
    def is_known(self) -> bool:
        return bool(self.drug_ids or self.row_ids or any(agent.is_resolved for agent in self.agents))

    def includes(self, row: Row, record: Record) -> bool:
        if row.drug_id and row.drug_id == record.case.request.drug_id:
            return False
        if row.drug_id in self.drug_ids or row.therapy.id in self.row_ids:
            return True
        return any(fitting(row, agent, record).fit is Fit.YES for agent in self.agents)

    def classes(self, record: Record) -> frozenset[str]:
        ids = self.drug_ids.union(*(agent.drug_ids for agent in self.agents))
        drugs = (record.vocabulary.drug(drug_id) for drug_id in ids)
        named = frozenset(drug.drug_class for drug in drugs if drug is not None and drug.drug_class)
        return named.union(*(agent.classes for agent in self.agents))


def _agents(node: Node | None) -> Iterator[Agent]:
    if node is None:
        return
    if isinstance(node, Trial):
        yield from node.of
    elif isinstance(node, Condition):
        yield from node.agents
    else:
        for child in node.children:
            yield from _agents(child)


def _leaves(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if finding.children:
            yield from _leaves(finding.children)
        else:
            yield finding


def _match(item: StateLawItem, record: Record, required: _Required) -> GroundMatch:
    match item.id:
        case Ground.TRIED_AND_FAILED:
            return _by_rows(item, record, required, _FAILED, "failed", "No row is a required drug that failed.")
        case Ground.CONTRAINDICATED_OR_HARM:
            text = "No row is a required drug that harmed the patient or is contraindicated."
            return _by_rows(item, record, required, _HARMED, "did harm or is contraindicated", text)
        case Ground.SAME_CLASS_COUNTS:
            return _same_class(item, record, required)
        case Ground.STABLE_ON_DRUG:
            return _stable(item, record)
        case _:
            return _opinion(item, record)


def _by_rows(
    item: StateLawItem, record: Record, required: _Required, outcomes: frozenset[Outcome], ended: str, none: str
) -> GroundMatch:
    rows = [row for row in record.rows if _ended(row, outcomes)]
    sure = [row for row in rows if required.includes(row, record) and _is_complete(row)]
    if sure:
        names = ", ".join(dict.fromkeys(row.name for row in sure))
        verb = "was tried and failed" if outcomes is _FAILED else "harmed the patient or is contraindicated"
        return _found(item, Status.MET, f"A drug the plan requires {verb}: {names}.", sure)
    open_rows = [row for row in rows if required.includes(row, record)]
    if open_rows:
        row = open_rows[0]
        return _found(item, Status.UNKNOWN, f"{row.name} may show it, once the row is complete.", open_rows, _mend(row))
    rows = [row for row in rows if row.drug_id != record.case.request.drug_id]
    if rows and not required.is_known:
        reason = f"{rows[0].name} {ended}, but which drugs the plan requires is not on file."
        return _found(item, Status.UNKNOWN, reason, rows, _NAME_DRUGS)
    return GroundMatch(
        item, Status.NOT_MET, none, remedy=Remedy("Add the trial to the log, if there was one", "therapies")
    )


def _same_class(item: StateLawItem, record: Record, required: _Required) -> GroundMatch:
    classes = required.classes(record)
    rows = [
        row
        for row in record.rows
        if _ended(row, _FAILED | _HARMED - {Outcome.CONTRAINDICATED})
        and row.drug_class in classes
        and row.drug_id != record.case.request.drug_id
        and row.drug_id not in required.drug_ids
        and _is_complete(row)
    ]
    if rows:
        names = ", ".join(dict.fromkeys(f"{row.name} ({row.drug_class})" for row in rows))
        return _found(item, Status.MET, f"A drug of the same class as a required one was tried: {names}.", rows)
    if not classes and any(_ended(row, _FAILED) for row in record.rows):
        return GroundMatch(item, Status.UNKNOWN, "Which drugs the plan requires is not on file.", remedy=_NAME_DRUGS)
    return GroundMatch(item, Status.NOT_MET, "No other drug of a required drug's class was tried.")


def _stable(item: StateLawItem, record: Record) -> GroundMatch:
    request = record.case.request
    if request.already_taking is None:
        remedy = Remedy("Say whether the patient is on the requested drug now", "request.already_taking")
        return GroundMatch(
            item, Status.UNKNOWN, "Whether the patient takes the requested drug is not said.", remedy=remedy
        )
    if not request.already_taking:
        return GroundMatch(item, Status.NOT_MET, "The patient does not take the requested drug.")
    rows = [row for row in record.rows if row.drug_id and row.drug_id == request.drug_id and row.therapy.was_tried]
    bad = [row for row in rows if row.therapy.outcome in _FAILED | _HARMED]
    if bad:
        return _found(item, Status.UNKNOWN, "A row says that the requested drug itself did not go well.", bad)
    if rows and all(row.therapy.supply in _NO_SUPPLY for row in rows):
        remedy = Remedy("If a plan paid for any of it, say so in the row", f"therapy:{rows[0].therapy.id}:supply")
        return _found(item, Status.UNKNOWN, "Samples or free drug often do not count as treatment.", rows, remedy)
    return _found(item, Status.MET, "The patient takes the requested drug already.", rows)


def _opinion(item: StateLawItem, record: Record) -> GroundMatch:
    """A ground of opinion: the record can point at a stated reason, but only the prescriber can say that it holds."""
    stated = [answer for answer in record.case.answers if answer.value is AnswerValue.NOT_APPROPRIATE and answer.reason]
    if stated:
        reason = "The prescriber stated a reason against a required step; whether it says this is for the prescriber."
    else:
        reason = "Only the prescriber can say so."
    return GroundMatch(item, Status.UNKNOWN, reason, remedy=_OWN_WORDS)


def _ended(row: Row, outcomes: frozenset[Outcome]) -> bool:
    therapy = row.therapy
    return therapy.outcome in outcomes and (therapy.was_tried or therapy.outcome is Outcome.CONTRAINDICATED)


def _is_complete(row: Row) -> bool:
    therapy = row.therapy
    named = therapy.outcome is not Outcome.CONTRAINDICATED or bool(therapy.contraindication.strip())
    return therapy.provenance.confirmed and named


def _mend(row: Row) -> Remedy:
    if not row.therapy.provenance.confirmed:
        return Remedy(f"Confirm the imported row for {row.name}", f"therapy:{row.therapy.id}:drug")
    return Remedy(f"Name the condition that forbids {row.name}", f"therapy:{row.therapy.id}:contraindication")


def _found(
    item: StateLawItem, status: Status, reason: str, rows: Iterable[Row], remedy: Remedy | None = None
) -> GroundMatch:
    return GroundMatch(item, status, reason, tuple(row.therapy.id for row in rows), remedy)
