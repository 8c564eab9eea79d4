import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester

from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError, UserError
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy
from denialdesk.knowledge.library import load_library
from denialdesk.ui.models.therapy_columns import COLUMNS, KEYS, Kind, cell_text, sort_key, with_cell
from denialdesk.ui.models.therapy_names import OUTCOME_NAMES, outcome_from_words
from denialdesk.ui.models.therapy_table import TherapySortModel, TherapyTableModel
from tests.makers import VOCABULARY, make_therapy, on

TODAY = dt.date(2026, 11, 21)


def make_model(*rows: Therapy) -> TherapyTableModel:
    model = TherapyTableModel(VOCABULARY, lambda: TODAY)
    model.set_rows(rows)
    return model


def put(model: TherapyTableModel, place: int, key: str, value: object) -> list[Therapy]:
    """Edit a cell as a page does: what comes out of the model goes back into it."""
    came: list[Therapy] = []

    def take(_key: str, row: Therapy) -> None:
        came.append(row)
        model.set_rows([row if each.id == row.id else each for each in model.rows])

    connection = model.row_edited.connect(take)
    model.setData(model.index(place, KEYS.index(key)), value)
    model.row_edited.disconnect(connection)
    return came


@pytest.mark.usefixtures("qapp")
def test_the_model_keeps_qts_contract(qtmodeltester: ModelTester) -> None:
    model = make_model(make_therapy("methotrexate", "2023-01", "2023-06"), make_therapy("Humira"))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]  # pytest-qt has no types here
    qtmodeltester.check(TherapySortModel(model), force_py=True)  # type: ignore[no-untyped-call]  # the same


@given(st.lists(st.lists(st.sampled_from("abcdef"), unique=True), min_size=1, max_size=6))
def test_any_change_of_rows_keeps_qts_contract_and_ends_with_the_rows_wanted(orders: list[list[str]]) -> None:
    model = make_model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    sorted_model = TherapySortModel(model)
    for turn, ids in enumerate(orders):
        rows = tuple(make_therapy(f"drug {each}", id=each, dose=str(turn)) for each in ids)
        model.set_rows(rows)
        assert model.rows == rows
        assert set(sorted_model.shown_ids()) == set(ids)
    assert tester.model() is model


def test_a_cursor_stays_on_its_row_while_others_come_and_go(qapp: object) -> None:  # noqa: ARG001  # Qt must run
    rows = [make_therapy(name, id=name) for name in ("methotrexate", "Humira", "Enbrel")]
    model = make_model(*rows)
    cursor = QPersistentModelIndex(model.index(1, 0))
    model.set_rows([rows[2], make_therapy("sulfasalazine", id="new"), rows[1]])
    assert cursor.row() == 2
    model.set_rows([rows[2]])
    assert not cursor.isValid()


@pytest.mark.parametrize(
    ("key", "typed", "field", "value"),
    [
        ("drug", "Humira", "drug_id", "adalimumab"),
        ("drug", "Inventumab", "drug_id", ""),
        ("dose", " 15 mg ", "dose", "15 mg"),
        ("start", "3/24", "start", on("2024-03")),
        ("start", "", "start", PartialDate()),
        ("stop", "9/14/2024", "stop", on("2024-09-14")),
        ("stop", "ongoing", "ongoing", True),
        ("stop", "still taking", "ongoing", True),
        ("outcome", "failed", "outcome", Outcome.INADEQUATE_RESPONSE),
        ("outcome", "Intolerance", "outcome", Outcome.INTOLERANCE),
        ("what_happened", "rash", "what_happened", "rash"),
    ],
)
def test_a_cell_takes_what_people_type(key: str, typed: str, field: str, value: object) -> None:
    row = with_cell(make_therapy("methotrexate", "2023", outcome=Outcome.UNKNOWN), key, typed, VOCABULARY, TODAY)
    assert getattr(row, field) == value


def test_a_name_that_needs_its_form_follows_route_and_dose_and_a_chosen_drug_stays() -> None:
    library = load_library()

    def typed(row: Therapy, key: str, text: str) -> Therapy:
        return with_cell(row, key, text, library, TODAY)

    bare = typed(make_therapy("", drug_id=""), "drug", "tacrolimus")
    assert bare.drug_id == ""
    assert typed(bare, "route", "topical").drug_id == "tacrolimus-topical"
    assert typed(bare, "dose", "1 mg capsule").drug_id == "tacrolimus-systemic"
    assert typed(typed(bare, "route", "topical"), "route", "oral").drug_id == "tacrolimus-systemic"
    assert typed(typed(bare, "route", "topical"), "route", "").drug_id == ""
    assert typed(typed(bare, "route", "topical"), "dose", "1 mg capsule").drug_id == "", "two forms: not guessed"
    assert typed(typed(bare, "route", "topical"), "drug", "triamcinolone").drug_id == "triamcinolone-acetonide-topical"
    chosen = replace(bare, drug_id="tacrolimus-topical")
    assert typed(chosen, "route", "oral").drug_id == "tacrolimus-topical"


def test_a_stop_date_ends_what_was_ongoing() -> None:
    row = make_therapy("methotrexate", "2023", ongoing=True, outcome=Outcome.ONGOING)
    stopped = with_cell(row, "stop", "3/2024", VOCABULARY, TODAY)
    assert (stopped.ongoing, stopped.stop, stopped.outcome) == (False, on("2024-03"), Outcome.UNKNOWN)


@pytest.mark.parametrize(("key", "typed"), [("start", "2/30/2026"), ("stop", "spring 2024"), ("outcome", "so-so")])
def test_what_cannot_be_read_is_refused_with_what_to_do(key: str, typed: str) -> None:
    with pytest.raises(UserError) as refused:
        with_cell(make_therapy(), key, typed, VOCABULARY, TODAY)
    assert refused.value.remedy


def test_words_that_cannot_be_read_stay_in_their_cell_and_the_value_stays(qapp: object) -> None:  # noqa: ARG001
    row = make_therapy("methotrexate", "2023-01", "2023-06")
    model = make_model(row)
    assert put(model, 0, "stop", "2/30/2026") == []
    cell = model.index(0, KEYS.index("stop"))
    assert cell.data() == "2/30/2026"
    assert "February 2026 has no day 30" in str(cell.data(TherapyTableModel.PROBLEM_ROLE))
    assert model.rows == (row,)
    assert [cell[:3] for cell in model.unread_cells()] == [(row.id, "stop", "2/30/2026")]
    put(model, 0, "stop", "7/2023")
    assert model.unread_cells() == ()
    assert model.rows[0].stop == on("2023-07")


def test_undo_of_a_cell_takes_words_that_could_not_be_read_away(qapp: object) -> None:  # noqa: ARG001
    row = make_therapy("methotrexate", "2023-01", "2023-06")
    model = make_model(row)
    put(model, 0, "stop", "soon")
    model.set_rows([replace(row, stop=on("2023-05"))])
    assert model.unread_cells() == ()


def test_stop_before_start_is_told_and_kept(qapp: object) -> None:  # noqa: ARG001
    model = make_model(make_therapy("methotrexate", "2023-06", "2023-08"))
    put(model, 0, "stop", "1/2023")
    cell = model.index(0, KEYS.index("stop"))
    assert "stops before it starts" in str(cell.data(TherapyTableModel.PROBLEM_ROLE))
    assert cell.data() == "1/2023"


def test_an_outcome_comes_from_the_list(qapp: object) -> None:  # noqa: ARG001
    model = make_model(make_therapy("methotrexate", "2023-01", outcome=Outcome.UNKNOWN))
    (row,) = put(model, 0, "outcome", Outcome.ONGOING)
    assert (row.outcome, row.ongoing) == (Outcome.ONGOING, True)


def test_the_same_words_again_are_no_edit(qapp: object) -> None:  # noqa: ARG001
    model = make_model(make_therapy("methotrexate", "2023-01", "2023-06", dose="15 mg"))
    assert put(model, 0, "dose", "15 mg") == []
    assert put(model, 0, "start", "1/2023") == []


def test_length_is_counted_and_cannot_be_typed(qapp: object) -> None:  # noqa: ARG001
    model = make_model(make_therapy("methotrexate", "2023-01-15", "2023-07-20"))
    cell = model.index(0, KEYS.index("length"))
    assert cell.data() == "6 mo 5 d"
    assert not model.flags(cell) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(
    ("start", "stop", "more", "shown"),
    [
        ("2023-01-01", "2023-01-20", {}, "19 d"),
        ("2023-09", "2024-02", {}, "4 to 5 mo"),
        ("2023", "", {}, "up to 46 mo"),
        ("", "2024", {}, ""),
        ("2024-06", "2023-01", {}, ""),
        ("2023-01", "", {"outcome": Outcome.CONTRAINDICATED}, ""),
    ],
)
def test_length_is_a_range_where_dates_are_not_exact(
    start: str, stop: str, more: dict[str, Outcome], shown: str
) -> None:
    assert cell_text(make_therapy("methotrexate", start, stop, **more), "length", TODAY) == shown


dates = st.sampled_from(["", "2022", "2023-03", "2023-03-14", "2024-01-01", "2025"]).map(on)
some_rows = st.lists(
    st.builds(
        Therapy,
        id=st.uuids().map(str),
        drug=st.sampled_from(["", "methotrexate", "Humira"]),
        dose=st.sampled_from(["", "15 mg", "7.5 mg", "40 mg", "1"]),
        start=dates,
        stop=dates,
        ongoing=st.booleans(),
        outcome=st.sampled_from(list(Outcome)),
    ),
    unique_by=lambda row: row.id,
    max_size=8,
)


@given(some_rows, st.sampled_from(range(len(COLUMNS))), st.sampled_from(list(Qt.SortOrder)))
def test_sorting_puts_what_is_not_known_last_and_never_touches_the_stored_order(
    rows: list[Therapy], column: int, order: Qt.SortOrder
) -> None:
    model = make_model(*rows)
    shown = TherapySortModel(model)
    shown.sort(column, order)
    keys = [
        sort_key(shown.index(place, 0).data(TherapyTableModel.ROW_ROLE), KEYS[column], TODAY)
        for place in range(len(rows))
    ]
    known = [key for key in keys if key is not None]
    assert keys == [*known, *[None] * (len(keys) - len(known))]
    assert known == sorted(known, reverse=order is Qt.SortOrder.DescendingOrder)
    assert model.rows == tuple(rows)
    shown.sort(-1)
    assert shown.shown_ids() == tuple(row.id for row in rows)


def test_doses_sort_by_their_number() -> None:
    keys = [sort_key(make_therapy(dose=dose), "dose", TODAY) for dose in ("7.5 mg", "15 mg", "100 mg")]
    assert keys == sorted(keys, key=lambda key: key or ())


def test_dates_and_lengths_stand_on_the_right(qapp: object) -> None:  # noqa: ARG001
    model = make_model(make_therapy())
    for place, column in enumerate(COLUMNS):
        right = column.kind in {Kind.DATE, Kind.LENGTH}
        alignment = Qt.AlignmentFlag(model.index(0, place).data(Qt.ItemDataRole.TextAlignmentRole))
        assert bool(alignment & Qt.AlignmentFlag.AlignRight) == right


def test_a_row_that_lacks_something_says_so_to_eye_and_ear(qapp: object) -> None:  # noqa: ARG001
    row = make_therapy("methotrexate")
    model = make_model(row)
    whole = model.index(0, 0).data(Qt.ItemDataRole.DecorationRole).cacheKey()
    todo = Todo(Severity.WEAKENS, "methotrexate has no stop date.", f"therapy:{row.id}:stop", "therapies")
    model.set_todos({row.id: [todo]})
    cell = model.index(0, 0)
    assert cell.data(Qt.ItemDataRole.DecorationRole).cacheKey() != whole
    assert "no stop date" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Drug: methotrexate. methotrexate has no stop date."


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_name_that_reads_back(outcome: Outcome) -> None:
    assert outcome_from_words(OUTCOME_NAMES[outcome], VOCABULARY, TODAY) is outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("failed", Outcome.INADEQUATE_RESPONSE),
        ("could not tolerate, nausea", Outcome.INTOLERANCE),
        ("lost response after a year", Outcome.LOST_RESPONSE),
        ("heart failure", None),
        ("no side effects", None),
        ("failed and side effects", None),
        ("so-so", None),
        ("", Outcome.UNKNOWN),
    ],
)
def test_an_outcome_is_read_only_from_words_that_certainly_say_it(words: str, outcome: Outcome | None) -> None:
    assert outcome_from_words(words, VOCABULARY, TODAY) is outcome


@given(st.sampled_from(list(Outcome)), dates, dates)
def test_what_a_cell_shows_can_be_typed_again(outcome: Outcome, start: PartialDate, stop: PartialDate) -> None:
    row = Therapy("t", drug="methotrexate", drug_id="methotrexate", start=start, stop=stop, outcome=outcome)
    again = row
    for key in ("start", "stop"):
        try:
            again = with_cell(again, key, cell_text(row, key, TODAY), VOCABULARY, TODAY)
        except InvalidDateError as error:  # pragma: no cover - would be the failure
            pytest.fail(str(error))
    assert (again.start, again.stop) == (row.start, row.stop)
    assert not row.was_tried or outcome not in NOT_TRIED


def test_filling_several_cells_changes_each_row_once(qapp: object) -> None:  # noqa: ARG001
    rows = [make_therapy("methotrexate", id="a", dose="1"), make_therapy("Humira", id="b", dose="2")]
    model = make_model(*rows)
    filled = model.filled([("a", "dose"), ("a", "route"), ("b", "dose"), ("b", "start")], "oral")
    assert {row.id: (row.dose, row.route) for row in filled} == {"a": ("oral", "oral"), "b": ("oral", "")}
    assert [cell[:2] for cell in model.unread_cells()] == [("b", "start")]


def test_the_root_has_rows_and_a_cell_has_none() -> None:
    model = make_model(make_therapy())
    assert (model.rowCount(), model.rowCount(model.index(0, 0))) == (1, 0)
    assert model.data(QModelIndex()) is None
