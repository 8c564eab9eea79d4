"""Comorbidities that block a step, and severity instruments with their cut-offs."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.vocabulary import Icd10


@dataclass(frozen=True, slots=True)
class Comorbidity:
    """A condition that makes a step drug unsuitable; ``relevant_to`` names drugs or classes as the reference does."""

    id: str
    name: str
    icd10: tuple[Icd10, ...]
    relevant_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """One severity band of an instrument, with its criterion as printed."""

    label: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A severity instrument or laboratory test. ``higher_is`` tells which direction is worse."""

    id: str
    name: str
    range: str
    higher_is: str
    source: str
    confidence: str
    unit: str = ""
    bands: tuple[Band, ...] = ()
    target_or_response: str = ""
    url: str = ""
    notes: str = ""
