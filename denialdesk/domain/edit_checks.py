"""What is to be said of the office's edits: facts changed beneath them, facts they bring that the record lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from denialdesk.domain.case import Case, EditAction, PartEdit
from denialdesk.domain.letter_edits import EditedLetter, EditedPart, part_target
from denialdesk.domain.letter_parts import PartKind
from denialdesk.domain.practice import Practice
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.stray_facts import Stray, StrayKind, held_by, stray_facts
from denialdesk.domain.vocabulary import Vocabulary

_LONGEST_QUOTE = 40
_KINDS = {StrayKind.NUMBER: "the number", StrayKind.DATE: "the date", StrayKind.DRUG: "the drug"}


Strays = Mapping[str, tuple[Stray, ...]]  # by the name of the part


def find_strays(edited: EditedLetter, case: Case, practice: Practice, vocabulary: Vocabulary) -> Strays:
    """Find what each reworded part says that the record does not hold."""
    reworded = [part for part in edited.changed if part.is_reworded]
    if not reworded:
        return {}
    held = held_by(case, practice, edited.generated)
    return {part.part.name: stray_facts(part.text, held, vocabulary) for part in reworded}


def edit_todos(edited: EditedLetter, strays: Strays) -> tuple[Todo, ...]:
    """List what weakens the letter because of the office's edits, each with the part to jump to."""
    return tuple(_todos(edited, strays))


def stray_text(stray: Stray) -> str:
    """Say it to a person: the number “3 months”."""
    return f"{_KINDS[stray.kind]} “{stray.text}”"


def part_title(part: EditedPart, edited: EditedLetter) -> str:
    """Name a part to a person: its section, and how it begins."""
    section = next((each for each in edited.generated.sections if each.id == part.part.section_id), None)
    title = (section.heading or section.title or section.id) if section else part.part.section_id
    if part.part.kind is PartKind.SECTION:
        return title
    return f"{title}: “{_shortened(part.text)}”"


def lost_title(edit: PartEdit) -> str:
    """Name an edit whose part is gone."""
    return f"“{_shortened(edit.text)}”" if edit.text else "A part left out before"


def _todos(edited: EditedLetter, strays: Strays) -> Iterator[Todo]:
    for part in edited.changed:
        target, title = part_target(part.part.name), part_title(part, edited)
        if part.is_stale:
            verb = "left out" if part.is_left_out else "reworded"
            yield _weakens(f"The facts have changed since this was {verb}. {title}", target)
        for stray in strays.get(part.part.name, ()):
            yield _weakens(f"The record does not hold {stray_text(stray)}. {title}", target)
        if part.part.kind is PartKind.SECTION and part.is_left_out:
            yield _weakens(f"The section “{title}” is left out of the letter.", target)
    for edit in edited.lost:
        if edit.action is EditAction.REWORDED:
            text = f"Your words are no longer in the letter, for what they replaced is gone: {lost_title(edit)}"
            yield _weakens(text, part_target(edit.part))


def _weakens(text: str, target: str) -> Todo:
    return Todo(Severity.WEAKENS, text, target, "letter")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
