"""What a letter asks for in the end, as a numbered list of single acts."""

from __future__ import annotations

from denialdesk.domain.letter import BulletList, Section
from denialdesk.letters.dossier import Dossier
from denialdesk.letters.sections.request import duration
from denialdesk.letters.statements import Statements, field, weave
from denialdesk.letters.wording.phrase import Phrase


def numbered(heading: str, *items: Statements) -> Section:
    """List what is asked for; items with nothing to say are left out."""
    kept = tuple(item for item in items if item)
    return Section("close", heading, (BulletList(kept, numbered=True, keep_with_next=True),))


def approval(dossier: Dossier, phrase: Phrase) -> Statements:
    """Ask for the drug with strength and duration in a phrase that has places for them."""
    pieces: dict[str, Statements] = {
        "drug": (dossier.drug(),),
        "strength": (field("request.strength", dossier.case.request.strength),),
        "duration": (duration(dossier),),
        "payer": (dossier.payer(),),
    }
    return weave(phrase, **{name: pieces[name] for name in phrase.facts})
