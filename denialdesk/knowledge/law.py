"""Reads criteria_db/law into a LawBook, strictly: an unknown or doubled key is an error with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from denialdesk.domain.citation_text import official_link, section_of
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import ClockUnit, Confidence
from denialdesk.domain.lawbook import (
    Ban,
    BookCitation,
    CommonRule,
    Condition,
    DecisionTime,
    Fact,
    FactValue,
    Ground,
    GroundEntry,
    LawBook,
    LawChange,
    LawSource,
    LevelEntry,
    MonthEnd,
    OutsideEntry,
    PlanEntry,
    PlanFamily,
    Provision,
    Reach,
    Representation,
    RightEntry,
    StartEvent,
    StateClock,
    StateEntry,
    StateExternalReview,
    StateLawEntry,
    StateLawKind,
    StateLawReach,
    TrialCap,
    Window,
)
from denialdesk.domain.plan import PlanType
from denialdesk.knowledge.finder import load_finder
from denialdesk.knowledge.strict_yaml import DataFileError, Fields, read_fields


def load_law(folder: Path) -> LawBook:
    """Load the law entries of a ``law`` folder; raises DataFileError naming file and line of the first fault."""
    sources = _sources(folder / "sources.yaml")
    as_of, rules, notes = _common(folder / "common.yaml")
    plans = {}
    for path in sorted((folder / "federal").glob("*.yaml")):
        plan = _plan(path)
        plans[plan.id] = plan
    missing = [kind.value for kind in PlanType if kind not in plans]
    if missing:
        raise DataFileError(f"The law data has no entry for {', '.join(missing)}.", "Put the file back in law/federal.")
    states = {entry.code: entry for entry in map(_state, sorted((folder / "states").glob("*.yaml")))}
    book = LawBook(
        as_of=as_of,
        plans=plans,
        states=states,
        outside=_outside(folder / "outside.yaml"),
        changes=_changes(folder / "recent_changes.yaml"),
        sources=sources,
        common=rules,
        notes=notes,
        finder=load_finder(folder / "plan_finder.yaml"),
    )
    _check_finder(book)
    _check_sources(book)
    return book


def _check_finder(book: LawBook) -> None:
    outside = {entry.id for entry in book.outside}
    for result in book.finder.results.values() if book.finder else ():
        if result.outside and result.outside not in outside:
            raise DataFileError(
                f"The plan finder ends in {result.outside!r}, which outside.yaml does not have.", "Correct the name."
            )


def _check_sources(book: LawBook) -> None:
    for where, used in _sources_used(book):
        for source in used:
            if source not in book.sources:
                raise DataFileError(
                    f"The law entry {where} names the source {source!r}, which sources.yaml does not have.",
                    "Add the source or correct its name.",
                )


def _sources_used(book: LawBook) -> Iterator[tuple[str, tuple[str, ...]]]:
    for plan in book.plans.values():
        for level in plan.levels:
            yield f"{plan.id.value}, {level.id}", level.sources
            for process in level.processes:
                yield f"{plan.id.value}, {level.id}.{process.id}", process.sources
        for right in plan.rights:
            yield f"{plan.id.value}, {right.id}", right.sources
        for fact in plan.facts:
            yield f"{plan.id.value}, {fact.id}", fact.sources
    for state in book.states.values():
        yield state.code, state.sources
    for change in book.changes:
        yield f"the change of {change.date}", change.sources


def _confidence(fields: Fields, key: str = "confidence") -> Confidence:
    return fields.choice(key, Confidence)


def _required_date(fields: Fields, key: str) -> dt.date:
    date = fields.date(key)
    if date is None:
        raise fields.fault(f"{key!r} needs a date")
    return date


def _required_integer(fields: Fields, key: str) -> int:
    number = fields.integer(key)
    if number is None:
        raise fields.fault(f"{key!r} needs a whole number")
    return number


def _citations(fields: Fields, key: str = "citations") -> tuple[BookCitation, ...]:
    return tuple(_citation(item) for item in fields.maps(key))


def _citation(item: Fields) -> BookCitation:
    text = item.text("cite")
    citation = BookCitation(
        text=text,
        section=item.text("section", section_of(text)),
        confidence=_confidence(item),
        only_if=item.choice("only_if", Condition) if "only_if" in item else None,
        note=item.text("note", ""),
        link=item.text("link", official_link(text)),
    )
    item.close()
    return citation


def _facts(fields: Fields, key: str = "facts") -> tuple[Fact, ...]:
    facts = []
    for name, item in fields.map_items(key):
        value: FactValue = item.texts("value") if item.is_list("value") else item.scalar("value", required=True)
        facts.append(
            Fact(
                id=name,
                value=value,
                confidence=_confidence(item),
                citations=_citations(item),
                sources=item.texts("sources"),
            )
        )
        item.close()
    return tuple(facts)


def _window(item: Fields | None) -> Window | None:
    if item is None:
        return None
    window = Window(
        amount=item.integer("amount"),
        unit=item.choice("unit", ClockUnit),
        start=item.choice("start", StartEvent),
        start_event=item.text("start_event", ""),
        confidence=_confidence(item),
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
        amount=_required_integer(item, "amount"),
        unit=item.choice("unit", ClockUnit),
        confidence=_confidence(item),
        starts=item.text("starts", ""),
        note=item.text("note", ""),
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
        confidence=_confidence(item),
        window=_window(item.map("window")),
        expedited_window=_window(item.map("expedited_window")),
        decisions=tuple(_decision(entry) for entry in item.maps("decisions")),
        citations=_citations(item),
        sources=item.texts("sources"),
        facts=_facts(item),
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
        confidence=_confidence(item),
        request=item.text("request", ""),
        rule=item.text("rule", ""),
        citations=_citations(item),
        sources=item.texts("sources"),
        facts=_facts(item),
    )
    item.close()
    return right


def _state_law(item: Fields | None, fields: Fields) -> StateLawEntry:
    if item is None:
        raise fields.fault("the key 'state_law' is missing")
    entry = StateLawEntry(
        reach=item.choice("reach", StateLawReach),
        rule=item.text("rule"),
        confidence=_confidence(item),
        citations=_citations(item),
    )
    item.close()
    return entry


def _representation(item: Fields | None) -> Representation | None:
    if item is None:
        return None
    entry = Representation(
        who_may_file=item.text("who_may_file"),
        form_needed=item.text("form_needed"),
        confidence=_confidence(item),
        prescriber_urgent_without_form=item.boolean("prescriber_urgent_without_form"),
        citations=_citations(item),
        sources=item.texts("sources"),
        facts=_facts(item),
    )
    item.close()
    return entry


def _plan(path: Path) -> PlanEntry:
    fields = read_fields(path)
    plan = PlanEntry(
        id=fields.choice("id", PlanType),
        name=fields.text("name"),
        short_name=fields.text("short_name"),
        family=fields.choice("family", PlanFamily),
        as_of=_required_date(fields, "as_of"),
        state_law=_state_law(fields.map("state_law"), fields),
        governing_law=_citations(fields, "governing_law"),
        later_printed_date_counts=fields.boolean("later_printed_date_counts"),
        recognise=fields.texts("recognise"),
        representation=_representation(fields.map("representation")),
        rights=tuple(_right(name, item) for name, item in fields.map_items("rights")),
        levels=tuple(_level(item) for item in fields.maps("levels")),
        facts=_facts(fields),
        nothing_computed=fields.text("nothing_computed", ""),
        ask=fields.text("ask", ""),
    )
    fields.close()
    if path.stem != plan.id.value:
        raise fields.fault(f"the file name does not match the id {plan.id.value!r}", "id")
    return plan


def _provision(item: Fields) -> Provision:
    provision = Provision(
        what=item.text("what"),
        starts=item.text("starts", ""),
        applies_to=item.text("applies_to", ""),
        confidence=_confidence(item),
    )
    item.close()
    return provision


def _ban(item: Fields) -> Ban:
    ban = Ban(
        condition=item.text("condition"),
        starts=item.date("starts"),
        applies_to=item.text("applies_to", ""),
        only_if=item.text("only_if", ""),
        confidence=_confidence(item),
    )
    item.close()
    return ban


def _grounds(fields: Fields) -> tuple[GroundEntry, ...]:
    found = {}
    for name, item in fields.map_items("grounds"):
        if name not in set(Ground):
            raise item.fault(f"{name!r} is not one of the grounds")
        ground = Ground(name)
        found[ground] = GroundEntry(ground, item.boolean("listed"), _confidence(item))
        item.close()
    missing = [ground.value for ground in Ground if ground not in found]
    if missing:
        raise fields.fault(f"the ground {missing[0]!r} is missing", "grounds")
    return tuple(found[ground] for ground in Ground)


def _reaches(fields: Fields) -> tuple[Reach, ...]:
    reaches = []
    for name, item in fields.map_items("reaches"):
        reaches.append(Reach(name, item.boolean("reached"), _confidence(item)))
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
        standard_confidence=_confidence(item, "standard_confidence"),
        urgent_confidence=_confidence(item, "urgent_confidence"),
        deemed_approved_if_late=item.boolean("deemed_approved_if_late"),
        deemed_confidence=_confidence(item, "deemed_confidence"),
    )
    item.close()
    return clock


def _trial_cap(fields: Fields) -> TrialCap:
    item = fields.map("trial_cap")
    if item is None:
        raise fields.fault("the key 'trial_cap' is missing")
    cap = TrialCap(item.integer("days"), item.text("alternative", ""), _confidence(item))
    item.close()
    return cap


def _external_review(fields: Fields) -> StateExternalReview:
    item = fields.map("external_review")
    if item is None:
        raise fields.fault("the key 'external_review' is missing")
    review = StateExternalReview(
        body=item.text("body", ""),
        amount=item.integer("amount"),
        unit=ClockUnit(item.choice("unit", ClockUnit)) if item.text("unit", "") else None,
        start_event=item.text("start_event", ""),
        differs_from_four_months=item.boolean("differs_from_four_months"),
        confidence=_confidence(item),
        note=item.text("note", ""),
    )
    item.close()
    return review


def _state(path: Path) -> StateEntry:
    fields = read_fields(path)
    known = Confidence.KNOWN
    state = StateEntry(
        code=fields.text("code"),
        name=fields.text("name"),
        as_of=_required_date(fields, "as_of"),
        kind=fields.choice("kind", StateLawKind),
        citations=_citations(fields),
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
        form_confidence=_confidence(fields, "form_confidence"),
        notes=fields.texts("notes"),
        external_review=_external_review(fields),
        statute_confidence=fields.choice("statute_confidence", Confidence, known),
        statute_status_known="statute_confidence" in fields and bool(fields.text("statute_confidence", "")),
        sources=fields.texts("sources"),
    )
    fields.close()
    if path.stem != state.code:
        raise fields.fault(f"the file name does not match the code {state.code!r}", "code")
    return state


def _outside(path: Path) -> tuple[OutsideEntry, ...]:
    fields = read_fields(path)
    _required_date(fields, "as_of")
    entries = []
    for item in fields.maps("outside"):
        entries.append(OutsideEntry(item.text("id"), item.text("name"), item.text("goes_to"), _confidence(item)))
        item.close()
    fields.close()
    return tuple(entries)


def _changes(path: Path) -> tuple[LawChange, ...]:
    fields = read_fields(path)
    _required_date(fields, "as_of")
    changes = []
    for item in fields.maps("changes"):
        changes.append(
            LawChange(
                date=_required_date(item, "date"),
                what=item.text("what"),
                status=item.text("status", ""),
                confidence=_confidence(item),
                date_note=item.text("date_note", ""),
                date_confidence=_confidence(item, "date_confidence"),
                citations=_citations(item),
                sources=item.texts("sources"),
            )
        )
        item.close()
    fields.close()
    return tuple(changes)


def _sources(path: Path) -> dict[str, LawSource]:
    fields = read_fields(path)
    _required_date(fields, "as_of")
    found = {}
    for name, item in fields.map_items("sources"):
        found[name] = LawSource(name, item.text("url"), item.text("kind"), item.text("what", ""))
        item.close()
    fields.close()
    return found


def _common(path: Path) -> tuple[dt.date, tuple[CommonRule, ...], tuple[Fact, ...]]:
    fields = read_fields(path)
    as_of = _required_date(fields, "as_of")
    rules = []
    for name, item in fields.map_items("rules"):
        rules.append(
            CommonRule(
                id=name,
                text=item.text("text"),
                confidence=_confidence(item),
                citations=_citations(item),
                sources=item.texts("sources"),
                facts=_facts(item),
            )
        )
        item.close()
    notes = _facts(fields, "notes")
    fields.close()
    return as_of, tuple(rules), notes
