"""Letters about the treatment itself: medical necessity, and treatment that should go on."""

from __future__ import annotations

from denialdesk.domain.letter import Block, Section
from denialdesk.domain.therapy import Supply
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.argued import argued, delay, safety
from denialdesk.letters.sections.close import by_when, call
from denialdesk.letters.sections.criteria_table import criteria_table
from denialdesk.letters.sections.denial_reason import denial_reason
from denialdesk.letters.sections.further_grounds import further_grounds
from denialdesk.letters.sections.measures import measures_in_words
from denialdesk.letters.sections.necessity import medical_necessity
from denialdesk.letters.sections.prior_therapies import prior_therapies, therapy_paragraph
from denialdesk.letters.sections.reference import reference_block
from denialdesk.letters.sections.request import request, summary
from denialdesk.letters.sections.requests import approval, numbered
from denialdesk.letters.sections.rights import request_item, rights_and_requests
from denialdesk.letters.sections.routing import date_and_address, routing_line, salutation, subject
from denialdesk.letters.sections.signature import enclosures, signature
from denialdesk.letters.sections.support import support
from denialdesk.letters.sections.untried_steps import untried_steps
from denialdesk.letters.statements import Statements, fact, field, field_source, form, paragraph, weave
from denialdesk.letters.wording import closing, further, opening


def medical_necessity_letter(dossier: Dossier) -> Contents:
    """Set out why the treatment is needed, for a request or to stand beside one."""
    return Contents(
        further.TITLE_NECESSITY,
        (
            date_and_address(dossier, attention=further.ATTENTION_EXCEPTIONS),
            subject(further.TITLE_NECESSITY),
            reference_block(dossier, with_notice=bool(dossier.case.denial.reference_number.strip())),
            salutation(opening.SALUTATION_EXCEPTION),
            request(dossier, further.REQUEST_NECESSITY),
            summary(dossier),
            medical_necessity(dossier),
            prior_therapies(dossier),
            untried_steps(dossier),
            further_grounds(dossier),
            criteria_table(dossier),
            safety(dossier),
            support(dossier),
            delay(dossier),
            numbered(
                closing.CLOSE_HEADING, approval(dossier, further.APPROVE), call(dossier), (form(further.IF_REFUSED),)
            ),
            signature(dossier),
            enclosures(dossier),
        ),
    )


def continuation(dossier: Dossier) -> Contents:
    """Ask that treatment with a drug already taken goes on, with what it has done so far."""
    return Contents(
        further.TITLE_CONTINUATION,
        (
            date_and_address(dossier),
            routing_line(dossier),
            reference_block(dossier),
            salutation(),
            request(dossier, opening.REQUEST_CONTINUATION),
            summary(dossier),
            denial_reason(dossier),
            _so_far(dossier),
            criteria_table(dossier),
            prior_therapies(dossier),
            untried_steps(dossier),
            *argued(dossier, with_measures=False),
            rights_and_requests(dossier),
            numbered(
                closing.CLOSE_HEADING,
                approval(dossier, further.KEEP_GOING),
                _meanwhile(dossier),
                by_when(dossier),
                call(dossier),
                (form(closing.IF_UPHELD),),
            ),
            signature(dossier),
            enclosures(dossier),
        ),
    )


def _so_far(dossier: Dossier) -> Section:
    """Tell since when the drug is taken and what was measured."""
    since = dossier.case.request.taking_since
    start = field("request.taking_since", since.display() if since.is_known else "")
    blocks: list[Block] = [paragraph(*weave(further.ON_TREATMENT_SINCE, drug=dossier.drug(), date=start))]
    rows = [row for row in dossier.confirmed_therapies if row.was_tried and dossier.is_requested_drug(row)]
    blocks.extend(paragraph(*therapy_paragraph(dossier, row)) for row in rows)
    measures = measures_in_words(dossier)
    if measures:
        blocks.append(paragraph(*weave(further.RESPONSE, measures=measures)))
    elif not any(measures_in_words(dossier, row.id) for row in rows):
        blocks.append(paragraph(fact(further.NO_RESPONSE.text, field_source("measures"))))
    return Section("so_far", further.ON_TREATMENT_HEADING, tuple(blocks))


def _meanwhile(dossier: Dossier) -> Statements:
    """Ask for coverage meanwhile; only where the log shows that the plan has paid for the drug."""
    paid = any(row.supply is Supply.PAID_CLAIM for row in dossier.confirmed_therapies if dossier.is_requested_drug(row))
    right = dossier.rights.right("continued_benefits")
    return request_item(dossier, right) if right and paid else ()
