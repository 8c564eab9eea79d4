"""What holds for every log under every policy on file: evidence never hurts, its lack and vagueness never help."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from denialdesk.domain.criteria import Policy, PolicyFinding, Status
from denialdesk.domain.therapy import Therapy
from denialdesk.knowledge.library import Library, load_library
from tests.criteria.logs import LogMaker, agents_of, blurred, conditions_of, judged

LOGS = 15  # for each policy, each compared with its variants
SATISFIED = {Status.MET, Status.EXEMPT}


@cache
def library() -> Library:
    return load_library()


POLICIES = tuple(library().policies())


class Tried:
    """One policy, one log, what the office states, and the finding."""

    def __init__(self, policy: Policy, seed: int) -> None:
        self.policy, self.seed = policy, seed
        random = self.random("case")
        self.rows = LogMaker(policy, library(), random).log()
        share = random.choice((0, 0, 0.5, 0.9))
        self.answered = frozenset(each.path for each in conditions_of(policy) if random.random() < share)
        self.taking = random.choice((None, False, False, True))
        self.status = self.judge(self.rows).status

    def __repr__(self) -> str:
        return f"{self.policy.id}, log {self.seed}: {self.status} by {self.rows}, stated: {sorted(self.answered)}"

    def random(self, what: str) -> Random:
        return Random(f"{self.policy.id} {self.seed} {what}")  # noqa: S311 - it makes up logs

    def another_row(self) -> Therapy:
        row = LogMaker(self.policy, library(), self.random("another")).row()
        return replace(row, id="another")

    def judge(self, rows: tuple[Therapy, ...]) -> PolicyFinding:
        return judged(self.policy, rows, library(), self.answered, self.taking)

    def is_own(self, row: Therapy) -> bool:
        """Whether a row is of the requested drug: more of it by samples may well make a plan doubt it."""
        return row.drug_id == self.policy.drug.drug_id


@cache
def cases(payer_id: str) -> tuple[Tried, ...]:
    return tuple(Tried(each, seed) for each in POLICIES if each.payer_id == payer_id for seed in range(LOGS))


EACH_PAYER = pytest.mark.parametrize("payer_id", [payer.id for payer in library().payers()])


@EACH_PAYER
def test_adding_a_row_never_turns_met_into_not_met(payer_id: str) -> None:
    for case in cases(payer_id):
        more = case.another_row()
        if case.status in SATISFIED and not case.is_own(more):
            assert case.judge((*case.rows, more)).status in SATISFIED, (case, more)


@EACH_PAYER
def test_removing_a_row_never_turns_not_met_into_met(payer_id: str) -> None:
    for case in cases(payer_id):
        if case.rows and case.status not in SATISFIED:
            gone = case.random("gone").randrange(len(case.rows))
            if not case.is_own(case.rows[gone]):
                rest = case.rows[:gone] + case.rows[gone + 1 :]
                assert case.judge(rest).status not in SATISFIED, (case, gone)


@EACH_PAYER
def test_a_vaguer_date_never_turns_unknown_or_not_met_into_met(payer_id: str) -> None:
    for case in cases(payer_id):
        if case.rows and case.status not in SATISFIED:
            random = case.random("vaguer")
            rows = tuple(blurred(row, random) for row in case.rows)
            after = case.judge(rows).status
            assert after not in SATISFIED, (case, rows)
            # What might have been so might still be so.
            assert after is Status.UNKNOWN or case.status is Status.NOT_MET, (case, rows)


@EACH_PAYER
def test_renaming_a_brand_to_its_generic_changes_nothing(payer_id: str) -> None:
    """But where the product is the question: a demanded product, and another product of the requested drug."""
    for case in cases(payer_id):
        by_product = {drug_id for agent in agents_of(case.policy) if agent.brands for drug_id in agent.drug_ids}
        rows = tuple(row if row.drug_id in by_product or case.is_own(row) else _generic(row) for row in case.rows)
        assert case.judge(rows).status is case.status, (case, rows)


@EACH_PAYER
def test_a_second_product_of_one_drug_is_no_second_drug(payer_id: str) -> None:
    """But under a policy that demands products; the one that counts them has its own examples."""
    for case in cases(payer_id):
        if not any(agent.brands for agent in agents_of(case.policy)):
            more = tuple(_other_product(row) for row in case.rows if not case.is_own(row))
            assert case.judge((*case.rows, *more)).status is case.status, (case, more)


def test_one_policy_counts_products_of_one_drug() -> None:
    def counts_products(policy: Policy) -> bool:
        return any(len(agent.brands) > 1 and not agent.counts_as for agent in agents_of(policy))

    assert [policy.id for policy in POLICIES if counts_products(policy)] == ["bcbsil-ustekinumab-products"]


def _other_product(row: Therapy) -> Therapy:
    drug = library().drug(row.drug_id)
    assert drug is not None
    written = _generic(row)
    names = (*drug.brands, *(each.name for each in drug.biosimilar_products))
    return replace(written, id=f"{row.id}-other", drug=next((each for each in names if each != row.drug), written.drug))


def _generic(row: Therapy) -> Therapy:
    drug = library().drug(row.drug_id)
    assert drug is not None
    # A product with a route of its own says that route; its generic name does not, so it is stated.
    match = library().recognise_drug(row.drug)
    product = match.product if match else ""
    routes = next((entry.routes for entry in drug.product_routes if entry.product == product), ())
    return replace(row, drug=drug.generic, route=row.route or " or ".join(routes))


def test_the_logs_reach_every_finding_of_most_policies() -> None:
    """The properties say nothing of a policy whose logs all come out alike."""
    reached: Counter[Status] = Counter()
    for policy in POLICIES:
        reached.update({case.status for case in cases(policy.payer_id) if case.policy is policy})
    assert reached[Status.MET] > 190
    assert reached[Status.UNKNOWN] > 140
    assert reached[Status.NOT_MET] > 140
    assert reached[Status.EXEMPT] > 20
