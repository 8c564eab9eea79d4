"""Making statements: the only place where letters build them, so that none is ever made without a source."""

from __future__ import annotations

import functools

from denialdesk.domain.letter import Paragraph, ParagraphStyle, Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.wording.fields import field_name
from denialdesk.letters.wording.phrase import Phrase

Statements = tuple[Statement, ...]

FULL_STOP = Phrase("full_stop", ".")

_EPONYMS = frozenset(
    {"Addison", "Behcet", "Behçet", "Crohn", "Cushing", "Graves", "Kawasaki", "Still", "Sjogren", "Sjögren", "Takayasu"}
)
_ENDINGS = ".!?…:;"
_CLOSERS = "”\"')]"


class UnsourcedStatementError(ValueError):
    """A statement was about to be made without a source or without text: a mistake in the program."""


def fact(text: str, *sources: Source, bold: bool = False, italic: bool = False) -> Statement:
    """Make a statement that rests on the given sources; raises UnsourcedStatementError without one."""
    if not sources:
        raise UnsourcedStatementError("a statement needs a source")
    if not text.strip():
        raise UnsourcedStatementError("a statement needs text")
    return Statement(text, sources if len(sources) == 1 else tuple(dict.fromkeys(sources)), bold=bold, italic=italic)


def form(phrase: Phrase, *, bold: bool = False) -> Statement:
    """Make a statement of fixed wording that needs no fact and claims none."""
    if phrase.facts:
        raise UnsourcedStatementError(f"the phrase {phrase.id} needs facts")
    return Statement(phrase.text, (_wording_source(phrase.id),), bold=bold)


def gap(target: str, name: str = "") -> Statement:
    """Make the mark of a missing fact; it blocks a final export and leads to the field ``target``."""
    source = Source(SourceKind.CASE_FIELD, target, field_name(target))
    return Statement(f"[{name or field_name(target)}]", (source,), placeholder=True, target=target)


def field(path: str, text: str, *, bold: bool = False) -> Statement:
    """Make a statement of one field of the case, or the mark that it is missing."""
    line = one_line(text)
    return fact(line, field_source(path), bold=bold) if line else gap(path)


def field_source(path: str) -> Source:
    """Point at one field of the case."""
    return Source(SourceKind.CASE_FIELD, path, field_name(path))


def words(path: str) -> Source:
    """Point at a field that holds the prescriber's own words."""
    return Source(SourceKind.PRESCRIBER, path, f"{field_name(path)}, in the prescriber's own words")


def weave(phrase: Phrase, **facts: Statement | Statements) -> Statements:
    """Fill a phrase's places with statements; fixed text between them keeps the phrase as its source.

    Raises UnsourcedStatementError when the facts given are not those the phrase names.
    """
    if facts.keys() != phrase.facts:
        raise UnsourcedStatementError(f"the phrase {phrase.id} takes {sorted(phrase.facts)}, not {sorted(facts)}")
    wording = (_wording_source(phrase.id),)
    woven: list[Statement] = []
    for position, part in enumerate(phrase.parts):
        if position % 2:
            given = facts[part]
            woven.extend((given,) if isinstance(given, Statement) else given)
        elif part:
            woven.append(Statement(part, wording))
    return tuple(woven)


def listed(items: tuple[Statements, ...], phrase: Phrase) -> Statements:
    """Join items with the phrase's text between them."""
    joined: list[Statement] = []
    for number, item in enumerate(items):
        if number:
            joined.append(form(phrase))
        joined.extend(item)
    return tuple(joined)


def paragraph(
    *statements: Statement, style: ParagraphStyle = ParagraphStyle.BODY, keep_with_next: bool = False
) -> Paragraph:
    """Make a paragraph."""
    return Paragraph(statements, style, keep_with_next)


def one_line(text: str) -> str:
    """Put text on one line: runs of white space become one space."""
    return " ".join(text.split())


def unclosed(text: str) -> str:
    """Put text on one line without the period at its end, for a place where wording follows."""
    return one_line(text).rstrip(". ")


def sentence(text: str) -> str:
    """Put text on one line and close it as a sentence, changing nothing else."""
    line = one_line(text)
    if not line or line.rstrip(_CLOSERS)[-1:] in tuple(_ENDINGS):
        return line
    return f"{line}."


def closed(statements: Statements) -> Statements:
    """Close statements as a sentence where they do not end as one."""
    text = "".join(statement.text for statement in statements)
    return statements if sentence(text) == one_line(text) else (*statements, form(FULL_STOP))


def capitalised(text: str) -> str:
    """Begin a sentence with a capital where the first word is written small."""
    first_word = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first_word.islower() else text


def mid_sentence(text: str) -> str:
    """Write a condition's name inside a sentence: small, unless it begins with a person's name or an abbreviation."""
    first_word = text.split(" ", 1)[0]
    name = first_word.removesuffix("'s").removesuffix("’s")
    if first_word != name or name in _EPONYMS or not name[1:].replace("-", "a").islower():
        return text
    return text[:1].lower() + text[1:]


@functools.lru_cache(maxsize=1024)
def _wording_source(phrase_id: str) -> Source:
    return Source(SourceKind.PROGRAM, phrase_id, "Fixed wording")
