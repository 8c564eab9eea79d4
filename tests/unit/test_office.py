"""One profile's office: its criteria follow what was installed and what the office entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.office import Office
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.services.packs import PackService
from denialdesk.storage.keys import MemoryKeys
from tests.packs import KEYS, NEWER, shipped, signed_pack
from tests.vault_makers import MOMENT, Clock, counting_ids


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "profile", MemoryKeys(), clock=Clock(), new_id=counting_ids())
    office.vault.create()
    yield office
    office.close()


def test_before_the_vault_was_read_the_shipped_criteria_are_used(office: Office) -> None:
    assert not isinstance(office.library, OfficeLibrary)
    assert office.library is office.edition[0]


def test_the_offices_own_criteria_are_in_force_once_read(office: Office) -> None:
    policy = next(policy for policy in office.library.policies() if policy.id == "cigna-upadacitinib-ra-pa")
    office.criteria.save(replace(policy, number="OURS-1"), "Casey Invented")
    read = office.read_criteria()
    assert office.library is read.library
    kept = office.library.policy(policy.id)
    assert kept is not None
    assert kept.number == "OURS-1"


def test_a_case_is_judged_by_the_offices_correction_and_keeps_that_version(office: Office) -> None:
    case = sample_cases()[0]
    before = appraise(case, sample_practice(), office.library, MOMENT.date())
    policy = before.criteria.findings[0].policy
    office.criteria.save(replace(policy, steps=()), "Casey Invented")
    after = appraise(case, sample_practice(), office.read_criteria().library, MOMENT.date())
    finding = next(each for each in after.criteria.findings if each.policy.id == policy.id)
    assert (before.criteria.findings[0].steps != (), finding.steps) == (True, ())
    assert after.criteria.version.startswith(f"{before.criteria.version}.")


def test_an_installed_pack_is_used_after_reading_anew(office: Office, tmp_path: Path) -> None:
    office.packs = PackService(tmp_path / "profile", office.clock, keys=KEYS, shipped=shipped)
    assert office.read_criteria().library.version.startswith("2026.11.21+")
    office.packs.install(signed_pack(NEWER), "Casey Invented")
    assert office.read_criteria().library.version.startswith("2026.11.21+")
    assert office.read_criteria(anew=True).library.version.startswith(f"{NEWER}+")
    assert office.edition[1].installed is not None
