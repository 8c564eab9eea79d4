"""Letters per second: our DOCX against docxtpl writing the same text into the same styles.

docxtpl starts from our own slim template, as a careful user of it would, with escaping switched on. What it is given is
prepared beforehand, and so is our Letter: measured is only what turns it into the bytes of a file.
"""

from __future__ import annotations

import datetime as dt
import io
import statistics
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
from docx.document import Document
from docxtpl import DocxTemplate

from bench.timing import Outcome, alternate, seconds
from denialdesk.domain.letter import Block, BulletList, Letter, Paragraph, Statement
from denialdesk.knowledge.library import load_library
from denialdesk.letters.docx import render_docx
from denialdesk.services.appeal import appraise, judgement_date
from denialdesk.services.demo import sample_cases, sample_practice

ROUNDS = 60
GOAL = 5.0
# What docxtpl repeats for each section: its own language of tags, one paragraph each.
OPENING = ("{%p for section in sections %}", "{%p if section.heading %}", "{{ section.heading }}", "{%p endif %}")
BLOCKS = (
    *("{%p for block in section.blocks %}", "{%p for line in block.lines %}", "{{ line }}", "{%p endfor %}"),
    "{%p if block.rows %}",
)
CLOSING = ("{%p endif %}", "{%p endfor %}", "{%p endfor %}")


def sample_letter() -> Letter:
    """The letter of the first shipped sample."""
    case = sample_cases()[0]
    day = judgement_date(case, dt.date.max)
    return appraise(case, sample_practice(), load_library(), day, final=True).letter


def joined(statements: Iterable[Statement]) -> str:
    """The text of some statements as it stands in the letter."""
    return "".join(statement.text for statement in statements)


def described(block: Block) -> dict[str, list[str] | list[list[str]]]:
    """One block as docxtpl is given it."""
    if isinstance(block, Paragraph):
        return {"lines": [joined(block.statements)], "rows": []}
    if isinstance(block, BulletList):
        return {"lines": [joined(item) for item in block.items], "rows": []}
    rows = [[joined(cell.statements) for cell in row] for row in block.rows]
    return {"lines": [block.caption] if block.caption else [], "rows": [list(block.headers), *rows]}


def context_of(letter: Letter) -> dict[str, object]:
    """The whole letter as docxtpl is given it."""
    return {
        "sections": [
            {"heading": section.heading, "blocks": [described(block) for block in section.blocks]}
            for section in letter.sections
        ]
    }


def write_template(letter: Letter, path: Path) -> None:
    """Turn our own letter's file into a docxtpl template: its styles, header and footer, with tags for a body."""
    document = docx.Document(io.BytesIO(render_docx(letter)))
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    for text in (*OPENING, *BLOCKS):
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).text = "{%tr for row in block.rows %}"
    for column, text in enumerate(("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}")):
        table.cell(1, column).text = text
    table.cell(2, 0).text = "{%tr endfor %}"
    for text in CLOSING:
        document.add_paragraph(text)
    document.save(str(path))


def render_with_docxtpl(template: Path, context: dict[str, object]) -> bytes:
    """Write the letter as docxtpl does: it parses its template anew for each."""
    document = DocxTemplate(str(template))
    document.render(context, autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def words(document: Document) -> Iterator[str]:
    """Every word of a document's body, tables included, however its runs are cut."""
    for paragraph in document.element.body.iter("{*}p"):
        pieces = (element.text if element.tag.endswith("}t") else " " for element in paragraph.iter("{*}t", "{*}br"))
        yield from "".join(piece or "" for piece in pieces).split()


def measure() -> list[Outcome]:
    """Compare the two on one letter, after checking that both wrote its whole text."""
    letter = sample_letter()
    context = context_of(letter)
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.docx"
        write_template(letter, template)
        ours = set(words(docx.Document(io.BytesIO(render_docx(letter)))))
        theirs = set(words(docx.Document(io.BytesIO(render_with_docxtpl(template, context)))))
        said = {word for section in letter.sections for block in section.blocks for word in _said(block)}
        if missing := (said - ours) | (said - theirs):
            message = f"The two letters differ, so they cannot be compared: {sorted(missing)[:5]}"
            raise RuntimeError(message)
        ours_times, their_times = alternate(
            lambda: seconds(lambda: render_docx(letter)),
            lambda: seconds(lambda: render_with_docxtpl(template, context)),
            ROUNDS,
        )
    ours_median, their_median = statistics.median(ours_times), statistics.median(their_times)
    detail = f"{1 / ours_median:.0f} letters/s against {1 / their_median:.0f}, {len(said)} different words"
    return [Outcome("letters", their_median / ours_median, GOAL, "x docxtpl", at_most=False, detail=detail)]


def _said(block: Block) -> list[str]:
    parts = described(block)
    lines = [*parts["lines"], *(cell for row in parts["rows"] for cell in row)]
    return [word for line in lines for word in str(line).split()]
