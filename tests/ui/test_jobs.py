import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from denialdesk.domain.changes import Area, Changes
from denialdesk.ui.jobs import Jobs


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def refuse() -> None:
    raise ValueError("refused")


def test_database_work_runs_in_order_on_one_thread_and_answers_on_the_windows(qtbot: QtBot, jobs: Jobs) -> None:
    seen: list[tuple[int, str]] = []
    answers: list[tuple[int, str]] = []

    def note(number: int) -> int:
        seen.append((number, threading.current_thread().name))
        return number

    for number in range(5):
        jobs.run_query(partial(note, number), lambda answer: answers.append((answer, threading.current_thread().name)))
    qtbot.waitUntil(lambda: len(answers) == 5)
    assert [number for number, _ in seen] == list(range(5))
    assert len({name for _, name in seen}) == 1
    main = threading.main_thread().name
    assert answers == [(number, main) for number in range(5)]
    assert seen[0][1] != main
    assert not jobs.is_busy


def test_a_change_is_announced_before_its_answer(qtbot: QtBot, jobs: Jobs) -> None:
    order: list[object] = []
    changes = Changes(frozenset({Area.PRACTICE}))
    jobs.changed.connect(order.append)
    jobs.run_change(lambda: ("answer", changes), order.append)
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == [changes, "answer"]


def test_an_error_goes_to_who_asked_or_else_to_all(qtbot: QtBot, jobs: Jobs) -> None:
    mine: list[Exception] = []
    jobs.run_query(refuse, lambda _answer: None, mine.append)
    qtbot.waitUntil(lambda: len(mine) == 1)
    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.run_work(refuse, lambda _answer: None)
    assert isinstance(mine[0], ValueError)
    assert isinstance(failed.args[0], ValueError)


def test_a_cancelled_job_calls_nothing_back(qtbot: QtBot, jobs: Jobs) -> None:
    gate = threading.Event()
    answers: list[str] = []
    first = jobs.run_query(lambda: gate.wait() and "first", lambda answer: answers.append(str(answer)))
    second = jobs.run_query(partial(answers.append, "ran"), lambda _answer: answers.append("second"))
    first.cancel()
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not jobs.is_busy)
    assert answers == []


def test_closing_joins_the_threads_and_drops_answers_but_no_change(qtbot: QtBot) -> None:
    jobs = Jobs()
    written: list[str] = []
    answers: list[object] = []

    def write(text: str) -> tuple[str, Changes]:
        written.append(text)
        return text, Changes(frozenset())

    jobs.run_change(partial(write, "one"), answers.append)
    jobs.run_change(partial(write, "two"), answers.append)
    jobs.close()
    assert written == ["one", "two"]
    qtbot.wait(20)  # whatever was queued would be delivered now
    assert answers == []
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith(("database", "work"))] == []


def test_an_answer_that_fails_does_not_leave_the_jobs_busy(qtbot: QtBot, jobs: Jobs) -> None:
    with qtbot.captureExceptions() as errors:
        jobs.run_query(lambda: None, lambda _answer: refuse())
        qtbot.waitUntil(lambda: not jobs.is_busy)
    assert [kind for kind, _error, _trace in errors] == [ValueError]
