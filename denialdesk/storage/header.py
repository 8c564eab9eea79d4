"""The small readable file beside the vault: which vault it is and how it is locked. No patient data, no secret."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from denialdesk.system.files import write_atomically

HEADER_NAME = "vault.json"
FORMAT = "denialdesk-vault"
VERSION = 1
LARGEST = 10_000  # bytes


class Protection(StrEnum):
    """Where the vault's key is kept."""

    KEYCHAIN = "keychain"
    PASSPHRASE = "passphrase"  # noqa: S105  # the name of a way to lock, no secret


@dataclass(frozen=True, slots=True)
class VaultHeader:
    """Which vault it is and how it is locked.

    ``fingerprint`` tells whether a key is this vault's; ``recovery_hint`` is the last group of its recovery key, and
    ``recovery_confirmed`` says that the office kept that key.
    """

    vault_id: str
    protection: Protection
    fingerprint: str
    recovery_hint: str
    recovery_confirmed: bool = False


def read_header(profile: Path) -> VaultHeader | None:
    """Read the header; None when it is missing or unusable: the recovery key then opens the vault and renews it."""
    try:
        with (profile / HEADER_NAME).open("rb") as stream:
            found = json.loads(stream.read(LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT or found.get("version") != VERSION:
        return None
    texts = [found.get(name) for name in ("vault_id", "protection", "fingerprint", "recovery_hint")]
    if not all(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9]{1,64}", text) for text in texts):
        return None
    vault_id, protection, fingerprint, hint = (str(text) for text in texts)
    if protection not in set(Protection):
        return None
    return VaultHeader(
        vault_id, Protection(protection), fingerprint, hint, recovery_confirmed=found.get("recovery_confirmed") is True
    )


def write_header(profile: Path, header: VaultHeader) -> None:
    """Write the header whole; raises DiskFullError, NotWritableError."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "vault_id": header.vault_id,
        "protection": header.protection.value,
        "fingerprint": header.fingerprint,
        "recovery_hint": header.recovery_hint,
        "recovery_confirmed": header.recovery_confirmed,
    }
    write_atomically(profile / HEADER_NAME, json.dumps(content, indent=2).encode() + b"\n", private=True)
