"""The payers' own files: ``payers/<payer>/_payer.yaml``, read strictly."""

from __future__ import annotations

from pathlib import Path

from denialdesk.domain.payer import Corroboration, Payer, PayerRule, PolicyFamily, PolicyNumber, StepLevel
from denialdesk.knowledge.strict_yaml import Fields, read_fields


def read_payer(path: Path) -> Payer:
    """Read one payer file; its id must be the folder's name."""
    fields = read_fields(path)
    payer = Payer(
        id=fields.text("id"),
        name=fields.text("name"),
        aliases=fields.texts("aliases"),
        families=tuple(_family(item) for item in fields.maps("families")),
    )
    if payer.id != path.parent.name:
        raise fields.fault(f"the id {payer.id!r} must be the folder's name", "id")
    fields.close()
    return payer


def _family(fields: Fields) -> PolicyFamily:
    family = PolicyFamily(
        name=fields.text("name"),
        collected_on=fields.text("collected_on"),
        not_found=fields.texts("not_found"),
        corroboration=tuple(_corroboration(item) for item in fields.maps("corroboration")),
        rules=tuple(_rule(item) for item in fields.maps("rules")),
        policy_numbers_seen=tuple(_number(item) for item in fields.maps("policy_numbers_seen")),
        collection=fields.text("collection", ""),
        collection_name=fields.text("collection_name", ""),
        notes=fields.text("notes", ""),
    )
    fields.close()
    return family


def _corroboration(fields: Fields) -> Corroboration:
    found = Corroboration(
        url=fields.text("url"),
        kind=fields.text("kind"),
        confidence=fields.text("confidence"),
        facts=fields.texts("facts"),
        id=fields.text("id", ""),
    )
    fields.close()
    return found


def _rule(fields: Fields) -> PayerRule:
    rule = PayerRule(
        topic=fields.text("topic"),
        text=fields.text("text", ""),
        facts=fields.texts("facts"),
        levels=tuple(_level(item) for item in fields.maps("levels")),
        url=fields.text("url", ""),
        kind=fields.text("kind", ""),
    )
    fields.close()
    return rule


def _level(fields: Fields) -> StepLevel:
    level = StepLevel(fields.text("level"), fields.texts("products"), fields.text("note", ""))
    fields.close()
    return level


def _number(fields: Fields) -> PolicyNumber:
    number = PolicyNumber(fields.text("number"), fields.text("text"))
    fields.close()
    return number
