"""Update packs of criteria, carried in by hand: looked at, refused or installed, and which one is in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from denialdesk.domain.changes import Area, Changes
from denialdesk.domain.errors import UserError
from denialdesk.knowledge.container import Container, PackError
from denialdesk.knowledge.editions import (
    INSTALLED_FOLDER,
    Chosen,
    InstalledPack,
    add_pack,
    choose,
    edition_key,
    load_newest,
    prove,
    remove_packs,
)
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.pack import open_pack
from denialdesk.knowledge.signature import SignatureState, shipped_keys, signature_state
from denialdesk.system.files import read_whole, write_problems

LARGEST_PACK = 500_000_000  # bytes; 10,000 policies are about 20 MB
_UNKNOWN_PERSON = "somebody who gave no name"


class Refusal(StrEnum):
    """Why a whole pack is not installed unless a person insists."""

    NOT_NEWER = "not_newer"
    UNSIGNED = "unsigned"


class RefusedPackError(UserError):
    """A pack that is whole but not newer than the one in use, or unsigned; a person may insist."""

    def __init__(self, reasons: Sequence[Refusal], message: str) -> None:
        super().__init__(message, "Install it only if you know where it comes from and why.")
        self.reasons = tuple(reasons)


class AlteredPackError(UserError):
    """A pack that is damaged, or was changed after it was signed; it is never installed."""


@dataclass(frozen=True, slots=True)
class PackReport:
    """What a pack file says of itself, proved. ``content_hash`` is the SHA-256 of its body."""

    version: str
    content_hash: str
    signature: SignatureState
    is_whole: bool
    policies: int

    @property
    def is_altered(self) -> bool:
        """True when the pack is not what its hash and signature say."""
        return not self.is_whole or self.signature is SignatureState.BROKEN


class PackService:
    """The packs of one profile. ``clock`` tells the time in the office's zone; ``keys`` are the trusted public keys."""

    def __init__(
        self,
        profile: Path,
        clock: Callable[[], dt.datetime],
        *,
        keys: Sequence[bytes] | None = None,
        shipped: Callable[[], Container] = open_pack,
    ) -> None:
        self._profile = profile
        self._folder = profile / INSTALLED_FOLDER
        self._clock = clock
        self._keys = keys
        self._shipped = shipped

    def load(self) -> tuple[Library, Chosen]:
        """Open the newest valid pack, and say which one that is; raises PackError."""
        return load_newest(self._profile, self._shipped)

    def look_at(self, data: bytes) -> PackReport:
        """Tell version, content hash and signature of a pack; raises PackError for a file that is none."""
        return self._report(Container(data))

    def _report(self, container: Container) -> PackReport:
        keys = shipped_keys() if self._keys is None else self._keys
        try:
            whole, counts = container.verify(), container.header["counts"]
            return PackReport(
                version=str(container.header["version"]),
                content_hash=str(container.header["sha256"]),
                signature=signature_state(container, keys),
                is_whole=whole,
                policies=int(counts["policy"]),
            )
        except (KeyError, TypeError, ValueError):
            raise PackError("This file is not a pack of criteria.", "Choose another file.") from None

    def install(self, data: bytes, by: str, *, insist: bool = False) -> tuple[InstalledPack, Changes]:
        """Install a pack and use it from now on.

        Raises AlteredPackError for one that is not as it was made, PackError for one that this program cannot use, and
        unless a person insists RefusedPackError for one that is unsigned or not newer than the one in use.
        """
        container = Container(data)
        report = self._report(container)
        if report.is_altered:
            raise AlteredPackError(
                "This pack was altered or damaged after it was made; it was not installed.",
                "Get it again from where it came from.",
            )
        in_use = choose(self._folder, self._shipped)
        used = str(in_use.container.header["version"])
        if (used, in_use.container.header["sha256"]) == (report.version, report.content_hash):
            raise UserError(f"These criteria, edition {used}, are already in use.", "There is nothing to install.")
        reasons = _refusals(report, used)
        if reasons and not insist:
            raise RefusedPackError(reasons, _why(reasons, report, used))
        prove(container)
        pack = InstalledPack(
            file=f"criteria-{report.version}-{report.content_hash[:8]}.pack",
            version=report.version,
            content_hash=report.content_hash,
            signature=report.signature,
            installed_at=self._clock().astimezone(dt.UTC).isoformat(timespec="seconds"),
            installed_by=by.strip() or _UNKNOWN_PERSON,
            insisted_on=tuple(reason.value for reason in reasons),
            instead_of=used,
        )
        pack = add_pack(self._folder, data, pack)
        with write_problems():
            remove_packs(self._folder, [pack, *([in_use.installed] if in_use.installed else [])])
        return pack, Changes(frozenset({Area.KNOWLEDGE}))

    def uninstall(self) -> Changes:
        """Go back to the criteria that came with the program; raises NotWritableError."""
        with write_problems():
            remove_packs(self._folder)
        return Changes(frozenset({Area.KNOWLEDGE}))


def read_pack_file(path: Path) -> bytes:
    """Read a pack file a person chose; raises UnreadableFileError."""
    return read_whole(path, largest=LARGEST_PACK)


def _refusals(report: PackReport, used: str) -> tuple[Refusal, ...]:
    not_newer = edition_key(report.version) <= edition_key(used)
    unsigned = report.signature is SignatureState.UNSIGNED
    return tuple(reason for reason, holds in ((Refusal.UNSIGNED, unsigned), (Refusal.NOT_NEWER, not_newer)) if holds)


def _why(reasons: Sequence[Refusal], report: PackReport, used: str) -> str:
    words = {
        Refusal.UNSIGNED: "It is not signed: nobody vouches for where it comes from.",
        Refusal.NOT_NEWER: f"Its edition {report.version} is not newer than the one in use, {used}.",
    }
    return " ".join(("The pack was not installed.", *(words[reason] for reason in reasons)))
