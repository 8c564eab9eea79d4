"""The words of a finding: requirements as the policy has them, rows as the log has them. Plain enough for a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from denialdesk.domain.criteria import (
    AcceptedOutcome,
    Agent,
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Length,
    Node,
    Trial,
)
from denialdesk.domain.intervals import length_in_words
from denialdesk.domain.therapy import Outcome

ACCEPTED_WORDS = {
    AcceptedOutcome.COMPLETED_TRIAL: "completed trial",
    AcceptedOutcome.INADEQUATE_RESPONSE: "inadequate response",
    AcceptedOutcome.INTOLERANCE: "intolerance",
    AcceptedOutcome.HYPERSENSITIVITY: "hypersensitivity",
    AcceptedOutcome.CONTRAINDICATION: "contraindication",
    AcceptedOutcome.NOT_ADVISABLE: "not advisable",
}
OUTCOME_WORDS = {
    Outcome.INADEQUATE_RESPONSE: "inadequate response",
    Outcome.LOST_RESPONSE: "response lost",
    Outcome.INTOLERANCE: "not tolerated",
    Outcome.HYPERSENSITIVITY: "hypersensitivity reaction",
    Outcome.CONTRAINDICATED: "contraindicated, not tried",
    Outcome.NOT_ADVISABLE: "not advisable, not tried",
    Outcome.ONGOING: "still taken",
    Outcome.OTHER: "ended for another reason",
    Outcome.UNKNOWN: "outcome not recorded",
}
NOT_TRIED_OUTCOMES = frozenset({AcceptedOutcome.CONTRAINDICATION, AcceptedOutcome.NOT_ADVISABLE})
NOT_BORNE = frozenset({AcceptedOutcome.INTOLERANCE, AcceptedOutcome.HYPERSENSITIVITY})


def listed(parts: Iterable[str], last: str = "and") -> str:
    """Join words as a sentence does: "a", "a and b", "a, b and c"."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = text.strip()
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def required_agent(trial: Trial) -> str:
    """Write which drugs a trial demands, as printed, with their number."""
    names = "; ".join(agent.as_printed for agent in trial.of)
    if len(trial.of) > 1 or (trial.count or 1) > 1 or trial.count_all:
        if trial.count_all:
            names = f"each of: {names}"
        elif trial.count is None:
            names = f"{names} (number not printed)"
        elif trial.count == 1:
            names = f"any one of: {names}"
        else:
            names = f"{trial.count} different of: {names}"
    if trial.also_counts:
        names += f" (also counts: {'; '.join(agent.as_printed for agent in trial.also_counts)})"
    return names


def required_length(trial: Trial) -> str:
    """Write the demanded length as printed, or "none printed"."""
    return printed_length(trial.min_length) if trial.min_length else "none printed"


def printed_length(length: Length) -> str:
    """Write a length as the policy prints it, or in plain words where its print is not on file."""
    return length.as_printed or length_in_words(length)


def trial_label(trial: Trial) -> str:
    """Write a demanded trial in one line: "3-month trial of: TNF inhibitor (any); accepted: completed trial"."""
    agents, accepted = required_agent(trial), trial.accepted_outcomes
    # "Trial of: methotrexate", but "Trial of any one of: methotrexate; leflunomide".
    of_agents = f"of {agents}" if re.match(r"any one of: |each of: |\d+ different of: ", agents) else f"of: {agents}"
    if accepted and accepted <= NOT_TRIED_OUTCOMES:
        label = (
            f"{'Contraindication to' if AcceptedOutcome.CONTRAINDICATION in accepted else 'Not advisable'}: {agents}"
        )
    elif accepted and accepted <= NOT_BORNE:
        label = f"{'Intolerance of' if AcceptedOutcome.INTOLERANCE in accepted else 'Hypersensitivity to'}: {agents}"
    elif trial.min_length and "trial" in trial.min_length.as_printed.casefold():
        label = f"{sentence(trial.min_length.as_printed)[:-1]} {of_agents}"
    elif trial.min_length:
        label = f"Trial {of_agents}, {required_length(trial)}"
    else:
        label = f"Trial {of_agents}"
    if trial.dose:
        label += f", dose: {trial.dose}"
    if trial.lookback:
        label += f", within the past {length_in_words(trial.lookback)}"
    elif trial.lookback_as_printed:
        label += f" ({trial.lookback_as_printed})"
    if accepted is None:
        label += "; accepted outcomes not seen"
    elif not (accepted <= NOT_TRIED_OUTCOMES and len(accepted) == 1) and not accepted <= NOT_BORNE:
        label += f"; accepted: {listed((ACCEPTED_WORDS[each] for each in AcceptedOutcome if each in accepted), 'or')}"
    return label


def node_label(node: Node) -> str:
    """Write any requirement of a policy in one line."""
    match node:
        case Trial():
            return trial_label(node)
        case Condition():
            return node.text
        case AllOf():
            return f"All {len(node.children)} of these"
        case AnyOf():
            return f"Any one of these {len(node.children)}"
        case AtLeast():
            return f"At least {node.n} of these {len(node.children)}"


def agents_in_words(agents: tuple[Agent, ...]) -> str:
    """Name the alternatives for a sentence: "etanercept or adalimumab"."""
    return listed((agent.as_printed.removesuffix(" (any)") for agent in agents), "or")
