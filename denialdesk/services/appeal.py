"""One case judged: findings, rights, deadlines, the letter, and what is still missing. Pure: no storage, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from itertools import chain

from denialdesk.domain.argument_todos import argument_todos
from denialdesk.domain.arguments import Grounds, RecordGrounds, find_grounds, find_record_grounds
from denialdesk.domain.case import Case
from denialdesk.domain.contradictions import find_contradictions, record_doubts
from denialdesk.domain.criteria import CriteriaResult
from denialdesk.domain.dates import Precision
from denialdesk.domain.denial_answers import AnsweredItem, answer_items, answer_todos
from denialdesk.domain.edit_checks import Strays, edit_todos, find_strays
from denialdesk.domain.evidence_offer import cited_evidence
from denialdesk.domain.law import Rights
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_edits import EditedLetter, edit_letter, has_edits
from denialdesk.domain.matching import judge_case
from denialdesk.domain.practice import Practice
from denialdesk.domain.readiness import Readiness, Todo
from denialdesk.domain.readiness_rules import assess_readiness
from denialdesk.domain.rights import rights_for
from denialdesk.domain.sources import Verification
from denialdesk.domain.state_grounds import GroundMatch, match_grounds
from denialdesk.knowledge.library import Library
from denialdesk.letters.compose import compose


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Everything worked out about one value of a case."""

    case: Case
    criteria: CriteriaResult
    rights: Rights
    grounds: tuple[GroundMatch, ...]  # the state's step-therapy law against the log; empty where it does not reach
    readiness: Readiness
    letter: Letter  # with the office's edits in it
    generated: Letter  # as the program writes it
    edited: EditedLetter  # what the office did to it, part by part; without parts where it did nothing
    strays: Strays  # what its words say that the record does not hold
    argued: Grounds = Grounds()  # the notice's points, the arguments, the label, the citations a letter may print
    answered: tuple[AnsweredItem, ...] = ()  # the notice's points, each with what answers it
    doubts: tuple[Todo, ...] = ()  # what may be wrong in the record, set aside or not; not what the letter's words say
    basis: tuple[object, ...] = ()  # what these rest on beside the case: days, library, confirmations, other patients


def judgement_date(case: Case, today: dt.date) -> dt.date:
    """The day a case is judged as of: the letter's own date once it has one, else today."""
    written = case.letter.letter_date
    return written.earliest if written.precision is Precision.DAY and written.earliest else today


def payer_id_of(case: Case, library: Library) -> str:
    """The payer of a case; one that came on file only after its name was typed is recognised by that name."""
    if case.plan.payer_id or not case.plan.payer_name.strip():
        return case.plan.payer_id
    found = library.recognise_payer(case.plan.payer_name)
    return found.id if found is not None else ""


def judge_criteria(case: Case, library: Library, as_of: dt.date) -> CriteriaResult:
    """Look up every policy of the case's payer for the requested drug, and judge the case by those that apply."""
    payer_id = payer_id_of(case, library)
    applicable = library.applicable(payer_id, case.request, case.plan, case.patient.birth_date, as_of)
    return judge_case(case, applicable, library, as_of, library.version_for(payer_id))


def appraise(
    case: Case,
    practice: Practice,
    library: Library,
    today: dt.date,
    *,
    confirmed: Mapping[str, Verification] | None = None,
    other_patients: Collection[str] = (),
    final: bool = False,
    before: Appraisal | None = None,
) -> Appraisal:
    """Judge a case and compose its letter; ``final`` False marks the letter DRAFT.

    ``confirmed`` holds the office's own readings of the law by entry, ``other_patients`` the worklist's other names
    (see ``person_checks.names_key``). A final letter of a case that is not ready is composed as a draft all the same:
    the caller asks ``readiness``. ``before`` is the appraisal this one follows: what cannot have changed since is taken
    from it, which is most of the work while the letter's own words are typed.
    """
    as_of = judgement_date(case, today)
    basis = (as_of, today, library, confirmed, other_patients)
    of_record: RecordGrounds | None
    if before is not None and before.basis == basis and _only_words_differ(before.case, case):
        criteria, rights, grounds = before.criteria, before.rights, before.grounds
        of_record, doubts = before.argued.of_record, before.doubts
    else:
        criteria = judge_criteria(case, library, as_of)
        rights = rights_for(case, library.law, as_of, confirmed=confirmed, today=today)
        grounds = match_grounds(case, rights.state_step_law, criteria, library, as_of)
        of_record = find_record_grounds(case, criteria, library, as_of)
        instruments = library.instruments_for(case.request.indication_id)
        doubts = record_doubts(
            case, library, today, label=of_record.label, instruments=instruments, other_patients=other_patients
        )
    chosen = filter(None, (library.evidence_entry(each.evidence_id) for each in case.letter.citations))
    argued = find_grounds(case, criteria, library, as_of, cited_evidence(case, chosen), of_record)
    generated = compose(case, practice, criteria, rights, library, today=as_of, final=False, grounds=argued)
    edited = edit_letter(generated, case.letter) if has_edits(case.letter) else EditedLetter(generated, generated)
    answered = answer_items(case, edited.letter, argued)
    found = chain(
        find_contradictions(case, library, today, other_patients=other_patients, of_record=doubts),
        answer_todos(answered),
        argument_todos(case, argued),
    )
    readiness = assess_readiness(case, criteria, rights, edited.letter, today, found)
    strays = find_strays(edited, case, practice, library)
    if edited.changed or edited.lost:
        readiness = Readiness((*readiness.todos, *edit_todos(edited, strays)))
    letter = edited.letter
    if final and readiness.is_ready:
        letter = replace(letter, draft=bool(letter.placeholders()))
    return Appraisal(
        case, criteria, rights, grounds, readiness, letter, generated, edited, strays, argued, answered, doubts, basis
    )


def _only_words_differ(before: Case, case: Case) -> bool:
    """Say whether two values of a case differ in the letter alone, and there in nothing that is judged."""
    one, other = before.letter, case.letter
    if (one.kind, one.letter_date, one.label_reading) != (other.kind, other.letter_date, other.label_reading):
        return False
    return all(getattr(before, each.name) is getattr(case, each.name) for each in fields(Case) if each.name != "letter")
