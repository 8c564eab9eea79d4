"""A state's times as clocks: one plain number, or none at all."""

import pytest

from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.plan import PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.domain.state_clocks import state_clocks
from tests.law import AS_OF, law_book, law_case


def clocks(state: str) -> dict[bool, tuple[int, ClockUnit]]:
    rights = rights_for(law_case(PlanType.ACA_INDIVIDUAL, state=state), law_book(), AS_OF)
    return {clock.expedited: (clock.amount, clock.unit) for clock in state_clocks(rights.state_step_law)}


def test_no_law_no_clock() -> None:
    assert state_clocks(None) == ()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("TX", {False: (72, ClockUnit.HOURS), True: (24, ClockUnit.HOURS)}),
        ("OK", {False: (72, ClockUnit.HOURS), True: (24, ClockUnit.HOURS)}),
    ],
)
def test_plain_times_are_clocks(state: str, expected: dict[bool, tuple[int, ClockUnit]]) -> None:
    assert clocks(state) == expected


def test_a_time_in_two_parts_is_no_clock() -> None:
    compound = [code for code, entry in law_book().states.items() if " or " in entry.clock.standard]
    assert compound
    for code in compound:
        assert False not in clocks(code)


def test_what_is_not_confirmed_says_so_and_cites_nothing() -> None:
    rights = rights_for(law_case(PlanType.ACA_INDIVIDUAL, state="TX"), law_book(), AS_OF)
    for clock in state_clocks(rights.state_step_law):
        assert clock.confidence is Confidence.KNOWN
        assert clock.citations == ()
        assert clock.note.startswith("Not confirmed")
