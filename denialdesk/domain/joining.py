"""Which rows of the log make up one trial: a change of dose is no new one, but product and dose must be the policy's.

The record joins rows of one drug that follow each other without a gap. Where a policy demands a product or a dose, time
on another product, or at a lower dose, is no part of the trial.
"""

from __future__ import annotations

from collections import defaultdict

from denialdesk.domain.agents import Fit, fitting
from denialdesk.domain.criteria import Agent, Status
from denialdesk.domain.record import Row, joined_anew
from denialdesk.domain.trial_terms import Demand, judge_own_dose, may_have_gaps


def rows_for(demand: Demand) -> tuple[Row, ...]:
    """List the rows of the log, joined only with rows of the same demanded product and of a dose that may do."""
    trial, rows = demand.trial, demand.record.rows
    by_product = tuple(agent for agent in (*trial.of, *trial.also_counts) if agent.brands)
    matters = by_product or (trial.dose and trial.min_length is not None)
    if not matters or not any(_is_joined(row, demand) for row in rows):
        return rows
    groups: dict[tuple[bool, tuple[bool, ...]], list[Row]] = defaultdict(list)
    for row in rows:
        groups[_kind(row, by_product, demand)].append(row)
    anew = {row.therapy.id: row for group in groups.values() for row in joined_anew(tuple(group))}
    return tuple(anew[row.therapy.id] for row in rows)


def _is_joined(row: Row, demand: Demand) -> bool:
    """Say whether other rows count as part of this one: those it joins, and all where a trial may have gaps."""
    length = demand.trial.min_length
    with_gaps = length is not None and may_have_gaps(length) and len(row.with_gaps.ids) > 1
    return with_gaps or row.possible_course != row.span


def _kind(row: Row, by_product: tuple[Agent, ...], demand: Demand) -> tuple[bool, tuple[bool, ...]]:
    is_too_low = judge_own_dose(row, demand).status is Status.NOT_MET
    return is_too_low, tuple(fitting(row, agent, demand.record).fit is Fit.YES for agent in by_product)
