"""Logs made for a policy: rows of the drugs it names, with dates and ends that lie around what it demands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from denialdesk.domain.case import Answer, AnswerValue, Case, DrugRequest, Patient
from denialdesk.domain.criteria import (
    Agent,
    Applicability,
    Condition,
    Finding,
    Length,
    LengthUnit,
    Policy,
    PolicyFinding,
    Trial,
)
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.matching import judge_case
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy, Use
from denialdesk.domain.vocabulary import Drug
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.lint import nodes_of
from tests.makers import vaguer

AS_OF = dt.date(2026, 11, 21)
_DAYS = {LengthUnit.DAYS: 1, LengthUnit.WEEKS: 7, LengthUnit.MONTHS: 30, LengthUnit.YEARS: 365}
_OUTCOMES = (
    *(Outcome.INADEQUATE_RESPONSE,) * 5,
    *(Outcome.INTOLERANCE,) * 3,
    *(Outcome.CONTRAINDICATED,) * 2,
    *Outcome,
)
_DOSES = ("", "15 mg weekly", "20 mg weekly", "10 mg weekly", "40 mg daily", "80 mg daily")
_SUPPLIES = (Supply.PAID_CLAIM, Supply.PAID_CLAIM, *Supply)


def trials_of(policy: Policy) -> tuple[Trial, ...]:
    """Every demanded trial of a policy."""
    return tuple(node for node in nodes_of(policy) if isinstance(node, Trial))


def conditions_of(policy: Policy) -> tuple[Condition, ...]:
    """Every limb of a policy that is no trial."""
    return tuple(node for node in nodes_of(policy) if isinstance(node, Condition))


def agents_of(policy: Policy) -> Iterator[Agent]:
    """Every alternative that a policy names."""
    for trial in trials_of(policy):
        yield from (*trial.of, *trial.also_counts, *trial.does_not_count)
    for condition in conditions_of(policy):
        yield from condition.agents


def drugs_of(policy: Policy, library: Library) -> tuple[str, ...]:
    """Every drug a policy's words may mean, and two that it hardly names."""
    ids = {"methotrexate", "adalimumab", policy.drug.drug_id or "methotrexate"}
    for agent in agents_of(policy):
        ids |= agent.drug_ids | agent.uncertain_drug_ids
        ids |= {drug.id for name in agent.classes for drug in library.drugs_in_class(name)}
    return tuple(sorted(ids))


class LogMaker:
    """Makes logs for one policy, always the same ones for the same seed."""

    def __init__(self, policy: Policy, library: Library, random: Random) -> None:
        self._random = random
        found = (library.drug(drug_id) for drug_id in drugs_of(policy, library))
        self._drugs = tuple(drug for drug in found if drug is not None)
        self._brands = frozenset(brand for agent in agents_of(policy) for brand in agent.brands)
        self._lengths = tuple(trial.min_length for trial in trials_of(policy) if trial.min_length) or (
            Length(90, LengthUnit.DAYS),
        )
        self._count = 0

    def log(self) -> tuple[Therapy, ...]:
        """Make a log of up to eight rows: mixed ones, plain failures, or drugs that are all forbidden."""
        kind = self._random.choice(("mixed", "mixed", "mixed", "good", "good", "forbidden"))
        rows = tuple(self.row(good=kind == "good") for _ in range(self._random.randint(0, 8)))
        return tuple(map(_forbidden, rows)) if kind == "forbidden" else rows

    def row(self, *, good: bool = False) -> Therapy:
        """Make a row; a good one is a long trial with exact dates that failed."""
        random, drug = self._random, self._random.choice(self._drugs)
        name = random.choice(self._names(drug))
        routes = next((entry.routes for entry in drug.product_routes if entry.product == name), drug.routes)
        self._count += 1
        start, stop = self._dates(good=good)
        ongoing = not good and random.random() < 0.1
        return Therapy(
            id=f"r{self._count}",
            drug=name,
            drug_id=drug.id,
            dose="" if random.random() < 0.5 else random.choice(_DOSES),
            route=random.choice(("", "", *routes)),
            start=start if good else self._vague(start),
            stop=PartialDate() if ongoing else stop if good else self._vague(stop),
            ongoing=ongoing,
            outcome=Outcome.INADEQUATE_RESPONSE if good else random.choice(_OUTCOMES),
            contraindication="" if random.random() < 0.2 else "cirrhosis",
            what_happened=random.choice(("", "rash")),
            supply=random.choice(_SUPPLIES),
            use=Use.TAKEN if good or random.random() < 0.85 else random.choice(tuple(Use)),
            provenance=Provenance(confirmed=good or random.random() < 0.95),
        )

    def _names(self, drug: Drug) -> tuple[str, ...]:
        wanted = tuple(name for name in drug.names if name in self._brands)
        return (*drug.names, *wanted * 3)

    def _dates(self, *, good: bool) -> tuple[PartialDate, PartialDate]:
        """Take dates whose distance is about a printed length, most of them lately, none after the as-of date."""
        random, length = self._random, self._random.choice(self._lengths)
        wanted = length.value * _DAYS[length.unit]
        days = wanted + (random.randint(5, 40) if good else random.choice((-40, -3, -1, 0, 1, 3, 40)))
        stop = AS_OF - dt.timedelta(days=random.choice((0, 10, 100, 100, 400, 1500)) + random.randint(0, 30))
        return PartialDate.of(stop - dt.timedelta(days=max(days, 0))), PartialDate.of(stop)

    def _vague(self, date: PartialDate) -> PartialDate:
        return vaguer(date, self._random.choice((3, 3, 3, 2, 1, 0)))


def _forbidden(row: Therapy) -> Therapy:
    return replace(row, outcome=Outcome.CONTRAINDICATED, contraindication="cirrhosis")


def blurred(row: Therapy, random: Random) -> Therapy:
    """The same row with vaguer dates. One that says "still taken" keeps its stop: without it, it says another thing."""
    is_running = row.ongoing or row.outcome is Outcome.ONGOING
    stop = vaguer(row.stop, random.randint(1 if is_running else 0, 3))
    return replace(row, start=vaguer(row.start, random.randint(0, 3)), stop=stop)


def judged(
    policy: Policy, rows: tuple[Therapy, ...], library: Library, answered: frozenset[str], taking: bool | None
) -> PolicyFinding:
    """Judge a log by one policy and those it refers to; every requirement beside the steps is stated as fulfilled."""
    meant = {policy_id for condition in conditions_of(policy) for policy_id in condition.policy_ids}
    others = tuple(other for other in map(library.policy, sorted(meant)) if other is not None)
    indication_id = next(iter(policy.indication.indication_ids), "rheumatoid-arthritis")
    answers = (*_stated(policy), *(stated for other in others for stated in _stated(other)))
    case = Case(
        "case",
        patient=Patient("Marigold", "Testcase", PartialDate(1980, 6, 15)),
        request=replace(_request(policy, library), indication_id=indication_id, already_taking=taking),
        therapies=rows,
        answers=(*answers, *(Answer(policy.id, path, AnswerValue.YES) for path in sorted(answered))),
    )
    applicable = tuple(Applicability(each, applies=True, why="") for each in (policy, *others))
    return next(
        finding
        for finding in judge_case(case, applicable, library, AS_OF, "").findings
        if finding.policy.id == policy.id
    )


def _request(policy: Policy, library: Library) -> DrugRequest:
    drug = library.drug(policy.drug.drug_id) if policy.drug.drug_id else None
    name = next((brand for brand in policy.drug.products or policy.drug.brands if library.recognise_drug(brand)), "")
    return DrugRequest(drug=name or (drug.generic if drug else ""), drug_id=policy.drug.drug_id)


def _stated(policy: Policy) -> tuple[Answer, ...]:
    needs = policy.requirements
    nodes = ["age", "prescriber", "tb_screening", "concurrent_use", "documentation"]
    nodes += [f"diagnosis{place}" for place in range(1, len(needs.diagnosis) + 1)]
    nodes += [f"other{place}" for place in range(1, len(needs.other) + 1)]
    return tuple(Answer(policy.id, node, AnswerValue.YES) for node in nodes)


def with_children(finding: Finding) -> Iterator[Finding]:
    """A finding and all beneath it."""
    yield finding
    for child in finding.children:
        yield from with_children(child)
