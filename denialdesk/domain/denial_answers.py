"""Which part of the letter answers each point of the notice; what is open until it is answered or set aside.

A plain step-therapy denial is answered by the letter itself: the table, the therapies, the reasons. What a letter
cannot answer by itself is answered in the prescriber's own words, or set aside by the office with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from denialdesk.domain.argument import Argument, ArgumentKind
from denialdesk.domain.arguments import Grounds
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.denial_reasons import KIND_NAMES, DenialItem, DenialKind
from denialdesk.domain.letter import Letter, Section, block_statements
from denialdesk.domain.readiness import Severity, Todo

_LONGEST_QUOTE = 90
# They quote the reason for their reader and answer nothing.
QUOTES_ONLY = frozenset({LetterKind.PEER_TO_PEER_BRIEF, LetterKind.REGULATOR_COMPLAINT})
_TARGET = "letter.notice_answers"
_OWN_WORDS = "medical_necessity"
# Words in the prescriber's statement that take up a point, where no part of the letter is made for it.
_TAKEN_UP: dict[DenialKind, re.Pattern[str]] = {
    DenialKind.QUANTITY_LIMIT: re.compile(
        r"\bdos(?:e|es|age|ing)\b|quantit|\bweight\b|interval|escalat", re.IGNORECASE
    ),
    DenialKind.DOSE: re.compile(r"\bdos(?:e|es|age|ing)\b|\bmg\b|\bweight\b|interval|escalat", re.IGNORECASE),
    DenialKind.AGE: re.compile(r"\bage\b|\byears? old\b|-year-old|adolescent|child|pediatric", re.IGNORECASE),
    DenialKind.EXPERIMENTAL: re.compile(r"guideline|published|trial|stud(?:y|ies)|label|FDA|evidence", re.IGNORECASE),
    DenialKind.OFF_LABEL: re.compile(r"guideline|published|trial|stud(?:y|ies)|label|FDA|evidence", re.IGNORECASE),
    DenialKind.SPECIALTY: re.compile(r"ologist|specialist|consult|my specialty", re.IGNORECASE),
    DenialKind.COMBINATION: re.compile(r"combin|together|concurrent|concomitant|stop(?:ped)?\b|alone", re.IGNORECASE),
    DenialKind.RENEWAL: re.compile(r"respon|improv|remission|relapse|worse|controlled|benefit|continu", re.IGNORECASE),
    DenialKind.BIOSIMILAR: re.compile(r"biosimilar|generic|inactive|excipient|reaction|product", re.IGNORECASE),
    DenialKind.DIAGNOSIS: re.compile(r"diagnos|biops|serolog|confirmed|criteria", re.IGNORECASE),
    DenialKind.SITE_OF_CARE: re.compile(r"infusion|hospital|home|site|clinic", re.IGNORECASE),
    DenialKind.EXCLUSION: re.compile(r"exclu|benefit|covered", re.IGNORECASE),
}
_BY_ARGUMENT: dict[DenialKind, ArgumentKind] = {
    DenialKind.COMBINATION: ArgumentKind.COMBINATION_USE,
    DenialKind.SPECIALTY: ArgumentKind.PRESCRIBER_SPECIALTY,
    DenialKind.BIOSIMILAR: ArgumentKind.NONPREFERRED_BIOSIMILAR,
    DenialKind.OFF_LABEL: ArgumentKind.OUTSIDE_LABEL,
    DenialKind.EXPERIMENTAL: ArgumentKind.OUTSIDE_LABEL,
    DenialKind.RENEWAL: ArgumentKind.CONTINUATION,
}
_BY_SECTION: dict[DenialKind, tuple[str, ...]] = {
    DenialKind.NOT_MEDICALLY_NECESSARY: (_OWN_WORDS,),
    DenialKind.NOT_DOCUMENTED: ("enclosures", "prior_therapies", "untried_steps"),
    DenialKind.MISSING_INFORMATION: ("enclosures", "prior_therapies", "untried_steps"),
    DenialKind.NON_FORMULARY: ("grounds", "untried_steps", "prior_therapies"),
    DenialKind.PRIOR_AUTHORIZATION: ("criteria", _OWN_WORDS),
    DenialKind.POLICY_CITED: ("criteria", "rights"),
    DenialKind.RENEWAL: ("so_far",),
    DenialKind.DIAGNOSIS: (),
    DenialKind.OTHER: (),
}
_SECTION_OF = {
    ArgumentKind.COMBINATION_USE: "further_grounds",
    ArgumentKind.PRESCRIBER_SPECIALTY: "further_grounds",
    ArgumentKind.NONPREFERRED_BIOSIMILAR: "further_grounds",
    ArgumentKind.OUTSIDE_LABEL: "support",
    ArgumentKind.CONTINUATION: "so_far",
}


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """A point of the notice with its answer. ``section_id`` is the part of the letter that answers it; empty: none.

    ``own_words`` is the prescriber's own answer, ``set_aside`` the office's reason for leaving the point unanswered.
    """

    item: DenialItem
    section_id: str = ""
    section_title: str = ""
    own_words: str = ""
    set_aside: str = ""

    @property
    def is_open(self) -> bool:
        """True while nothing answers the point and nobody has set it aside."""
        return not (self.section_id or self.own_words or self.set_aside)


def answer_items(case: Case, letter: Letter, grounds: Grounds) -> tuple[AnsweredItem, ...]:
    """Find what answers each point of the notice; empty for a letter that does not take up the notice's reason."""
    sections = {section.id: section for section in letter.sections}
    if "denial_reason" not in sections or not grounds.items or case.letter.kind in QUOTES_ONLY:
        return ()
    words = {each.key: each.words.strip() for each in case.letter.notice_answers}
    aside = {each.key: each.reason.strip() for each in case.letter.set_aside}
    answered = []
    for item in grounds.items:
        section = _section_for(item, case, sections, grounds)
        answered.append(
            AnsweredItem(
                item,
                section.id if section else "",
                (section.heading or section.title) if section else "",
                words.get(item.key, ""),
                aside.get(item.key, ""),
            )
        )
    return tuple(answered)


def answer_todos(answered: tuple[AnsweredItem, ...]) -> Iterator[Todo]:
    """Block an export until every point of the notice is answered or set aside."""
    for each in answered:
        if each.is_open:
            quote = (
                each.item.quote if len(each.item.quote) <= _LONGEST_QUOTE else f"{each.item.quote[:_LONGEST_QUOTE]} …"
            )
            text = (
                f"The letter does not answer this point of the notice ({KIND_NAMES[each.item.kind].lower()}): “{quote}”"
            )
            yield Todo(Severity.BLOCKS, text, _TARGET, "letter", key=each.item.key)


def _section_for(item: DenialItem, case: Case, sections: dict[str, Section], grounds: Grounds) -> Section | None:
    """Find the part of the letter that answers a point."""
    if item.kind is DenialKind.STEP_NOT_MET:
        return _step_answer(item, case, sections, grounds)
    argument = _BY_ARGUMENT.get(item.kind)
    if argument is not None and grounds.of(argument):
        section = _whole(sections.get(_SECTION_OF[argument]))
        if section is not None:
            return section
    for section_id in _BY_SECTION.get(item.kind, ()):
        section = _whole(sections.get(section_id))
        if section is not None and _says_something(section_id, case):
            return section
    if item.kind is DenialKind.AGE and any(each.about == "age" for each in grounds.of(ArgumentKind.AGE_OR_DOSE)):
        section = _whole(sections.get("support")) or _whole(sections.get("criteria"))
        if section is not None:
            return section
    own_words = case.letter.medical_necessity
    taken_up = _TAKEN_UP.get(item.kind)
    if taken_up is not None and taken_up.search(own_words):
        return _whole(sections.get(_OWN_WORDS))
    if item.kind is DenialKind.OTHER and (len(grounds.items) == 1 or _shares_words(item.quote, own_words)):
        return _whole(sections.get(_OWN_WORDS))
    return None


def _step_answer(item: DenialItem, case: Case, sections: dict[str, Section], grounds: Grounds) -> Section | None:
    """A step is answered by the table or the therapies, as soon as the record has anything to set against it.

    A point that names drugs is answered only when the letter has something to say of one of them.
    """
    if not _speaks_of_named(item, grounds):
        own_words = case.letter.medical_necessity.casefold()
        taken_up = any(each.about.casefold() in own_words for each in _named(item, grounds))
        return _whole(sections.get(_OWN_WORDS)) if taken_up else None
    has_ground = any(
        each.kind
        in {
            ArgumentKind.TRIAL_FAILED,
            ArgumentKind.ADVERSE_EFFECT,
            ArgumentKind.CONTRAINDICATED,
            ArgumentKind.STABLE_ON_DRUG,
            ArgumentKind.CONTINUATION,
        }
        and each.is_complete
        for each in grounds.arguments
    )
    has_reason = any(answer.reason.strip() for answer in case.answers)
    if not (has_ground or has_reason):
        return None
    for section_id in ("criteria", "prior_therapies", "untried_steps", "so_far"):
        section = _whole(sections.get(section_id))
        if section is not None:
            return section
    return None


def _named(item: DenialItem, grounds: Grounds) -> tuple[Argument, ...]:
    """Find what there is to say of the preferred drugs that a point of the notice names."""
    quote = item.quote.casefold()
    return tuple(
        each
        for each in grounds.arguments
        if each.kind is ArgumentKind.PREFERRED_NOT_APPROPRIATE and each.about.casefold() in quote
    )


def _speaks_of_named(item: DenialItem, grounds: Grounds) -> bool:
    named = _named(item, grounds)
    return not named or any(each.is_complete for each in named)


def _says_something(section_id: str, case: Case) -> bool:
    """A heading over "none is recorded" answers nothing."""
    if section_id == "prior_therapies":
        return any(row.provenance.confirmed and row.was_tried for row in case.therapies)
    return True


def _whole(section: Section | None) -> Section | None:
    """A part with a gap answers nothing yet."""
    if section is None:
        return None
    has_gap = any(statement.placeholder for block in section.blocks for statement in block_statements(block))
    return None if has_gap else section


def _shares_words(quote: str, own_words: str) -> bool:
    """Say whether the statement takes up a point in its own words: two long words of it, or its one name."""
    wanted = {word for word in re.findall(r"[a-z]{5,}", quote.casefold()) if word not in _COMMON}
    return len(wanted & {*re.findall(r"[a-z]{5,}", own_words.casefold())}) >= 2


_COMMON = frozenset(
    re.findall(
        r"\w+",
        "requires required patient request requested therapy treatment plan coverage member medical criteria within "
        "before after other their which there these those would could should",
    )
)
