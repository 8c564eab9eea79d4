"""Over generated cases of every kind: each statement says no more than its own sources hold."""

import pytest

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.knowledge.library import Library, load_library
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_cases, sample_practice
from tests.clean_cases import TODAY
from tests.letter_truth import Truth
from tests.soak_cases import soak_case
from tests.soak_checks import faults_of

BATCH = 50
BATCHES = 8  # 400 cases; bench/letters_soak.py checks thousands


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_letters_say_only_what_their_sources_hold(batch: int, library: Library) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        assert faults_of(seed, library).faults == [], seed


def test_the_cases_are_of_every_kind_and_some_are_final(library: Library) -> None:
    kinds = {soak_case(seed, library).letter.kind for seed in range(BATCH * BATCHES)}
    assert kinds == set(LetterKind)
    assert any(faults_of(seed, library).is_final for seed in range(BATCH))


THERAPY = Source(SourceKind.THERAPY, "a-3")


@pytest.mark.parametrize(
    ("text", "source", "fault"),
    [
        ("Humira 40 mg", THERAPY, ""),
        ("Humira 41 mg", THERAPY, "number"),
        ("Taken May 14, 2024", THERAPY, "date"),
        ("Enbrel", THERAPY, "drug"),
        ("29 CFR 2560.503-1", THERAPY, "law"),
        ("12 months", Source(SourceKind.PROGRAM, "fixed"), "number"),
    ],
)
def test_the_check_itself_finds_what_a_source_does_not_hold(
    text: str, source: Source, fault: str, library: Library
) -> None:
    practice = sample_practice()
    truth = Truth(appraise(sample_cases()[0], practice, library, TODAY), practice, library)
    found = {what for what, _ in truth._unheld(Statement(text, (source,)))}
    assert (fault in found) if fault else not found
