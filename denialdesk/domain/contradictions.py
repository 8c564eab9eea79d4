"""Everything in a case that cannot be right, or is probably not, found before a letter leaves: each with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from denialdesk.domain.case import Case
from denialdesk.domain.claim_checks import claim_doubts
from denialdesk.domain.clinical import Instrument
from denialdesk.domain.criteria import Status
from denialdesk.domain.date_checks import date_doubts, written_date_doubts
from denialdesk.domain.doubts import suspicion
from denialdesk.domain.drug_checks import drug_doubts, named_drug_doubts
from denialdesk.domain.free_texts import FreeText, letter_texts, record_texts
from denialdesk.domain.label_check import LabelCheck
from denialdesk.domain.measure_checks import measure_doubts
from denialdesk.domain.person_checks import person_doubts
from denialdesk.domain.plan_checks import plan_doubts
from denialdesk.domain.readiness import Todo
from denialdesk.domain.story_checks import story_doubts, told_doubts
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
    of_record: Collection[Todo] | None = None,
) -> tuple[Todo, ...]:
    """List the doubts about a case that the office has not set aside, each once.

    ``other_patients`` are the worklist's other names as ``person_checks.names_key`` writes them. ``of_record`` is what
    ``record_doubts`` found, where that is known already. Doubts that block can be mended; only those about words (a
    name, a date of birth, a promise) can also be set aside with a reason.
    """
    if of_record is None:
        of_record = record_doubts(
            case, vocabulary, today, label=label, instruments=instruments, other_patients=other_patients
        )
    set_aside = {each.key for each in case.letter.set_aside if each.reason.strip()}
    found = (*of_record, *_text_doubts(tuple(letter_texts(case)), case, vocabulary, today, other_patients))
    kept = (todo for todo in found if not todo.key or todo.key not in set_aside)
    return tuple({(todo.key or todo.text, todo.target): todo for todo in kept}.values())


def record_doubts(
    case: Case,
    vocabulary: Vocabulary,
    today: dt.date,
    *,
    label: LabelCheck = _NO_LABEL,
    instruments: Collection[Instrument] = (),
    other_patients: Collection[str] = (),
) -> tuple[Todo, ...]:
    """List the doubts about everything but the words of the letter: they stay while only those are typed."""
    texts = tuple(record_texts(case))
    return (
        *date_doubts(case, today),
        *drug_doubts(case, vocabulary),
        *plan_doubts(case, vocabulary),
        *measure_doubts(case, instruments),
        *story_doubts(case, vocabulary),
        *_text_doubts(texts, case, vocabulary, today, other_patients),
        *_label_doubts(label),
    )


def _text_doubts(
    texts: Collection[FreeText],
    case: Case,
    vocabulary: Vocabulary,
    today: dt.date,
    other_patients: Collection[str],
) -> Iterator[Todo]:
    yield from written_date_doubts(texts, case, today)
    yield from named_drug_doubts(texts, case, vocabulary)
    yield from person_doubts(texts, case, vocabulary, today, other_patients)
    yield from claim_doubts(texts, case, vocabulary)
    yield from told_doubts(texts, case, vocabulary, today)


def _label_doubts(label: LabelCheck) -> Iterator[Todo]:
    for point in label.points:
        if point.topic == "age" and point.status is Status.NOT_MET:
            text = f"The label names {point.label_says}; by the date of birth the patient is outside it."
            yield suspicion("label_age", text, "patient.birth_date", point.label_says)
