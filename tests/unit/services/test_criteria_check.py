"""Criteria files checked as a whole: a file of the data, a file of an office, a folder, a pack without examples."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from denialdesk.domain.errors import UserError
from denialdesk.domain.office_criteria import OfficePolicy
from denialdesk.domain.therapy import Therapy
from denialdesk.domain.worked_example import Expectation, WorkedExample
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.lint import LintKind
from denialdesk.knowledge.office_file import LARGEST_POLICY_FILE, write_policy_file
from denialdesk.knowledge.policy_writer import policy_text
from denialdesk.knowledge.strict_yaml import DataFileError
from denialdesk.services.criteria_check import CheckReport, check_file, check_library
from tests.packs import shipped

TODAY = dt.date(2026, 11, 21)
PA = "cigna-upadacitinib-ra-pa"
NOTHING = WorkedExample("Nothing tried", Expectation.NOT_MET)
WRONG = replace(NOTHING, name="Nothing tried, wrongly met", expect=Expectation.MET)
SLIP = WorkedExample("A slip of the pen", Expectation.MET, (Therapy("row1", "Humirra"),))


@cache
def library() -> Library:
    return load_library()


def office(*examples: WorkedExample, policy_id: str = PA) -> OfficePolicy:
    policy = library().policy(PA)
    assert policy is not None
    return OfficePolicy(replace(policy, id=policy_id), examples=examples)


def checked(tmp_path: Path, data: bytes) -> CheckReport:
    path = tmp_path / "policy.yaml"
    path.write_bytes(data)
    return check_file(path, library(), TODAY, 12)


def test_a_file_of_another_office_with_its_examples(tmp_path: Path) -> None:
    own = office(NOTHING, WRONG, policy_id="office-example")
    report = checked(tmp_path, write_policy_file(own, corrects_shipped=False))
    assert (report.policies, report.examples, report.failures) == (1, 2, 1)
    (finding,) = report.findings
    assert (finding.kind, finding.entry_id, finding.place) == (
        LintKind.EXAMPLE_FAILS,
        "office-example",
        "Nothing tried, wrongly met",
    )
    assert finding.text.startswith("Expected met, but the policy is not met. ")


def test_a_correction_is_judged_in_place_of_the_shipped_policy(tmp_path: Path) -> None:
    without_step = replace(office(NOTHING), policy=replace(office().policy, steps=()))
    report = checked(tmp_path, policy_text(without_step.policy, without_step.examples).encode())
    assert report.failures == 1  # nothing is asked for any more, so an empty log is enough
    assert "policy is met" in report.findings[0].text


def test_one_example_with_two_problems_fails_once(tmp_path: Path) -> None:
    report = checked(tmp_path, policy_text(office().policy, (SLIP,)).encode())
    assert len(report.findings) == 2
    assert report.failures == 1


def test_a_file_without_examples_says_so(tmp_path: Path) -> None:
    report = checked(tmp_path, policy_text(office().policy).encode())
    assert [finding.kind for finding in report.findings] == [LintKind.NO_EXAMPLE]


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b" " * (LARGEST_POLICY_FILE + 1), UserError, "too large"),
        (b"\xff\xfe", DataFileError, "policy.yaml is not UTF-8"),
        (b"colour: blue\n", DataFileError, "policy.yaml is not a policy file"),
        (b"id: x\npayer: cigna\ncolour: blue\n", DataFileError, "policy.yaml"),
        (b"a: [1\n", DataFileError, "policy.yaml, line"),
    ],
)
def test_what_is_no_policy_is_refused(tmp_path: Path, data: bytes, error: type[UserError], message: str) -> None:
    with pytest.raises(error, match=message):
        checked(tmp_path, data)


def test_a_pack_holds_no_examples_and_none_is_missed() -> None:
    report = check_library(Library(shipped()), TODAY, 12)
    assert (report.policies, report.examples, report.failures) == (30, 0, 0)
    assert LintKind.NO_EXAMPLE not in {finding.kind for finding in report.findings}
