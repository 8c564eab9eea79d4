"""Payers as the criteria data has them: names, the families of policies on file, and what was not found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Corroboration:
    """A second, weaker source that bears on a family of policies."""

    url: str
    kind: str
    confidence: str
    facts: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class StepLevel:
    """One level of a preferred-product ladder, as extracted."""

    level: str
    products: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PayerRule:
    """One rule that stands above single policies; ``topic`` names it ("counting", "continuation")."""

    topic: str
    text: str = ""
    facts: tuple[str, ...] = ()
    levels: tuple[StepLevel, ...] = ()
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PolicyNumber:
    """A policy number seen for a payer, and what is known of it."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class PolicyFamily:
    """One group of policies of a payer that was collected together, and what was looked for and not found.

    ``collection`` and ``collection_name`` name the wider group where one source serves several payers.
    """

    name: str
    collected_on: str
    not_found: tuple[str, ...] = ()
    corroboration: tuple[Corroboration, ...] = ()
    rules: tuple[PayerRule, ...] = ()
    policy_numbers_seen: tuple[PolicyNumber, ...] = ()
    collection: str = ""
    collection_name: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """A health insurer or benefit manager with policies on file."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    families: tuple[PolicyFamily, ...] = ()
