"""Everything in a case that cannot be right, or is probably not, found before a letter leaves: each with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from denialdesk.domain.case import Case
from denialdesk.domain.claim_checks import claim_doubts
from denialdesk.domain.clinical import Instrument
from denialdesk.domain.criteria import Status
from denialdesk.domain.date_checks import date_doubts
from denialdesk.domain.doubts import suspicion
from denialdesk.domain.drug_checks import drug_doubts
from denialdesk.domain.label_check import LabelCheck
from denialdesk.domain.measure_checks import measure_doubts
from denialdesk.domain.person_checks import person_doubts
from denialdesk.domain.plan_checks import plan_doubts
from denialdesk.domain.readiness import Todo
from denialdesk.domain.vocabulary import Vocabulary

_NO_LABEL = LabelCheck(())


def find_contradictions(
    case: Case,
    vocabulary: Vocabulary,
    today: dt.date,
    *,
    label: LabelCheck = _NO_LABEL,
    instruments: Collection[Instrument] = (),
    other_patients: Collection[str] = (),
) -> tuple[Todo, ...]:
    """List the doubts about a case that the office has not set aside, each once.

    ``other_patients`` are the worklist's other names as ``person_checks.names_key`` writes them. Doubts that block can
    be mended; only those about words (a name, a date of birth, a promise) can also be set aside with a reason.
    """
    set_aside = {each.key for each in case.letter.set_aside if each.reason.strip()}
    found = _all(case, vocabulary, today, label, instruments, other_patients)
    kept = (todo for todo in found if not todo.key or todo.key not in set_aside)
    return tuple({(todo.key or todo.text, todo.target): todo for todo in kept}.values())


def _all(
    case: Case,
    vocabulary: Vocabulary,
    today: dt.date,
    label: LabelCheck,
    instruments: Collection[Instrument],
    other_patients: Collection[str],
) -> Iterator[Todo]:
    yield from date_doubts(case, today)
    yield from drug_doubts(case, vocabulary)
    yield from person_doubts(case, vocabulary, today, other_patients)
    yield from plan_doubts(case, vocabulary)
    yield from measure_doubts(case, instruments)
    yield from claim_doubts(case, vocabulary)
    for point in label.points:
        if point.topic == "age" and point.status is Status.NOT_MET:
            text = f"The label names {point.label_says}; by the date of birth the patient is outside it."
            yield suspicion("label_age", text, "patient.birth_date", point.label_says)
