"""What is told of a trial against the row it is told of: what raises a doubt, and what must not."""

import datetime as dt
from dataclasses import replace

import pytest

from denialdesk.domain.case import Case, Event, EventKind, Exhibit, LetterKind, Measure
from denialdesk.domain.free_texts import letter_texts
from denialdesk.domain.story_checks import story_doubts, told_doubts
from denialdesk.domain.therapy import Outcome
from tests.makers import VOCABULARY, make_case, make_therapy, on

TODAY = dt.date(2026, 11, 20)


def checks(case: Case) -> set[str]:
    found = (*story_doubts(case, VOCABULARY), *told_doubts(tuple(letter_texts(case)), case, VOCABULARY, TODAY))
    return {todo.key.split(":")[1] for todo in found}


def with_story(story: str, outcome: Outcome = Outcome.INADEQUATE_RESPONSE) -> Case:
    return make_case(
        make_therapy("Humira", "2024-03-01", "2024-09-01", id="t1", outcome=outcome, what_happened=story, dose="40 mg")
    )


def with_words(words: str) -> Case:
    case = with_story("")
    return replace(case, letter=replace(case.letter, medical_necessity=words))


@pytest.mark.parametrize(
    ("story", "outcome", "check"),
    [
        ("Complete remission.", Outcome.INADEQUATE_RESPONSE, "story_outcome"),
        ("No complete remission was reached.", Outcome.INADEQUATE_RESPONSE, ""),
        ("Excellent response at first, then lost.", Outcome.INADEQUATE_RESPONSE, ""),
        ("Complete remission, later relapse.", Outcome.LOST_RESPONSE, ""),
        ("Well tolerated.", Outcome.INTOLERANCE, "story_outcome"),
        ("Well tolerated, but no effect.", Outcome.INADEQUATE_RESPONSE, ""),
        ("She is still taking it.", Outcome.INADEQUATE_RESPONSE, "story_ongoing"),
        ("Enbrel was stopped for lack of effect.", Outcome.INADEQUATE_RESPONSE, "story_drug"),
        ("Humira was stopped for lack of effect.", Outcome.INADEQUATE_RESPONSE, ""),
    ],
)
def test_a_story_is_held_against_its_row(story: str, outcome: Outcome, check: str) -> None:
    assert checks(with_story(story, outcome)) == ({check} if check else set())


@pytest.mark.parametrize(
    ("words", "check"),
    [
        ("Humira failed in 2011.", "told_year"),
        ("Humira failed in 2024.", ""),
        ("Her disease began in 2011. Humira failed.", ""),
        ("She took Humira for six years.", "told_length"),
        ("She took Humira for six months.", ""),
        ("Humira 400 mg did not help.", "told_dose"),
        ("Humira 80 mg once, then 40 mg, did not help.", ""),
        ("Your denial letter of January 2, 2019 is in error.", "told_notice"),
        ("The letter of November 10, 2026 is in error.", ""),
        ("I ask Elsewhere Health to approve it.", "told_payer"),
        ("I ask Cigna to approve it.", ""),
        ("I ask that you approve it.", ""),
        ("Diagnosis: hidradenitis (L73.2).", "told_code"),
        ("Diagnosis: rheumatoid arthritis (M05.79).", ""),
        ("She has been on Rinvoq since 2015 and it works.", "told_taking"),
    ],
)
def test_what_the_prescriber_tells_is_held_against_the_log(words: str, check: str) -> None:
    assert checks(with_words(words)) == ({check} if check else set())


def test_two_targeted_drugs_over_the_same_months_are_asked_about() -> None:
    humira = make_therapy("Humira", "2024-03-01", "2024-09-01", id="t1")
    assert checks(make_case(humira, make_therapy("Enbrel", "2024-03-01", "2024-09-01", id="t2"))) == {"at_once"}
    assert checks(make_case(humira, make_therapy("Enbrel", "2024-08-20", "2025-02-01", id="t2"))) == set()
    assert checks(make_case(humira, make_therapy("methotrexate", "2024-03-01", "2024-09-01", id="t2"))) == set()


def test_proof_and_pages_are_held_against_dates_and_exhibits() -> None:
    case = make_case(
        make_therapy(
            "Humira", "2024-03-01", "2024-09-01", proof="note of May 4, 2009", exhibit_id="e1", exhibit_page="9"
        )
    )
    assert checks(replace(case, exhibits=(Exhibit("e1", "Notes", 3),))) == {"proof_date", "exhibit_page"}
    assert checks(replace(case, exhibits=(Exhibit("e1", "Notes", 9),))) == {"proof_date"}


def test_measures_twice_or_years_before_their_trial_are_asked_about() -> None:
    case = with_story("")
    twice = (Measure("a", "CDAI", "30", on=on("2024-04-02")), Measure("b", "cdai", "12", on=on("2024-04-02")))
    assert checks(replace(case, measures=twice)) == {"measure_twice"}
    vague = (Measure("a", "CDAI", "30", on=on("2024-04")), Measure("b", "CDAI", "12", on=on("2024-04")))
    assert checks(replace(case, measures=vague)) == set()
    early = (Measure("a", "CDAI", "30", on=on("2009-04-02"), therapy_id="t1"),)
    assert checks(replace(case, measures=early)) == {"measure_date"}


def test_steps_out_of_order_are_asked_about() -> None:
    case = with_story("")
    early = Event("v1", EventKind.SENT, "2026-10-01", letter=LetterKind.FIRST_APPEAL)
    assert checks(replace(case, events=(early,))) == {"sent_early"}
    sent = replace(early, at="2026-11-12")
    received = Event("v2", EventKind.RECEIVED, "2026-11-11")
    assert checks(replace(case, events=(sent, received))) == {"received_early"}
    assert checks(replace(case, events=(sent, replace(received, at="2026-11-13")))) == set()
