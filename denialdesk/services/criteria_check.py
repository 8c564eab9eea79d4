"""Criteria files checked as a whole: what the lint finds, and every worked example that does not come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from denialdesk.domain.criteria import Policy
from denialdesk.domain.errors import UserError
from denialdesk.domain.office_criteria import OfficePolicy
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.lint import LintFinding, LintKind, lint
from denialdesk.knowledge.office_file import LARGEST_POLICY_FILE, known_of, read_any_policy_file
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.knowledge.pack import pack_of
from denialdesk.knowledge.tree import Knowledge, load_tree
from denialdesk.services.criteria_reports import knowledge_in
from denialdesk.services.worked_examples import run_examples


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was looked at, and what there is to look at in it."""

    policies: int
    examples: int
    findings: tuple[LintFinding, ...]

    @property
    def failures(self) -> int:
        """How many worked examples do not come out."""
        return len({(each.entry_id, each.place) for each in self.findings if each.kind is LintKind.EXAMPLE_FAILS})


def check_folder(folder: Path, today: dt.date, months: int) -> CheckReport:
    """Check a folder of criteria files; raises DataFileError with file and line."""
    knowledge = load_tree(folder)
    return _report(knowledge, Library(Container(pack_of(knowledge))), today, months)


def check_library(library: Library, today: dt.date, months: int) -> CheckReport:
    """Check the criteria in use; a pack holds no examples."""
    return _report(knowledge_in(library), library, today, months)


def check_file(path: Path, library: Library, today: dt.date, months: int) -> CheckReport:
    """Check one policy file, of the criteria data or of an office, over the criteria in use.

    Raises DataFileError with file and line, UserError.
    """
    try:
        if path.stat().st_size > LARGEST_POLICY_FILE:
            raise UserError("This file is too large to be a policy.", "Choose the right file.")
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path.name} cannot be opened.", "Check the name, and that you may read the file.") from error
    policy, examples = read_any_policy_file(data, path.name, library, known_of(library, ()))
    whole = OfficeLibrary(library, (OfficePolicy(policy, examples=examples),))
    knowledge = replace(knowledge_in(library), drugs=(), policies=(policy,), examples={policy.id: examples})
    return _report(knowledge, whole, today, months)


def _report(knowledge: Knowledge, library: Library, today: dt.date, months: int) -> CheckReport:
    examples = knowledge.examples or {}
    found = list(lint(knowledge, today, old_after_months=months))
    for policy in knowledge.policies:
        found.extend(_failures(policy, knowledge, library))
    return CheckReport(len(knowledge.policies), sum(map(len, examples.values())), tuple(found))


def _failures(policy: Policy, knowledge: Knowledge, library: Library) -> Iterator[LintFinding]:
    for run in run_examples(policy, (knowledge.examples or {}).get(policy.id, ()), library):
        for problem in run.problems:
            yield LintFinding(LintKind.EXAMPLE_FAILS, policy.id, run.example.name, problem)
