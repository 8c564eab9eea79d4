"""A worked example of a policy: an invented log, and what the policy says of it. Written by hand, run as a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from denialdesk.domain.case import AnswerValue, Measure
from denialdesk.domain.criteria import Status
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Therapy

DEFAULT_DAY = PartialDate(2026, 11, 21)


class Expectation(StrEnum):
    """What a policy says of an example: a finding, or that it is not about this request at all."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ExampleRequest:
    """How the request differs from the policy's own drug. Empty: as the policy has it.

    ``as_written`` is the name the request bears, ``drug_id`` one of the policy's drugs. ``taking`` None: not said.
    """

    drug_id: str = ""
    as_written: str = ""
    route: str = ""
    form: str = ""
    taking: bool | None = None
    since: PartialDate = UNKNOWN_DATE


@dataclass(frozen=True, slots=True)
class ExampleAnswer:
    """What the office says to one place of a policy; ``policy_id`` empty: the example's own policy.

    ``rows`` are rows of the log, counted from 1. The value ``unknown`` leaves a place unanswered.
    """

    node: str
    value: AnswerValue
    policy_id: str = ""
    reason: str = ""
    condition: str = ""
    stated_by: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One example of one policy.

    What a policy demands beside its steps and only the office can state (diagnosis, screening, papers, a specialist) is
    taken as stated, unless ``answers`` or ``specialty`` say otherwise. ``age`` None and no ``born``: an adult, or an
    age the policy allows. ``unknown_drugs``: some row is meant not to be recognised. ``line``: where it stands in its
    file.
    """

    name: str
    expect: Expectation
    log: tuple[Therapy, ...] = ()
    as_of: PartialDate = DEFAULT_DAY
    age: int | None = None
    born: PartialDate = UNKNOWN_DATE
    diagnosis: str = ""
    request: ExampleRequest = ExampleRequest()
    plan_line: str = ""
    plan_type: PlanType | None = None
    state: str = ""
    specialty: str = ""
    notice: PartialDate = UNKNOWN_DATE
    renewal: bool = False
    answers: tuple[ExampleAnswer, ...] = ()
    measures: tuple[Measure, ...] = ()
    unknown_drugs: bool = False
    steps: tuple[Status, ...] = ()
    places: tuple[tuple[str, Status], ...] = ()
    says: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
