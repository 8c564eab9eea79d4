"""The prior-therapy log on a time axis: bars with vague ends, gaps, and the lengths that policies demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    CriteriaResult,
    Finding,
    Length,
    Node,
    Policy,
    Trial,
)
from denialdesk.domain.dates import add_months
from denialdesk.domain.intervals import length_in_words, moved_back, span_of
from denialdesk.domain.therapy import NOT_TRIED, Therapy
from denialdesk.ui.models.therapy_names import OUTCOME_NAMES

_LEAST_GAP_DAYS = 15


@dataclass(frozen=True, slots=True)
class RequiredSpan:
    """The length a policy demands of a therapy, laid along its bar."""

    first: dt.date
    last: dt.date
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One therapy: certain from ``solid_from`` to ``solid_to``, possible from ``first`` to ``last``.

    ``solid_from`` None: nothing of it is certain. ``first`` None: it has no dates at all, or was not tried.
    """

    therapy_id: str
    name: str
    first: dt.date | None
    last: dt.date | None
    solid_from: dt.date | None
    solid_to: dt.date | None
    is_ongoing: bool
    words: str
    required: RequiredSpan | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no therapy of the log was taken."""

    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        """The gap as a sentence."""
        return f"No therapy recorded for {(self.last - self.first).days} days"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The bars in the order of the log, and the axis they stand on."""

    first: dt.date
    last: dt.date
    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...] = ()

    def description(self) -> str:
        """The whole strip in words, for a screen reader."""
        return " ".join((*(f"{bar.words}." for bar in self.bars), *(f"{gap.words}." for gap in self.gaps)))


def timeline_of(therapies: Sequence[Therapy], today: dt.date, required: Mapping[str, Length] | None = None) -> Timeline:
    """Lay the log on an axis that begins before the first date known and ends with the last, or today."""
    bars = tuple(_bar(row, today, (required or {}).get(row.id)) for row in therapies)
    firsts = [bar.first for bar in bars if bar.first]
    lasts = [day for bar in bars for day in (bar.last, bar.required.last if bar.required else None) if day]
    first = min(firsts, default=add_months(today, -12))
    last = max(lasts, default=today)
    if last <= first:
        last = add_months(first, 1)
    return Timeline(first, last, bars, tuple(_gaps(bars)))


def _bar(row: Therapy, today: dt.date, required: Length | None) -> Bar:
    name = row.drug or "No drug named"
    outcome = OUTCOME_NAMES[row.outcome].casefold()
    if row.outcome in NOT_TRIED:
        return Bar(row.id, name, None, None, None, None, is_ongoing=False, words=f"{name}: {outcome}")
    span = span_of(row, today)
    first, last = span.first_start, span.last_stop
    if span.contradiction or (first is None and not row.stop.is_known):
        why = "stops before it starts" if span.contradiction else "no dates"
        return Bar(row.id, name, None, None, None, None, is_ongoing=span.is_ongoing, words=f"{name}: {why}")
    first = first or add_months(last, -6)  # only the stop is known: the bar fades in
    certain = span.last_start is not None and span.first_stop is not None and span.last_start <= span.first_stop
    words = (
        f"{name}: {_dates(row, is_ongoing=span.is_ongoing)}, {span.range_in_words() or 'length not known'}, {outcome}"
    )
    bar = Bar(
        row.id,
        name,
        first,
        last,
        span.last_start if certain else None,
        span.first_stop if certain else None,
        is_ongoing=span.is_ongoing,
        words=words,
    )
    if required is None or span.first_start is None:
        return bar
    end = moved_back(span.first_start, replace(required, value=-required.value))  # back by a negative length: forward
    label = f"{length_in_words(required)} required"
    return replace(bar, required=RequiredSpan(span.first_start, end, label), words=f"{words}; {label}")


def _dates(row: Therapy, *, is_ongoing: bool) -> str:
    stop = "today, ongoing" if is_ongoing else row.stop.display()
    return f"{row.start.display()} to {stop}"


def _gaps(bars: Sequence[Bar]) -> Iterator[Gap]:
    """Find the times that no bar can cover, between the first and the last therapy."""
    dated = sorted((bar.first, bar.last) for bar in bars if bar.first and bar.last)
    covered = dated[0][1] if dated else None
    for first, last in dated:
        if covered is not None and (first - covered).days > _LEAST_GAP_DAYS:
            yield Gap(covered, first)
        covered = last if covered is None else max(covered, last)


def required_lengths(criteria: CriteriaResult) -> dict[str, Length]:
    """Find the longest length that a policy demands of each row it uses."""
    found: dict[str, Length] = {}
    for policy_finding in criteria.findings:
        trials = _trials(policy_finding.policy)
        for finding in _leaves(policy_finding.steps):
            trial = trials.get(finding.path)
            if trial is None or trial.min_length is None:
                continue
            for therapy_id in finding.therapy_ids:
                known = found.get(therapy_id)
                if known is None or _days(trial.min_length) > _days(known):
                    found[therapy_id] = trial.min_length
    return found


def _trials(policy: Policy) -> dict[str, Trial]:
    return {
        node.path: node
        for step in policy.steps or ()
        if step.logic is not None
        for node in _walk(step.logic)
        if isinstance(node, Trial)
    }


def _walk(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, AllOf | AnyOf | AtLeast):
        for child in node.children:
            yield from _walk(child)


def _leaves(findings: Sequence[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _leaves(finding.children)


def _days(length: Length) -> int:
    start = dt.date(2000, 1, 1)  # any day serves to compare lengths
    return (start - moved_back(start, length)).days
