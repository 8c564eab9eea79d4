"""The reason for the denial in the payer's own words."""

from __future__ import annotations

from denialdesk.domain.letter import Paragraph, ParagraphStyle, Section
from denialdesk.letters.dossier import Dossier, known_date
from denialdesk.letters.statements import fact, field, field_source, gap, one_line, paragraph, weave
from denialdesk.letters.wording import opening


def denial_reason(dossier: Dossier, heading: str = opening.DENIAL_HEADING) -> Section:
    """Quote the notice, and name the policy it cites if it cites one."""
    denial = dossier.case.denial
    lead = weave(
        opening.DENIAL_STATES, payer=dossier.payer(), date=known_date(denial.notice_date, "denial.notice_date")
    )
    blocks: list[Paragraph] = [paragraph(*lead, keep_with_next=True)]
    blocks.extend(quoted_reason(dossier))
    if denial.policy_cited.strip():
        cited = weave(opening.DENIAL_CITES, policy=field("denial.policy_cited", denial.policy_cited))
        blocks.append(paragraph(*cited))
    elif denial.criteria_enclosed is False:
        blocks.append(paragraph(fact(opening.DENIAL_CITES_NONE.text, field_source("denial.criteria_enclosed"))))
    return Section("denial_reason", heading, tuple(blocks))


def quoted_reason(dossier: Dossier) -> list[Paragraph]:
    """Quote the reason as the notice has it, or the mark that it is missing."""
    lines = [one_line(line) for line in dossier.case.denial.reason.splitlines() if line.strip()]
    if not lines:
        return [paragraph(gap("denial.reason"), style=ParagraphStyle.QUOTE)]
    return quoted_lines(lines, "denial.reason")


def quoted_lines(lines: list[str], path: str) -> list[Paragraph]:
    """Quote lines as they stand, one paragraph each, in one pair of quotation marks."""
    first, last = 0, len(lines) - 1
    return [
        paragraph(
            fact(f"{'“' if number == first else ''}{line}{'”' if number == last else ''}", field_source(path)),
            style=ParagraphStyle.QUOTE,
        )
        for number, line in enumerate(lines)
    ]
