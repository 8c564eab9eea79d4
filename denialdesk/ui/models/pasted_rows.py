"""Rows pasted from a spreadsheet: which column is which, what each cell means, and what could not be read.

Nothing is dropped: words that cannot be read stay with the row as "Start as pasted: …" in what happened.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.date_text import means_ongoing, parse_date
from denialdesk.domain.errors import InvalidDateError, UserError
from denialdesk.domain.therapy import Origin, Outcome, Provenance, Therapy
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui.models.therapy_columns import COLUMNS, with_cell
from denialdesk.ui.models.therapy_names import FREQUENCIES, OUTCOME_NAMES, ROUTES, outcome_from_words

IGNORED = ""
DATES = "dates"
STATED_LENGTH = "stated_length"
MEANINGS = (
    (IGNORED, "Leave out"),
    *((column.key, column.title) for column in COLUMNS if column.key != "length"),
    (DATES, "Start and stop together"),
    (STATED_LENGTH, "Length as stated"),
)
_TITLES = dict(MEANINGS)

_HEADER_WORDS = (
    ("start", ("start", "started", "begin", "began", "from", "first fill", "date started", "initiated")),
    ("stop", ("stop", "stopped", "end", "ended", "to", "until", "thru", "through", "discontinued", "d/c", "last fill")),
    (DATES, ("dates", "date range", "period", "when", "dates of use", "dates of therapy", "date")),
    (STATED_LENGTH, ("duration", "length", "how long", "length of trial")),
    ("outcome", ("outcome", "result", "response", "reason stopped", "reason for stopping", "reason", "status")),
    ("dose", ("dose", "dosage", "strength", "amount")),
    ("route", ("route", "roa")),
    ("frequency", ("frequency", "freq", "sig", "directions", "schedule", "how often")),
    ("what_happened", ("what happened", "comment", "comments", "note", "notes", "details", "reaction", "description")),
    ("prescribed_by", ("prescriber", "provider", "prescribed by", "doctor", "physician", "ordered by")),
    ("proof", ("proof", "source", "documentation", "evidence", "chart", "record", "where documented")),
    ("drug", ("drug", "medication", "medicine", "agent", "name", "treatment", "therapy", "product", "med", "rx")),
)
_DOSE = re.compile(r"\d[\d.,]*\s*(mg|mcg|µg|g|ml|units?|iu|%|mg/kg|mg/m2)\b", re.IGNORECASE)
_RANGE = re.compile(
    r"\s+(?:-|–|—|to|until|thru|through)\s+|\s*[–—]\s*|(?<=\d)\s*-\s*(?=[A-Za-z])|(?<=\d{4})-(?=\d{1,2}/)"
)
_TIGHT_RANGE = re.compile(r"^([\d/.']+)-([\d/.']+)$")


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row as pasted and as understood. ``problems`` say what could not be read and where its words went."""

    line: int
    cells: tuple[str, ...]
    therapy: Therapy
    problems: tuple[str, ...] = ()

    @property
    def has_drug(self) -> bool:
        """False where nothing in the row names a drug."""
        return bool(self.therapy.drug)


@dataclass(frozen=True, slots=True)
class PastedTable:
    """Cells as pasted: ``titles`` is the header row when there is one, ``meanings`` what each column is taken for."""

    titles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    meanings: tuple[str, ...]

    @property
    def has_header(self) -> bool:
        """True when the first row pasted names the columns."""
        return any(self.titles)


def is_table(text: str) -> bool:
    """Say whether a text is more than one cell."""
    return "\t" in text or "\n" in text.strip("\r\n")


def read_table(text: str, vocabulary: Vocabulary, today: dt.date) -> PastedTable:
    """Split pasted text into cells and take each column for what its title, else its content, says."""
    lines = tuple(line for line in _cells(text) if any(line))
    width = max((len(line) for line in lines), default=0)
    lines = tuple((*line, *("" for _ in range(width - len(line)))) for line in lines)
    by_title = tuple(_meaning_of_title(cell) for cell in lines[0]) if lines else ()
    named = [meaning for meaning in by_title if meaning]
    first_is_drug = any(vocabulary.recognise_drug(cell) for cell in lines[0] if cell) if lines else False
    if named and not first_is_drug and (len(named) > 1 or width == 1):
        return PastedTable(lines[0], lines[1:], _without_repeats(by_title))
    return PastedTable(("",) * width, lines, _meanings_by_content(lines, width, vocabulary, today))


def _cells(text: str) -> list[tuple[str, ...]]:
    delimiter = "\t" if "\t" in text else max(",;", key=text.count)
    if delimiter not in text:
        return [(line.strip(),) for line in text.splitlines()]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t")
    return [tuple(" ".join(cell.split()) for cell in line) for line in reader]


def _meaning_of_title(title: str) -> str:
    words = " ".join(re.sub(r"[^a-z/ ]", " ", title.casefold()).split())
    if not words:
        return IGNORED
    for meaning, names in _HEADER_WORDS:
        if words in names or words == _TITLES.get(meaning, "").casefold():
            return meaning
    parts = set(words.split())
    for meaning, names in _HEADER_WORDS:
        if any(set(name.split()) <= parts for name in names):
            return meaning
    return IGNORED


def _without_repeats(meanings: Sequence[str]) -> tuple[str, ...]:
    """Give each meaning to the first column that has it; notes may stand in several columns."""
    given: list[str] = []
    for meaning in meanings:
        taken = meaning in given and meaning != "what_happened"
        given.append(IGNORED if taken else meaning)
    return tuple(given)


def _meanings_by_content(
    lines: Sequence[Sequence[str]], width: int, vocabulary: Vocabulary, today: dt.date
) -> tuple[str, ...]:
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("drug", lambda cell: vocabulary.recognise_drug(cell) is not None),
        (DATES, lambda cell: len(split_dates(cell)) == 2),
        ("start", lambda cell: _is_date(cell, today)),
        ("stop", lambda cell: _is_date(cell, today) or means_ongoing(cell)),
        ("route", lambda cell: cell.casefold() in {*ROUTES, "po", "sc", "sq", "subq", "iv", "im"}),
        (
            "frequency",
            lambda cell: cell.casefold() in {*FREQUENCIES, "qd", "bid", "tid", "daily", "weekly", "qw", "q2w"},
        ),
        ("outcome", lambda cell: len(cell) < 40 and outcome_from_words(cell, vocabulary, today) is not None),
        ("dose", lambda cell: bool(_DOSE.search(cell)) and len(cell) < 30),
    )
    meanings = [IGNORED] * width
    for meaning, test in tests:
        best, share = -1, 0.5
        for place in range(width):
            filled = [line[place] for line in lines if line[place]]
            fitting = sum(test(cell) for cell in filled) / len(filled) if filled else 0.0
            if not meanings[place] and fitting >= share and (best < 0 or fitting > share):
                best, share = place, fitting
        if best >= 0:
            meanings[best] = meaning
    if width and "drug" not in meanings and not meanings[0]:
        meanings[0] = "drug"
    for place in range(width):
        if not meanings[place] and any(line[place] for line in lines):
            meanings[place] = "what_happened"
    return tuple(meanings)


def _is_date(cell: str, today: dt.date) -> bool:
    try:
        return parse_date(cell, today=today).is_known
    except InvalidDateError:
        return False


def split_dates(cell: str) -> tuple[str, ...]:
    """Split "3/2024 - 9/2024" into its two dates; one part when it is no range."""
    tight = _TIGHT_RANGE.match(cell.strip())
    if tight and "/" in cell:
        return tight.groups()
    parts = [part.strip() for part in _RANGE.split(cell.strip()) if part.strip()]
    return tuple(parts) if len(parts) == 2 else (cell.strip(),)


def read_rows(
    table: PastedTable, vocabulary: Vocabulary, today: dt.date, new_id: Callable[[], str]
) -> tuple[PastedRow, ...]:
    """Understand every row by the meanings of its columns."""
    first_line = 2 if table.has_header else 1
    return tuple(
        _read_row(line, cells, table, vocabulary, today, new_id()) for line, cells in enumerate(table.lines, first_line)
    )


def _read_row(
    line: int, cells: tuple[str, ...], table: PastedTable, vocabulary: Vocabulary, today: dt.date, row_id: str
) -> PastedRow:
    provenance = Provenance(Origin.PASTED, document="spreadsheet", locator=f"row {line}")
    row = Therapy(row_id, provenance=provenance)
    problems: list[str] = []
    kept: list[str] = []
    for meaning, title, cell in zip(table.meanings, table.titles, cells, strict=True):
        if not cell or meaning == IGNORED:
            continue
        for key, words in _parts(meaning, cell):
            try:
                row = _with_words(row, key, words, vocabulary, today, kept)
            except UserError as error:
                problems.append(f"{title or _TITLES[key]} “{words}”: {error.message} {error.remedy}".strip())
                kept.append(f"{_TITLES[key]} as pasted: {words}")
    if not row.drug:
        problems.insert(0, "No drug is named in this row.")
    elif not row.drug_id:
        problems.append(f"“{row.drug}” is not in the drug list: kept as typed, matched to no policy.")
    return PastedRow(line, cells, replace(row, what_happened="; ".join(kept)), tuple(problems))


def _parts(meaning: str, cell: str) -> tuple[tuple[str, str], ...]:
    if meaning != DATES:
        return ((meaning, cell),)
    parts = split_dates(cell)
    return (("start", parts[0]), ("stop", parts[1])) if len(parts) == 2 else (("start", parts[0]),)


def _with_words(row: Therapy, key: str, words: str, vocabulary: Vocabulary, today: dt.date, kept: list[str]) -> Therapy:
    if key == "what_happened":
        kept.append(words)
        return row
    if key == STATED_LENGTH:
        return replace(row, stated_length=words)
    if key == "outcome":
        outcome = outcome_from_words(words, vocabulary, today)
        says_more = outcome is None or words.casefold() != OUTCOME_NAMES[outcome].casefold()
        if says_more and outcome is not Outcome.UNKNOWN:
            kept.insert(0, words)
        if outcome is None:
            return row
    return with_cell(row, key, words, vocabulary, today)


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Write cells so that a spreadsheet takes them: tabs between cells, one line for each row."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()
