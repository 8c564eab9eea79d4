"""The levels after the first appeal, and the first appeal filed as expedited."""

from __future__ import annotations

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.case import Event, EventKind, LetterKind
from denialdesk.domain.criteria import Status
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.filing import is_filing
from denialdesk.domain.letter import ParagraphStyle, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.letters.decisive import walk_findings
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.argued import argued
from denialdesk.letters.sections.close import close
from denialdesk.letters.sections.criteria_table import criteria_table
from denialdesk.letters.sections.denial_reason import denial_reason
from denialdesk.letters.sections.follow_up import event_date
from denialdesk.letters.sections.necessity import expedited_ground
from denialdesk.letters.sections.prior_therapies import prior_therapies
from denialdesk.letters.sections.reference import reference_block
from denialdesk.letters.sections.request import request, summary
from denialdesk.letters.sections.requests import approval, numbered
from denialdesk.letters.sections.rights import cited, rights_and_requests
from denialdesk.letters.sections.routing import date_and_address, date_line, routing_line, salutation, typed_address
from denialdesk.letters.sections.signature import enclosures, signature
from denialdesk.letters.sections.untried_steps import untried_steps
from denialdesk.letters.statements import FULL_STOP, fact, form, one_line, paragraph, unclosed, weave
from denialdesk.letters.wording import further, opening
from denialdesk.letters.wording.phrase import Phrase

_SECOND_LEVEL_RIGHTS = (
    "step_exception",
    "claim_file",
    "case_file_for_appeal",
    "new_evidence",
    "same_specialty_reviewer",
    "identity_of_medical_experts",
    "external_review",
)
_ABOVE_REVIEW = frozenset({AppealLevel.EXTERNAL_UPHELD, AppealLevel.HEARING_UPHELD, AppealLevel.COUNCIL_UPHELD})
_FULFILLED = frozenset({Status.MET, Status.EXEMPT})


def second_appeal(dossier: Dossier) -> Contents:
    """Answer the reason given for upholding the denial, without repeating the first appeal."""
    return Contents(
        further.TITLE_SECOND,
        (
            date_and_address(dossier),
            routing_line(dossier),
            reference_block(dossier),
            salutation(),
            request(dossier, opening.REQUEST_SECOND),
            summary(dossier),
            _earlier_appeal(dossier),
            denial_reason(dossier, further.UPHELD_HEADING),
            criteria_table(dossier),
            _therapies_in_question(dossier),
            untried_steps(dossier),
            *argued(dossier),
            rights_and_requests(dossier, _SECOND_LEVEL_RIGHTS, (further.NEW_REVIEWER,)),
            close(dossier),
            signature(dossier),
            enclosures(dossier),
        ),
    )


def external_review(dossier: Dossier) -> Contents:
    """Put the whole record before whoever decides after the plan; the filing place is the one the notice names."""
    words = _review_words(dossier)
    patients = dossier.case.appeal.filer is Filer.PATIENT
    return Contents(
        words.title if words else further.TITLE_EXTERNAL,
        (
            _external_address(dossier, further.REVIEW_ADDRESSEE if words else further.EXTERNAL_ADDRESSEE),
            routing_line(
                dossier,
                whose=further.EXTERNAL_WHOSE_PATIENT if patients else further.EXTERNAL_WHOSE,
                level=words.level if words else None,
            ),
            reference_block(dossier),
            salutation(words.salutation if words else opening.SALUTATION_REVIEWER),
            request(dossier, words.asked if words else opening.REQUEST_EXTERNAL),
            summary(dossier),
            _eligibility(dossier),
            denial_reason(dossier, further.FINAL_HEADING),
            criteria_table(dossier),
            prior_therapies(dossier),
            untried_steps(dossier),
            *argued(dossier),
            numbered(
                further.QUESTION_HEADING,
                approval(dossier, further.EXTERNAL_DECIDE),
                weave(further.EXTERNAL_RECORD, payer=dossier.payer()),
                (form(further.EXTERNAL_REVIEWER),),
                (form(further.EXTERNAL_FAST),) if dossier.is_expedited else (),
            ),
            signature(dossier),
            enclosures(dossier),
        ),
    )


def expedited_appeal(dossier: Dossier) -> Contents:
    """The first appeal with the certified ground right behind the request."""
    return Contents(
        further.TITLE_EXPEDITED,
        (
            date_and_address(dossier),
            routing_line(dossier),
            reference_block(dossier),
            salutation(),
            request(dossier),
            expedited_ground(dossier),
            summary(dossier),
            denial_reason(dossier),
            criteria_table(dossier),
            prior_therapies(dossier),
            untried_steps(dossier),
            *argued(dossier, with_delay=False),
            rights_and_requests(dossier),
            close(dossier),
            signature(dossier),
            enclosures(dossier),
        ),
    )


def _first_sent(dossier: Dossier) -> Event | None:
    """The sending of the appeal before this one."""
    sent = (event for event in reversed(dossier.case.events) if event.kind is EventKind.SENT and is_filing(event))
    return next((event for event in sent if event.letter is not LetterKind.SECOND_APPEAL), None)


def _earlier_appeal(dossier: Dossier) -> Section | None:
    sent = _first_sent(dossier)
    if sent is None:
        return None
    told = weave(further.EARLIER_APPEAL, date=event_date(sent))
    return Section("earlier_appeal", "", (paragraph(*told),), "The first appeal")


def _therapies_in_question(dossier: Dossier) -> Section | None:
    """Tell every therapy when no first appeal is on record, else those on which an open requirement turns."""
    if _first_sent(dossier) is None:
        return prior_therapies(dossier)
    in_question = {
        therapy_id
        for _, finding in dossier.top_findings()
        if finding.status not in _FULFILLED
        for node in walk_findings(finding)
        for therapy_id in node.therapy_ids
    }
    return prior_therapies(dossier, in_question) if in_question or dossier.unconfirmed_therapies else None


def _review_words(dossier: Dossier) -> further.ReviewWords | None:
    """The words of this plan's next level; None where it is an external review."""
    plan_type = dossier.case.plan.plan_type
    if plan_type is None:
        return None
    if dossier.case.denial.level in _ABOVE_REVIEW and plan_type in further.ABOVE_IRE:
        return further.ABOVE_IRE[plan_type]
    return further.REVIEW_BY_PLAN.get(plan_type)


def _external_address(dossier: Dossier, addressee: Phrase) -> Section:
    to = weave(addressee, payer=dossier.payer())
    lines = (paragraph(*to, style=ParagraphStyle.ADDRESS), *typed_address(dossier))
    return Section("address", "", (date_line(dossier), *lines), "Date and address")


def _eligibility(dossier: Dossier) -> Section:
    blocks = [paragraph(form(further.MEDICAL_JUDGMENT))]
    right = dossier.rights.right("external_review")
    citation = cited(right.citations, dossier) if right else ()
    if right is not None and citation:
        source = Source(SourceKind.LAW, right.id, one_line(right.text))
        blocks.append(paragraph(fact(unclosed(right.text), source), *citation, form(FULL_STOP)))
    return Section("eligibility", further.ELIGIBLE_HEADING, tuple(blocks))
