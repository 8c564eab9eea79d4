"""The gate in front of every citation: a letter to a plan that state law does not reach cites federal law only."""

from __future__ import annotations

import re

from denialdesk.domain.law import Citation, Rights

_FEDERAL = re.compile(
    r"\b(CFR|U\.?S\.?C\.?|ERISA|PHSA|PHS Act|Public Law|Social Security Act|Fed\. Reg\.|VHA Directive|"
    r"plan brochure)\b"
)


def may_cite(citation: Citation, rights: Rights) -> bool:
    """Say whether a citation may stand in the letter of a case with these rights."""
    return rights.state_law_applies or bool(_FEDERAL.search(citation.for_letter))


def citable(citations: tuple[Citation, ...], rights: Rights) -> tuple[Citation, ...]:
    """Keep the citations that may stand in the letter, each form once, in order."""
    kept: dict[str, Citation] = {}
    for citation in citations:
        if may_cite(citation, rights) and citation.for_letter.strip():
            kept.setdefault(citation.for_letter, citation)
    return tuple(
        citation
        for text, citation in kept.items()
        if not any(other.startswith(f"{text}(") for other in kept)  # a paragraph says its section too
    )
