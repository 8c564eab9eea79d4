"""The parts of a composed letter an office may edit, each under a name that outlives a change of facts.

A part is a section, a paragraph, a list, an item of a list or a table. Its name is not its number, which any new
sentence would shift, but what it is made from: the one therapy it tells of, else its fixed wording, else its first
source. Parts made from the same thing are told apart by their order: "prior_therapies/therapy:t1", then
"prior_therapies/therapy:t1~2".
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.letter import (
    Block,
    BulletList,
    Letter,
    Paragraph,
    ParagraphStyle,
    Section,
    Statement,
    block_statements,
)
from denialdesk.domain.sources import Source, SourceKind

SECTIONS = ""  # the parent of the sections
_REPEAT = "~"


class PartKind(StrEnum):
    """What a part is."""

    SECTION = "section"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Part:
    """One part as the program writes it. ``place`` is where: section, then block, then item."""

    name: str
    parent: str
    kind: PartKind
    section_id: str
    place: tuple[int, ...]
    text: str  # of a section: its heading
    sources: tuple[Source, ...]
    is_quote: bool = False

    @property
    def digest(self) -> str:
        """A short digest of the text, to tell whether it is still the same."""
        return digest(self.text)

    @property
    def refs(self) -> tuple[str, ...]:
        """The sources as text, for keeping."""
        return tuple(dict.fromkeys(f"{source.kind.value}:{source.ref}" for source in self.sources))

    @property
    def origin(self) -> str:
        """What the part is made from, without the count that tells it from its like."""
        return self.name.split(_REPEAT, 1)[0]

    @property
    def can_be_reworded(self) -> bool:
        """True for text the program words: not a table, not a list as a whole, not what it quotes."""
        if self.kind is PartKind.SECTION:
            return bool(self.text)
        return self.kind in {PartKind.PARAGRAPH, PartKind.ITEM} and not self.is_quote


def digest(text: str) -> str:
    """Digest a text to sixteen hexadecimal digits of SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def parts_of(letter: Letter) -> tuple[Part, ...]:
    """Walk the parts in reading order; a section stands before its blocks, a list before its items."""
    return tuple(_parts(letter))


def run_text(statements: tuple[Statement, ...]) -> str:
    """Join statements to the text they read as."""
    return "".join(statement.text for statement in statements)


def _parts(letter: Letter) -> Iterator[Part]:
    for number, section in enumerate(letter.sections):
        yield Part(section.id, SECTIONS, PartKind.SECTION, section.id, (number,), section.heading, ())
        seen: Counter[str] = Counter()
        for index, block in enumerate(section.blocks):
            part = _block_part(section, block, (number, index), seen)
            yield part
            if isinstance(block, BulletList):
                of_items: Counter[str] = Counter()
                for place, item in enumerate(block.items):
                    yield _made(section, part.name, PartKind.ITEM, (number, index, place), item, of_items)


def _block_part(section: Section, block: Block, place: tuple[int, ...], seen: Counter[str]) -> Part:
    statements = tuple(block_statements(block))
    if isinstance(block, Paragraph):
        is_quote = block.style is ParagraphStyle.QUOTE
        return _made(section, section.id, PartKind.PARAGRAPH, place, statements, seen, is_quote=is_quote)
    # A list is named by what it is: its first item comes and goes with the facts. A table of criteria has its policy.
    kind = PartKind.LIST if isinstance(block, BulletList) else PartKind.TABLE
    policies = {source.ref.split("#", 1)[0] for source in _sources(statements) if source.kind is SourceKind.CRITERION}
    of_policy = f":{policies.pop()}" if kind is PartKind.TABLE and len(policies) == 1 else ""
    name = _counted(f"{section.id}/{kind.value}{of_policy}", seen)
    return Part(name, section.id, kind, section.id, place, run_text(statements), _sources(statements))


def _made(
    section: Section,
    parent: str,
    kind: PartKind,
    place: tuple[int, ...],
    statements: tuple[Statement, ...],
    seen: Counter[str],
    *,
    is_quote: bool = False,
) -> Part:
    name = _counted(f"{parent}/{_origin(statements)}", seen)
    return Part(name, parent, kind, section.id, place, run_text(statements), _sources(statements), is_quote)


def _counted(origin: str, seen: Counter[str]) -> str:
    plain = origin.replace(_REPEAT, "-")
    seen[plain] += 1
    return plain if seen[plain] == 1 else f"{plain}{_REPEAT}{seen[plain]}"


def _origin(statements: tuple[Statement, ...]) -> str:
    told = {source.ref for each in statements for source in each.sources if source.kind is SourceKind.THERAPY}
    if len(told) == 1:
        return f"therapy:{told.pop()}"
    for statement in statements:
        for source in statement.sources:
            if source.kind is SourceKind.PROGRAM and any(mark.isalpha() for mark in statement.text):
                return source.ref
    for statement in statements:
        for source in statement.sources:
            return f"{source.kind.value}:{source.ref}"
    return "text"


def _sources(statements: tuple[Statement, ...]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for statement in statements for source in statement.sources))
