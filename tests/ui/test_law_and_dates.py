"""The law and the dates of the whole office, in the running program: citations, agenda, calendar file, reminders."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.plan import PlanType
from denialdesk.office import Office
from denialdesk.services.agenda import DateKind, KeyDate, case_code, reminders_today
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.services.follow_up import record_event
from denialdesk.storage.keys import KeyStore
from denialdesk.ui.day_words import days_left
from denialdesk.ui.dialogs.agenda import AgendaDialog, week_words
from denialdesk.ui.dialogs.law_citations import LawCitationsDialog
from denialdesk.ui.reminder_bar import ReminderBar, ReminderLine
from tests.ui.conftest import make_office
from tests.ui.programs import NOW, RunningProgram
from tests.ui.sessions import click, nameless_controls

TODAY = NOW.date()


def due(case_id: str, name: str, plan_type: PlanType, notice: dt.date, state: str = "CO") -> Case:
    base = replace(sample_cases()[0], events=(), status=CaseStatus.DRAFT, id=case_id)
    return replace(
        base,
        patient=replace(base.patient, last_name=name),
        plan=replace(base.plan, plan_type=plan_type, state=state),
        denial=replace(base.denial, notice_date=PartialDate.of(notice), received_date=PartialDate.of(notice)),
    )


@pytest.fixture
def office(tmp_path: Path, keys: KeyStore) -> Office:
    """An office with a case due in three days, a Texas case, and one whose plan is late."""
    office = make_office(tmp_path / "profile", keys)
    office.vault.create()
    office.practice.save(sample_practice())
    part_d = due("due", "Duesoon", PlanType.MEDICARE_PART_D, TODAY - dt.timedelta(days=57))
    office.cases.create(part_d)
    office.cases.create(due("texas", "Lonestar", PlanType.FULLY_INSURED_GROUP, TODAY - dt.timedelta(days=5), "TX"))
    waiting = due("late", "Waiting", PlanType.MEDICARE_PART_D, TODAY - dt.timedelta(days=30))
    office.cases.create(record_event(waiting, Event("v1", EventKind.SENT, "2026-11-10")))
    office.vault.close()
    return office


@pytest.fixture
def program(qtbot: QtBot, office: Office) -> Iterator[RunningProgram]:
    running = RunningProgram(qtbot, lambda: office)
    running.start()
    yield running
    running.close()


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


# ---------------------------------------------------------------- law citations


def citations(program: RunningProgram) -> LawCitationsDialog:
    program.trigger(program.window.actions_.law_citations)
    dialog = program.dialog(LawCitationsDialog)
    program.wait(lambda: dialog.list.count() > 0)
    return dialog


def test_every_citation_has_its_rule_its_standing_and_its_address(program: RunningProgram) -> None:
    dialog = citations(program)
    assert nameless_controls(dialog) == []
    assert all(line.is_open for line in dialog.shown)
    dialog.search.setText("29 CFR 2560.503-1(g)")
    assert dialog.chosen is not None
    assert dialog.chosen.citation in dialog.title.text()
    assert dialog.statement.text()
    assert dialog.chip.sign.word == "Not confirmed"
    assert dialog.link.text().startswith("https://www.ecfr.gov/")
    click(dialog.copy)
    assert QGuiApplication.clipboard().text() == dialog.link.text()
    dialog.close()


def test_a_confirmation_needs_a_name_is_kept_and_reaches_the_letter(program: RunningProgram) -> None:
    program.open_case()
    dialog = citations(program)
    line = dialog.chosen
    assert line is not None
    click(dialog.confirm)
    assert dialog.problem.text() == "Enter the name of the person who read the law."
    assert program.session.confirmed == {}
    QTest.keyClicks(dialog.name, "Robin Sampleton")
    before = len(dialog.shown)
    click(dialog.confirm)
    program.wait(lambda: len(dialog.shown) == before - 1)
    assert line.entry in program.session.confirmed
    dialog.filter.setCurrentIndex(1)
    dialog.filter.activated.emit(1)
    dialog.search.setText(line.statement[:30])
    rows = [row for row, each in enumerate(dialog.shown) if each.entry == line.entry]
    dialog.list.setCurrentRow(rows[0])
    assert dialog.who.text() == "Confirmed by Robin Sampleton on Saturday, November 21, 2026"
    assert dialog.chip.sign.word == "Confirmed"
    click(dialog.withdraw)
    program.wait(lambda: program.session.confirmed == {})
    dialog.close()
    again = citations(program)
    assert again.name.text() == "Robin Sampleton"
    again.close()


def test_all_shown_are_confirmed_after_a_question(program: RunningProgram) -> None:
    dialog = citations(program)
    QTest.keyClicks(dialog.name, "Robin Sampleton")
    dialog.search.setText("Tex. Ins. Code")
    count = len(dialog.shown)
    assert count > 1
    click(dialog.confirm_all)
    text = program.answer(f"Confirm {count}")
    assert f"all {count} entries" in text
    program.wait(lambda: len(program.session.confirmed) == count)
    assert dialog.shown == ()
    dialog.close()


# ---------------------------------------------------------------- the agenda


def agenda(program: RunningProgram) -> AgendaDialog:
    program.trigger(program.window.actions_.agenda)
    return program.dialog(AgendaDialog)


def test_the_agenda_lists_all_open_cases_by_week_in_words(program: RunningProgram) -> None:
    dialog = agenda(program)
    assert nameless_controls(dialog) == []
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert texts[0] == "Past"
    assert "Plan's answer due (4 days overdue)" in texts[1]
    assert "Next week" in texts
    assert any("File by (3 days)" in text and "Duesoon" in text and case_code("due") in text for text in texts)
    click(dialog.filters[1])
    assert all(line.date.kind is not DateKind.PLAN_ANSWER for line in dialog.shown)
    dialog.close()


def test_enter_opens_the_case_of_a_date(program: RunningProgram) -> None:
    dialog = agenda(program)
    row = next(row for row in range(dialog.list.count()) if "Lonestar" in dialog.list.item(row).text())
    dialog.list.setCurrentRow(row)
    with program.qtbot.waitSignal(program.session.case_opened):
        press(dialog.list, Qt.Key.Key_Return)
    assert program.case.id == "texas"
    dialog.close()


def test_the_calendar_file_is_saved_without_a_patient(program: RunningProgram, tmp_path: Path) -> None:
    dialog = agenda(program)
    click(dialog.export)
    target = tmp_path / "dates.ics"
    program.choose_file(target)
    program.wait(target.exists)
    text = target.read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == 3
    assert not [word for word in ("Duesoon", "Lonestar", "Waiting", "Marigold", "Rinvoq", "Cigna") if word in text]
    assert case_code("due") in text
    dialog.close()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 20), "Past"),
        (dt.date(2026, 11, 21), "This week"),
        (dt.date(2026, 11, 22), "This week"),
        (dt.date(2026, 11, 23), "Next week"),
        (dt.date(2026, 11, 30), "Week of November 30"),
        (dt.date(2027, 1, 1), "Week of December 28"),
        (dt.date(2027, 1, 5), "Week of January 4, 2027"),
    ],
)
def test_weeks_are_said_in_words(day: dt.date, words: str) -> None:
    assert week_words(day, TODAY) == words


# ---------------------------------------------------------------- reminders


def test_reminders_stand_at_the_start_and_lead_to_their_cases(program: RunningProgram) -> None:
    bar = program.area.reminders
    assert not bar.isHidden()
    words = [link.text() for link in bar.links]
    assert any("Waiting" in text and "4 days overdue" in text for text in words)
    assert any("Duesoon" in text and "3 days" in text for text in words)
    link = next(link for link in bar.links if "Duesoon" in link.text())
    with program.qtbot.waitSignal(program.session.case_opened):
        click(link)
    assert program.case.id == "due"


@pytest.mark.parametrize(
    ("left", "shown"),
    [(15, False), (14, True), (8, False), (7, True), (4, False), (3, True), (2, False), (1, True), (0, True)],
)
def test_each_reminder_comes_on_its_own_day_although_the_one_before_was_put_away(
    qtbot: QtBot, left: int, shown: bool
) -> None:
    """Fourteen, seven, three, one and no day before; on the days between only what nobody has put away stands."""
    date = KeyDate("c1", DateKind.FILE_BY, TODAY + dt.timedelta(days=left), "Plan appeal")
    put_away: dict[str, str] = {}
    for before in range(left + 1, 16):  # every day until now: put away what stands
        found = reminders_today([date], date.day - dt.timedelta(days=before), put_away)
        put_away |= {item.key: "" for item in found}
    bar = ReminderBar()
    qtbot.addWidget(bar)
    lines = [ReminderLine(item, "Testcase, Marigold") for item in reminders_today([date], TODAY, put_away)]
    bar.show_lines(lines, TODAY)
    assert bar.isHidden() is not shown
    if shown:
        (link,) = bar.links
        assert days_left(date.day, TODAY) in link.text()


def test_a_date_past_its_safe_day_says_how_long_it_is_legal(qtbot: QtBot) -> None:
    date = KeyDate("c1", DateKind.FILE_BY, TODAY - dt.timedelta(days=1), "Plan appeal", TODAY + dt.timedelta(days=1))
    bar = ReminderBar()
    qtbot.addWidget(bar)
    bar.show_lines([ReminderLine(item, "Testcase") for item in reminders_today([date], TODAY, {})], TODAY)
    (link,) = bar.links
    assert "1 day overdue; last legal day Sun Nov 22, tomorrow" in link.text()


def test_a_reminder_put_away_stays_away_after_a_restart(qtbot: QtBot, office: Office) -> None:
    first = RunningProgram(qtbot, lambda: office)
    first.start()
    bar = first.area.reminders
    count = len(bar.keys)
    place = next(place for place, link in enumerate(bar.links) if "Duesoon" in link.text())
    click(bar.closers[place])
    assert len(bar.keys) == count - 1
    first.close()
    second = RunningProgram(qtbot, lambda: office)
    second.start()
    assert not any("Duesoon" in link.text() for link in second.area.reminders.links)
    click(second.area.reminders.away)
    assert second.area.reminders.isHidden()
    second.close()


def test_a_reminder_goes_when_the_letter_has_gone_out(program: RunningProgram) -> None:
    bar = program.area.reminders
    link = next(link for link in bar.links if "Duesoon" in link.text())
    with program.qtbot.waitSignal(program.session.case_opened):
        click(link)
    event = Event("v9", EventKind.SENT, TODAY.isoformat())
    program.session.edit("Sent", lambda case: record_event(case, event))
    program.session.save_now()
    program.wait(lambda: not any("Duesoon" in each.text() for each in bar.links))


def test_an_office_without_near_dates_shows_no_bar(qtbot: QtBot, tmp_path: Path, keys: KeyStore) -> None:
    office = make_office(tmp_path / "quiet", keys)
    office.vault.create()
    office.cases.create(due("far", "Faroff", PlanType.SELF_FUNDED_ERISA, TODAY))
    office.vault.close()
    running = RunningProgram(qtbot, lambda: office)
    running.start()
    assert running.area.reminders.isHidden()
    running.close()
