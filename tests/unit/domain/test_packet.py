from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import Exhibit
from denialdesk.domain.errors import PacketError
from denialdesk.domain.packet import (
    Citation,
    PacketOptions,
    PageFacts,
    StampPlace,
    check_password,
    citations_of,
    exhibit_letter,
    facts_from_text,
    facts_to_text,
    named_pages,
)
from denialdesk.domain.therapy import Provenance
from tests.makers import make_case, make_therapy

FACTS = st.builds(PageFacts, st.sampled_from(StampPlace), st.booleans(), st.booleans())


@pytest.mark.parametrize(
    ("place", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_exhibits_are_lettered_as_spreadsheets_do(place: int, letter: str) -> None:
    assert exhibit_letter(place) == letter


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("7", (7,)),
        (" p. 7 ", (7,)),
        ("pp. 3, 5", (3, 5)),
        ("Pages 7-9", (7, 8, 9)),
        ("3–4 and 9", (3, 4, 9)),
        ("5, 5, 4", (5, 4)),
        ("", ()),
        ("tab 3", ()),
        ("9-7", ()),
        ("last page", ()),
        ("1-99999", ()),
        ("7" * 60, ()),
    ],
)
def test_typed_pages_are_read(typed: str, pages: tuple[int, ...]) -> None:
    assert named_pages(typed) == pages


@given(st.text(max_size=80))
def test_no_text_is_too_odd_to_be_asked_for_pages(text: str) -> None:
    assert all(page >= 0 for page in named_pages(text))


@given(st.lists(FACTS, max_size=50).map(tuple))
def test_facts_of_pages_come_back(facts: tuple[PageFacts, ...]) -> None:
    assert facts_from_text(facts_to_text(facts)) == facts


def test_facts_that_are_none_leave_no_room() -> None:
    assert facts_from_text("zz f") == (PageFacts(StampPlace.NOWHERE), PageFacts(StampPlace.FOOT))


def test_citations_follow_the_pages_and_leave_out_what_nobody_confirmed() -> None:
    unconfirmed = replace(make_therapy("leflunomide", id="t3", exhibit_id="e1"), provenance=Provenance(confirmed=False))
    rows = (
        make_therapy("adalimumab", id="t1", exhibit_id="e1", exhibit_page="9", dose="40 mg"),
        make_therapy("methotrexate", id="t2", exhibit_id="e1", exhibit_page="2-3", dose=""),
        make_therapy("etanercept", id="t4", exhibit_id="e1", dose=""),
        make_therapy("sulfasalazine", id="t5", exhibit_id="e2"),
        unconfirmed,
    )
    case = make_case(*rows, exhibits=(Exhibit("e1", "Chart notes"),))
    assert citations_of(case, "e1") == (
        Citation("methotrexate", (2, 3)),
        Citation("adalimumab 40 mg", (9,)),
        Citation("etanercept"),
    )


def test_a_password_is_typed_twice_and_long_enough() -> None:
    assert check_password("four words here", "four words here") == "four words here"
    for typed, again, said in (
        ("four words here", "four words", "differ"),
        ("short", "short", "shorter"),
        (" leading space", " leading space", "space"),
        ("tab\tinside it", "tab\tinside it", "space or holds"),
    ):
        with pytest.raises(PacketError, match=said):
            check_password(typed, again)


def test_a_password_is_not_shown() -> None:
    assert "garden" not in repr(PacketOptions(password="four garden words"))  # noqa: S106 - of a test
