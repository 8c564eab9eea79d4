"""A child process met for real: it answers, fails, crashes, hangs and is stopped, and the program goes on."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence

import pytest

from denialdesk.domain.errors import EnvironmentProblem, PasswordNeededError, UnreadableFileError
from denialdesk.system.child import (
    Blob,
    Child,
    ChildEnd,
    ChildFaultError,
    ChildStoppedError,
    Progress,
    Value,
    child_command,
)

PROGRAM = """
import ctypes, os, signal, sys, threading
from denialdesk.domain.errors import PasswordNeededError, UnreadableFileError
from denialdesk.system.child import Answer, serve
from denialdesk.system.child_limits import limit_self, make_beat, own_pipes

def echo(values, blobs, tell):
    return Answer({"values": dict(values)}, tuple(blob[::-1] for blob in blobs))
def steps(values, blobs, tell):
    for done in range(1, 4):
        tell(done, 3)
    return Answer()
def refuse(values, blobs, tell):
    raise PasswordNeededError("It is locked.", "Type the password.")
def bug(values, blobs, tell):
    raise ValueError("Marigold Testcase")
def die(values, blobs, tell):
    tell(4, 9)
    os.kill(os.getpid(), signal.SIGKILL)
def segfault(values, blobs, tell):
    ctypes.string_at(0)
def hang(values, blobs, tell):
    tell(2, 5)
    threading.Event().wait()
def gorge(values, blobs, tell):
    bytearray(4_000_000_000)
def shout(values, blobs, tell):
    print("what a library prints")
    os.write(1, b"and what it writes")
    return Answer({"said": True})
def lie(values, blobs, tell):
    target.write(b"\\xff" * 8 + b"not a header at all")
    target.flush()
    threading.Event().wait()
def limits(values, blobs, tell):
    import resource
    return Answer({"core": resource.getrlimit(resource.RLIMIT_CORE)[1]})

limit_self()
source, target = own_pipes()
tasks = dict(echo=echo, steps=steps, refuse=refuse, bug=bug, die=die, segfault=segfault, hang=hang, gorge=gorge,
             shout=shout, lie=lie, limits=limits)
serve(tasks, source, target, make_beat())
"""
COMMAND = [sys.executable, "-c", PROGRAM]


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(COMMAND, silence=20.0)
    yield made
    made.close()


def is_running(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_answers_with_values_and_bytes_and_stays_for_the_next_task(child: Child) -> None:
    answer = child.ask("echo", {"a": 1, "b": ["x"]}, (b"abc", b"", bytes(3_000_000)))
    assert answer.values["values"] == {"a": 1, "b": ["x"]}
    assert [bytes(blob) for blob in answer.blobs] == [b"cba", b"", bytes(3_000_000)]
    first = child.process_id
    told: list[tuple[int, int]] = []
    child.ask("steps", on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert child.process_id == first


def test_an_error_of_the_task_arrives_as_itself(child: Child) -> None:
    with pytest.raises(PasswordNeededError) as caught:
        child.ask("refuse")
    assert (caught.value.message, caught.value.remedy) == ("It is locked.", "Type the password.")
    assert child.ask("echo").values == {"values": {}}


def test_a_bug_arrives_without_its_message(child: Child, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ChildFaultError) as caught:
        child.ask("bug")
    assert "ValueError" in caplog.text
    assert "Marigold" not in caplog.text + str(caught.value)


@pytest.mark.parametrize(("task", "told"), [("die", (4, 9)), ("segfault", (0, 0)), ("gorge", (0, 0)), ("lie", (0, 0))])
def test_a_crash_is_told_and_the_next_task_has_a_new_child(child: Child, task: str, told: tuple[int, int]) -> None:
    child.ask("echo")
    first = child.process_id
    assert first is not None
    with pytest.raises(ChildStoppedError) as caught:
        child.ask(task)
    assert caught.value.end is ChildEnd.CRASHED
    assert (caught.value.done, caught.value.total) == told
    assert not is_running(first)
    assert child.ask("echo", {"again": True}).values["values"] == {"again": True}
    assert child.process_id != first


def test_a_child_that_says_nothing_is_killed() -> None:
    child = Child(COMMAND, silence=1.0)
    with pytest.raises(ChildStoppedError) as caught:
        child.ask("hang")
    assert caught.value.end is ChildEnd.SILENT
    assert (caught.value.done, caught.value.total) == (2, 5)
    assert child.process_id is None


def test_a_person_stops_it_from_another_thread(child: Child) -> None:
    caught: list[ChildStoppedError] = []
    begun = threading.Event()

    def work() -> None:
        try:
            child.ask("hang", on_progress=lambda _done, _total: begun.set())
        except ChildStoppedError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    process = child.process_id
    child.stop()
    thread.join(20)
    assert [error.end for error in caught] == [ChildEnd.STOPPED]
    assert process is not None
    assert not is_running(process)
    assert "child watch" not in {each.name for each in threading.enumerate()}


def test_an_idle_child_is_stopped_and_cleared_away(child: Child) -> None:
    child.ask("echo")
    process = child.process_id
    assert process is not None
    child.stop()
    assert not is_running(process)
    child.stop()
    with pytest.raises(ChildStoppedError) as caught:
        child.ask("echo")
    assert caught.value.end is ChildEnd.STOPPED
    assert child.process_id is None


class StoppedLate(Child):
    """Is stopped by another thread when the answer has just come and has not been handed over yet."""

    def _exchange(
        self,
        process: subprocess.Popen[bytes],
        task: str,
        values: Mapping[str, Value],
        blobs: Sequence[Blob],
        on_progress: Progress | None,
    ) -> tuple[dict[str, Value], tuple[bytes, ...]]:
        answer = super()._exchange(process, task, values, blobs, on_progress)
        other = threading.Thread(target=self.stop)
        other.start()
        other.join()
        return answer


def test_a_child_stopped_as_its_answer_comes_is_cleared_away() -> None:
    child = StoppedLate(COMMAND, silence=20.0)
    assert child.ask("echo").values == {"values": {}}
    assert child.process_id is None


def test_what_the_caller_raises_while_it_listens_ends_the_child(child: Child) -> None:
    def refuse(_done: int, _total: int) -> None:
        raise UnreadableFileError("Enough.")

    with pytest.raises(UnreadableFileError, match="Enough"):
        child.ask("steps", on_progress=refuse)
    assert child.process_id is None
    assert child.ask("echo").values == {"values": {}}


def test_what_libraries_print_does_not_get_into_the_answer(child: Child) -> None:
    assert child.ask("shout").values == {"said": True}


@pytest.mark.skipif(sys.platform == "win32", reason="core dumps are a matter of POSIX systems")
def test_a_crash_leaves_no_core_dump(child: Child) -> None:
    assert child.ask("limits").values == {"core": 0}


def test_a_child_that_cannot_be_started_is_told() -> None:
    with pytest.raises(EnvironmentProblem, match="could not be started"):
        Child(["/nowhere/no-such-program"]).ask("echo")


def test_the_child_is_this_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command() == [sys.executable, "-m", "denialdesk", "file-worker"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "file-worker"]


def test_closing_lets_the_process_end(child: Child) -> None:
    child.ask("echo")
    process = child.process_id
    assert process is not None
    child.close()
    assert not is_running(process)
    assert child.process_id is None
