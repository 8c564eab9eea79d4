"""Makes the keys of the criteria packs and signs a pack; run by whoever gives out criteria, never by an office.

    python tools/sign_pack.py new-key PRIVATE.txt      also prints the public key for resources/criteria_keys/
    python tools/sign_pack.py sign PRIVATE.txt PACK    signs the pack in its place

Keep the private key off this repository and off any shared computer: whoever has it can give out criteria.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from denialdesk.knowledge.signature import (  # noqa: E402  # run as a script, it first has to find the package
    KEY_LENGTH,
    public_key_of,
    read_key,
    sign,
)
from denialdesk.system.files import write_atomically  # noqa: E402


def new_key(path: Path) -> str:
    """Write a new private key and return the public one as the text of its file."""
    if path.resolve().is_relative_to(ROOT):
        sys.exit("A private key does not belong into the repository: choose another folder.")
    private = secrets.token_bytes(KEY_LENGTH)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"# Private key for criteria packs of DenialDesk: keep it secret.\n{private.hex()}\n")
    return f"# Public key for criteria packs of DenialDesk.\n{public_key_of(private).hex()}\n"


def main(arguments: list[str]) -> None:
    """Do what the command line asks."""
    match arguments:
        case ["new-key", path]:
            print(new_key(Path(path)), end="")
        case ["sign", key, pack]:
            write_atomically(Path(pack), sign(Path(pack).read_bytes(), read_key(Path(key))))
            print(f"Signed {pack}")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
