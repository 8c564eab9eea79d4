"""The criteria data compiled to one read-only pack, so that nothing is parsed at start-up.

``python -m denialdesk.knowledge.pack compile OUT`` writes the pack that a frozen bundle ships;
``python -m denialdesk.knowledge.pack verify FILE`` reads a whole pack against its own hash.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from denialdesk.domain.criteria import Layer, Policy
from denialdesk.domain.errors import DenialDeskError, EnvironmentProblem
from denialdesk.knowledge.codec import Json, to_plain
from denialdesk.knowledge.container import Container, pack_bytes
from denialdesk.knowledge.icd10 import code_tables, read_codes
from denialdesk.knowledge.names import names_of
from denialdesk.system.files import write_atomically
from denialdesk.system.paths import criteria_db_dir

if TYPE_CHECKING:
    from denialdesk.knowledge.tree import Knowledge

Tables = dict[str, dict[str, Json]]

PACK_NAME = "criteria.pack"
CODES_PACK_NAME = "icd10cm.pack"
CODES_FOLDER = "icd10cm"
EDITION_FILE = "_edition.yaml"
_CODE = Path(__file__).resolve().parent.parent  # what reads the data: a change there makes a pack stale too
LAYER_ORDER = tuple(Layer)  # prior authorization first, then the layers that add to it


def compile_pack(folder: Path, *, fingerprint: str = "", with_codes: bool = True) -> bytes:
    """Read the files of a folder and compile them; raises DataFileError or CodeListError with file and line.

    ``with_codes`` False leaves ICD-10-CM out: in a checkout it has a pack of its own, for it changes once a year.
    """
    from denialdesk.knowledge.tree import load_tree  # noqa: PLC0415 - a start from a fresh pack parses no YAML

    codes = code_tables(read_codes(folder / CODES_FOLDER)) if with_codes else {}
    return pack_of(load_tree(folder), codes, fingerprint=fingerprint)


def pack_of(knowledge: Knowledge, codes: Tables | None = None, *, fingerprint: str = "") -> bytes:
    """Compile knowledge that is already read, with the tables of a list of codes or without."""
    by_drug: dict[str, list[Policy]] = defaultdict(list)
    for policy in knowledge.policies:
        for drug_id in policy.drug.drug_ids:
            by_drug[drug_key(policy.payer_id, drug_id)].append(policy)
    by_class: dict[str, list[str]] = defaultdict(list)
    for drug in knowledge.drugs:
        by_class[drug.drug_class].append(drug.id)
    tables: Tables = {
        **(codes or {}),
        "policy": {policy.id: to_plain(policy) for policy in knowledge.policies},
        "by_drug": {key: [policy.id for policy in sorted(found, key=_order)] for key, found in by_drug.items()},
        "payer": {payer.id: to_plain(payer) for payer in knowledge.payers},
        "drug": {drug.id: to_plain(drug) for drug in knowledge.drugs},
        "by_class": dict(by_class),
        "indication": {item.id: to_plain(item) for item in knowledge.indications},
        "comorbidity": {item.id: to_plain(item) for item in knowledge.comorbidities},
        "instrument": {item.id: to_plain(item) for item in knowledge.instruments},
        "evidence": {entry.id: to_plain(entry) for entry in knowledge.evidence},
        "names": {"drugs": [to_plain(name) for drug in knowledge.drugs for name in names_of(drug)]},
        "group": {group.id: to_plain(group) for group in knowledge.groups},
        "classes": {"all": list(knowledge.classes)},
        "law": {"book": to_plain(knowledge.law)},
    }
    header = {
        "version": knowledge.version,
        "fingerprint": fingerprint,
        "counts": {name: len(table) for name, table in tables.items()},
    }
    return pack_bytes(header, tables)


def drug_key(payer_id: str, drug_id: str) -> str:
    """Key of the list of a payer's policies for one drug."""
    return f"{payer_id}\n{drug_id}"


def _order(policy: Policy) -> tuple[int, str]:
    return LAYER_ORDER.index(policy.layer), policy.id


def open_pack(folder: Path | None = None) -> Container:
    """Open the pack of the criteria data: the shipped one, or one compiled from the files of a source checkout.

    A folder without YAML files is a shipped one. The checkout's own data is compiled once into ``build/`` and again
    whenever a file of the data or of the code that reads it has changed; another folder is compiled in memory.
    """
    home = folder if folder is not None else criteria_db_dir()
    if not (home / EDITION_FILE).exists():
        return Container.open(home / PACK_NAME)
    if not _is_own(home):
        return Container(compile_pack(home, with_codes=False))
    fingerprint = fingerprint_of(home, _CODE / "knowledge", _CODE / "domain", leave_out=CODES_FOLDER)
    compiled = partial(compile_pack, home, fingerprint=fingerprint, with_codes=False)
    return _cached(home.parent / "build" / PACK_NAME, fingerprint, compiled)


def open_codes(folder: Path | None = None) -> Container:
    """Open the pack that holds ICD-10-CM: the shipped one, or in a checkout one of its own."""
    home = folder if folder is not None else criteria_db_dir()
    if not (home / EDITION_FILE).exists():
        return Container.open(home / PACK_NAME)
    codes = home / CODES_FOLDER
    if not _is_own(home):
        return Container(_codes_pack(codes, ""))
    fingerprint = fingerprint_of(codes, _CODE / "knowledge")
    return _cached(home.parent / "build" / CODES_PACK_NAME, fingerprint, partial(_codes_pack, codes, fingerprint))


def _codes_pack(folder: Path, fingerprint: str) -> bytes:
    return pack_bytes({"version": "", "fingerprint": fingerprint}, code_tables(read_codes(folder)))


def _is_own(home: Path) -> bool:
    return home.resolve() == criteria_db_dir().resolve()


def _cached(path: Path, fingerprint: str, compiled: Callable[[], bytes]) -> Container:
    """Open a compiled pack if it is of this state of the files, else compile it again."""
    if path.exists():
        try:
            container = Container.open(path)
        except EnvironmentProblem:
            pass  # a damaged copy is simply made again
        else:
            if container.header.get("fingerprint") == fingerprint:
                return container
    data = compiled()
    try:
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, data)
    except (OSError, EnvironmentProblem):
        return Container(data)  # a checkout that cannot be written to: compile at each start
    return Container.open(path)


def fingerprint_of(*folders: Path, leave_out: str = "") -> str:
    """Tell one state of the files in some folders from another, by name, size and time of each."""
    digest = hashlib.sha256()
    for line in sorted(line for folder in folders for line in _states(os.fspath(folder), leave_out)):
        digest.update(line.encode())
    return digest.hexdigest()


def _states(folder: str, leave_out: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name in {leave_out, "__pycache__"}:
                continue
            if entry.is_dir():
                yield from _states(entry.path, leave_out)
            else:
                state = entry.stat()
                yield f"{entry.path}\0{state.st_size}\0{state.st_mtime_ns}\n"


def _run(arguments: list[str]) -> Iterator[str]:
    """Do what the command line asks and tell what was done; raises DenialDeskError."""
    match arguments:
        case ["compile", out]:
            data = compile_pack(criteria_db_dir())
            write_atomically(Path(out), data)
            header = Container(data).header
            yield f"Wrote {out}: edition {header['version']}, {len(data):,} bytes, sha256 {header['sha256']}"
        case ["verify", file]:
            container = Container.open(Path(file))
            if not container.verify():
                raise EnvironmentProblem("The criteria pack is damaged.", "Make or fetch it again.")
            yield f"{file} is whole: edition {container.header['version']}, sha256 {container.header['sha256']}"
        case _:
            raise SystemExit("usage: python -m denialdesk.knowledge.pack compile OUT | verify FILE")


def main() -> int:
    """Run from the command line; exit status 3 for a problem that a person can mend."""
    try:
        for line in _run(sys.argv[1:]):
            sys.stdout.write(line + "\n")
    except DenialDeskError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
