"""The data key locked by a passphrase, for computers without a keychain.

The box is a one-row SQLCipher file: AES-256 with a keyed hash over every page, so a wrong passphrase or a changed byte
opens nothing. Its key comes from the passphrase by scrypt (RFC 7914), whose salt is the file's own first sixteen bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import unicodedata
from pathlib import Path
from typing import Any

from denialdesk.domain.errors import PassphraseError, WeakPassphraseError
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.driver import cipher
from denialdesk.storage.failures import CORRUPT, is_unreadable, primary_code, translated
from denialdesk.system.files import replacing, write_problems

BOX_NAME = "vault.passphrase"
SHORTEST = 12  # characters; nothing else is demanded (NIST SP 800-63B section 5.1.1.2 advises against more rules)
SALT_BYTES = 16

# 128 MB and about 0.4 s a guess. A change needs a new box name, or old boxes could not be opened.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
SCRYPT_MEMORY = 2 * 128 * SCRYPT_N * SCRYPT_R


def refuse_weak(passphrase: str) -> None:
    """Raise WeakPassphraseError for a passphrase too weak to protect a vault."""
    if len(passphrase) < SHORTEST or len(set(passphrase)) < 5:
        raise WeakPassphraseError(
            f"A passphrase needs at least {SHORTEST} characters, not all alike.",
            "Four or five words in a row that belong together only for you are easy to keep and hard to guess.",
        )


class PassphraseBox:
    """The keys of one vault, locked by a passphrase in a file of the profile."""

    def __init__(self, profile: Path) -> None:
        self._path = profile / BOX_NAME

    @property
    def exists(self) -> bool:
        """True when the vault of this profile opens with a passphrase."""
        return self._path.is_file()

    def save(self, keys: tuple[DataKey, ...], passphrase: str) -> None:
        """Lock the keys in a new box, prove that it opens, and only then replace the old one.

        Raises PassphraseError for a weak passphrase, DiskFullError, NotWritableError.
        """
        refuse_weak(passphrase)
        with write_problems(), replacing(self._path, private=True) as new:
            salt = secrets.token_bytes(SALT_BYTES)
            with translated(), contextlib.closing(_open(new, passphrase, salt)) as box:
                box.execute("CREATE TABLE keys (position INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT")
                box.executemany("INSERT INTO keys VALUES (?, ?)", [(n, key.raw) for n, key in enumerate(keys)])
                box.commit()
            if _read(new, passphrase) != keys:
                raise OSError("the box did not keep the keys")

    def open(self, passphrase: str) -> tuple[DataKey, ...]:
        """Take the keys out; raises PassphraseError when the passphrase does not open the box."""
        with write_problems():
            return _read(self._path, passphrase)

    def remove(self) -> None:
        """Throw the box away; none is fine. Raises NotWritableError."""
        with write_problems():
            self._path.unlink(missing_ok=True)


def _read(path: Path, passphrase: str) -> tuple[DataKey, ...]:
    with path.open("rb") as stream:
        salt = stream.read(SALT_BYTES)
    with translated():
        try:
            with contextlib.closing(_open(path, passphrase, salt)) as box:
                return tuple(DataKey(row[0]) for row in box.execute("SELECT raw FROM keys ORDER BY position"))
        except cipher.Error as error:
            if primary_code(error) == CORRUPT:
                raise _damaged() from error
            if not is_unreadable(error):
                raise
        raise PassphraseError(
            "The passphrase does not open the vault.",
            "Type it again, with an eye on Caps Lock; if it is lost, use the recovery key.",
        )


def _open(path: Path, passphrase: str, salt: bytes) -> Any:  # noqa: ANN401  # the driver ships no types
    if len(salt) != SALT_BYTES:
        raise _damaged()
    # Composed form: the same letters typed on another keyboard or system give the same key.
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    raw = hashlib.scrypt(text, salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=SCRYPT_MEMORY, dklen=32)
    box = cipher.connect(str(path))
    box.execute("PRAGMA cipher_log_level = NONE")
    box.execute(f"PRAGMA key = \"x'{raw.hex()}{salt.hex()}'\"")
    box.execute("PRAGMA cipher_compatibility = 4")
    box.execute("PRAGMA temp_store = MEMORY")
    box.execute("PRAGMA journal_mode = MEMORY")  # the file is new, or only read
    return box


def _damaged() -> PassphraseError:
    return PassphraseError("The file that the passphrase opens is damaged.", "Use the recovery key.")
