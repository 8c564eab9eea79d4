"""How a verdict is said: word, icon and tone, together and never apart."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.criteria import Status
from denialdesk.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class StateSign:
    """The word, the line icon and the tone of one state."""

    word: str
    icon: str
    tone: Tone


STATUS_SIGNS = {
    Status.MET: StateSign("Met", "circle-check", Tone.GOOD),
    Status.NOT_MET: StateSign("Not met", "circle-x", Tone.BAD),
    Status.UNKNOWN: StateSign("Unknown", "circle-question-mark", Tone.CAUTION),
    Status.EXEMPT: StateSign("Exempt", "shield-check", Tone.SPECIAL),
}
CLAIMED_SIGN = StateSign("Claimed", "shield-check", Tone.SPECIAL)
"""An exception of a policy that the office claims."""
