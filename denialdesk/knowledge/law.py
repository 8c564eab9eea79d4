"""Reads criteria_db/law into a LawBook, strictly: an unknown or doubled key is an error with file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from denialdesk.domain.lawbook import CommonRule, LawBook, LawChange, LawSource, OutsideEntry
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_law import Fact
from denialdesk.knowledge.finder import load_finder
from denialdesk.knowledge.law_fields import citations_of, confidence_of, facts_of, required_date
from denialdesk.knowledge.law_plans import read_plan
from denialdesk.knowledge.law_states import read_state
from denialdesk.knowledge.strict_yaml import DataFileError, read_fields


def load_law(folder: Path) -> LawBook:
    """Load the law entries of a ``law`` folder; raises DataFileError naming file and line of the first fault."""
    sources = _sources(folder / "sources.yaml")
    as_of, rules, notes = _common(folder / "common.yaml")
    plans = {}
    for path in sorted((folder / "federal").glob("*.yaml")):
        plan = read_plan(path)
        plans[plan.id] = plan
    missing = [kind.value for kind in PlanType if kind not in plans]
    if missing:
        raise DataFileError(f"The law data has no entry for {', '.join(missing)}.", "Put the file back in law/federal.")
    states = {entry.code: entry for entry in map(read_state, sorted((folder / "states").glob("*.yaml")))}
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


def _outside(path: Path) -> tuple[OutsideEntry, ...]:
    fields = read_fields(path)
    required_date(fields, "as_of")
    entries = []
    for item in fields.maps("outside"):
        entries.append(OutsideEntry(item.text("id"), item.text("name"), item.text("goes_to"), confidence_of(item)))
        item.close()
    fields.close()
    return tuple(entries)


def _changes(path: Path) -> tuple[LawChange, ...]:
    fields = read_fields(path)
    required_date(fields, "as_of")
    changes = []
    for item in fields.maps("changes"):
        changes.append(
            LawChange(
                date=required_date(item, "date"),
                what=item.text("what"),
                status=item.text("status", ""),
                confidence=confidence_of(item),
                date_note=item.text("date_note", ""),
                date_confidence=confidence_of(item, "date_confidence"),
                citations=citations_of(item),
                sources=item.texts("sources"),
            )
        )
        item.close()
    fields.close()
    return tuple(changes)


def _sources(path: Path) -> dict[str, LawSource]:
    fields = read_fields(path)
    required_date(fields, "as_of")
    found = {}
    for name, item in fields.map_items("sources"):
        found[name] = LawSource(name, item.text("url"), item.text("kind"), item.text("what", ""))
        item.close()
    fields.close()
    return found


def _common(path: Path) -> tuple[dt.date, tuple[CommonRule, ...], tuple[Fact, ...]]:
    fields = read_fields(path)
    as_of = required_date(fields, "as_of")
    rules = []
    for name, item in fields.map_items("rules"):
        rules.append(
            CommonRule(
                id=name,
                text=item.text("text"),
                confidence=confidence_of(item),
                citations=citations_of(item),
                sources=item.texts("sources"),
                facts=facts_of(item),
            )
        )
        item.close()
    notes = facts_of(fields, "notes")
    fields.close()
    return as_of, tuple(rules), notes
