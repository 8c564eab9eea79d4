"""Reads one file of law/federal: a plan type with its levels, windows, decision times and rights."""

from __future__ import annotations

from pathlib import Path

from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_law import (
    Condition,
    DecisionTime,
    LevelEntry,
    MonthEnd,
    PlanEntry,
    PlanFamily,
    Representation,
    RightEntry,
    StartEvent,
    StateLawEntry,
    StateLawReach,
    Window,
)
from denialdesk.knowledge.law_fields import citations_of, confidence_of, facts_of, required_date, required_integer
from denialdesk.knowledge.strict_yaml import Fields, read_fields


def _window(item: Fields | None) -> Window | None:
    if item is None:
        return None
    window = Window(
        amount=item.integer("amount"),
        unit=item.choice("unit", ClockUnit),
        start=item.choice("start", StartEvent),
        start_event=item.text("start_event", ""),
        confidence=confidence_of(item),
        is_floor=bool(item.boolean("is_floor")),
        state_sets_number=bool(item.boolean("state_sets_number")),
        least=item.integer("least"),
        most=item.integer("most"),
        presumed_receipt_days=item.integer("presumed_receipt_days"),
        safe_start=item.choice("safe_start", StartEvent) if "safe_start" in item else None,
        rolls=item.boolean("rolls"),
        rolls_basis=item.text("rolls_basis", ""),
        month_end=item.choice("month_end", MonthEnd) if "month_end" in item else None,
        filed_when=item.text("filed_when", ""),
        expedited_start=item.choice("expedited_start", StartEvent) if "expedited_start" in item else None,
        citations=item.texts("citations"),
        rolls_confidence=item.choice("rolls_confidence", Confidence) if "rolls_confidence" in item else None,
    )
    item.close()
    return window


def _decision(item: Fields) -> DecisionTime:
    decision = DecisionTime(
        kind=item.text("kind"),
        amount=required_integer(item, "amount"),
        unit=item.choice("unit", ClockUnit),
        confidence=confidence_of(item),
        starts=item.text("starts", ""),
        note=item.text("note", ""),
        citations=item.texts("citations"),
    )
    item.close()
    return decision


def _level(item: Fields, order: int | None = None) -> LevelEntry:
    own = item.integer("order") if order is None else order
    if own is None:
        raise item.fault("a level needs its 'order'")
    level = LevelEntry(
        id=item.text("id"),
        order=own,
        name=item.text("name"),
        confidence=confidence_of(item),
        window=_window(item.map("window")),
        expedited_window=_window(item.map("expedited_window")),
        decisions=tuple(_decision(entry) for entry in item.maps("decisions")),
        citations=citations_of(item),
        sources=item.texts("sources"),
        facts=facts_of(item),
        processes=tuple(_level(entry, own) for entry in item.maps("processes")),
        if_late=item.text("if_late", ""),
        no_filing=item.text("no_filing", ""),
        follows=tuple(item.choices("follows", AppealLevel)),
        only_if=item.choice("only_if", Condition) if "only_if" in item else None,
        needs_printed_date=bool(item.boolean("needs_printed_date")),
    )
    item.close()
    return level


def _right(name: str, item: Fields) -> RightEntry:
    right = RightEntry(
        id=name,
        statement=item.text("statement"),
        confidence=confidence_of(item),
        request=item.text("request", ""),
        rule=item.text("rule", ""),
        citations=citations_of(item),
        sources=item.texts("sources"),
        facts=facts_of(item),
    )
    item.close()
    return right


def _state_law(item: Fields | None, fields: Fields) -> StateLawEntry:
    if item is None:
        raise fields.fault("the key 'state_law' is missing")
    entry = StateLawEntry(
        reach=item.choice("reach", StateLawReach),
        rule=item.text("rule"),
        confidence=confidence_of(item),
        citations=citations_of(item),
    )
    item.close()
    return entry


def _representation(item: Fields | None) -> Representation | None:
    if item is None:
        return None
    entry = Representation(
        who_may_file=item.text("who_may_file"),
        form_needed=item.text("form_needed"),
        confidence=confidence_of(item),
        prescriber_urgent_without_form=item.boolean("prescriber_urgent_without_form"),
        citations=citations_of(item),
        sources=item.texts("sources"),
        facts=facts_of(item),
    )
    item.close()
    return entry


def read_plan(path: Path) -> PlanEntry:
    """Read the file of one plan type; raises DataFileError."""
    fields = read_fields(path)
    plan = PlanEntry(
        id=fields.choice("id", PlanType),
        name=fields.text("name"),
        short_name=fields.text("short_name"),
        family=fields.choice("family", PlanFamily),
        as_of=required_date(fields, "as_of"),
        state_law=_state_law(fields.map("state_law"), fields),
        governing_law=citations_of(fields, "governing_law"),
        later_printed_date_counts=fields.boolean("later_printed_date_counts"),
        recognise=fields.texts("recognise"),
        representation=_representation(fields.map("representation")),
        rights=tuple(_right(name, item) for name, item in fields.map_items("rights")),
        levels=tuple(_level(item) for item in fields.maps("levels")),
        facts=facts_of(fields),
        nothing_computed=fields.text("nothing_computed", ""),
        ask=fields.text("ask", ""),
    )
    fields.close()
    if path.stem != plan.id.value:
        raise fields.fault(f"the file name does not match the id {plan.id.value!r}", "id")
    return plan
