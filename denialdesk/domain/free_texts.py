"""The free texts of a case: what people typed or pasted, whose words they are and where they stand in the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from denialdesk.domain.case import Case, LetterOptions


class Author(StrEnum):
    """Whose words a text holds."""

    PRESCRIBER = "prescriber"
    PAYER = "payer"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class FreeText:
    """One text that is not empty. ``name`` is how a sentence names it; ``therapy_id`` the row it tells of."""

    text: str
    target: str
    name: str
    author: Author
    therapy_id: str = ""


def free_texts(case: Case) -> Iterator[FreeText]:
    """Walk every free text of a case that is not empty."""
    return chain(letter_texts(case), record_texts(case))


def letter_texts(case: Case) -> Iterator[FreeText]:
    """Walk the texts written for the letter: what changes with every key while it is worded."""
    return (text for text in _of_letter(case.letter) if text.text.strip())


def record_texts(case: Case) -> Iterator[FreeText]:
    """Walk the texts of everything else."""
    return (text for text in _of_record(case) if text.text.strip())


def _of_letter(letter: LetterOptions) -> Iterator[FreeText]:
    own = Author.PRESCRIBER
    yield FreeText(letter.medical_necessity, "letter.medical_necessity", "the statement of medical necessity", own)
    yield FreeText(letter.harm_of_delay, "letter.harm_of_delay", "the harm of delay", own)
    yield FreeText(letter.safety_statement, "letter.safety_statement", "the safety statement", own)
    yield FreeText(letter.peer_to_peer, "letter.peer_to_peer", "the peer-to-peer contact", Author.OFFICE)
    for answer in letter.notice_answers:
        yield FreeText(answer.words, "letter.notice_answers", "an answer to the notice", own)


def _of_record(case: Case) -> Iterator[FreeText]:
    own = Author.PRESCRIBER
    yield FreeText(case.denial.reason, "denial.reason", "the reason for the denial", Author.PAYER)
    yield FreeText(case.denial.policy_cited, "denial.policy_cited", "the policy cited", Author.PAYER)
    for row in case.therapies:
        place, name = f"therapy:{row.id}", f"the row of {row.drug.strip() or 'a drug not named'}"
        for field in ("what_happened", "contraindication", "proof", "prescribed_by"):
            yield FreeText(getattr(row, field), f"{place}:{field}", name, Author.OFFICE, row.id)
    for reply in case.answers:
        yield FreeText(reply.reason, f"answer:{reply.policy_id}:{reply.node}", "an answer to the criteria", own)
    for measure in case.measures:
        yield FreeText(measure.note, "measures", f"the note on {measure.instrument}", Author.OFFICE)
    for exhibit in case.exhibits:
        yield FreeText(exhibit.title, "exhibits", "the title of an exhibit", Author.OFFICE)
    for event in case.events:
        yield FreeText(event.text, "events", "a note of the follow-up", Author.OFFICE)
    yield FreeText(case.notes, "letter", "the notes on the case", Author.OFFICE)
