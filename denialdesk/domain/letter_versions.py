"""Versions of a letter: what each export said, the id it carries in the file and the mark in its foot."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Block, BulletList, Letter, Paragraph, Statement

PROPERTY = "DenialDeskVersion"  # the custom document property of a Word file that holds the id
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that reads as a figure
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MARK_LENGTH, _MARK_BREAK = 6, 4
_ID_LENGTH = 32  # hexadecimal digits
_PRINTED = re.compile(r"\bRef\.?\s{0,3}([0-9A-Za-z]{4})\s{0,2}[-–—‑]\s{0,2}([0-9A-Za-z]{2})\b")
_TYPED = re.compile(r"(?:REF\.?)?\s*([0-9A-Z]{4})[\s\-–—‑]*([0-9A-Z]{2})")
_VERSION_ID = re.compile(rf"[0-9a-f]{{{_ID_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class LetterVersion:
    """One version of a letter as it was exported.

    ``paragraphs`` is its text in reading order, one entry a paragraph, list item or table cell; ``furniture`` what
    stands around it on each page. ``exported_at`` is an ISO date-time in UTC, of the first export.
    """

    id: str
    case_id: str
    mark: str
    kind: LetterKind
    is_draft: bool
    letter_date: str  # ISO date, or empty
    exported_at: str
    paragraphs: tuple[str, ...]
    furniture: tuple[str, ...] = ()


def marked(letter: Letter, case_id: str) -> Letter:
    """Give a letter the id and mark of its version.

    Both follow from the case and from what the letter says, so that the same letter exported twice is one version.
    """
    version_id = _digest(letter, case_id)
    return replace(letter, version_id=version_id, mark=mark_of(version_id))


def version_of(letter: Letter, case_id: str, exported_at: str) -> LetterVersion:
    """What is to be kept of a letter that leaves; ``letter`` carries its version already."""
    return LetterVersion(
        letter.version_id,
        case_id,
        letter.mark,
        letter.kind,
        letter.draft,
        letter.date.isoformat() if isinstance(letter.date, dt.date) else "",
        exported_at,
        tuple(letter_paragraphs(letter)),
        tuple(_furniture(letter)),
    )


def mark_of(version_id: str) -> str:
    """The short mark of a version: 30 bits of its id, for the foot of a page and for typing."""
    value = int(version_id[:8], 16) >> 2
    signs = "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_MARK_LENGTH)))
    return f"{signs[:_MARK_BREAK]}-{signs[_MARK_BREAK:]}"


def typed_mark(text: str) -> str:
    """Read a mark as people type it ("ref 7k3f q2", O for 0); empty when it is none."""
    found = _TYPED.fullmatch(" ".join(text.upper().split()))
    return _canonical(*found.groups()) if found else ""


def printed_marks(text: str) -> tuple[str, ...]:
    """The marks that stand in the text of a page, each once."""
    return tuple(dict.fromkeys(_canonical(*found) for found in _PRINTED.findall(text)))


def is_version_id(text: str) -> bool:
    """Say whether a text has the form of a version's id."""
    return _VERSION_ID.fullmatch(text) is not None


def letter_paragraphs(letter: Letter) -> Iterator[str]:
    """A letter's text as a Word document has it: a paragraph, list item or cell at a time, empty ones left out."""
    for section in letter.sections:
        if section.heading:
            yield section.heading
        for block in section.blocks:
            yield from (text for text in _block_texts(block) if text.strip())


def _block_texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _run(block.statements)
    elif isinstance(block, BulletList):
        yield from map(_run, block.items)
    else:
        yield block.caption
        yield from block.headers
        for row in block.rows:
            for cell in row:
                yield _run(cell.statements)


def _furniture(letter: Letter) -> Iterator[str]:
    """What stands around the text: letterhead, running title, foot; and table headers, which repeat on each page."""
    head = letter.letterhead
    yield from (text for text in (head.name, *head.lines, head.footer, letter.running_title) if text.strip())
    for section in letter.sections:
        for block in section.blocks:
            if not isinstance(block, Paragraph | BulletList) and block.headers:
                yield " ".join(block.headers)


def _run(statements: Iterable[Statement]) -> str:
    return "".join(statement.text for statement in statements)


def _canonical(*parts: str) -> str:
    return "-".join(part.upper().translate(_READ_AS) for part in parts)


def _digest(letter: Letter, case_id: str) -> str:
    head = letter.letterhead
    said = (
        *(case_id, letter.kind.value, letter.draft, head.name, head.lines, head.footer, letter.running_title),
        tuple(letter_paragraphs(letter)),
    )
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()[:_ID_LENGTH]
