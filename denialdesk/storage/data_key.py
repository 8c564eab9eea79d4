"""The 32 bytes that open the vault, and the printable recovery key they come from.

A recovery key is 160 random bits. The data key is derived from it by HMAC-SHA-256: one way, so the keychain's copy
never shows the recovery key again, while the paper alone opens any copy of the vault, with no second file to lose.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from denialdesk.domain.errors import RecoveryKeyError

KEY_BYTES = 32
SECRET_BYTES = 20
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U
GROUP = 4
SECRET_GROUPS = SECRET_BYTES * 8 // 5 // GROUP
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})

_DERIVE = b"DenialDesk vault data key 1"
_CHECK_GROUP = b"DenialDesk recovery key check 1"
_FINGERPRINT = b"DenialDesk data key fingerprint 1"


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one vault's database; never shown, never written unencrypted."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError("a data key has 32 bytes")

    @property
    def fingerprint(self) -> str:
        """Tells whether a key is the vault's, without helping to find it: 64 bits of a keyed hash."""
        return hmac.new(self.raw, _FINGERPRINT, hashlib.sha256).digest()[:8].hex()


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """What the office prints and keeps: nine groups of four characters, the last one a check group."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, random_bytes: Callable[[int], bytes]) -> RecoveryKey:
        """Make one from the given source of randomness (``secrets.token_bytes``)."""
        return cls(random_bytes(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> RecoveryKey:
        """Read what a person typed: any case, spaces and hyphens; raises RecoveryKeyError, never repeating the text."""
        typed = re.sub(r"[\s\-–—._]", "", text).upper().translate(LOOKALIKES)
        wanted = (SECRET_GROUPS + 1) * GROUP
        if not typed:
            raise RecoveryKeyError("No recovery key was typed.", "Type it from the printed sheet.")
        if len(typed) != wanted or any(letter not in ALPHABET for letter in typed):
            raise RecoveryKeyError(
                f"A recovery key has {wanted} letters and digits in {SECRET_GROUPS + 1} groups; this has {len(typed)} "
                "or other signs.",
                "Compare it with the printed sheet, group by group.",
            )
        number = 0
        for letter in typed[: SECRET_GROUPS * GROUP]:
            number = number * 32 + ALPHABET.index(letter)
        key = cls(number.to_bytes(SECRET_BYTES, "big"))
        if key.check_group != typed[-GROUP:]:
            raise RecoveryKeyError(
                "The recovery key is mistyped: its last group does not fit the others.",
                "Compare it with the printed sheet, group by group.",
            )
        return key

    @property
    def text(self) -> str:
        """The key as it is printed: ``K7QM-…-9F2A``."""
        letters = _letters(int.from_bytes(self.secret, "big"), SECRET_GROUPS * GROUP)
        groups = [letters[start : start + GROUP] for start in range(0, len(letters), GROUP)]
        return "-".join([*groups, self.check_group])

    @property
    def check_group(self) -> str:
        """The last group: finds typing errors, and names the sheet that belongs to a vault."""
        digest = hmac.new(self.secret, _CHECK_GROUP, hashlib.sha256).digest()
        return _letters(int.from_bytes(digest[:4], "big") >> 12, GROUP)

    @property
    def data_key(self) -> DataKey:
        """The key of the database."""
        return DataKey(hmac.new(self.secret, _DERIVE, hashlib.sha256).digest())


def _letters(number: int, count: int) -> str:
    letters = []
    for _ in range(count):
        number, digit = divmod(number, 32)
        letters.append(ALPHABET[digit])
    return "".join(reversed(letters))
