"""Two hundred and more seeded errors are found where they stand; clean cases raise no alarm."""

import random
from collections import Counter

import pytest

from denialdesk.domain.case import Case
from denialdesk.domain.contradictions import find_contradictions
from denialdesk.domain.label_check import check_label
from denialdesk.domain.person_checks import names_key
from denialdesk.domain.readiness import Todo
from denialdesk.knowledge.library import Library, load_library
from denialdesk.services.demo import sample_cases
from tests.clean_cases import TODAY, clean_case
from tests.harder_errors import HARDER
from tests.seeded_errors import SEEDERS, STRANGERS
from tests.unit.letters.scenarios import SCENARIOS

WORKLIST = frozenset(names_key(*name) for name in STRANGERS)
CLEAN = 400
EACH = 7  # of every kind of error: 36 kinds, 252 errors


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def doubts(case: Case, library: Library) -> tuple[Todo, ...]:
    return find_contradictions(
        case,
        library,
        TODAY,
        label=check_label(case, library, TODAY),
        instruments=library.instruments_for(case.request.indication_id),
        other_patients=WORKLIST,
    )


def test_seeded_errors_are_found_where_they_stand(library: Library) -> None:
    missed = []
    total = 0
    for kind, seeder in enumerate(SEEDERS):
        for number in range(EACH):
            draw = random.Random(1000 * kind + number)  # noqa: S311 - test data
            case, targets = seeder(clean_case(10_000 + 100 * kind + number, library), draw, library)
            found = {todo.target for todo in doubts(case, library)}
            total += 1
            if not any(place == target or place.startswith(f"{target}") for place in found for target in targets):
                missed.append(f"{seeder.__name__} {number}")
    assert total >= 200
    assert len(missed) <= 0.01 * total, missed


def test_harder_errors_are_found_too(library: Library) -> None:
    """Errors written without regard to the checks; what is found must be new against the case before it."""
    missed, total = [], 0
    for kind, seeder in enumerate(HARDER):
        for number in range(4):
            clean = clean_case(50_000 + 97 * kind + number, library)
            case = seeder(clean, random.Random(number))  # noqa: S311 - test data
            if case is None:
                continue
            total += 1
            before = {(todo.text, todo.target) for todo in doubts(clean, library)}
            if not {(todo.text, todo.target) for todo in doubts(case, library)} - before:
                missed.append(f"{seeder.__name__} {number}")
    assert total >= 110
    assert len(missed) <= 0.05 * total, missed


def test_clean_cases_raise_no_alarm(library: Library) -> None:
    alarms: Counter[str] = Counter()
    for seed in range(CLEAN):
        found = doubts(clean_case(seed, library), library)
        if found:
            alarms[found[0].text] += 1
    assert sum(alarms.values()) <= 0.02 * CLEAN, alarms.most_common(5)


@pytest.mark.parametrize("number", [0, 1])
def test_the_samples_raise_no_alarm(number: int, library: Library) -> None:
    assert doubts(sample_cases()[number], library) == ()


HAS_GAPS = {"gaps", "hostile_characters"}  # made to be wrong


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - HAS_GAPS))
def test_the_golden_cases_raise_no_alarm(name: str, library: Library) -> None:
    assert doubts(SCENARIOS[name]().case, library) == ()
