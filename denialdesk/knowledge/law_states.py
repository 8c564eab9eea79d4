"""Reads one file of law/states: a state's step-therapy law and its external review."""

from __future__ import annotations

from pathlib import Path

from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.state_law import (
    Ban,
    Ground,
    GroundEntry,
    Provision,
    Reach,
    StateClock,
    StateEntry,
    StateExternalReview,
    StateLawKind,
    TrialCap,
)
from denialdesk.knowledge.law_fields import citations_of, confidence_of, required_date
from denialdesk.knowledge.strict_yaml import Fields, read_fields


def _provision(item: Fields) -> Provision:
    provision = Provision(
        what=item.text("what"),
        starts=item.text("starts", ""),
        applies_to=item.text("applies_to", ""),
        confidence=confidence_of(item),
    )
    item.close()
    return provision


def _ban(item: Fields) -> Ban:
    ban = Ban(
        condition=item.text("condition"),
        starts=item.date("starts"),
        applies_to=item.text("applies_to", ""),
        only_if=item.text("only_if", ""),
        confidence=confidence_of(item),
    )
    item.close()
    return ban


def _grounds(fields: Fields) -> tuple[GroundEntry, ...]:
    found = {}
    for name, item in fields.map_items("grounds"):
        if name not in set(Ground):
            raise item.fault(f"{name!r} is not one of the grounds")
        ground = Ground(name)
        found[ground] = GroundEntry(ground, item.boolean("listed"), confidence_of(item))
        item.close()
    missing = [ground.value for ground in Ground if ground not in found]
    if missing:
        raise fields.fault(f"the ground {missing[0]!r} is missing", "grounds")
    return tuple(found[ground] for ground in Ground)


def _reaches(fields: Fields) -> tuple[Reach, ...]:
    reaches = []
    for name, item in fields.map_items("reaches"):
        reaches.append(Reach(name, item.boolean("reached"), confidence_of(item)))
        item.close()
    return tuple(reaches)


def _clock(fields: Fields) -> StateClock:
    item = fields.map("clock")
    if item is None:
        raise fields.fault("the key 'clock' is missing")
    clock = StateClock(
        standard=item.text("standard", ""),
        urgent=item.text("urgent", ""),
        starts=item.text("starts", ""),
        standard_confidence=confidence_of(item, "standard_confidence"),
        urgent_confidence=confidence_of(item, "urgent_confidence"),
        deemed_approved_if_late=item.boolean("deemed_approved_if_late"),
        deemed_confidence=confidence_of(item, "deemed_confidence"),
    )
    item.close()
    return clock


def _trial_cap(fields: Fields) -> TrialCap:
    item = fields.map("trial_cap")
    if item is None:
        raise fields.fault("the key 'trial_cap' is missing")
    cap = TrialCap(item.integer("days"), item.text("alternative", ""), confidence_of(item))
    item.close()
    return cap


def _external_review(fields: Fields) -> StateExternalReview:
    item = fields.map("external_review")
    if item is None:
        raise fields.fault("the key 'external_review' is missing")
    review = StateExternalReview(
        body=item.text("body", ""),
        amount=item.integer("amount"),
        unit=item.choice("unit", ClockUnit) if item.text("unit", "") else None,
        start_event=item.text("start_event", ""),
        differs_from_four_months=item.boolean("differs_from_four_months"),
        confidence=confidence_of(item),
        note=item.text("note", ""),
    )
    item.close()
    return review


def read_state(path: Path) -> StateEntry:
    """Read the file of one state or the District of Columbia; raises DataFileError."""
    fields = read_fields(path)
    state = StateEntry(
        code=fields.text("code"),
        name=fields.text("name"),
        as_of=required_date(fields, "as_of"),
        kind=fields.choice("kind", StateLawKind),
        citations=citations_of(fields),
        enacted=fields.text("enacted", ""),
        effective=fields.date("effective"),
        provisions=tuple(_provision(item) for item in fields.maps("provisions")),
        grounds=_grounds(fields),
        medicaid_differs=fields.text("medicaid_differs", ""),
        clock=_clock(fields),
        reaches=_reaches(fields),
        trial_cap=_trial_cap(fields),
        bans=tuple(_ban(item) for item in fields.maps("bans")),
        form=fields.text("form", ""),
        form_confidence=confidence_of(fields, "form_confidence"),
        notes=fields.texts("notes"),
        external_review=_external_review(fields),
        statute_confidence=fields.choice("statute_confidence", Confidence, Confidence.KNOWN),
        statute_status_known="statute_confidence" in fields and bool(fields.text("statute_confidence", "")),
        sources=fields.texts("sources"),
    )
    fields.close()
    if path.stem != state.code:
        raise fields.fault(f"the file name does not match the code {state.code!r}", "code")
    return state
