"""Reads the plan finder's questions, strictly; a graph with a dead end or a circle is refused."""

from __future__ import annotations

from pathlib import Path

from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.plan_finder import FinderAnswer, FinderGraph, FinderQuestion, FinderResult
from denialdesk.knowledge.strict_yaml import DataFileError, Fields, read_fields


def load_finder(path: Path) -> FinderGraph:
    """Load the questions and results; raises DataFileError for a faulty file or a faulty graph."""
    fields = read_fields(path)
    fields.date("as_of")
    graph = FinderGraph(
        start=fields.text("start"),
        questions={name: _question(name, item) for name, item in fields.map_items("questions")},
        results={name: _result(name, item) for name, item in fields.map_items("results")},
    )
    fields.close()
    fault = next(graph.faults(), None)
    if fault is not None:
        raise DataFileError(f"{path.name}: {fault}.", "Correct the questions and load them again.")
    return graph


def _question(name: str, item: Fields) -> FinderQuestion:
    answers = tuple(_answer(entry) for entry in item.maps("answers"))
    question = FinderQuestion(name, item.text("ask"), answers, item.text("hint", ""))
    item.close()
    return question


def _answer(item: Fields) -> FinderAnswer:
    answer = FinderAnswer(item.text("id"), item.text("label"), item.text("to"))
    item.close()
    return answer


def _result(name: str, item: Fields) -> FinderResult:
    result = FinderResult(
        id=name,
        text=item.text("text"),
        plan_type=item.choice("plan_type", PlanType) if "plan_type" in item else None,
        outside=item.text("outside", ""),
        ask=item.text("ask", ""),
        candidates=item.choices("candidates", PlanType),
        funding=item.choice("funding", Funding) if "funding" in item else None,
        is_erisa=item.boolean("is_erisa"),
        letter=bool(item.boolean("letter")),
    )
    item.close()
    return result
