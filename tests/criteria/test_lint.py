"""The known loose ends of the data. A change here is a change of the data and wants a look."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

from denialdesk.knowledge.lint import LintKind, lint
from denialdesk.knowledge.tree import load_tree
from denialdesk.system.paths import criteria_db_dir

TODAY = dt.date(2026, 11, 21)


def test_the_loose_ends_are_known() -> None:
    findings = lint(load_tree(criteria_db_dir()), TODAY)
    assert Counter(finding.kind for finding in findings) == {
        LintKind.UNRESOLVED_AGENT: 36,
        LintKind.DEAD_REFERENCE: 33,
        LintKind.TRIAL_WITHOUT_OUTCOMES: 8,
        LintKind.OLD_POLICY: 6,
        LintKind.UNRESOLVED_INDICATION: 1,
    }
    assert all(finding.entry_id and finding.place and finding.text for finding in findings)


def test_a_policy_grows_old() -> None:
    data = load_tree(criteria_db_dir())
    year_on = [finding for finding in lint(data, dt.date(2027, 11, 22)) if finding.kind is LintKind.OLD_POLICY]
    assert len(year_on) == 229
    on_the_day = [finding for finding in lint(data, dt.date(2027, 11, 21)) if finding.kind is LintKind.OLD_POLICY]
    assert len(on_the_day) < 229
    patient = lint(data, TODAY, old_after_months=60)
    assert not [finding for finding in patient if finding.kind is LintKind.OLD_POLICY]


def test_a_policy_without_an_example_is_named() -> None:
    data = load_tree(criteria_db_dir())
    policy_id = data.policies[0].id
    bare = replace(data, examples={**(data.examples or {}), policy_id: ()})
    found = [finding for finding in lint(bare, TODAY) if finding.kind is LintKind.NO_EXAMPLE]
    assert policy_id in {finding.entry_id for finding in found}
    from_a_pack = replace(data, examples=None)
    assert not [finding for finding in lint(from_a_pack, TODAY) if finding.kind is LintKind.NO_EXAMPLE]


def test_a_drug_without_a_class_is_found() -> None:
    data = load_tree(criteria_db_dir())
    nameless = replace(data, drugs=(replace(data.drugs[0], drug_class=""), *data.drugs[1:]))
    found = [finding for finding in lint(nameless, TODAY) if finding.kind is LintKind.DRUG_WITHOUT_CLASS]
    assert [finding.entry_id for finding in found] == [data.drugs[0].id]
