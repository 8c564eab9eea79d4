"""Conditions by name, short name, synonym and ICD-10-CM code."""

from __future__ import annotations

from functools import cache

import pytest

from denialdesk.knowledge.conditions import plain_code
from denialdesk.knowledge.library import Library, load_library


@cache
def library() -> Library:
    return load_library()


@pytest.mark.parametrize(
    ("text", "indication_id"),
    [
        ("RA", "rheumatoid-arthritis"),
        ("ra", "rheumatoid-arthritis"),
        ("Rheumatoid arthritis", "rheumatoid-arthritis"),
        ("M06.9", "rheumatoid-arthritis"),
        ("M069", "rheumatoid-arthritis"),
        ("M05.711", "rheumatoid-arthritis"),
        ("moderate to severe rheumatoid arthritis (M06.9)", "rheumatoid-arthritis"),
        ("K50.90", "crohns-disease"),
        ("Crohn's disease", "crohns-disease"),
        ("Crohn\N{RIGHT SINGLE QUOTATION MARK}s", "crohns-disease"),
        ("Crohn disease", "crohns-disease"),
        ("UC", "ulcerative-colitis"),
        ("L40.0", "plaque-psoriasis"),
        ("psoriasis vulgaris", "plaque-psoriasis"),
        ("L40.59", "psoriatic-arthritis"),
        ("M45.9", "ankylosing-spondylitis"),
        ("M45.A7", "nr-axspa"),
        ("nr-axSpA", "nr-axspa"),
        ("severe atopic dermatitis", "atopic-dermatitis"),
        ("G35", "multiple-sclerosis"),
        ("HeFH", "hefh"),
        ("E78.010", "hofh"),
    ],
)
def test_a_condition_is_recognised(text: str, indication_id: str) -> None:
    found = library().recognise_indication(text)
    assert found is not None
    assert found.id == indication_id


@pytest.mark.parametrize(
    "text", ["", "L40", "M45", "M08.80", "psoriasis", "arthritis", "RA or PsA", "Z00.00", "was it"]
)
def test_what_may_mean_two_conditions_is_not_guessed(text: str) -> None:
    assert library().recognise_indication(text) is None


@pytest.mark.parametrize(
    ("prefix", "first"),
    [
        ("rheu", "rheumatoid-arthritis"),
        ("cd", "crohns-disease"),
        ("crohn", "crohns-disease"),
        ("m05", "rheumatoid-arthritis"),
    ],
)
def test_conditions_are_offered_while_one_types(prefix: str, first: str) -> None:
    assert library().complete_indication(prefix)[0].id == first


def test_offers_come_by_code_with_or_without_its_dot() -> None:
    assert library().complete_indication("L40.5") == library().complete_indication("l405")
    assert [item.id for item in library().complete_indication("l40.5")] == ["psoriatic-arthritis"]


def test_every_condition_is_recognised_by_its_own_name_and_short_name() -> None:
    for item in library().indications():
        assert library().recognise_indication(item.name) == item
        if item.short:
            assert library().recognise_indication(item.short) == item


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("m06.9", "M069"),
        ("K50", "K50"),
        ("K50.", ""),
        ("hello", ""),
        ("U07.1", "U071"),
        ("T2D", ""),
        ("M1A.9XX0", "M1A9XX0"),
    ],
)
def test_a_code_is_told_from_a_word(text: str, code: str) -> None:
    assert plain_code(text) == code
