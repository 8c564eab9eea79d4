"""Edits of the log, the timeline, and rows pasted from a spreadsheet: functions without a window."""

import datetime as dt
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import Case, Measure
from denialdesk.domain.criteria import CriteriaResult, Finding, PolicyFinding, Status
from denialdesk.domain.therapy import Origin, Outcome, Provenance, Therapy
from denialdesk.ui.models.pasted_rows import (
    IGNORED,
    PastedRow,
    as_text,
    is_table,
    read_rows,
    read_table,
    split_dates,
)
from denialdesk.ui.models.therapy_edits import (
    with_rows_added,
    with_rows_confirmed,
    with_rows_duplicated,
    with_rows_moved,
    with_rows_ordered,
    with_therapy,
    without_rows,
)
from denialdesk.ui.models.timeline_bars import required_lengths, timeline_of
from tests.makers import VOCABULARY, make_answer, make_case, make_policy, make_therapy, make_trial, months, on

TODAY = dt.date(2026, 11, 21)
ROWS = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1)


def log_of(ids: str) -> Case:
    return make_case(*(make_therapy(f"drug {each}", id=each) for each in ids))


def ids_of(case: Case) -> str:
    return "".join(row.id for row in case.therapies)


# ---------------------------------------------------------------- edits


@pytest.mark.parametrize(
    ("chosen", "by", "after"),
    [("b", -1, "bacd"), ("b", 1, "acbd"), ("bc", 1, "adbc"), ("bd", -1, "badc"), ("a", -1, "abcd"), ("cd", 1, "abcd")],
)
def test_rows_move_one_place_and_stop_at_the_ends(chosen: str, by: int, after: str) -> None:
    assert ids_of(with_rows_moved(log_of("abcd"), set(chosen), by)) == after


@given(ROWS, st.sets(st.sampled_from("abcdef")), st.sampled_from([-1, 1]))
def test_moving_loses_and_invents_nothing(ids: list[str], chosen: set[str], by: int) -> None:
    case = log_of("".join(ids))
    moved = with_rows_moved(case, chosen, by)
    assert sorted(ids_of(moved)) == sorted(ids)
    if moved != case:
        assert with_rows_moved(moved, chosen, -by) == case


def test_removing_a_row_takes_it_out_of_answers_and_measures_too() -> None:
    case = replace(
        log_of("abc"),
        answers=(make_answer("step1", therapy_ids=("a", "b")),),
        measures=(Measure("m", "DAS28", "5.1", therapy_id="a"),),
    )
    left = without_rows(case, {"a"})
    assert ids_of(left) == "bc"
    assert left.answers[0].therapy_ids == ("b",)
    assert left.measures[0].therapy_id == ""


def test_a_copy_stands_under_its_row_and_needs_no_confirming() -> None:
    imported = Provenance(Origin.IMPORTED, "FHIR bundle", "MedicationRequest/1", confirmed=False)
    case = make_case(make_therapy("methotrexate", id="a", provenance=imported), make_therapy("Humira", id="b"))
    ids = count(1)
    copied = with_rows_duplicated(case, {"a"}, lambda: f"n{next(ids)}")
    assert [row.id for row in copied.therapies] == ["a", "n1", "b"]
    assert copied.therapies[1].provenance == Provenance()
    assert copied.therapies[1].drug == "methotrexate"


def test_an_imported_row_is_marked_when_a_person_changes_it_but_not_when_confirmed() -> None:
    imported = Provenance(Origin.IMPORTED, "FHIR bundle", "MedicationRequest/1", confirmed=False)
    case = make_case(make_therapy("methotrexate", id="a", provenance=imported))
    confirmed = with_rows_confirmed(case, {"a"})
    assert confirmed.therapies[0].provenance == replace(imported, confirmed=True)
    changed = with_therapy(case, replace(case.therapies[0], dose="15 mg"))
    assert changed.therapies[0].provenance.changed_by_hand


def test_rows_are_added_where_wanted_and_ordered_as_wanted() -> None:
    case = with_rows_added(log_of("ab"), [make_therapy(id="x")], 1)
    assert ids_of(case) == "axb"
    assert ids_of(with_rows_added(case, [make_therapy(id="y")])) == "axby"
    assert ids_of(with_rows_ordered(case, ["b", "a", "x"])) == "bax"


# ---------------------------------------------------------------- timeline


def test_exact_dates_are_solid_from_end_to_end() -> None:
    (bar,) = timeline_of([make_therapy("methotrexate", "2023-01-15", "2023-07-20")], TODAY).bars
    assert (bar.first, bar.solid_from) == (dt.date(2023, 1, 15),) * 2
    assert (bar.last, bar.solid_to) == (dt.date(2023, 7, 20),) * 2


def test_vague_ends_fade() -> None:
    (bar,) = timeline_of([make_therapy("Humira", "2023-09", "2024")], TODAY).bars
    assert (bar.first, bar.solid_from) == (dt.date(2023, 9, 1), dt.date(2023, 9, 30))
    assert (bar.solid_to, bar.last) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def test_a_missing_stop_leaves_nothing_certain() -> None:
    (bar,) = timeline_of([make_therapy("Humira", "2023-09-01")], TODAY).bars
    assert bar.solid_from is None
    assert bar.last == TODAY
    assert not bar.is_ongoing


def test_what_is_still_taken_runs_to_today() -> None:
    (bar,) = timeline_of([make_therapy("Humira", "2023-09-01", ongoing=True)], TODAY).bars
    assert bar.is_ongoing
    assert bar.solid_to == TODAY


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (make_therapy("sulfasalazine", outcome=Outcome.CONTRAINDICATED), "sulfasalazine: contraindicated (not tried)"),
        (make_therapy("Humira", "2024-06", "2023-01"), "Humira: stops before it starts"),
        (make_therapy("Humira"), "Humira: no dates"),
    ],
)
def test_a_row_without_a_course_has_no_bar_but_says_why(row: Therapy, words: str) -> None:
    timeline = timeline_of([row, make_therapy("methotrexate", "2020", "2021")], TODAY)
    assert timeline.bars[0].first is None
    assert timeline.bars[0].words == words
    assert words in timeline.description()


def test_a_time_without_therapy_is_a_gap() -> None:
    rows = [make_therapy("a", "2023-01-01", "2023-03-01"), make_therapy("b", "2023-06-01", "2023-09-01")]
    (gap,) = timeline_of(rows, TODAY).gaps
    assert (gap.first, gap.last) == (dt.date(2023, 3, 1), dt.date(2023, 6, 1))
    assert "92 days" in gap.words
    overlapping = [*rows, make_therapy("c", "2023-02", "2023-07")]
    assert timeline_of(overlapping, TODAY).gaps == ()


def test_the_length_a_policy_demands_lies_along_the_bar_of_the_row_it_uses() -> None:
    policy = make_policy(make_trial(min_length=months(3)))
    finding = Finding("step1", Status.NOT_MET, "A trial", "Too short.", therapy_ids=("t",))
    result = CriteriaResult((PolicyFinding(policy, Status.NOT_MET, "", (), (finding,)),))
    row = make_therapy("Humira", "2023-09-30", "2023-11-01", id="t")
    (bar,) = timeline_of([row], TODAY, required_lengths(result)).bars
    assert bar.required is not None
    assert (bar.required.first, bar.required.last) == (dt.date(2023, 9, 30), dt.date(2023, 12, 30))
    assert "3 months required" in bar.words


# ---------------------------------------------------------------- paste


def paste(text: str) -> tuple[PastedRow, ...]:
    ids = count(1)
    return read_rows(read_table(text, VOCABULARY, TODAY), VOCABULARY, TODAY, lambda: f"n{next(ids)}")


def test_a_table_with_a_header_is_read_by_its_titles() -> None:
    (row,) = paste(
        "Medication\tStrength\tRoute\tDate started\tD/C\tReason for discontinuation\tPrescriber\tSource\tComments\n"
        "Humira\t40 mg\tSC\t9/2023\t2/14/2024\tInadequate response\tDr. Invented\tChart note\tSwollen joints\n"
    )
    therapy = row.therapy
    assert row.problems == ()
    assert (therapy.drug_id, therapy.dose, therapy.route) == ("adalimumab", "40 mg", "SC")
    assert (therapy.start, therapy.stop) == (on("2023-09"), on("2024-02-14"))
    assert therapy.outcome is Outcome.INADEQUATE_RESPONSE
    assert (therapy.prescribed_by, therapy.proof) == ("Dr. Invented", "Chart note")
    assert therapy.what_happened == "Swollen joints"
    assert therapy.provenance == Provenance(Origin.PASTED, "spreadsheet", "row 2")


def test_a_table_without_a_header_is_read_by_its_content() -> None:
    first, second = paste(
        "methotrexate\t15 mg\t1/2023\t7/2023\tIntolerance\tNausea after each dose, twice with vomiting\n"
        "Humira\t40 mg\t9/2023\tpresent\tfailed\tStill nine swollen joints at the last visit\n"
    )
    assert (first.therapy.drug_id, first.therapy.start, first.therapy.stop) == (
        "methotrexate",
        on("2023-01"),
        on("2023-07"),
    )
    assert (first.therapy.dose, first.therapy.outcome) == ("15 mg", Outcome.INTOLERANCE)
    assert first.therapy.what_happened.startswith("Nausea")
    assert second.therapy.ongoing
    assert second.line == 2


def test_commas_and_quotes_of_a_csv_are_understood() -> None:
    (row,) = paste('Drug,Dose,Notes\nHumira,40 mg,"Rash, fever"\n')
    assert (row.therapy.drug, row.therapy.what_happened) == ("Humira", "Rash, fever")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("3/2024 - 9/2024", ("3/2024", "9/2024")),
        ("3/24-9/24", ("3/24", "9/24")),
        ("Mar 2024 to Sep 2024", ("Mar 2024", "Sep 2024")),
        ("2023–2024", ("2023", "2024")),
        ("3/2024 - present", ("3/2024", "present")),
        ("3/14/2024", ("3/14/2024",)),
        ("2024-03-14", ("2024-03-14",)),
    ],
)
def test_start_and_stop_in_one_cell_are_taken_apart(cell: str, parts: tuple[str, ...]) -> None:
    assert split_dates(cell) == parts


def test_dates_in_one_column_fill_both() -> None:
    (row,) = paste("Drug\tDates\nHumira\t3/2024 - 9/2024\n")
    assert (row.therapy.start, row.therapy.stop) == (on("2024-03"), on("2024-09"))


def test_what_cannot_be_read_stays_with_the_row_and_is_told() -> None:
    (row,) = paste("Drug\tStart\tStop\tOutcome\nHumira\tspring 2024\t2/30/2024\tso-so\n")
    assert len(row.problems) == 2
    assert "A season is not a month" in row.problems[0]
    assert row.therapy.start == row.therapy.stop == on("")
    assert row.therapy.what_happened == "so-so; Start as pasted: spring 2024; Stop as pasted: 2/30/2024"
    assert row.therapy.outcome is Outcome.UNKNOWN


def test_a_row_without_a_drug_is_shown_not_dropped() -> None:
    rows = paste("Drug\tStart\nHumira\t2024\n\t2020\n")
    assert [row.has_drug for row in rows] == [True, False]
    assert "No drug" in rows[1].problems[0]


def test_an_unlisted_drug_is_kept_and_told() -> None:
    (row,) = paste("Drug\tStart\nInventumab\t2024\n")
    assert row.therapy.drug == "Inventumab"
    assert "not in the drug list" in row.problems[0]


cells = st.text(st.characters(blacklist_categories=["C", "Z"]), max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=5), min_size=1, max_size=5))
def test_no_word_of_a_paste_is_lost(lines: list[list[str]]) -> None:
    table = read_table(as_text(lines), VOCABULARY, TODAY)
    ids = count(1)
    for row in read_rows(table, VOCABULARY, TODAY, lambda: f"n{next(ids)}"):
        for cell, meaning in zip(row.cells, table.meanings, strict=True):
            if meaning == "what_happened" and cell:
                assert cell in row.therapy.what_happened
            if meaning == "drug":
                assert row.therapy.drug == cell
        assert row.therapy.provenance.origin is Origin.PASTED
    assert all(
        meaning != IGNORED or not any(line[place] for line in table.lines) or table.has_header
        for place, meaning in enumerate(table.meanings)
    )


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_copied_can_be_pasted(lines: list[list[str]]) -> None:
    text = as_text(lines)
    assert is_table(text)
    read = read_table(text, VOCABULARY, TODAY)
    wanted = [tuple(line) for line in lines if any(line)]
    assert [*((read.titles,) if read.has_header else ()), *read.lines] == wanted
