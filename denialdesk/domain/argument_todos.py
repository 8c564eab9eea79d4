"""What an argument still lacks, as things to do: only for what the notice or the drug itself calls for."""

from __future__ import annotations

from collections.abc import Iterator

from denialdesk.domain.argument import ArgumentKind
from denialdesk.domain.arguments import Grounds
from denialdesk.domain.case import Case
from denialdesk.domain.criteria import Status
from denialdesk.domain.readiness import Severity, Todo, tab_of

# Rows of the log have things to do of their own; these arguments have none elsewhere.
_ASKED_FOR = frozenset(
    {
        ArgumentKind.PREFERRED_NOT_APPROPRIATE,
        ArgumentKind.NONPREFERRED_BIOSIMILAR,
        ArgumentKind.COMBINATION_USE,
        ArgumentKind.OUTSIDE_LABEL,
        ArgumentKind.AGE_OR_DOSE,
        ArgumentKind.SAFETY,
        ArgumentKind.HARM_OF_DELAY,
        ArgumentKind.CONTINUATION,
        ArgumentKind.STABLE_ON_DRUG,
        ArgumentKind.DOCUMENTED_ELSEWHERE,
    }
)


def argument_todos(case: Case, grounds: Grounds) -> Iterator[Todo]:
    """List what weakens the letter because an argument lacks a fact, and where the label speaks against the use."""
    told: set[str] = set()
    for argument in grounds.arguments:
        if argument.kind not in _ASKED_FOR:
            continue
        for remedy in argument.missing:
            if remedy.text not in told:
                told.add(remedy.text)
                yield Todo(Severity.WEAKENS, f"{remedy.text}.", remedy.target, tab_of(remedy.target))
    for point in grounds.label.points:
        if point.topic == "prior_therapy" and point.status is Status.NOT_MET:
            text = f"The label itself says “{point.label_says}”. {point.reason}"
            yield Todo(Severity.WEAKENS, text, "letter.citations", "letter")
        elif point.topic == "indication" and point.status is Status.NOT_MET and case.request.indication_id:
            yield Todo(Severity.WEAKENS, point.reason, "letter.citations", "letter")
