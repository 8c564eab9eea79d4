"""What is written as a policy file reads back as the same policy: every shipped one, and made-up ones."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.criteria import (
    AgeLimit,
    Approval,
    Established,
    ExceptionReading,
    ExceptionScope,
    Length,
    LengthUnit,
    Policy,
    Requirements,
)
from denialdesk.knowledge.known import Known
from denialdesk.knowledge.policy_writer import policy_text
from denialdesk.knowledge.schema import policy_from
from denialdesk.knowledge.strict_yaml import DataFileError, documents_of
from denialdesk.knowledge.tree import read_known
from denialdesk.system.paths import criteria_db_dir
from tests.packs import knowledge


@cache
def known() -> Known:
    return replace(read_known(criteria_db_dir()), policies=frozenset(policy.id for policy in knowledge().policies))


def read_back(policy: Policy) -> Policy:
    (fields,) = documents_of(policy_text(policy), "written.yaml")
    payer = next(payer for payer in knowledge().payers if payer.id == policy.payer_id)
    return policy_from(fields, payer, known())


def test_every_shipped_policy_reads_back_as_it_was_written() -> None:
    assert len(knowledge().policies) == 229
    assert [policy.id for policy in knowledge().policies if read_back(policy) != policy] == []


def test_writing_is_canonical() -> None:
    for policy in knowledge().policies[:20]:
        assert policy_text(read_back(policy)) == policy_text(policy)


@pytest.mark.parametrize(
    "change",
    [
        {"steps": None},
        {"steps": ()},
        {"plan_lines": ()},
        {"established": Established()},
        {"established": Established(min_days=0, alternative_to_step=False)},
        {"requirements": Requirements(age=AgeLimit(note="adults"))},
        {"requirements": Requirements(age=AgeLimit(0, "months", 18, "years", max_is_exclusive=True, is_band=True))},
        {"approval": Approval(Length(6, LengthUnit.MONTHS, "6 months"), Length(1, LengthUnit.YEARS), "as needed")},
        {"notes": ("2026-01-01", "yes", "null", "12", "- a dash", "a: colon # hash", "two\nlines", "“quotes” §")},
        {
            "exceptions": ("1", "no"),
            "exception_scopes": (
                ExceptionReading("1", ExceptionScope.STEPS),
                ExceptionReading("no", ExceptionScope.NOTE),
            ),
        },
        {"number": "0012", "effective_date": "2026-05", "title": "'quoted' \"twice\""},
    ],
    ids=lambda change: str(next(iter(change))),
)
def test_values_that_yaml_could_take_for_something_else(change: dict[str, object]) -> None:
    policy = replace(knowledge().policies[0], **change)  # type: ignore[arg-type]  # fields by name
    if "title" in change:
        policy = replace(policy, reference=replace(policy.reference, title=policy.title))
    assert read_back(policy) == policy


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: &x 1\nb: *x\n", 2, "not how a policy is written"),
        ("a: 1\n" + "b: " + "[" * 100 + "]" * 100, 2, "not how a policy is written"),
        ("a: 1\na: 2\n", 2, "'a' stands twice"),
        ("a: [1\nb: 2\n", 2, "did not find"),
        ("\ta: 1\n", 1, "token"),
        ("- a\n- b\n", 1, "must be named fields"),
    ],
)
def test_text_from_outside_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(DataFileError, match=message) as error:
        documents_of(text, "theirs.yaml")
    assert error.value.message.startswith(f"theirs.yaml, line {line}:")


def test_text_that_is_no_text_is_refused() -> None:
    with pytest.raises(DataFileError):
        documents_of("a: \x00\n", "theirs.yaml")
    assert documents_of("", "theirs.yaml") == ()
