"""Small FHIR R4 elements to words: codeable concepts, dosages, timings, dates.

Outside files hold anything anywhere, so each function takes whatever it is given and answers with an empty value when
the shape is not the one the standard prints.
"""

from __future__ import annotations

from typing import Any

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.errors import InvalidDateError

Resource = dict[str, Any]

_UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def as_dict(value: object) -> Resource:
    """The value when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_dicts(value: object) -> list[Resource]:
    """The objects of a JSON array, else an empty list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def codeable_text(value: object) -> str:
    """The words of a CodeableConcept: its text, else the first display of its codings."""
    concept = as_dict(value)
    text = concept.get("text")
    if isinstance(text, str) and text.strip():
        return text.strip()
    for coding in as_dicts(concept.get("coding")):
        display = coding.get("display")
        if isinstance(display, str) and display.strip():
            return display.strip()
    return ""


def resource_date(value: object) -> PartialDate:
    """A FHIR date or dateTime as a partial date, the day as written in its own time zone; unknown if unusable."""
    if not isinstance(value, str):
        return UNKNOWN_DATE
    try:
        return PartialDate.from_iso(value.strip().split("T")[0])
    except InvalidDateError:
        return UNKNOWN_DATE


def period_bounds(resource: Resource) -> tuple[PartialDate, PartialDate]:
    """Start and stop of one medication resource, each unknown where the record prints none.

    A prescription's validityPeriod is how long it may be dispensed, not how long the drug was taken, so it is not read.
    """
    period = as_dict(resource.get("effectivePeriod"))
    bounds = as_dict(_timing_repeat(resource).get("boundsPeriod"))
    start = (
        resource_date(period.get("start"))
        if period
        else _first_known(
            resource_date(bounds.get("start")),
            resource_date(resource.get("effectiveDateTime")),
            resource_date(resource.get("whenHandedOver")),
            resource_date(resource.get("whenPrepared")),
            resource_date(resource.get("authoredOn")),
        )
    )
    return start, _first_known(resource_date(period.get("end")), resource_date(bounds.get("end")))


def _timing_repeat(resource: Resource) -> Resource:
    for name in ("dosageInstruction", "dosage"):
        for dosage in as_dicts(resource.get(name)):
            return as_dict(as_dict(dosage.get("timing")).get("repeat"))
    return {}


def _first_known(*dates: PartialDate) -> PartialDate:
    return next((date for date in dates if date.is_known), UNKNOWN_DATE)


def dose_text(dosage: Resource) -> str:
    """The dose of one dosage element: "40 mg", or the free text of the instruction when no quantity has a unit."""
    for item in (*as_dicts(dosage.get("doseAndRate")), {"doseQuantity": dosage.get("dose")}):
        quantity = as_dict(item.get("doseQuantity"))
        value, unit = quantity.get("value"), quantity.get("unit") or quantity.get("code")
        if isinstance(value, int | float) and not isinstance(value, bool) and isinstance(unit, str):
            return f"{value:g} {unit}"
    text = dosage.get("text")
    return text.strip() if isinstance(text, str) else ""


def frequency_text(dosage: Resource) -> str:
    """How often, in words: "2 times every 1 week" becomes "2 times a week"."""
    timing = as_dict(dosage.get("timing"))
    repeat = as_dict(timing.get("repeat"))
    times, period, unit = repeat.get("frequency"), repeat.get("period"), _UNITS.get(str(repeat.get("periodUnit")))
    if not isinstance(times, int) or not isinstance(period, int | float) or unit is None:
        return codeable_text(timing.get("code"))
    every = f"every {unit}" if period == 1 else f"every {period:g} {unit}s"
    if times == 1:
        return every
    return f"{times} times {every}"


def route_text(dosage: Resource) -> str:
    """The route in words, lower case."""
    return codeable_text(dosage.get("route")).lower()
