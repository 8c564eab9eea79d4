"""Nothing of the reference is lost in criteria_db/law: every item is found again, with its own confidence.

The copies under law_reference/ are read here by a walk of its own, which shares no code with the loader.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import pytest

from denialdesk.domain.law import Confidence
from denialdesk.domain.lawbook import LawChange
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_law import (
    BookCitation,
    DecisionTime,
    Fact,
    LevelEntry,
    PlanEntry,
    RightEntry,
    StateLawReach,
    Window,
)
from denialdesk.domain.state_law import StateEntry
from tests.law import law_book, reference

# Bookkeeping of confidence and sources is checked by itself, not as content.
NOT_CONTENT = {"confidence", "confidence_note", "item_confidence", "citation_confidence", "sources"}
PLAN_MARKS = {"governing_law_confidence", "preemption_confidence"}
CITATION_KEYS = {
    "citation",
    "preemption_citation",
    "approval_citation",
    "physician_citation",
    "governing_law",
    "citations",
}
PLANS = {item["id"]: item for item in reference("federal")["plan_types"]}
STATES = reference("states")["states"]


# ---------------------------------------------------------------- the reference, walked by its own rules


@dataclass(frozen=True)
class Leaf:
    """One value of the reference with its path and the confidence its rules give it."""

    path: str
    value: Any
    confidence: str
    is_citation: bool


@dataclass(frozen=True)
class Walk:
    """A walk that remembers every block above the current place."""

    blocks: tuple[tuple[dict[str, Any], str], ...] = field(default=())

    def leaves(self, node: Any, path: str = "", key: str = "") -> Iterator[Leaf]:  # noqa: ANN401 - JSON of any shape
        if isinstance(node, dict):
            inner = Walk((*self.blocks, (node, path)))
            for name, value in node.items():
                if name not in NOT_CONTENT | PLAN_MARKS:
                    yield from inner.leaves(value, f"{path}.{name}" if path else name, name)
        elif isinstance(node, list):
            for index, value in enumerate(node):
                yield from self.leaves(value, f"{path}[{index}]", key)
        else:
            is_citation = key in CITATION_KEYS and isinstance(node, str)
            yield Leaf(path, node, self.confidence(path, node if is_citation else None), is_citation)

    def confidence(self, path: str, citation: str | None) -> str:
        """Own value, else the block's item or citation entry, else the block's, else the one around it, else known."""
        if re.match(r"(governing_law|preemption_citation|state_law_saved_by|recognise)", path):
            return "known"
        for block, at in reversed(self.blocks):
            inside = path[len(at) :].removeprefix(".")
            if citation is not None and citation in block.get("citation_confidence", {}):
                return str(block["citation_confidence"][citation])
            for item, value in block.get("item_confidence", {}).items():
                if re.match(re.escape(item) + r"($|[.\[])", inside):
                    return str(value)
            if block.get("confidence") in {"seen", "known"}:
                return str(block["confidence"])
        return "known"


def _citations_of(text: str) -> Iterator[str]:
    """The clean citations our data should hold for one citation string of the reference."""
    either = re.fullmatch(r"(.*) through (.*) \(self-funded\) or (.*) \(insured\)", text)
    if either:
        base, first, second = either.groups()
        yield f"{base}, as applied by {first}"
        yield f"{base}, as applied by {second}"
        return
    clean = text.replace(" through ", ", as applied by ")
    clean = clean.removeprefix("self-funded: ").removeprefix("not ERISA: ").removeprefix("insured: ")
    yield clean.removesuffix(" binds the issuer")


# ---------------------------------------------------------------- our data, walked


def _book_values(node: object) -> Iterator[object]:
    if is_dataclass(node) and not isinstance(node, type):
        for item in fields(node):
            yield from _book_values(getattr(node, item.name))
    elif isinstance(node, tuple | frozenset):
        for value in node:
            yield from _book_values(value)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _book_values(value)
    elif node is not None:
        yield node.isoformat() if isinstance(node, dt.date) else node


def _book_citations(node: object) -> Iterator[BookCitation]:
    if isinstance(node, BookCitation):
        yield node
    elif is_dataclass(node) and not isinstance(node, type):
        for item in fields(node):
            yield from _book_citations(getattr(node, item.name))
    elif isinstance(node, tuple):
        for value in node:
            yield from _book_citations(value)


def _matches(clean: str, book: BookCitation) -> bool:
    """A citation is held with its text alone, or with its bracketed qualifier kept as a note or a condition."""
    return clean == book.text or (clean.startswith(book.text + " (") and bool(book.note or book.only_if))


# ---------------------------------------------------------------- the tests: federal


def test_all_plan_types_and_lists_are_there() -> None:
    federal, book = reference("federal"), law_book()

    assert {plan.value for plan in book.plans} == set(PLANS) == {kind.value for kind in PlanType}
    assert set(book.states) == set(STATES)
    assert [entry.id for entry in book.outside] == [entry["id"] for entry in federal["outside_the_list"]]
    assert [rule.id for rule in book.common] == list(federal["common_rules"])
    assert len(book.changes) == len(federal["recent_changes"])
    assert set(book.sources) == set(federal["sources"]) | set(reference("states")["sources"])


# What became a typed field; each is compared by one of the tests below.
TYPED = re.compile(
    r"(id|name|order|recognise|state_step_therapy_law_applies|preemption_citation)"
    r"|(expedited_)?window(\.(n|unit|start_event|minimum|maximum|state_sets_number|receipt_presumption_days"
    r"|weekend_holiday_roll|weekend_holiday_roll_basis|month_end_rule|filed_when))?"
    r"|decision(\.from|\.\w+\.(n|unit|from|per))?"
    r"|representation\.prescriber_can_file_urgent_without_form"
)


@pytest.mark.parametrize("plan_id", list(PLANS))
def test_no_value_of_a_plan_is_dropped(plan_id: str) -> None:
    """Every value is a typed field, or a fact of the same name at the same level, or the rule of a right."""
    plan, book = PLANS[plan_id], law_book().plans[PlanType(plan_id)]
    missing = []
    for leaf in Walk().leaves(plan):
        scope, local = _scope_of(leaf.path, plan, book)
        if leaf.is_citation or TYPED.fullmatch(re.sub(r"\[\d+\]", "", local)):
            continue
        if not (_is_kept(leaf, local, scope) or _is_rule(leaf, book) or _is_hours(leaf, scope)):
            missing.append(leaf.path)

    assert missing == []


def _scope_of(path: str, plan: dict[str, Any], book: PlanEntry) -> tuple[PlanEntry | LevelEntry, str]:
    match = re.match(r"levels\[(\d+)\]\.(?:processes\[(\d+)\]\.)?", path)
    if match is None:
        return book, path
    level = plan["levels"][int(match[1])]
    name = level["id"] if match[2] is None else f"{level['id']}.{level['processes'][int(match[2])]['id']}"
    entry = book.level(name)
    assert entry is not None, name
    return entry, path[match.end() :]


def _is_kept(leaf: Leaf, local: str, scope: PlanEntry | LevelEntry) -> bool:
    """A fact of this name or of the end of it, at this level, that holds this very value."""
    facts = scope.facts if isinstance(scope, LevelEntry) else tuple(_facts(scope))
    for fact in facts:
        name = local if fact.id == local or fact.id.endswith("]") else re.sub(r"\[\d+\]$", "", local)
        if fact.id == name or name.endswith(f".{fact.id}"):
            values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
            if _comparable(leaf.value) in [_comparable(value) for value in values]:
                return True
    return False


def _is_rule(leaf: Leaf, book: PlanEntry) -> bool:
    """The wording of a right, kept as its rule; a right without words has none, and is a right all the same."""
    if not leaf.path.endswith((".right", ".rule")):
        return False
    return leaf.value in [right.rule for right in book.rights]


def _is_hours(leaf: Leaf, scope: PlanEntry | LevelEntry) -> bool:
    """A decision time written as "96 hours", kept as a number and a unit."""
    return (
        isinstance(scope, LevelEntry)
        and ".decision." in leaf.path
        and any(f"{decision.amount} {decision.unit.value}" == leaf.value for decision in scope.decisions)
    )


def _comparable(value: object) -> object:
    return ("bool", value) if isinstance(value, bool) else value


def _facts(plan: PlanEntry) -> Iterator[Fact]:
    yield from plan.facts
    for right in plan.rights:
        yield from right.facts
    if plan.representation:
        yield from plan.representation.facts
    for level in plan.levels:
        for entry in (level, *level.processes):
            yield from entry.facts


def test_names_and_marks_of_a_plan_are_kept() -> None:
    for plan_id, plan in PLANS.items():
        book = law_book().plans[PlanType(plan_id)]
        assert book.name == plan["name"]
        assert {plan.get(mark, "known") for mark in PLAN_MARKS} == {"known"}
        assert {item.confidence for item in book.governing_law} == {Confidence.KNOWN}
        assert list(book.recognise) == plan.get("recognise", [])
        who = plan.get("representation", {}).get("prescriber_can_file_urgent_without_form")
        assert book.representation is not None
        assert book.representation.prescriber_urgent_without_form is who
        for level in plan.get("levels", []):
            entry = book.level(level["id"])
            assert entry is not None
            assert entry.name == level.get("name", entry.name)
            assert list(entry.sources) == level.get("sources", [])


@pytest.mark.parametrize("plan_id", list(PLANS))
def test_no_citation_of_a_plan_is_dropped_and_each_keeps_its_confidence(plan_id: str) -> None:
    plan = law_book().plans[PlanType(plan_id)]
    for place, node in _places(PLANS[plan_id], plan):
        book = list(_book_citations(node))
        for leaf in place:
            for clean in _citations_of(leaf.value):
                found = [item for item in book if _matches(clean, item)]
                assert found, (leaf.path, clean)
                # The place also holds our own wording's citations, so the least certain one must not be raised.
                assert leaf.confidence in {item.confidence.value for item in found}, (leaf.path, clean)
                if leaf.confidence == "known":
                    assert Confidence.KNOWN in {item.confidence for item in found}, (leaf.path, clean)


def _places(plan: dict[str, Any], book: PlanEntry) -> Iterator[tuple[list[Leaf], object]]:
    """Pair each level of the reference with ours, and everything else with the rest of the plan."""
    leaves = [leaf for leaf in Walk().leaves(plan) if leaf.is_citation]
    by_level: dict[str, list[Leaf]] = {}
    rest = []
    for leaf in leaves:
        match = re.match(r"levels\[(\d+)\](?:\.processes\[(\d+)\])?", leaf.path)
        if match is None:
            rest.append(leaf)
            continue
        level = plan["levels"][int(match[1])]
        name = level["id"] if match[2] is None else f"{level['id']}.{level['processes'][int(match[2])]['id']}"
        by_level.setdefault(name, []).append(leaf)
    for name, items in by_level.items():
        entry = book.level(name)
        assert entry is not None, name
        yield items, entry
    yield rest, (book.governing_law, book.state_law, book.representation, book.rights, book.facts)


def test_levels_keep_order_windows_and_decision_times() -> None:
    checked = 0
    for plan_id, plan in PLANS.items():
        book = law_book().plans[PlanType(plan_id)]
        walk = Walk(((plan, ""),))
        for index, level in enumerate(plan.get("levels", [])):
            entry = book.level(level["id"])
            assert entry is not None
            assert entry.order == level["order"]
            assert entry.name
            above = Walk(((plan, ""), (level, f"levels[{index}]")))
            checked += _check_level(entry, level, above, f"levels[{index}]")
            for number, process in enumerate(level.get("processes", [])):
                path = f"levels[{index}].processes[{number}]"
                inner = next(item for item in entry.processes if item.id == process["id"])
                checked += _check_level(inner, process, Walk((*above.blocks, (process, path))), path)
        assert walk.blocks
    assert checked > 100


def _check_level(entry: LevelEntry, level: dict[str, Any], walk: Walk, path: str) -> int:
    checked = 0
    for name, window in (("window", entry.window), ("expedited_window", entry.expedited_window)):
        data = level.get(name)
        if data is None:
            assert window is None
            continue
        assert window is not None
        _check_window(window, data)
        assert window.confidence.value == walk.confidence(f"{path}.{name}.n", None)
        checked += 1
    kept = {decision.kind: decision for decision in entry.decisions}
    for kind, value in (level.get("decision") or {}).items():
        if isinstance(value, dict) and value.get("n") is not None:
            _check_decision(kept[kind], value)
            assert kept[kind].confidence.value == walk.confidence(f"{path}.decision.{kind}.n", None)
            checked += 1
    return checked


def _check_window(window: Window, data: dict[str, Any]) -> None:
    assert window.amount == data.get("n")
    assert window.unit.value == data.get("unit", "calendar_days")
    assert window.start_event == data.get("start_event", "")
    assert window.presumed_receipt_days == data.get("receipt_presumption_days")
    assert window.rolls is data.get("weekend_holiday_roll")
    assert window.rolls_basis == data.get("weekend_holiday_roll_basis", "")
    assert window.filed_when == data.get("filed_when", "")
    assert (window.month_end.value if window.month_end else None) == data.get("month_end_rule")
    assert window.state_sets_number is bool(data.get("state_sets_number"))
    assert window.is_floor is (data.get("minimum") is True)
    assert window.least == (None if data.get("minimum") is True else data.get("minimum"))
    assert window.most == data.get("maximum")
    start = window.start_event.lower()
    expected = "receipt" if start.startswith("receipt") else "mailing" if "mailed" in start else "notice_date"
    assert window.start.value == (expected if start else "letter")


def _check_decision(decision: DecisionTime, data: dict[str, Any]) -> None:
    assert decision.amount == data["n"]
    assert decision.unit.value == data["unit"].replace("working_days", "business_days")
    assert decision.note == data.get("per", "")
    if "from" in data:
        assert decision.starts == data["from"]


def test_facts_keep_their_confidence() -> None:
    checked = 0
    for plan_id, plan in PLANS.items():
        book = law_book().plans[PlanType(plan_id)]
        by_value = {
            (fact.id.rpartition(".")[2], _comparable(fact.value)): fact for fact in _facts(book) if _plain(fact)
        }
        seen = Counter((leaf.path.rpartition(".")[2], _comparable(leaf.value)) for leaf in Walk().leaves(plan))
        for leaf in Walk().leaves(plan):
            key = (leaf.path.rpartition(".")[2], _comparable(leaf.value))
            if not leaf.is_citation and seen[key] == 1 and key in by_value:
                assert by_value[key].confidence.value == leaf.confidence, (plan_id, leaf.path)
                checked += 1
    assert checked > 150


def _plain(fact: Fact) -> bool:
    return not isinstance(fact.value, tuple) and fact.value is not None


def test_rights_keep_the_reference_rule_and_its_confidence() -> None:
    for plan_id, plan in PLANS.items():
        book = law_book().plans[PlanType(plan_id)]
        for name in ("claim_file", "criteria", "identity_of_medical_experts", "new_evidence_or_rationale"):
            block = plan.get("file_and_criteria", {}).get(name)
            if not isinstance(block, dict) or plan_id == "medicare_advantage_part_b":
                continue
            right = book.right(name.removesuffix("_or_rationale"))
            assert right is not None, (plan_id, name)
            assert right.rule == block.get("right", "")
            assert right.confidence.value == block["confidence"]


def test_the_gate_stands_as_the_reference_has_it() -> None:
    for plan_id, plan in PLANS.items():
        applies, reach = plan["state_step_therapy_law_applies"], law_book().plans[PlanType(plan_id)].state_law.reach
        if applies is False:
            assert reach is StateLawReach.NEVER
        elif applies is True:
            assert reach is StateLawReach.ALWAYS
        else:
            assert reach not in {StateLawReach.NEVER, StateLawReach.ALWAYS}
            assert law_book().plans[PlanType(plan_id)].state_law.rule == applies


def test_own_wording_never_raises_a_citation() -> None:
    """A statement of ours may cite nothing as read that the reference does not hold as read in that plan."""
    for plan_id, plan in PLANS.items():
        seen = {
            clean.split(" (self")[0].split(" (insured")[0]
            for leaf in Walk().leaves(plan)
            if leaf.is_citation and leaf.confidence == "seen"
            for clean in _citations_of(leaf.value)
        }
        for right in law_book().plans[PlanType(plan_id)].rights:
            for citation in right.citations:
                if citation.confidence is Confidence.SEEN:
                    assert citation.text in seen, (plan_id, right.id, citation.text)


def test_changes_and_outside_entries_keep_every_value() -> None:
    federal, book = reference("federal"), law_book()
    for data, change in zip(federal["recent_changes"], book.changes, strict=True):
        assert (change.date.isoformat(), change.what, change.status) == (
            data["date"],
            data["what"],
            data.get("status", ""),
        )
        assert change.confidence.value == data["confidence"]
        assert change.date_note == data.get("date_note", "")
        assert list(change.sources) == data.get("sources", [])
        assert change.date_confidence.value == data.get("item_confidence", {}).get("date", data["confidence"])
        _check_change_citations(change, data)
    for entry, item in zip(federal["outside_the_list"], book.outside, strict=True):
        assert (item.id, item.name, item.goes_to, item.confidence.value) == tuple(entry.values())


def _check_change_citations(change: LawChange, data: dict[str, Any]) -> None:
    for text in data.get("citation", []):
        (found,) = [item for item in change.citations if _matches(text, item)]
        assert found.confidence.value == data.get("citation_confidence", {}).get(text, data["confidence"])


def test_common_rules_notes_and_sources_keep_every_value() -> None:
    federal, states, book = reference("federal"), reference("states"), law_book()
    held = set(map(_comparable, _book_values((book.common, book.notes))))
    for name, rule in federal["common_rules"].items():
        for leaf in Walk().leaves(rule):
            if leaf.is_citation or (leaf.path == "citation"):
                found = book.common_rule(name)
                assert found is not None
                assert any(_matches(leaf.value, item) for item in _book_citations(found)), leaf.path
            else:
                assert _comparable(leaf.value) in held, (name, leaf.path)
    for part, meta in (("federal", federal["meta"]), ("states", states["meta"])):
        for path, value in _plain_leaves(meta):
            assert path == "as_of" or _comparable(value) in held, (part, path)
    for name, source in {**federal["sources"], **states["sources"]}.items():
        kept = book.sources[name]
        assert (kept.url, kept.kind, kept.what) == (source["url"], source["kind"], source.get("what", ""))
    assert book.as_of.isoformat() == federal["meta"]["as_of"] == states["meta"]["as_of"]


def _plain_leaves(node: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401 - JSON of any shape
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _plain_leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(node, list):
        for value in node:
            yield from _plain_leaves(value, path)
    else:
        yield path, node


# ---------------------------------------------------------------- the tests: states


@pytest.mark.parametrize("code", list(STATES))
def test_a_state_keeps_every_item_with_its_own_confidence(code: str) -> None:
    data, state = STATES[code], law_book().states[code]

    assert (state.name, state.kind.value, state.enacted) == (data["name"], data["law_kind"], data["enacted"] or "")
    assert (state.effective.isoformat() if state.effective else None) == data["effective"]
    assert list(state.notes) == data["notes"]
    assert list(state.sources) == data["sources"]
    assert state.statute_confidence.value == (data["statute_confidence"] or "known")
    assert state.statute_status_known is (data["statute_confidence"] is not None)
    assert state.medicaid_differs == (data["exception_grounds"]["medicaid_differs"] or "")
    assert state.form == (data["form"]["official_form"] or "")
    assert state.form_confidence.value == (data["form"]["confidence"] or "known")
    _check_state_citations(state, data)
    _check_state_grounds(state, data)
    _check_state_clock(state, data)
    _check_state_lists(state, data)
    _check_state_review(state, data)


def _check_state_citations(state: StateEntry, data: dict[str, Any]) -> None:
    assert len(state.citations) == len(data["citations"])
    for text, item in zip(data["citations"], state.citations, strict=True):
        assert text in {item.text, f"{item.text} ({item.note})"}
        assert item.confidence.value == data["citation_confidence"].get(text, data["statute_confidence"] or "known")


def _check_state_grounds(state: StateEntry, data: dict[str, Any]) -> None:
    block = data["exception_grounds"]
    for ground in state.grounds:
        name = ground.ground.value
        assert ground.listed is block[name]
        assert ground.confidence.value == block["item_confidence"].get(name, block["confidence"] or "known")
    plans = data["plans"]
    for reach in state.reaches:
        assert reach.reached is plans[reach.plan]
        assert reach.confidence.value == plans["item_confidence"].get(reach.plan, plans["confidence"] or "known")
    assert {reach.plan for reach in state.reaches} == set(plans) - {"confidence", "item_confidence"}


def _check_state_clock(state: StateEntry, data: dict[str, Any]) -> None:
    block, clock = data["decision"], state.clock
    assert clock.standard == (block["standard"] or "")
    assert clock.urgent == (block["urgent"] or "")
    assert clock.starts == (block["clock_starts"] or "")
    assert clock.deemed_approved_if_late is block["deemed_approved_if_late"]
    known = block["confidence"] or "known"
    assert clock.standard_confidence.value == block["item_confidence"].get("standard", known)
    assert clock.urgent_confidence.value == block["item_confidence"].get("urgent", known)
    assert clock.deemed_confidence.value == (block["deemed_confidence"] or "known")


def _check_state_lists(state: StateEntry, data: dict[str, Any]) -> None:
    cap = data["trial_cap"]
    assert state.trial_cap.days == cap["days"]
    assert state.trial_cap.alternative == (cap["alternative"] or "")
    assert state.trial_cap.confidence.value == (cap["confidence"] or "known")
    assert [(item.what, item.starts, item.applies_to, item.confidence.value) for item in state.provisions] == [
        (item["what"], item["from"], item["applies_to"] or "", item["confidence"])
        for item in data["effective_provisions"]
    ]
    assert [
        (
            ban.condition,
            ban.starts.isoformat() if ban.starts else None,
            ban.applies_to,
            ban.only_if,
            ban.confidence.value,
        )
        for ban in state.bans
    ] == [
        (ban["condition"], ban["effective_from"], ban["applies_to"] or "", ban["only_if"] or "", ban["confidence"])
        for ban in data["step_therapy_banned_for"]
    ]


def _check_state_review(state: StateEntry, data: dict[str, Any]) -> None:
    block, review = data["external_review"], state.external_review
    assert review.body == (block["body"] or "")
    assert review.amount == block["window"]["n"]
    assert (review.unit.value if review.unit else None) == block["window"]["unit"]
    assert review.start_event == (block["window"]["start_event"] or "")
    assert review.differs_from_four_months is block["differs_from_4_months"]
    assert review.confidence.value == (block["confidence"] or "known")
    assert review.note == (block["note"] or "")


def test_the_counts_the_reference_states() -> None:
    """32 general, 1 ban, 6 partial, 3 limited, 5 none found, 4 unknown; grounds blocks seen for 20, clocks for 14."""
    states = law_book().states.values()
    kinds = Counter(state.kind.value for state in states)

    assert kinds == {"general": 32, "ban": 1, "partial": 6, "limited": 3, "none_found": 5, "unknown": 4}
    assert sum(block["exception_grounds"]["confidence"] == "seen" for block in STATES.values()) == 20
    assert sum(state.clock.standard_confidence is Confidence.SEEN for state in states) == 14
    assert all(state.external_review.confidence is Confidence.KNOWN for state in states)


def test_a_right_of_ours_says_a_statement_and_at_most_one_request() -> None:
    for plan in law_book().plans.values():
        for right in plan.rights:
            _check_wording(right)


def _check_wording(right: RightEntry) -> None:
    assert right.statement.endswith(".")
    assert not right.request or right.request.endswith(".")
    assert "we" not in right.statement.lower().split()
