"""What every law file has: confidence, citations, facts. Read strictly."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.citation_text import official_link, section_of
from denialdesk.domain.law import Confidence
from denialdesk.domain.plan_law import BookCitation, Condition, Fact, FactValue
from denialdesk.knowledge.strict_yaml import Fields


def confidence_of(fields: Fields, key: str = "confidence") -> Confidence:
    """Read the confidence of an item."""
    return fields.choice(key, Confidence)


def required_date(fields: Fields, key: str) -> dt.date:
    """Read a date that must be there."""
    date = fields.date(key)
    if date is None:
        raise fields.fault(f"{key!r} needs a date")
    return date


def required_integer(fields: Fields, key: str) -> int:
    """Read a whole number that must be there."""
    number = fields.integer(key)
    if number is None:
        raise fields.fault(f"{key!r} needs a whole number")
    return number


def citations_of(fields: Fields, key: str = "citations") -> tuple[BookCitation, ...]:
    """Read a list of citations, each with its own confidence."""
    return tuple(citation_of(item) for item in fields.maps(key))


def citation_of(item: Fields) -> BookCitation:
    """Read one citation; section level and link are worked out unless the file gives them."""
    text = item.text("cite")
    citation = BookCitation(
        text=text,
        section=item.text("section", section_of(text)),
        confidence=confidence_of(item),
        only_if=item.choice("only_if", Condition) if "only_if" in item else None,
        note=item.text("note", ""),
        link=item.text("link", official_link(text)),
    )
    item.close()
    return citation


def facts_of(fields: Fields, key: str = "facts") -> tuple[Fact, ...]:
    """Read the further facts of an entry, by name."""
    facts = []
    for name, item in fields.map_items(key):
        value: FactValue = item.texts("value") if item.is_list("value") else item.scalar("value", required=True)
        facts.append(
            Fact(
                id=name,
                value=value,
                confidence=confidence_of(item),
                citations=citations_of(item),
                sources=item.texts("sources"),
            )
        )
        item.close()
    return tuple(facts)
