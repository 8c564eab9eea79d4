"""The banner of a case whose letter was made by other criteria than those in use."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.case import Case
from denialdesk.domain.plan import Plan
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.services.criteria_versions import CriteriaMove, newer_criteria
from tests.packs import NEWER, OLDER, pack
from tests.unit.knowledge.test_office_library import corrected, own

CASE = Case(id="a", plan=Plan(payer_id="cigna"))


@cache
def library() -> Library:
    return load_library()


def judged_by(version: str) -> Case:
    return replace(CASE, criteria_version=version)


@pytest.mark.parametrize("version", ["", load_library().version])
def test_nothing_is_said_while_nothing_moved(version: str) -> None:
    assert newer_criteria(judged_by(version), library()) is None


def test_a_newer_edition_is_said_with_both_dates() -> None:
    notice = newer_criteria(judged_by(library().version), Library(Container(pack(NEWER))))
    assert notice is not None
    assert notice.move is CriteriaMove.NEWER
    assert "exported with the criteria of November 21, 2026. Newer ones, of March 1, 2027, are in use" in notice.text


@pytest.mark.parametrize("version", ["2027.1.1+abc", "2026.11.21+00000000", "2026.11.21+00000000.11111111", "odd"])
def test_an_older_or_other_edition_is_told_from_a_newer_one(version: str) -> None:
    notice = newer_criteria(judged_by(version), library())
    assert notice is not None
    assert notice.move is CriteriaMove.OTHER


def test_going_back_is_not_called_newer() -> None:
    notice = newer_criteria(judged_by(library().version), Library(Container(pack(OLDER))))
    assert notice is not None
    assert notice.move is CriteriaMove.OTHER


def test_the_offices_own_policy_of_this_payer_is_said_and_that_of_another_is_not() -> None:
    case = judged_by(library().version)
    notice = newer_criteria(case, OfficeLibrary(library(), [corrected(steps=())]))
    assert notice is not None
    assert notice.move is CriteriaMove.OFFICE
    elsewhere = own("office-o", payer_id="example-health", payer_name="Example Health")
    assert newer_criteria(case, OfficeLibrary(library(), [elsewhere])) is None


def test_a_newer_edition_counts_more_than_the_offices_own() -> None:
    before = OfficeLibrary(library(), [corrected(steps=())]).version_for("cigna")
    notice = newer_criteria(judged_by(before), Library(Container(pack(NEWER))))
    assert notice is not None
    assert notice.move is CriteriaMove.NEWER
