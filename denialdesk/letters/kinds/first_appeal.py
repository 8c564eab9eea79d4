"""The first appeal of a step-therapy denial."""

from __future__ import annotations

from denialdesk.domain.letter import Section
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.kinds.contents import Contents
from denialdesk.letters.sections.argued import argued
from denialdesk.letters.sections.close import close
from denialdesk.letters.sections.criteria_table import criteria_table
from denialdesk.letters.sections.denial_reason import denial_reason
from denialdesk.letters.sections.prior_therapies import prior_therapies
from denialdesk.letters.sections.reference import reference_block
from denialdesk.letters.sections.request import request, summary
from denialdesk.letters.sections.rights import rights_and_requests
from denialdesk.letters.sections.routing import date_and_address, routing_line, salutation
from denialdesk.letters.sections.signature import enclosures, signature
from denialdesk.letters.sections.untried_steps import untried_steps


def first_appeal(dossier: Dossier) -> Contents:
    """Compose the appeal a reviewer can decide in half a minute, with the proof behind it."""
    sections: tuple[Section | None, ...] = (
        date_and_address(dossier),
        routing_line(dossier),
        reference_block(dossier),
        salutation(),
        request(dossier),
        summary(dossier),
        denial_reason(dossier),
        criteria_table(dossier),
        prior_therapies(dossier),
        untried_steps(dossier),
        *argued(dossier),
        rights_and_requests(dossier),
        close(dossier),
        signature(dossier),
        enclosures(dossier),
    )
    return Contents("Appeal of a coverage denial", sections)
