"""Measures outside the range of their instrument, as far as the reference prints a plain range."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from denialdesk.domain.case import Case, Measure
from denialdesk.domain.clinical import Instrument
from denialdesk.domain.doubts import suspicion
from denialdesk.domain.readiness import Todo

_RANGE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?[-–] ?(\d+(?:\.\d+)?)(?![\w.]*\+)")
_VALUE = re.compile(r"^\s*[<>≤≥~=]* ?(\d+(?:\.\d+)?)(?![\d.]*/)")


def measure_doubts(case: Case, instruments: Collection[Instrument]) -> Iterator[Todo]:
    """Find values that their instrument cannot have. ``instruments`` are those used in the case's condition."""
    for measure in case.measures:
        instrument = instrument_of(measure, instruments)
        limits = range_of(instrument) if instrument else None
        value = _VALUE.match(measure.value)
        if instrument is None or limits is None or value is None or _has_other_unit(measure, instrument):
            continue
        if not limits[0] <= float(value[1]) <= limits[1]:
            written = f"{measure.instrument} {measure.value.strip()}"
            text = f"{written} is outside the range of {instrument.name}: {instrument.range}."
            yield suspicion("range", text, "measures", written)


def instrument_of(measure: Measure, instruments: Collection[Instrument]) -> Instrument | None:
    """Recognise an instrument as a chart writes it: by its id or its id's first part ("CDAI" of "cdai-ra")."""
    written = _plain(measure.instrument)
    if not written:
        return None
    found = [
        (len(name), instrument)
        for instrument in instruments
        for name in {_plain(instrument.id), _plain(instrument.id.split("-")[0])}
        if written.startswith(name) and len(name) > 2
    ]
    if not found:
        named = [each for each in instruments if _plain(each.name) == written]
        return named[0] if named else None
    longest = max(length for length, _ in found)
    best = {instrument.id: instrument for length, instrument in found if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


def range_of(instrument: Instrument) -> tuple[float, float] | None:
    """Read the least and greatest value an instrument can have; None where no plain range is printed.

    An instrument in two versions has the wider one's range.
    """
    pairs = [(float(low), float(high)) for low, high in _RANGE.findall(instrument.range)]
    return (min(low for low, _ in pairs), max(high for _, high in pairs)) if pairs else None


def _has_other_unit(measure: Measure, instrument: Instrument) -> bool:
    """A value in a unit of its own (a percentage of improvement) is no value of the instrument's scale."""
    written = f"{measure.value} {measure.unit}"
    return "%" in written and "%" not in instrument.unit


def _plain(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())
