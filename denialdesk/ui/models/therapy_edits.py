"""Edits of the prior-therapy log as plain functions from case to case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from denialdesk.domain.case import Case
from denialdesk.domain.therapy import Origin, Therapy


def with_therapy(case: Case, therapy: Therapy) -> Case:
    """Give the case with one row replaced; an imported row is marked as changed by hand."""
    return replace(
        case, therapies=tuple(_marked(row, therapy) if row.id == therapy.id else row for row in case.therapies)
    )


def with_therapies(case: Case, rows: Sequence[Therapy]) -> Case:
    """Give the case with several rows replaced."""
    for row in rows:
        case = with_therapy(case, row)
    return case


def _marked(before: Therapy, after: Therapy) -> Therapy:
    """Mark an imported row whose facts a person changed. Saying yes to it is no change."""
    if before.provenance.origin is not Origin.IMPORTED or replace(after, provenance=before.provenance) == before:
        return after
    return replace(after, provenance=replace(after.provenance, changed_by_hand=True))


def with_rows_added(case: Case, rows: Sequence[Therapy], at: int | None = None) -> Case:
    """Give the case with rows inserted before place ``at``, or at the end."""
    place = len(case.therapies) if at is None else max(0, min(at, len(case.therapies)))
    return replace(case, therapies=(*case.therapies[:place], *rows, *case.therapies[place:]))


def without_rows(case: Case, ids: Collection[str]) -> Case:
    """Give the case without some rows; answers and measures that pointed at them no longer do."""
    return replace(
        case,
        therapies=tuple(row for row in case.therapies if row.id not in ids),
        answers=tuple(
            replace(answer, therapy_ids=tuple(each for each in answer.therapy_ids if each not in ids))
            for answer in case.answers
        ),
        measures=tuple(replace(each, therapy_id="") if each.therapy_id in ids else each for each in case.measures),
    )


def with_rows_moved(case: Case, ids: Collection[str], by: int) -> Case:
    """Give the case with some rows moved one place up (``by`` -1) or down (1); they stop at the end of the log."""
    rows = list(case.therapies)
    places = [place for place, row in enumerate(rows) if row.id in ids]
    if not places or (by < 0 and places[0] == 0) or (by > 0 and places[-1] == len(rows) - 1):
        return case
    for place in places if by < 0 else reversed(places):
        rows[place], rows[place + by] = rows[place + by], rows[place]
    return replace(case, therapies=tuple(rows))


def with_rows_ordered(case: Case, ids: Sequence[str]) -> Case:
    """Give the case with its rows in the order of ``ids``; a row not named stays behind them."""
    ranks = {each: rank for rank, each in enumerate(ids)}
    return replace(case, therapies=tuple(sorted(case.therapies, key=lambda row: ranks.get(row.id, len(ranks)))))


def with_rows_duplicated(case: Case, ids: Collection[str], new_id: Callable[[], str]) -> Case:
    """Give the case with a copy under each of some rows. A copy is typed by a person, so it needs no confirming."""
    rows: list[Therapy] = []
    for row in case.therapies:
        rows.append(row)
        if row.id in ids:
            provenance = replace(row.provenance, origin=Origin.TYPED, document="", locator="", confirmed=True)
            rows.append(replace(row, id=new_id(), provenance=replace(provenance, changed_by_hand=False)))
    return replace(case, therapies=tuple(rows))


def with_rows_confirmed(case: Case, ids: Collection[str]) -> Case:
    """Give the case with some imported rows said yes to."""
    return replace(
        case,
        therapies=tuple(
            replace(row, provenance=replace(row.provenance, confirmed=True)) if row.id in ids else row
            for row in case.therapies
        ),
    )
