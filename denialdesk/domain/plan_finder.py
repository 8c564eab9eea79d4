"""Which kind of plan is this? A short guided set of questions, as data, that ends in a plan type or in what to ask.

The questions stand in criteria_db/law/plan_finder.yaml. Walking them changes nothing and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from denialdesk.domain.errors import UserError
from denialdesk.domain.plan import Funding, PlanType


class FinderError(UserError):
    """An answer that the question does not offer."""


@dataclass(frozen=True, slots=True)
class FinderAnswer:
    """One answer to choose; ``to`` names the next question or the result."""

    id: str
    label: str
    to: str


@dataclass(frozen=True, slots=True)
class FinderQuestion:
    """One question with its answers; ``hint`` says where to look."""

    id: str
    ask: str
    answers: tuple[FinderAnswer, ...]
    hint: str = ""

    def answer(self, answer_id: str) -> FinderAnswer:
        """Find an answer by its id; raises FinderError."""
        for answer in self.answers:
            if answer.id == answer_id:
                return answer
        raise FinderError("This question has no such answer.", "Choose one of the answers shown.")


@dataclass(frozen=True, slots=True)
class FinderResult:
    """Where the questions end: exactly one of a plan type, an office outside the list, or a question to the plan.

    ``funding`` and ``is_erisa`` are filled where the answers showed them. ``candidates`` are the plan types it may be
    while the plan has to be asked; ``letter`` True: a request letter for that question is ready.
    """

    id: str
    text: str
    plan_type: PlanType | None = None
    outside: str = ""  # id of an entry outside the list
    ask: str = ""  # what to ask, and whom
    candidates: tuple[PlanType, ...] = ()
    funding: Funding | None = None
    is_erisa: bool | None = None
    letter: bool = False


@dataclass(frozen=True, slots=True)
class FinderGraph:
    """The questions and results by id; ``start`` is the first question."""

    start: str
    questions: Mapping[str, FinderQuestion]
    results: Mapping[str, FinderResult]

    def node(self, node_id: str) -> FinderQuestion | FinderResult:
        """The question or the result of an id."""
        return self.questions.get(node_id) or self.results[node_id]

    def faults(self) -> Iterator[str]:
        """What is wrong with the graph: dead ends, circles, unreachable parts, results of no kind or of two."""
        for question in self.questions.values():
            for answer in question.answers:
                if answer.to not in self.questions and answer.to not in self.results:
                    yield f"{question.id}: the answer {answer.id} leads to {answer.to}, which is not there"
            if len({answer.id for answer in question.answers}) != len(question.answers) or len(question.answers) < 2:
                yield f"{question.id}: it needs two or more different answers"
        for name in self.questions.keys() & self.results.keys():
            yield f"{name}: it is a question and a result"
        for result in self.results.values():
            if sum((result.plan_type is not None, bool(result.outside), bool(result.ask))) != 1:
                yield f"{result.id}: it must name a plan type, an office outside the list, or a question to ask"
        yield from self._unreached()

    def _unreached(self) -> Iterator[str]:
        reached: set[str] = set()
        if self.start not in self.questions:
            yield f"{self.start}: the first question is not there"
            return
        waiting: list[tuple[str, tuple[str, ...]]] = [(self.start, ())]
        while waiting:
            name, above = waiting.pop()
            if name in above:
                yield f"{name}: the questions run in a circle"
                continue
            reached.add(name)
            question = self.questions.get(name)
            if question is not None:
                waiting.extend((answer.to, (*above, name)) for answer in question.answers)
        for name in (*self.questions, *self.results):
            if name not in reached:
                yield f"{name}: no answer leads to it"


def follow(graph: FinderGraph, answers: Sequence[str]) -> FinderQuestion | FinderResult:
    """Where a list of answer ids, given in order from the first question, has led; raises FinderError."""
    node = graph.node(graph.start)
    for answer_id in answers:
        if isinstance(node, FinderResult):
            raise FinderError("The questions are already answered.", "Go back to change an answer.")
        node = graph.node(node.answer(answer_id).to)
    return node


def paths(graph: FinderGraph) -> Iterator[tuple[tuple[str, ...], FinderResult]]:
    """Every way through the questions, with the result it ends in."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(graph.start, ())]
    while waiting:
        name, answers = waiting.pop()
        node = graph.node(name)
        if isinstance(node, FinderResult):
            yield answers, node
        else:
            waiting.extend((answer.to, (*answers, answer.id)) for answer in node.answers)
