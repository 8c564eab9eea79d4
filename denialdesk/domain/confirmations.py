"""What an office may confirm once, for all its letters: each citation and state rule with our statement of it.

A confirmation is kept under the entry's hash, so that a changed citation, rule or confidence asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from denialdesk.domain.citing import UNCONFIRMED
from denialdesk.domain.law import Citation, Confidence, Rights, StateStepLaw
from denialdesk.domain.sources import Verification


@dataclass(frozen=True, slots=True)
class Confirmable:
    """One line of the confirmation page. ``link`` is the official text where there is one."""

    entry: str
    citation: str
    statement: str
    link: str
    confidence: Confidence
    verification: Verification

    @property
    def is_open(self) -> bool:
        """True for an item that was not read in a listed source and that nobody in the office has confirmed."""
        return self.confidence is Confidence.KNOWN and not self.verification.is_verified


def confirmables(rights: Iterable[Rights]) -> tuple[Confirmable, ...]:
    """Every citation and state rule that letters under these rights use, each entry once, open ones first."""
    found: dict[str, Confirmable] = {}
    for item in rights:
        for line in chain(_federal_lines(item), _state_lines(item.state_step_law)):
            found.setdefault(line.entry, line)
    return tuple(sorted(found.values(), key=lambda line: (not line.is_open, line.citation, line.statement)))


def _federal_lines(rights: Rights) -> Iterator[Confirmable]:
    groups = (
        rights.governing_law,
        *(right.citations for right in rights.rights),
        *(deadline.citations for deadline in (*rights.deadlines, *rights.open_at_once)),
        *(clock.citations for clock in (*rights.clocks, *rights.request_clocks)),
    )
    for citation in chain.from_iterable(groups):
        yield _line(citation)


def _state_lines(law: StateStepLaw | None) -> Iterator[Confirmable]:
    if law is None:
        return
    for citation in law.citations:
        yield _line(citation)
    name = "; ".join(citation.text for citation in law.citations) or law.name
    for item in law.items:
        reading = item.verification or UNCONFIRMED
        yield Confirmable(item.entry, name, item.rule, "", item.confidence, reading)


def _line(citation: Citation) -> Confirmable:
    return Confirmable(
        citation.entry, citation.text, citation.rule, citation.link, citation.confidence, citation.verification
    )
