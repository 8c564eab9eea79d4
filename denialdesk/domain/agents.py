"""Whether a row of the log is one of the alternatives a policy names: yes, no, or a question that is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.criteria import Agent, Remedy
from denialdesk.domain.record import Record, Row, read_routes
from denialdesk.domain.therapy import NOT_TRIED


class Fit(StrEnum):
    """Whether a row is what an agent names. ASK: only a person can say. UNSURE: a fact is missing in the row."""

    YES = "yes"
    NO = "no"
    ASK = "ask"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Fitting:
    """The verdict on one row and one agent; a reason where it is not plain, and what would settle it."""

    fit: Fit
    reason: str = ""
    remedy: Remedy | None = None


_NO = Fitting(Fit.NO)
_YES = Fitting(Fit.YES)


def fitting(row: Row, agent: Agent, record: Record) -> Fitting:
    """Judge whether a row's drug, product and route are those of an agent.

    The requested drug is no alternative to itself: it counts only where the agent names that drug, and then only
    another product than the requested one.
    """
    drug_id = row.drug_id
    if drug_id and drug_id in agent.excluded_drug_ids:
        return _NO
    named = drug_id in agent.drug_ids
    if not named and not (row.drug_class and row.drug_class in agent.classes):
        return _not_named(row, agent, record)
    if drug_id == record.case.request.drug_id:
        own = (
            _requested_drug(row, agent, record)
            if named
            else Fitting(Fit.NO, f"{row.name} is the requested drug itself")
        )
        if own.fit is not Fit.YES:
            return own
    checks = (_product(row, agent), _route(row, agent))
    # What must not be given as the drug must not be given as any product of it, or by any route.
    is_forbidden = row.therapy.outcome in NOT_TRIED
    for wanted in (Fit.NO,) if is_forbidden else (Fit.NO, Fit.UNSURE):
        for check in checks:
            if check.fit is wanted:
                return check
    return _YES


def counts_once_as(row: Row, agents: Sequence[Agent]) -> str:
    """Tell what a row counts as when different drugs are counted: what the policy says, else its drug.

    An agent that names several products and does not say that they count once is about products: then each product
    counts by itself, and a row that leaves its product open may be any of them.
    """
    printed = next((agent.counts_as for agent in agents if agent.counts_as), "")
    if printed:
        return printed
    wanted = next((agent.brands for agent in agents if len(agent.brands) > 1), frozenset[str]())
    if not wanted:
        return row.counts_once_as
    named = row.named_products & {brand.casefold() for brand in wanted}
    return f"{row.drug_id}/{min(named)}" if named else f"{row.drug_id}/row {row.therapy.id}"


def fits_request(agent: Agent, record: Record) -> Fit:
    """Judge whether the requested product is one that an agent names; unsure where the request names no product."""
    request = record.case.request
    if request.drug_id not in agent.drug_ids:
        return Fit.NO
    wanted = {brand.casefold() for brand in agent.brands}
    if not wanted or record.requested_products & wanted:
        return Fit.YES
    return Fit.NO if record.requested_products and record.requested_may_be.isdisjoint(wanted) else Fit.UNSURE


def _not_named(row: Row, agent: Agent, record: Record) -> Fitting:
    """Judge a row whose drug and class the agent does not name."""
    is_doubtful = row.drug_id in agent.uncertain_drug_ids
    if not is_doubtful and not _is_open_to(row, agent, record):
        return _NO
    if row.drug_id and row.drug_id == record.case.request.drug_id:
        if not is_doubtful and agent.counts_as != row.drug_id:
            return _NO
        own = _requested_drug(row, agent, record)
        if own.fit is not Fit.YES:
            return own
    return Fitting(Fit.ASK, f"the policy's words “{agent.as_printed}” are not tied to {row.name} for certain")


def _is_open_to(row: Row, agent: Agent, record: Record) -> bool:
    """Say whether an agent's words may mean a drug that they do not name."""
    if not agent.is_resolved:
        # With doubtful drugs listed, the words were understood: another known drug is not meant.
        return not (agent.uncertain_drug_ids and row.is_recognised)
    if not agent.open_ended or agent.classes or not row.drug_class:
        return False
    examples = (record.vocabulary.drug(drug_id) for drug_id in agent.drug_ids)
    return any(example is not None and example.drug_class == row.drug_class for example in examples)


def _requested_drug(row: Row, agent: Agent, record: Record) -> Fitting:
    """Judge another product of the requested drug: it is an alternative only where it is certainly another one.

    Where the agent demands the generic drug by its name, a row of that name is the generic, beside a requested brand.
    """
    requested, taken = record.requested_products, row.named_products
    if requested & taken:
        return Fitting(Fit.NO, f"{row.name} is the requested product itself")
    if requested and taken and requested.isdisjoint(row.may_be_product):
        return _YES
    if requested and not taken and _generic(row).casefold() in {brand.casefold() for brand in agent.brands}:
        return _YES
    return Fitting(
        Fit.UNSURE,
        f"it is not recorded whether {row.name} was the requested product or another one",
        Remedy(f"Write which product of {_generic(row)} was taken", f"therapy:{row.therapy.id}:drug"),
    )


def _product(row: Row, agent: Agent) -> Fitting:
    """Judge a demanded product. A generic name among the products stands for the generic drug."""
    if not agent.brands:
        return _YES
    wanted = {brand.casefold() for brand in agent.brands}
    if row.named_products & wanted:
        return _YES
    if row.may_be_product.isdisjoint(wanted) and row.named_products:
        return Fitting(Fit.NO, f"{row.name} is not the product the policy names")
    if not row.named_products and row.drug is not None and row.drug.generic.casefold() in wanted:
        return _YES
    return Fitting(
        Fit.UNSURE,
        f"the row does not say which product of {_generic(row)} was taken",
        Remedy(f"Write which product of {_generic(row)} was taken", f"therapy:{row.therapy.id}:drug"),
    )


def _route(row: Row, agent: Agent) -> Fitting:
    if not agent.routes:
        return _YES
    wanted = frozenset[str]().union(*(read_routes(route) or {route.casefold()} for route in agent.routes))
    if row.routes and row.routes <= wanted:
        return _YES
    if row.routes and not row.routes & wanted:
        return Fitting(Fit.NO, f"{row.name} was not taken by the route the policy names")
    return Fitting(
        Fit.UNSURE,
        f"the route of {row.name} is not recorded",
        Remedy(f"Add the route of {row.name}", f"therapy:{row.therapy.id}:route"),
    )


def _generic(row: Row) -> str:
    return row.drug.generic if row.drug is not None else row.name
