"""The office's criteria over the shipped ones: what is in force, how long a check holds, that nothing else moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import DrugRequest
from denialdesk.domain.criteria import Layer, Policy
from denialdesk.domain.office_criteria import OfficePolicy, Origin, PolicyMark
from denialdesk.domain.plan import Plan
from denialdesk.domain.sources import VerificationState
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.office_library import OfficeLibrary, content_hash

PA, PREFERRED = "cigna-upadacitinib-ra-pa", "cigna-upadacitinib-ra-preferred-product"
RINVOQ = DrugRequest(drug="Rinvoq 15 mg", formulation="extended-release tablet", indication_id="rheumatoid-arthritis")
DAY = dt.date(2026, 11, 21)


@cache
def base() -> Library:
    return load_library()


def shipped(policy_id: str = PA) -> Policy:
    policy = base().policy(policy_id)
    assert policy is not None
    return policy


def corrected(policy_id: str = PA, **changes: object) -> OfficePolicy:
    policy = replace(shipped(policy_id), **changes)  # type: ignore[arg-type]  # fields by name
    return OfficePolicy(policy, content_hash(shipped(policy_id)), "Casey Invented", "2026-11-20")


def own(policy_id: str = "office-mine", **changes: object) -> OfficePolicy:
    values: dict[str, object] = {"id": policy_id, **changes}
    return OfficePolicy(replace(shipped(), **values), "", "Casey Invented", "2026-11-20")  # type: ignore[arg-type]


def mark(policy: Policy, **fields: str) -> PolicyMark:
    return PolicyMark(policy.id, content_hash(policy), "Casey Invented", "2026-11-20", **fields)


def applying(library: Library, payer_id: str = "cigna") -> list[str]:
    found = library.applicable(payer_id, RINVOQ, Plan(), as_of=DAY)
    return [each.policy.id for each in found if each.applies]


def in_force(library: Library, policy_id: str = PA) -> Policy:
    policy = library.policy(policy_id)
    assert policy is not None
    return policy


def test_with_nothing_of_the_office_all_is_as_shipped() -> None:
    library = OfficeLibrary(base(), ())
    assert library.version == base().version
    assert library.version_for("cigna") == base().version
    assert list(library.policies()) == list(base().policies())
    assert library.payers() == base().payers()
    assert applying(library) == applying(base()) == [PA, PREFERRED]
    assert library.origin(PA) is Origin.SHIPPED
    assert library.counts == base().counts


def test_a_correction_stands_in_for_the_shipped_policy_everywhere() -> None:
    library = OfficeLibrary(base(), [corrected(steps=(), number="IP9999")])
    assert (in_force(library).steps, in_force(library).number) == ((), "IP9999")
    assert applying(library) == [PA, PREFERRED]
    assert [policy.number for policy in library.policies() if policy.id == PA] == ["IP9999"]
    assert sum(1 for _ in library.policies()) == 229
    assert library.origin(PA) is Origin.CORRECTED
    assert shipped().steps


def test_who_entered_a_text_is_said_and_is_no_check() -> None:
    policy = in_force(OfficeLibrary(base(), [corrected(steps=())]))
    assert policy.verification.state is VerificationState.UNVERIFIED
    assert policy.verification.note == "Entered by Casey Invented on November 20, 2026."


def test_a_correction_can_move_a_policy_to_another_drug() -> None:
    other = replace(shipped().drug, drug_id="tofacitinib")
    library = OfficeLibrary(base(), [corrected(drug=other)])
    assert PA not in applying(library)
    assert PA in [policy.id for policy in library.policies_for("cigna", "tofacitinib")]


def test_an_own_policy_stands_in_its_layer_and_a_new_payer_is_known() -> None:
    mine = own(layer=Layer.STEP_THERAPY)
    elsewhere = own("office-other", payer_id="example-health", payer_name="Example Health Plan")
    library = OfficeLibrary(base(), [mine, elsewhere])
    assert applying(library) == [PA, PREFERRED, "office-mine"]
    assert applying(library, "example-health") == ["office-other"]
    payer = library.recognise_payer("EXAMPLE HEALTH PLAN of Ohio")
    assert payer is not None
    assert payer.id == "example-health"
    assert library.payer("example-health") == payer
    assert [each.name for each in library.payers()] == sorted(each.name for each in library.payers())
    assert library.origin("office-mine") is Origin.OWN
    assert sum(1 for _ in library.policies()) == 231


def test_a_check_holds_for_the_text_that_was_compared() -> None:
    library = OfficeLibrary(base(), (), [mark(shipped(), number="IP0682", effective_date="2026-03-15", page="4")])
    policy = in_force(library)
    assert policy.verification.is_verified
    assert (policy.verification.by, policy.verification.on, policy.verification.where) == (
        "Casey Invented",
        "2026-11-20",
        "4",
    )
    assert (policy.number, policy.effective_date) == ("IP0682", "2026-03-15")
    assert library.mark_holds(PA)
    assert not in_force(library, PREFERRED).verification.is_verified


def test_a_check_lapses_when_the_text_changes_and_returns_with_it() -> None:
    check = mark(shipped(), page="4")
    changed = OfficeLibrary(base(), [corrected(steps=())], [check])
    assert not in_force(changed).verification.is_verified
    assert not changed.mark_holds(PA)
    assert changed.mark(PA) == check
    assert in_force(OfficeLibrary(base(), (), [check])).verification.is_verified


def test_a_check_of_a_corrected_text_and_without_number_keeps_the_policys_own() -> None:
    text = corrected(steps=(), number="OURS-1")
    library = OfficeLibrary(base(), [text], [mark(text.policy, note="compared twice")])
    policy = in_force(library)
    assert policy.verification.is_verified
    assert (policy.number, policy.verification.note) == ("OURS-1", "compared twice")


def test_a_check_of_what_is_not_on_file_does_nothing() -> None:
    library = OfficeLibrary(base(), (), [PolicyMark("gone", "x", "Casey", "2026-11-20")])
    assert library.policy("gone") is None
    assert not library.mark_holds("gone")
    assert library.version_for("cigna") == base().version


def test_a_shipped_policy_that_changed_after_the_correction_is_told() -> None:
    fresh = corrected(steps=())
    assert not OfficeLibrary(base(), [fresh]).is_outdated(PA)
    assert OfficeLibrary(base(), [replace(fresh, base_hash="another")]).is_outdated(PA)
    assert not OfficeLibrary(base(), [own()]).is_outdated("office-mine")
    assert not OfficeLibrary(base(), []).is_outdated(PA)


def test_the_version_tells_what_a_case_was_judged_by() -> None:
    for_cigna, for_other = corrected(steps=()), own("office-o", payer_id="example-health", payer_name="Example")
    both = OfficeLibrary(base(), [for_cigna, for_other])
    assert both.version.startswith(f"{base().version}.")
    assert both.version_for("cigna") == OfficeLibrary(base(), [for_cigna]).version_for("cigna")
    assert both.version_for("uhc") == base().version
    marked = OfficeLibrary(base(), (), [mark(shipped())])
    assert marked.version_for("cigna") not in {base().version, both.version_for("cigna")}
    assert marked.version_for("uhc") == base().version
    assert OfficeLibrary(base(), [for_other, for_cigna]).version == both.version


def test_what_was_read_once_is_kept_for_the_next_overlay() -> None:
    first = OfficeLibrary(base(), [corrected(steps=())])
    second = OfficeLibrary(base(), [])
    assert first.drug("upadacitinib") is second.drug("upadacitinib") is base().drug("upadacitinib")
    assert second.law is base().law
    assert second.recognise_indication("RA") == base().recognise_indication("RA")
    assert second.codes is base().codes
    assert second.evidence("upadacitinib", "rheumatoid-arthritis") == base().evidence(
        "upadacitinib", "rheumatoid-arthritis"
    )
    assert second.comorbidities() == base().comorbidities()


@given(st.sets(st.sampled_from([policy.id for policy in base().policies()]), max_size=6))
def test_only_what_the_office_touched_differs(touched: set[str]) -> None:
    office = [corrected(policy_id, number="CHANGED") for policy_id in sorted(touched)]
    library = OfficeLibrary(base(), office)
    differing = {policy.id for policy in library.policies() if base().policy(policy.id) != policy}
    assert differing == touched
    for policy_id in touched:
        policy = shipped(policy_id)
        for drug_id in policy.drug.drug_ids:
            ids = [each.id for each in base().policies_for(policy.payer_id, drug_id)]
            assert [each.id for each in library.policies_for(policy.payer_id, drug_id)] == ids


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"notes": ("other",)}, True),
        ({"confidence": "known"}, True),
        ({"currency": "dated"}, True),
        ({"number": "X"}, False),
        ({"steps": None}, False),
        ({"plan_lines": ("employer",)}, False),
    ],
)
def test_the_hash_is_of_what_a_policy_demands(change: dict[str, object], same: bool) -> None:
    other = replace(shipped(), **change)  # type: ignore[arg-type]  # fields by name
    assert (content_hash(other) == content_hash(shipped())) is same
