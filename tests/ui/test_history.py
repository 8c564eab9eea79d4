"""The undo history: an ordinary list with a place in it, whatever is pushed, undone and redone."""

import gc
import weakref
from dataclasses import dataclass, replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from denialdesk.ui.history import History
from tests.makers import make_case
from tests.ui.sessions import make_session


@dataclass
class Holder:
    value: object


def held(history: History, value: object) -> Holder:
    holder = Holder(value)
    history.value_wanted.connect(lambda wanted: setattr(holder, "value", wanted))
    return holder


def test_steps_are_undone_and_made_again() -> None:
    history = History()
    holder = held(history, "a")
    history.push("to b", "a", "b")
    history.push("to c", "b", "c")
    assert (holder.value, history.undo_text, history.redo_text, len(history)) == ("c", "to c", "", 2)
    history.undo()
    assert (holder.value, history.undo_text, history.redo_text) == ("b", "to b", "to c")
    history.redo()
    assert holder.value == "c"
    assert (history.can_undo, history.can_redo) == (True, False)


def test_a_run_of_steps_with_one_key_is_one_and_none_when_it_ends_where_it_began() -> None:
    history = History()
    holder = held(history, "")
    history.push("typing", "", "x", "name")
    history.push("typing", "x", "xy", "name")
    assert len(history) == 1
    history.push("typing", "xy", "", "name")
    assert len(history) == 0
    assert holder.value == ""


def test_a_step_after_an_undo_ends_what_could_be_made_again() -> None:
    history = History()
    history.push("to b", "a", "b")
    history.undo()
    history.push("to c", "a", "c")
    assert (len(history), history.can_redo, history.undo_text) == (1, False, "to c")


def test_nothing_is_undone_beyond_the_first_step() -> None:
    history = History()
    holder = held(history, "a")
    history.undo()
    history.redo()
    history.push("to b", "a", "b")
    history.clear()
    history.undo()
    assert holder == Holder("b")


class AgainstAList(RuleBasedStateMachine):
    """The history against the plain thing: all values so far, and which of them is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.history = History()
        self.holder = held(self.history, 0)
        self.values: list[object] = [0]
        self.place = 0

    @rule(value=st.integers())
    def push(self, value: int) -> None:
        if value != self.holder.value:
            self.history.push("step", self.holder.value, value)
            self.values = [*self.values[: self.place + 1], value]
            self.place += 1

    @rule()
    def undo(self) -> None:
        self.history.undo()
        self.place = max(self.place - 1, 0)

    @rule()
    def redo(self) -> None:
        self.history.redo()
        self.place = min(self.place + 1, len(self.values) - 1)

    @invariant()
    def same(self) -> None:
        assert self.holder.value == self.values[self.place]
        assert len(self.history) == len(self.values) - 1


TestAgainstAList = AgainstAList.TestCase


@pytest.mark.usefixtures("qapp")
def test_a_session_with_steps_is_let_go_by_the_garbage_collector() -> None:
    """With QUndoStack this ended the program: the collector destroyed what the stack destroys too."""
    gone: list[int] = []
    for number in range(20):
        session = make_session(make_case())
        session.edit("Notes", lambda case: replace(case, notes="once"))
        session.edit("Notes", lambda case: replace(case, notes="twice"))
        session.undo()
        vars(session)["itself"] = session
        weakref.finalize(session, gone.append, number)
        del session
        gc.collect()
    assert gone == list(range(20))
