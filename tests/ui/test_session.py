import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case
from denialdesk.domain.errors import DiskFullError
from denialdesk.ui.session import CaseSession
from tests.makers import make_case, make_practice
from tests.ui.sessions import TODAY, library


class Store:
    """A vault that answers when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[Case] = []
        self.done: list[Callable[[], None]] = []
        self.failed: list[Callable[[Exception], None]] = []

    def save(self, case: Case, done: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        self.asked.append(case)
        self.done.append(done)
        self.failed.append(failed)


def make_session(case: Case | None = None) -> tuple[CaseSession, Store]:
    store = Store()
    now = dt.datetime.combine(TODAY, dt.time(10, 42))
    session = CaseSession(library(), make_practice(), clock=lambda: now, new_id=lambda: "new", store=store)
    session.open(case or make_case())
    return session, store


def name(text: str) -> Callable[[Case], Case]:
    return lambda case: replace(case, patient=replace(case.patient, first_name=text))


def first_name(session: CaseSession) -> str:
    assert session.case is not None
    return session.case.patient.first_name


def test_an_edit_is_appraised_at_once_and_can_be_undone_and_redone(qtbot: QtBot) -> None:
    session, _ = make_session()
    before = first_name(session)
    with qtbot.waitSignals([session.case_changed, session.appraisal_changed]):
        session.edit("Name", name("Fern"))
    assert session.appraisal is not None
    assert session.appraisal.case.patient.first_name == "Fern"
    session.undo()
    assert first_name(session) == before
    session.redo()
    assert first_name(session) == "Fern"


def test_typing_into_one_field_is_one_step() -> None:
    session, _ = make_session()
    before = first_name(session)
    for text in ("F", "Fe", "Fern"):
        session.edit("Name", name(text), merge_key="patient.first_name")
    session.edit("Notes", lambda case: replace(case, notes="x"), merge_key="notes")
    session.edit("Name", name("Ferny"), merge_key="patient.first_name")
    assert len(session.history) == 3
    session.undo()
    session.undo()
    assert first_name(session) == "Fern"
    session.undo()
    assert first_name(session) == before


def test_typing_and_taking_it_back_leaves_no_step() -> None:
    session, _ = make_session()
    before = first_name(session)
    session.edit("Name", name("Fern"), merge_key="patient.first_name")
    session.edit("Name", name(before), merge_key="patient.first_name")
    assert len(session.history) == 0
    assert first_name(session) == before


def test_a_change_that_changes_nothing_is_no_step_and_is_not_saved() -> None:
    session, store = make_session()
    session.edit("Name", lambda case: replace(case, notes=case.notes))
    session.save_now()
    assert len(session.history) == 0
    assert store.asked == []


def test_a_change_that_fails_leaves_the_case_as_it_was() -> None:
    session, _ = make_session()
    before = session.case

    def fail(_case: Case) -> Case:
        raise KeyError

    with pytest.raises(KeyError):
        session.edit("Name", fail)
    assert session.case is before
    assert len(session.history) == 0


def test_saving_waits_for_a_pause_and_tells_the_time(qtbot: QtBot) -> None:
    session, store = make_session()
    session.edit("Name", name("F"))
    session.edit("Name", name("Fern"))
    assert store.asked == []
    qtbot.waitUntil(lambda: len(store.asked) == 1)
    assert store.asked[0].patient.first_name == "Fern"
    with qtbot.waitSignal(session.saved) as saved:
        store.done[0]()
    assert saved.args == ["10:42"]
    assert not session.has_unsaved


def test_what_was_typed_while_saving_is_saved_too() -> None:
    session, store = make_session()
    session.edit("Name", name("F"))
    session.save_now()
    session.edit("Name", name("Fern"))
    store.done[0]()
    assert session.has_unsaved
    session.save_now()
    session.save_now()  # the same value is not sent twice
    assert [case.patient.first_name for case in store.asked] == ["F", "Fern"]
    store.done[1]()
    assert not session.has_unsaved


def test_a_failed_save_loses_nothing_and_is_told(qtbot: QtBot) -> None:
    session, store = make_session()
    session.edit("Name", name("Fern"))
    session.save_now()
    error = DiskFullError("The disk is full.", "Free some space.")
    with qtbot.waitSignal(session.save_failed) as failed:
        store.failed[0](error)
    assert failed.args == [error]
    assert session.has_unsaved
    session.save_now()
    store.done[1]()
    assert not session.has_unsaved


def test_switching_cases_saves_the_one_left_and_keeps_what_could_not_be_saved() -> None:
    first, second = make_case(id="first"), make_case(id="second")
    session, store = make_session(first)
    session.edit("Name", name("Fern"))
    session.open(second)
    assert [case.id for case in store.asked] == ["first"]
    store.failed[0](DiskFullError("The disk is full.", ""))
    session.open(first)  # as it was read from the vault, without the change
    assert first_name(session) == "Fern"
    assert len(session.history) == 0


def test_a_deleted_case_is_not_saved_again() -> None:
    session, store = make_session(make_case(id="gone"))
    session.edit("Name", name("Fern"))
    session.forget("gone")
    session.save_now()
    assert store.asked == []
    assert session.case is None
    assert session.appraisal is None
    session.edit("Name", name("Nobody"))
    assert len(session.history) == 0


def test_a_changed_practice_is_in_the_letter(qtbot: QtBot) -> None:
    session, _ = make_session()
    with qtbot.waitSignal(session.appraisal_changed):
        session.set_practice(make_practice(name="Invented New Practice"))
    assert session.appraisal is not None
    assert session.appraisal.letter.letterhead.name == "Invented New Practice"
