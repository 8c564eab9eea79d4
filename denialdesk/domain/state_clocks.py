"""A state's time to answer a step-therapy exception as a clock, where its words give one plain number."""

from __future__ import annotations

import re

from denialdesk.domain.law import ClockUnit, PlanClock, StatePart, StateStepLaw

LEVEL_ID = "state_exception"
_PLAIN = re.compile(
    r"The plan must answer (?:an urgent request )?within (\d+) (hours?|business days?|calendar days?|days?)"
    r"(?: \([a-z]+\))?(?:, from (.+))?\."
)
_UNITS = {"hour": ClockUnit.HOURS, "business day": ClockUnit.BUSINESS_DAYS, "day": ClockUnit.CALENDAR_DAYS}
_LATE = (
    "A request that is not answered in time counts as approved, if the state's law says so: ask the plan in writing."
)


def state_clocks(law: StateStepLaw | None) -> tuple[PlanClock, ...]:
    """The clocks of a state's law, standard and urgent; a time in several parts ("2 days, at most 72 hours") is none.

    The confidence is the item's own, or seen where the office has confirmed it: ``usable`` ones may be relied on.
    """
    if law is None:
        return ()
    deemed = any(item.part is StatePart.DEEMED_APPROVAL for item in law.items)
    found = []
    for item in law.items:
        match = _PLAIN.fullmatch(item.text) if item.part is StatePart.CLOCK else None
        if match is None:
            continue
        amount, unit, starts = match.groups()
        found.append(
            PlanClock(
                level_id=LEVEL_ID,
                label=f"Step-therapy exception under the law of {law.name}",
                amount=int(amount),
                unit=_UNITS[unit.removesuffix("s").removeprefix("calendar ")],
                expedited=item.id == "urgent",
                citations=law.citations if item.usable_in_letter else (),
                starts=starts or "",
                note="" if item.usable_in_letter else "Not confirmed: look at it, and do not rely on it.",
                next_step_if_late=_LATE if deemed else "Ask the plan for its decision in writing.",
                confidence=item.confidence,
            )
        )
    return tuple(found)
