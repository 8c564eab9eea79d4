"""Renewal criteria, for a letter of continuation: time on the drug from the case, benefit from its measures.

Whether a change of a measure is the benefit a policy wants is for a person to say; the finding shows the dated values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from denialdesk.domain.case import AnswerValue, Measure
from denialdesk.domain.conditions import answered, asked
from denialdesk.domain.criteria import Finding, Length, LengthUnit, Policy, Remedy, Status
from denialdesk.domain.intervals import Reach, Span
from denialdesk.domain.record import Record
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.trials import criterion_source

_TIME_ON_DRUG = re.compile(r"^on .{1,40}? at least (\d+) (day|week|month|year)s?$", re.IGNORECASE)
_BENEFIT = re.compile(r"measure|improv|benefit|respon|baseline|symptom", re.IGNORECASE)


def judge_renewal(policy: Policy, record: Record) -> tuple[Finding, ...]:
    """Judge every renewal criterion of a policy, in its order."""
    return tuple(
        _judge(f"renewal{place}", text, policy, record) for place, text in enumerate(policy.renewal_criteria, 1)
    )


def measured_changes(measures: tuple[Measure, ...]) -> tuple[str, ...]:
    """Write each instrument's first and last dated value: "DAS28 5.8 (January 2024) to 3.1 (July 2025)"."""
    series: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        if measure.on.is_known and measure.value.strip():
            series[measure.instrument.strip().casefold()].append(measure)
    changes = []
    for values in series.values():
        ordered = sorted(values, key=lambda measure: (measure.on.earliest, measure.on.latest))
        first, last = ordered[0], ordered[-1]
        # Two values of one month may stand in either order, so they show no change.
        if first.on.latest is not None and last.on.earliest is not None and first.on.latest < last.on.earliest:
            changes.append(f"{first.instrument} {_value(first)} to {_value(last)}")
    return tuple(changes)


def _value(measure: Measure) -> str:
    return f"{' '.join(filter(None, (measure.value, measure.unit)))} ({measure.on.display()})"


def _judge(path: str, text: str, policy: Policy, record: Record) -> Finding:
    finding = Finding(
        path=path,
        status=Status.UNKNOWN,
        label=text,
        reason="Nobody has stated this yet.",
        sources=(criterion_source(policy, path),),
        remedies=(asked(text, f"answer:{policy.id}:{path}"),),
    )
    changes = measured_changes(record.case.measures) if _BENEFIT.search(text) else ()
    answer = record.answer(policy.id, path)
    if answer is not None and answer.value is not AnswerValue.UNKNOWN:
        told = answered(answer, path, text, policy, record)
        if changes and told.status is Status.MET:
            return replace(told, reason=f"{told.reason} On record: {'; '.join(changes)}.")
        return told
    time = _TIME_ON_DRUG.match(text.strip())
    if time:
        return _time_on_drug(finding, Length(int(time[1]), LengthUnit(f"{time[2].casefold()}s")), record)
    if changes:
        return replace(finding, reason=f"On record: {'; '.join(changes)}. Whether this is enough has to be said.")
    if _BENEFIT.search(text):
        ask = Remedy("Add the measure at baseline and now, with dates", "measures")
        return replace(finding, remedies=(ask, *finding.remedies))
    return finding


def _time_on_drug(finding: Finding, wanted: Length, record: Record) -> Finding:
    request = record.case.request
    since = request.taking_since
    if request.already_taking is False:
        return replace(finding, status=Status.NOT_MET, reason="The case says that the drug is not taken yet.")
    sources = (*finding.sources, Source(SourceKind.CASE_FIELD, "request.taking_since", "on the drug since"))
    reach = Span(since.earliest, since.latest, record.as_of, record.as_of).reach(wanted)
    if reach is Reach.REACHED:
        words = f"On the drug since {since.display()}."
        return replace(finding, status=Status.MET, reason=words, sources=sources, remedies=())
    if reach is Reach.NOT_REACHED:
        words = f"On the drug only since {since.display()}."
        return replace(finding, status=Status.NOT_MET, reason=words, sources=sources, remedies=())
    remedy = Remedy("Say exactly since when the drug has been taken", "request.taking_since")
    return replace(finding, reason="Since when the drug is taken is not certain.", remedies=(remedy,))
