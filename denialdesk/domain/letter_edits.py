"""The office's edits on a letter: reworded, left out, moved, restored. Pure; kept with the case, applied at each view.

An edit finds its part again by name and, where the facts have changed so much that the name is gone, by what the part
rests on. It never loses the program's text: restoring is dropping the edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.case import EditAction, LetterOptions, PartEdit, PartOrder
from denialdesk.domain.errors import UserError
from denialdesk.domain.letter import Block, Letter, Paragraph, Section, Statement, Table
from denialdesk.domain.letter_parts import SECTIONS, Part, PartKind, parts_of
from denialdesk.domain.sources import Source, SourceKind

_GAP = re.compile(r"\[[^\[\]\n]*[^\W\d_][^\[\]\n]*\]")  # square brackets around a word: something still to fill in
_LEAST_SHARED = 0.5  # share of sources two texts must have in common to be the same part


class PartNotEditableError(UserError):
    """A part of the letter that cannot be put into other words here."""


@dataclass(frozen=True, slots=True)
class EditedPart:
    """A part with what the office did to it. ``place`` is where it stands in the edited letter; None: left out."""

    part: Part
    edit: PartEdit | None
    place: tuple[int, ...] | None
    is_moved: bool = False

    @property
    def text(self) -> str:
        """The text as the letter has it, or would have it."""
        is_reworded = self.edit is not None and self.edit.action is EditAction.REWORDED
        return self.edit.text if self.edit and is_reworded else self.part.text

    @property
    def is_left_out(self) -> bool:
        """True when the office left it out."""
        return self.edit is not None and self.edit.action is EditAction.LEFT_OUT

    @property
    def is_reworded(self) -> bool:
        """True when the office put it into its own words."""
        return self.edit is not None and self.edit.action is EditAction.REWORDED

    @property
    def is_stale(self) -> bool:
        """True when the facts beneath have changed since: the program would now write something else."""
        return self.edit is not None and self.edit.generated != self.part.digest


@dataclass(frozen=True, slots=True)
class EditedLetter:
    """A letter with the office's edits in it. ``lost`` are edits whose part the program no longer writes."""

    letter: Letter
    generated: Letter
    parts: tuple[EditedPart, ...] = ()
    lost: tuple[PartEdit, ...] = ()

    @property
    def changed(self) -> tuple[EditedPart, ...]:
        """The parts reworded or left out, in the program's order."""
        return tuple(part for part in self.parts if part.edit is not None)

    def part(self, name: str) -> EditedPart | None:
        """Find a part by its name."""
        return next((each for each in self.parts if each.part.name == name), None)

    def at(self, place: tuple[int, ...]) -> EditedPart | None:
        """Find the part that stands at a place of the edited letter."""
        return next((each for each in self.parts if each.place == place), None)

    def siblings(self, part: EditedPart) -> tuple[EditedPart, ...]:
        """The parts that stand in the letter beside this one, itself among them, in the letter's order."""
        beside = [each for each in self.parts if each.part.parent == part.part.parent and each.place is not None]
        return tuple(sorted(beside, key=lambda each: each.place or ()))


def has_edits(options: LetterOptions) -> bool:
    """Say whether the letter of the kind chosen was edited at all."""
    kind = options.kind
    return any(edit.kind is kind for edit in options.edits) or any(order.kind is kind for order in options.orders)


def edit_letter(generated: Letter, options: LetterOptions) -> EditedLetter:
    """Put the office's edits into a letter; without edits the letter stays the very same object."""
    parts = parts_of(generated)
    edits, lost = _found(parts, [edit for edit in options.edits if edit.kind is generated.kind])
    orders = {order.parent: order.parts for order in options.orders if order.kind is generated.kind}
    builder = _Builder(generated, parts, edits, orders)
    letter = builder.letter() if edits or orders else generated
    if not (edits or orders):
        return EditedLetter(generated, generated, tuple(EditedPart(each, None, each.place) for each in parts), lost)
    placed = tuple(
        EditedPart(part, edits.get(part.name), builder.places.get(part.name), part.name in builder.moved)
        for part in parts
    )
    return EditedLetter(letter, generated, placed, lost)


# ---- what a person does


def reword(options: LetterOptions, edited: EditedLetter, name: str, text: str) -> LetterOptions:
    """Put a part into the office's words; its own text restores it, an empty one leaves it out.

    Raises PartNotEditableError for a table and for quoted words.
    """
    part = _known(edited, name).part
    if not part.can_be_reworded:
        raise PartNotEditableError(
            "This part is quoted or laid out from the record.", "Change it where it is entered; its sources lead there."
        )
    if text == part.text:
        return restore(options, edited, name)
    if not text.strip():
        return leave_out(options, edited, name)
    before = _known(edited, name).edit
    # Going on typing does not make the warning of changed facts go away.
    base = before.generated if before is not None and before.action is EditAction.REWORDED else part.digest
    return _with_edit(options, edited, PartEdit(edited.letter.kind, name, EditAction.REWORDED, text, base, part.refs))


def leave_out(options: LetterOptions, edited: EditedLetter, name: str) -> LetterOptions:
    """Leave a part out of the letter; the office's wording of it, if any, is dropped."""
    part = _known(edited, name).part
    return _with_edit(
        options, edited, PartEdit(edited.letter.kind, name, EditAction.LEFT_OUT, "", part.digest, part.refs)
    )


def restore(options: LetterOptions, edited: EditedLetter, name: str) -> LetterOptions:
    """Give a part the program's text again, and a place in the letter."""
    state = _known(edited, name)
    return replace(options, edits=tuple(edit for edit in options.edits if edit is not state.edit))


def accept(options: LetterOptions, edited: EditedLetter, name: str) -> LetterOptions:
    """Keep an edit although the facts beneath have changed: a person has read it again."""
    state = _known(edited, name)
    if state.edit is None:
        return options
    renewed = replace(state.edit, part=name, generated=state.part.digest, sources=state.part.refs)
    return replace(options, edits=tuple(renewed if edit is state.edit else edit for edit in options.edits))


def drop(options: LetterOptions, lost: PartEdit) -> LetterOptions:
    """Forget an edit whose part is no longer in the letter."""
    return replace(options, edits=tuple(edit for edit in options.edits if edit != lost))


def move(options: LetterOptions, edited: EditedLetter, name: str, by: int) -> LetterOptions:
    """Move a part up (-1) or down (1) among its like; at the end it stays where it is."""
    state = _known(edited, name)
    shown = [each.part.name for each in edited.siblings(state)]
    if name not in shown or not 0 <= shown.index(name) + by < len(shown):
        return options
    neighbour = shown[shown.index(name) + by]
    parent = state.part.parent
    natural = [each.part.name for each in edited.parts if each.part.parent == parent]
    stored = next((each.parts for each in _orders(options, edited) if each.parent == parent), ())
    order = merged_order(natural, stored)
    order.remove(name)
    order.insert(order.index(neighbour) + (1 if by > 0 else 0), name)
    others = tuple(each for each in options.orders if each.kind is not edited.letter.kind or each.parent != parent)
    if order == natural:
        return replace(options, orders=others)
    return replace(options, orders=(*others, PartOrder(edited.letter.kind, parent, tuple(order))))


def restore_all(options: LetterOptions) -> LetterOptions:
    """Give the whole letter of the kind chosen back to the program."""
    kind = options.kind
    return replace(
        options,
        edits=tuple(edit for edit in options.edits if edit.kind is not kind),
        orders=tuple(order for order in options.orders if order.kind is not kind),
    )


def merged_order(natural: Sequence[str], stored: Sequence[str]) -> list[str]:
    """Put parts into the stored order; one the order does not know follows the part it follows by nature."""
    present = set(natural)
    order = [name for name in dict.fromkeys(stored) if name in present]
    known = set(order)
    before = None
    for name in natural:
        if name not in known:
            order.insert(order.index(before) + 1 if before is not None else 0, name)
            known.add(name)
        before = name
    return order


# ---- finding parts again


def _found(parts: Sequence[Part], edits: Sequence[PartEdit]) -> tuple[dict[str, PartEdit], tuple[PartEdit, ...]]:
    """Give each edit its part: the same text of the same origin first, then the name, then the sources shared."""
    found: dict[str, PartEdit] = {}
    left = list(edits)

    def take(fits: Callable[[PartEdit], Iterable[Part]]) -> None:
        for edit in tuple(left):
            part = next((each for each in fits(edit) if each.name not in found), None)
            if part is not None:
                found[part.name] = edit
                left.remove(edit)

    by_name = {part.name: part for part in parts}
    if not edits:
        return found, ()
    take(lambda edit: [each for each in _same_name(by_name, edit) if each.digest == edit.generated])
    take(lambda edit: _same_text(parts, edit))
    take(lambda edit: _same_name(by_name, edit))
    take(lambda edit: _alike(parts, edit))
    return found, tuple(left)


def _same_name(by_name: Mapping[str, Part], edit: PartEdit) -> tuple[Part, ...]:
    part = by_name.get(edit.part)
    return () if part is None else (part,)


def _same_text(parts: Iterable[Part], edit: PartEdit) -> Iterable[Part]:
    origin = edit.part.split("~", 1)[0]
    return [part for part in parts if part.origin == origin and part.digest == edit.generated]


def _alike(parts: Iterable[Part], edit: PartEdit) -> Iterable[Part]:
    section = edit.part.split("/", 1)[0]
    wanted = set(edit.sources)
    ranked = []
    for part in parts:
        refs = set(part.refs)
        if part.section_id != section or not wanted or not refs:
            continue
        if edit.action is EditAction.REWORDED and not part.can_be_reworded:
            continue
        of_list = edit.part.startswith(f"{section}/{PartKind.LIST.value}")
        if part.kind is not (PartKind.ITEM if of_list else PartKind.PARAGRAPH):
            continue
        if _things(wanted) != _things(refs):
            continue  # words about one therapy never stand for another
        shared = len(wanted & refs) / len(wanted | refs)
        if shared >= _LEAST_SHARED:
            ranked.append((-shared, part.place, part))
    return [part for _shared, _place, part in sorted(ranked, key=lambda each: each[:2])]


def _things(refs: set[str]) -> set[str]:
    """The therapies and exhibits among sources."""
    return {ref for ref in refs if ref.startswith((f"{SourceKind.THERAPY.value}:", f"{SourceKind.EXHIBIT.value}:"))}


def _known(edited: EditedLetter, name: str) -> EditedPart:
    state = edited.part(name)
    if state is None:
        raise PartNotEditableError("This part is no longer in the letter.", "Choose it again in the letter.")
    return state


def _orders(options: LetterOptions, edited: EditedLetter) -> Iterable[PartOrder]:
    return (order for order in options.orders if order.kind is edited.letter.kind)


def _with_edit(options: LetterOptions, edited: EditedLetter, edit: PartEdit) -> LetterOptions:
    before = _known(edited, edit.part).edit
    if before is None:
        return replace(options, edits=(*options.edits, edit))
    return replace(options, edits=tuple(edit if each is before else each for each in options.edits))


# ---- building the edited letter


class _Builder:
    """Builds the edited letter and notes where each part came to stand."""

    def __init__(
        self,
        generated: Letter,
        parts: Sequence[Part],
        edits: Mapping[str, PartEdit],
        orders: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._generated = generated
        self._edits = edits
        self._children: dict[str, list[Part]] = {}
        for part in parts:
            self._children.setdefault(part.parent, []).append(part)
        self._orders = orders
        self.places: dict[str, tuple[int, ...]] = {}
        self.moved: set[str] = set()

    def letter(self) -> Letter:
        sections: list[Section] = []
        for part in self._in_order(SECTIONS):
            section = self._section(part, len(sections))
            if section is not None:
                self.places[part.name] = (len(sections),)
                sections.append(section)
        return replace(self._generated, sections=tuple(sections))

    def _in_order(self, parent: str) -> list[Part]:
        """The children that stay in, in the office's order."""
        children = self._children.get(parent, [])
        if parent in self._orders:
            natural = [part.name for part in children]
            names = merged_order(natural, self._orders[parent])
            self.moved |= _displaced(natural, names)
            by_name = {part.name: part for part in children}
            children = [by_name[name] for name in names]
        return [part for part in children if not self._is_left_out(part)]

    def _is_left_out(self, part: Part) -> bool:
        edit = self._edits.get(part.name)
        return edit is not None and edit.action is EditAction.LEFT_OUT

    def _section(self, part: Part, number: int) -> Section | None:
        section = self._generated.sections[part.place[0]]
        before = set(self.places)
        blocks: list[Block] = []
        for child in self._in_order(part.name):
            block = self._block(child, section.blocks[child.place[1]], (number, len(blocks)))
            if block is not None:
                self.places[child.name] = (number, len(blocks))
                blocks.append(block)
        if not blocks:
            self.places = {name: place for name, place in self.places.items() if name in before}
            return None
        edit = self._edits.get(part.name)
        heading = edit.text if edit is not None else section.heading
        if heading == section.heading and tuple(blocks) == section.blocks:
            return section
        return replace(section, heading=heading, blocks=tuple(blocks))

    def _block(self, part: Part, block: Block, place: tuple[int, ...]) -> Block | None:
        if isinstance(block, Paragraph):
            edit = self._edits.get(part.name)
            return replace(block, statements=reworded(part, edit, block.statements)) if edit else block
        if isinstance(block, Table):
            return block
        items: list[tuple[Statement, ...]] = []
        for child in self._in_order(part.name):
            statements = block.items[child.place[2]]
            edit = self._edits.get(child.name)
            self.places[child.name] = (*place, len(items))
            items.append(reworded(child, edit, statements) if edit else statements)
        return replace(block, items=tuple(items)) if items else None


def reworded(part: Part, edit: PartEdit, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The office's words as statements that keep the sources; a gap left in square brackets still blocks."""
    mark = Source(SourceKind.OFFICE, part.name, "Reworded by the office")
    sources = (*part.sources, mark)
    bold = bool(statements) and all(each.bold for each in statements)
    italic = bool(statements) and all(each.italic for each in statements)
    gaps = {each.text.strip(): each for each in statements if each.placeholder}
    made: list[Statement] = []
    at = 0
    for found in _GAP.finditer(edit.text):
        if found.start() > at:
            made.append(Statement(edit.text[at : found.start()], sources, bold, italic))
        known = gaps.get(found.group())
        target = known.target if known is not None else part_target(part.name)
        made.append(Statement(found.group(), sources, bold, italic, placeholder=True, target=target))
        at = found.end()
    if at < len(edit.text):
        made.append(Statement(edit.text[at:], sources, bold, italic))
    return tuple(made)


def part_target(name: str) -> str:
    """The place to jump to for a part of the letter."""
    return f"letter.part:{name}"


def _displaced(natural: Sequence[str], order: Sequence[str]) -> set[str]:
    """The fewest parts that must have been moved: all but a longest run that kept its order."""
    rank = {name: number for number, name in enumerate(natural)}
    best: list[list[str]] = []
    for index, name in enumerate(order):
        runs: list[list[str]] = [[], *(best[k] for k in range(index) if rank[order[k]] < rank[name])]
        best.append([*max(runs, key=len), name])
    longest: list[str] = max(best, key=len)
    kept = set(longest)
    return {name for name in order if name not in kept}
