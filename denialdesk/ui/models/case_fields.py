"""Reading and replacing one field of a case by its dotted path, such as "patient.first_name"."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from denialdesk.domain.case import Case, Measure

MeasuresChange = Callable[[tuple[Measure, ...]], tuple[Measure, ...]]


def field_value(case: Case, path: str) -> Any:  # noqa: ANN401  # the field decides the type
    """Follow a dotted path of two names into a case; raises AttributeError for a path that does not exist."""
    part, name = path.split(".")
    return getattr(getattr(case, part), name)


def with_field(case: Case, path: str, value: object) -> Case:
    """Give a case with one field replaced; raises AttributeError or TypeError for a path that does not exist."""
    part, name = path.split(".")
    return with_fields(case, part, {name: value})


def with_fields(case: Case, part: str, values: dict[str, object]) -> Case:
    """Give a case with several fields of one part ("request") replaced at once."""
    changed = dataclasses.replace(getattr(case, part), **values)
    return dataclasses.replace(case, **{part: changed})


def with_measures(case: Case, change: MeasuresChange) -> Case:
    """Give a case with its measures changed by a function."""
    return dataclasses.replace(case, measures=change(case.measures))
