import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import CaseStatus
from denialdesk.domain.case_summary import CaseSummary
from denialdesk.domain.plan import PlanType
from denialdesk.ui.commands import CommandRow
from denialdesk.ui.day_words import days_left, long_date, short_date
from denialdesk.ui.pages.worklist import WorklistPage
from denialdesk.ui.pages.worklist_model import CaseRow, GroupRow, Row, WorklistModel, arrange, case_row
from tests.ui.programs import click_row
from tests.ui.sessions import TODAY, focused, library


def row(name: str, days: int | None = None, status: CaseStatus = CaseStatus.DRAFT, drug: str = "Rinvoq") -> CaseRow:
    file_by = TODAY + dt.timedelta(days=days) if days is not None else None
    return CaseRow(name, name, drug, status, file_by, TODAY, f"{name} {drug}".casefold())


def shown(rows: list[Row]) -> list[str]:
    return [each.group.value if isinstance(each, GroupRow) else each.words.split(",")[0] for each in rows]


def test_cases_stand_in_their_groups_the_most_urgent_first() -> None:
    rows = [
        row("far", 100),
        row("unknown"),
        row("closed", 1, CaseStatus.CLOSED),
        row("decided", 1, CaseStatus.DECIDED),
        row("sent", 1, CaseStatus.SENT),
        row("in a week", 7),
        row("in eight days", 8),
        row("late", -2, CaseStatus.READY),
    ]
    assert shown(arrange(rows, "")) == [
        *("Due this week", "late", "in a week"),
        *("Waiting on payer", "sent"),
        *("To work on", "in eight days", "far", "unknown"),
        *("Closed", "closed", "decided"),
    ]


def test_a_refusal_nobody_took_up_is_work_and_never_stands_with_the_closed_cases() -> None:
    lost = replace(row("refused", status=CaseStatus.DECIDED), is_refused=True, go_on_by=TODAY + dt.timedelta(days=100))
    soon = replace(lost, name="soon", case_id="soon", go_on_by=TODAY + dt.timedelta(days=5))
    open_end = replace(lost, name="open end", case_id="open end", go_on_by=None)
    assert shown(arrange([lost, soon, open_end, row("decided", status=CaseStatus.DECIDED)], "")) == [
        *("Due this week", "soon"),
        *("To work on", "refused", "open end"),
        *("Closed", "decided"),
    ]
    assert lost.state == "Refused: 100 days to go on"
    assert open_end.state == "Refused: go on?"
    assert replace(lost, go_on_by=TODAY).is_late
    line = CaseSummary("1", plan_type=PlanType.SELF_FUNDED_ERISA, status=CaseStatus.DECIDED, refused_at="2026-11-19")
    made = case_row(line, library().law, TODAY)
    assert (made.is_refused, made.go_on_by) == (True, dt.date(2027, 3, 19))


def test_a_search_needs_all_its_words_and_finds_commands() -> None:
    done: list[str] = []
    commands = [CommandRow("Export letter", "Ctrl+E", lambda: done.append("exported"))]
    rows = [row("Testcase, Marigold"), row("Placeholder, Dorian", drug="Stelara")]
    assert shown(arrange(rows, "dorian stel", commands)) == ["To work on", "Placeholder"]
    assert shown(arrange(rows, "letter exp", commands)) == ["Do", "Export letter"]
    assert arrange(rows, "nothing like it", commands) == []
    assert "Do" not in shown(arrange(rows, "", commands))


def test_a_row_says_how_long_there_is_in_words() -> None:
    assert row("a", 17).state == "17 days · Draft"
    assert row("a", 0, CaseStatus.READY).state == "today · For signature"
    assert row("a", -1).state == "1 day overdue · Draft"
    assert row("a", 5, CaseStatus.SENT).state == "Sent"
    assert row("a").state == "Draft"
    assert row("a", 0).is_late
    assert not row("a", 1).is_late
    assert not row("a", -1, CaseStatus.SENT).is_late


def test_days_and_dates_are_said_in_words() -> None:
    today = dt.date(2026, 11, 21)
    assert [days_left(today + dt.timedelta(days=days), today) for days in (-3, -1, 0, 1, 2)] == [
        *("3 days overdue", "1 day overdue", "today", "tomorrow", "2 days"),
    ]
    assert short_date(dt.date(2026, 12, 8), today) == "Tue Dec 8"
    assert short_date(dt.date(2028, 12, 8), today) == "Dec 8, 2028"
    assert long_date(dt.date(2026, 12, 8)) == "Tuesday, December 8, 2026"


@pytest.mark.parametrize(
    ("notice", "plan_type", "is_counted"),
    [
        ("2026-11-01", PlanType.SELF_FUNDED_ERISA, True),
        ("2026-11", PlanType.SELF_FUNDED_ERISA, False),
        ("", PlanType.SELF_FUNDED_ERISA, False),
        ("2026-11-01", None, False),
        ("not a date", PlanType.SELF_FUNDED_ERISA, False),
    ],
)
def test_the_safe_date_is_counted_only_where_it_can_be(
    notice: str, plan_type: PlanType | None, is_counted: bool
) -> None:
    summary = CaseSummary("1", notice_date=notice, plan_type=plan_type)
    made = case_row(summary, library().law, TODAY)
    assert (made.file_by is not None) is is_counted
    assert made.name == "Name not entered"
    assert made.drug == "Drug not entered"


def test_the_model_keeps_qts_rules_and_reads_aloud(qtbot: QtBot) -> None:
    model = WorklistModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(arrange([row("Testcase, Marigold", 17)], ""))
    assert [model.data(model.index(number)) for number in range(2)] == [
        "To work on, 1",
        "Testcase, Marigold, Rinvoq, 17 days · Draft",
    ]
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    with qtbot.waitSignal(model.dataChanged):  # the same case with other words: the selection stays
        model.show_rows(arrange([row("Testcase, Marigold", 16)], ""))
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.waitSignal(model.modelReset):
        model.show_rows(arrange([row("Other", 16)], ""))
    assert not model.index_of_case("Testcase, Marigold").isValid()
    assert tester is not None


def test_a_case_is_chosen_by_click_and_by_keyboard(qtbot: QtBot) -> None:
    page = WorklistPage()
    qtbot.addWidget(page)
    page.resize(240, 500)
    page.show_cases([row("Alpha", 20), row("Beta", 30)])
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    with qtbot.waitSignal(page.case_chosen) as chosen:
        click_row(page.view, page.model.index_of_case("Beta"))
    assert chosen.args == ["Beta"]
    page.focus_search()
    QTest.keyClicks(focused(), "alp")
    with qtbot.waitSignal(page.case_chosen) as chosen:
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert chosen.args == ["Alpha"]
    page.search.clear()
    page.show_open("Alpha")
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    with qtbot.waitSignal(page.case_chosen) as chosen:
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert chosen.args == ["Beta"]
    page.show_one(row("Gamma", 1))
    assert page.row_of("Gamma") is not None
