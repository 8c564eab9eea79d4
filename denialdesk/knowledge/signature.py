"""The Ed25519 signature of a criteria pack: whether a pack is as those who give out the criteria made it.

The public keys are shipped in ``resources/criteria_keys/``; the private ones are in no repository.
``tools/sign_pack.py`` makes keys and signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.knowledge.container import Container
from denialdesk.system.paths import resources_dir

KEYS_FOLDER = "criteria_keys"
KEY_LENGTH = 32  # bytes, of a private key (its seed) and of a public one
_CONTEXT = b"DenialDesk criteria pack\n"  # a signature for something else is never one for a pack
_HEX_KEY = re.compile(r"[0-9a-f]{64}")


class SignatureState(StrEnum):
    """What a pack's signature proves."""

    SIGNED = "signed"  # by one of the shipped keys, over this very header
    UNSIGNED = "unsigned"
    BROKEN = "broken"  # there is one, and it fits no shipped key: altered, or made by somebody else


def shipped_keys(folder: Path | None = None) -> tuple[bytes, ...]:
    """Read the public keys this program trusts; raises EnvironmentProblem for a file that is none."""
    home = folder if folder is not None else resources_dir() / KEYS_FOLDER
    return tuple(read_key(path) for path in sorted(home.glob("*.txt")))


def read_key(path: Path) -> bytes:
    """Read a key file: one line of 64 hexadecimal digits, other lines begin with #; raises EnvironmentProblem."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        lines = []
    keys = [line for line in lines if line and not line.startswith("#")]
    if len(keys) != 1 or not _HEX_KEY.fullmatch(keys[0]):
        raise EnvironmentProblem("A key of the criteria cannot be read.", "Install DenialDesk again.")
    return bytes.fromhex(keys[0])


def signature_state(container: Container, keys: Iterable[bytes]) -> SignatureState:
    """Tell what a pack's signature proves; the body is a matter of ``Container.verify``, whose hash is signed."""
    if not container.signature:
        return SignatureState.UNSIGNED
    from nacl.exceptions import BadSignatureError  # noqa: PLC0415 - a start without an update pack needs none of it
    from nacl.signing import VerifyKey  # noqa: PLC0415 - the same

    for key in keys:
        try:
            VerifyKey(key).verify(_CONTEXT + container.signed_part, container.signature)
        except (BadSignatureError, ValueError):
            continue
        return SignatureState.SIGNED
    return SignatureState.BROKEN


def sign(data: bytes, private_key: bytes) -> bytes:
    """Write a pack anew with a signature; one it had is replaced."""
    from nacl.signing import SigningKey  # noqa: PLC0415 - see above

    container = Container(data)
    return container.with_signature(SigningKey(private_key).sign(_CONTEXT + container.signed_part).signature)


def public_key_of(private_key: bytes) -> bytes:
    """The public key that belongs to a private one."""
    from nacl.signing import SigningKey  # noqa: PLC0415 - see above

    return bytes(SigningKey(private_key).verify_key)
