"""Requests for an exception: to step therapy, under the state's law where it reaches the plan, and to the drug list."""

from __future__ import annotations

from denialdesk.domain.letter import BulletList, Section
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.state_grounds import GroundMatch, match_grounds
from denialdesk.domain.state_law import Ground
from denialdesk.domain.therapy import Therapy
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.federal import citable
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.argued import argued
from denialdesk.letters.sections.close import by_when, call
from denialdesk.letters.sections.criteria_table import criteria_table
from denialdesk.letters.sections.denial_reason import denial_reason
from denialdesk.letters.sections.prior_therapies import prior_therapies
from denialdesk.letters.sections.reference import reference_block
from denialdesk.letters.sections.request import request, summary
from denialdesk.letters.sections.requests import approval, numbered
from denialdesk.letters.sections.rights import law_source, request_item
from denialdesk.letters.sections.routing import date_and_address, routing_line, salutation
from denialdesk.letters.sections.signature import enclosures, signature
from denialdesk.letters.sections.untried_steps import untried_steps
from denialdesk.letters.statements import Statements, fact, field_source, form, listed, paragraph, weave
from denialdesk.letters.wording import closing, further, opening
from denialdesk.letters.wording.phrase import Phrase


def step_exception(dossier: Dossier) -> Contents:
    """Ask for an exception to the step, on the grounds of the state's law where a letter may use it."""
    return _exception(
        dossier,
        further.TITLE_STEP_EXCEPTION,
        opening.REQUEST_STEP_EXCEPTION,
        further.GRANT_EXCEPTION,
        _state_grounds(dossier) or _federal_grounds(dossier, "step_exception"),
    )


def formulary_exception(dossier: Dossier) -> Contents:
    """Ask that a drug off the plan's list be covered, by the federal process where it reaches the plan."""
    return _exception(
        dossier,
        further.TITLE_FORMULARY,
        opening.REQUEST_FORMULARY,
        further.GRANT_FORMULARY,
        _federal_grounds(dossier, "nonformulary_exception") or _federal_grounds(dossier, "step_exception"),
    )


def _exception(dossier: Dossier, title: str, asked: Phrase, granted: Phrase, grounds: Section | None) -> Contents:
    notice = denial_reason(dossier, further.REASON_HEADING_REQUEST) if dossier.case.denial.reason.strip() else None
    return Contents(
        title,
        (
            date_and_address(dossier, attention=further.ATTENTION_EXCEPTIONS),
            routing_line(dossier, whose=further.WHOSE_PRESCRIBER),
            reference_block(dossier, with_notice=notice is not None),
            salutation(opening.SALUTATION_EXCEPTION),
            request(dossier, asked),
            summary(dossier),
            notice,
            grounds,
            criteria_table(dossier),
            prior_therapies(dossier),
            untried_steps(dossier),
            *argued(dossier),
            numbered(
                closing.CLOSE_HEADING,
                approval(dossier, granted),
                by_when(dossier) if dossier.is_expedited else (),
                call(dossier),
                (form(further.IF_REFUSED),),
            ),
            signature(dossier),
            enclosures(dossier),
        ),
    )


def _state_grounds(dossier: Dossier) -> Section | None:
    """Name the grounds of the state's law that the log shows; None where the law does not reach or none is shown."""
    law = dossier.rights.state_step_law
    if law is None or not dossier.rights.state_law_applies:
        return None
    citations = citable(law.citations, dossier.rights)
    matches = match_grounds(dossier.case, law, dossier.criteria, dossier.vocabulary, dossier.letter_date)
    items = [item for match in matches if match.may_enter_letter and (item := _ground(dossier, match))]
    if not citations or not items:
        return None
    text = "; ".join(citation.for_letter for citation in citations)
    lead = weave(
        further.GROUNDS_LEAD,
        state=fact(law.name, field_source("plan.state")),
        citations=fact(text, *(law_source(citation.for_letter) for citation in citations)),
    )
    blocks = (paragraph(*lead, keep_with_next=True), BulletList(tuple(items)))
    return Section("grounds", further.GROUNDS_HEADING, blocks)


def _ground(dossier: Dossier, match: GroundMatch) -> Statements:
    """Word one ground with the rows that show it; empty when the letter has no row to name."""
    source = Source(SourceKind.LAW, match.item.id, match.item.text)
    text = fact(match.item.text, source)
    if match.item.id == Ground.STABLE_ON_DRUG:
        shown: Statements = (fact("treatment under way", field_source("request.already_taking"), source),)
        return weave(further.GROUND_SHOWN, ground=text, rows=shown)
    rows = [row for row in dossier.confirmed_therapies if row.id in match.therapy_ids]
    if not rows:
        return ()
    return weave(
        further.GROUND_SHOWN, ground=text, rows=listed(tuple(_row(dossier, row) for row in rows), opening.COMMA)
    )


def _row(dossier: Dossier, row: Therapy) -> Statements:
    return (fact(dossier.therapy_name(row), dossier.therapy_source(row)),)


def _federal_grounds(dossier: Dossier, right_id: str) -> Section | None:
    right = dossier.rights.right(right_id)
    item = request_item(dossier, right) if right else ()
    return Section("grounds", further.FORMULARY_HEADING, (paragraph(*item),)) if item else None
