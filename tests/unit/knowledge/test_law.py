"""The law files are read strictly: what is wrong is refused with file and line."""

import re
import shutil
from pathlib import Path

import pytest

from denialdesk.domain.plan import PlanType
from denialdesk.knowledge.law import load_law
from denialdesk.knowledge.strict_yaml import DataFileError
from tests.law import LAW_FOLDER, law_book

PLAN = "federal/self_funded_erisa.yaml"
STATE = "states/AZ.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped law that a test may break."""
    return Path(shutil.copytree(LAW_FOLDER, tmp_path / "law"))


def _edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace a text once and give the line it stood on."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_law_loads() -> None:
    book = law_book()

    assert len(book.plans) == 15
    assert len(book.states) == 51
    assert book.plans[PlanType.SELF_FUNDED_ERISA].level("internal_appeal") is not None


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (PLAN, "short_name:", "shortname:", "short_name"),
        (PLAN, "as_of: 2026-11-21", "as_of: 2026-11-21\nas_of: 2026-11-22", "'as_of' stands twice"),
        (PLAN, "amount: 180", "amount: many", "'amount' must be a whole number"),
        (PLAN, "unit: calendar_days", "unit: fortnights", "must be one of: hours"),
        (PLAN, "is_floor: true", "is_floor: yes", "write true or false"),
        (PLAN, "is_floor: true", "isfloor: true", "unknown key 'isfloor'"),
        (PLAN, "as_of: 2026-11-21", "as_of: 2026-02-30", "cannot be read"),
        (PLAN, "family: commercial", "family: [commercial]", "'family' must be text"),
        (PLAN, "id: self_funded_erisa", "id: church", "does not match the id"),
        (PLAN, "follows: [initial_denial]", "follows: [denied]", "'follows' holds 'denied'"),
        (PLAN, "confidence: seen}", "confidence: probably}", "must be one of: seen, known"),
        (STATE, "kind: general", "kind: generous", "must be one of: general"),
        (STATE, "  contraindicated_or_harm:", "  bad_weather:", "not one of the grounds"),
        (STATE, "code: AZ", "code: ZA", "does not match the code"),
        ("outside.yaml", "goes_to:", "goes_too:", "goes_to"),
        ("recent_changes.yaml", "date_confidence", "date_certainty", "date_confidence"),
        ("sources.yaml", "kind: secondary", "sort: secondary", "kind"),
        ("common.yaml", "rules:", "rule:", "unknown key 'rule'"),
    ],
)
def test_a_fault_is_refused_with_file_and_line(folder: Path, name: str, old: str, new: str, message: str) -> None:
    line = _edit(folder, name, old, new)

    with pytest.raises(DataFileError) as caught:
        load_law(folder)

    assert message in str(caught.value)
    found = re.match(r"(\w+\.yaml), line (\d+): ", str(caught.value))
    assert found is not None
    assert found[1] == Path(name).name
    assert abs(int(found[2]) - line) <= 5  # a missing key is told at the start of its block


def test_a_missing_plan_type_is_refused(folder: Path) -> None:
    (folder / "federal" / "va.yaml").unlink()

    with pytest.raises(DataFileError, match="no entry for va"):
        load_law(folder)


def test_a_source_that_is_not_listed_is_refused(folder: Path) -> None:
    _edit(folder, PLAN, "sources: [S02]", "sources: [S99]")

    with pytest.raises(DataFileError, match="names the source 'S99'"):
        load_law(folder)


def test_a_citation_may_set_its_own_section_and_link(folder: Path) -> None:
    _edit(
        folder,
        PLAN,
        "{cite: 29 CFR 2590.715-2719, confidence: known}",
        '{cite: 29 CFR 2590.715-2719, confidence: known, section: "the appeals rule", link: "https://www.ecfr.gov/"}',
    )

    plan = load_law(folder).plans[PlanType.SELF_FUNDED_ERISA]

    assert ("the appeals rule", "https://www.ecfr.gov/") in {(item.section, item.link) for item in plan.governing_law}
