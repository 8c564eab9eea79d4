"""Which edition of the criteria is in use: the one shipped with the program or one carried in by hand and installed.

Installed packs lie in the folder ``criteria`` of a profile, each with a record of how it came there. What lies there
was proved when it was installed; at a start only what changed since is read whole again, so that a start takes as long
with a pack of any size.
"""

from __future__ import annotations

import contextlib
import json
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path

from denialdesk import __version__
from denialdesk.domain.errors import DenialDeskError, UserError
from denialdesk.knowledge.codec import Json
from denialdesk.knowledge.container import Container, PackError
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.pack import open_codes, open_pack
from denialdesk.knowledge.signature import SignatureState
from denialdesk.system.files import make_private_folder, write_atomically

INSTALLED_FOLDER = "criteria"
_MADE_FOR_ANOTHER = "This criteria pack was made for another version of DenialDesk."
_TABLES = ("policy", "by_drug", "payer", "drug", "by_class", "indication", "comorbidity", "instrument", "evidence")


@dataclass(frozen=True, slots=True)
class InstalledPack:
    """How a pack came into a profile. ``installed_at`` is an ISO date-time in UTC, ``version`` that of its edition.

    ``insisted_on`` holds what the person was told and went on with ("not_newer", "unsigned"); ``instead_of`` is the
    edition that was in use before. ``size`` (bytes) and ``changed_ns`` tell whether the file is the one proved by the
    program ``proved_by``.
    """

    file: str
    version: str
    content_hash: str
    signature: SignatureState
    installed_at: str
    installed_by: str
    insisted_on: tuple[str, ...] = ()
    instead_of: str = ""
    size: int = 0
    changed_ns: int = 0
    proved_by: str = ""

    @property
    def rank(self) -> tuple[tuple[int, ...], bool]:
        """What decides between packs: the edition; one a person insisted on stands above the one it took over from."""
        own = edition_key(self.version)
        if not self.insisted_on or not self.instead_of:
            return own, False
        return max(own, edition_key(self.instead_of)), True


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pack in use. ``installed`` is None for the shipped one; ``problem`` says why a better one was left out."""

    container: Container
    installed: InstalledPack | None = None
    problem: str = ""


def edition_key(version: str) -> tuple[int, ...]:
    """Order of editions: the numbers of "2026.11.21"; raises UserError for anything else."""
    parts = version.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise UserError("The criteria pack names no edition.", "Use a pack made by denialdesk criteria compile.")
    return tuple(map(int, parts))


def load_newest(profile: Path, shipped: Callable[[], Container] = open_pack) -> tuple[Library, Chosen]:
    """Open the newest valid pack of a profile, or the shipped one; raises PackError only when that one fails."""
    chosen = choose(profile / INSTALLED_FOLDER, shipped)
    return Library(chosen.container, partial(open_codes, None)), chosen


def choose(folder: Path, shipped: Callable[[], Container] = open_pack) -> Chosen:
    """Choose between the shipped pack and those installed in a folder.

    Of the installed ones the last that is whole counts, and it is used if it is newer than the shipped one, or if a
    person insisted on it over that one.
    """
    own = shipped()
    if not folder.is_dir():
        return Chosen(own)
    own_rank = (edition_key(str(own.header["version"])), False)
    problem = ""
    for pack in sorted(installed_packs(folder), key=lambda each: (each.installed_at, each.rank), reverse=True):
        if pack.rank <= own_rank:
            break
        try:
            return Chosen(_opened(folder, pack), pack, problem)
        except DenialDeskError as error:
            problem = problem or f"The installed criteria of {pack.version} are not used. {error.message}"
    return Chosen(own, problem=problem)


def installed_packs(folder: Path) -> Iterator[InstalledPack]:
    """Read the records of the packs in a folder; what is no record of ours is passed over."""
    for path in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, UserError):
            pack = _from_json(json.loads(path.read_text(encoding="utf-8")))
            _ = pack.rank
            if (folder / pack.file).name == pack.file:
                yield pack


def _opened(folder: Path, pack: InstalledPack) -> Container:
    path = folder / pack.file
    container = Container.open(path)
    if container.header["sha256"] != pack.content_hash or container.header["version"] != pack.version:
        raise PackError("The file is not the one that was installed.", "Install the criteria pack again.")
    seen = _with_state(pack, path)
    if seen == pack and pack.proved_by == __version__:
        return container
    prove(container)
    with contextlib.suppress(DenialDeskError):  # a profile that cannot be written to: prove it at each start
        write_record(folder, replace(seen, proved_by=__version__))
    return container


def prove(container: Container) -> None:
    """Read a whole pack as this program would; raises PackError when anything in it is damaged or does not fit."""
    if not container.verify():
        raise PackError("The criteria pack is damaged or was altered.", "Get it again from where it came from.")
    try:
        library = Library(container)
        for name in _TABLES:
            list(container.table(name).values())
        _ = sum(1 for _ in library.policies()), library.drugs(), library.indications(), library.payers(), library.law
        library.recognise_drug("methotrexate")
        library.recognise_indication("rheumatoid arthritis")
        library.evidence("", "")
        _ = library.comorbidities(), library.version
    except PackError:
        raise
    except (DenialDeskError, ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error) as error:
        raise PackError(_MADE_FOR_ANOTHER, "Install the newest DenialDesk, or a pack made for this one.") from error


def add_pack(folder: Path, data: bytes, pack: InstalledPack) -> InstalledPack:
    """Keep a proved pack with its record, the record last; raises DiskFullError, NotWritableError."""
    make_private_folder(folder)
    path = folder / pack.file
    write_atomically(path, data, private=True)
    pack = replace(_with_state(pack, path), proved_by=__version__)
    write_record(folder, pack)
    return pack


def remove_packs(folder: Path, kept: Iterable[InstalledPack] = ()) -> None:
    """Remove installed packs but for some, each record first. What another program holds open stays behind unused."""
    names = {each.file for each in kept}
    for pack in tuple(installed_packs(folder)):
        if pack.file not in names:
            _record_path(folder, pack).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                (folder / pack.file).unlink(missing_ok=True)


def write_record(folder: Path, pack: InstalledPack) -> None:
    """Write the record of a pack; raises DiskFullError, NotWritableError."""
    values = {field.name: getattr(pack, field.name) for field in fields(pack)}
    write_atomically(_record_path(folder, pack), json.dumps(values, indent=2).encode(), private=True)


def _record_path(folder: Path, pack: InstalledPack) -> Path:
    return folder / f"{pack.file}.json"


def _with_state(pack: InstalledPack, path: Path) -> InstalledPack:
    state = path.stat()
    return replace(pack, size=state.st_size, changed_ns=state.st_mtime_ns)


def _from_json(values: Json) -> InstalledPack:
    pack = InstalledPack(**{**values, "insisted_on": tuple(values["insisted_on"])})
    return replace(pack, signature=SignatureState(pack.signature))
