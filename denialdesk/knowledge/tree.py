"""The whole of ``criteria_db/`` read from its YAML files, every reference checked. Slow; the pack is the fast way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from denialdesk.domain.clinical import Comorbidity, Instrument
from denialdesk.domain.criteria import Policy
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.payer import Payer
from denialdesk.domain.vocabulary import Drug, Indication
from denialdesk.knowledge.clinical_schema import (
    read_comorbidities,
    read_drug_ids,
    read_drugs,
    read_evidence,
    read_groups,
    read_indication_ids,
    read_indications,
    read_instruments,
)
from denialdesk.knowledge.known import Known
from denialdesk.knowledge.law import load_law
from denialdesk.knowledge.payer_schema import read_payer
from denialdesk.knowledge.schema import read_policy
from denialdesk.knowledge.strict_yaml import DataFileError, read_fields

PAYER_FILE = "_payer.yaml"
T = TypeVar("T", Drug, Indication, Evidence, Instrument, Comorbidity, Policy, Payer)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything in the criteria data, each kind in file order. ``version`` names the edition of the data."""

    version: str
    payers: tuple[Payer, ...]
    policies: tuple[Policy, ...]
    drugs: tuple[Drug, ...]
    indications: tuple[Indication, ...]
    comorbidities: tuple[Comorbidity, ...]
    instruments: tuple[Instrument, ...]
    evidence: tuple[Evidence, ...]
    law: LawBook


def load_tree(folder: Path) -> Knowledge:
    """Read and check every file of the criteria data; raises DataFileError with file and line."""
    version = _version(folder)
    drug_files = _files(folder / "drugs")
    indication_files = _files(folder / "indications")
    known = Known(
        drugs={drug: name for path in drug_files for drug, name in read_drug_ids(path).items()},
        classes=_classes(folder / "drugs" / "_about.yaml"),
        indications=frozenset(name for path in indication_files for name in read_indication_ids(path)),
    )
    instruments = read_instruments(folder / "instruments.yaml")
    known = replace(
        known,
        groups=read_groups(folder / "drugs" / "_groups.yaml", known),
        instruments=frozenset(instrument.id for instrument in instruments),
    )
    drugs = [drug for path in drug_files for drug in read_drugs(path, known)]
    indications = [item for path in indication_files for item in read_indications(path, known)]
    evidence = [entry for path in _files(folder / "evidence") for entry in read_evidence(path, known)]
    payers, policies = load_payers(folder / "payers", known)
    return Knowledge(
        version=version,
        payers=payers,
        policies=policies,
        drugs=_unique(drugs, "drug"),
        indications=_unique(indications, "indication"),
        comorbidities=_unique(read_comorbidities(folder / "comorbidities.yaml"), "comorbidity"),
        instruments=_unique(instruments, "instrument"),
        evidence=_unique(evidence, "evidence entry"),
        law=load_law(folder / "law"),
    )


def load_payers(folder: Path, known: Known) -> tuple[tuple[Payer, ...], tuple[Policy, ...]]:
    """Read every payer and its policies."""
    folders = sorted(path.parent for path in folder.glob(f"*/{PAYER_FILE}"))
    payers = [read_payer(path / PAYER_FILE) for path in folders]
    files = [(payer, path) for payer, home in zip(payers, folders, strict=True) for path in _files(home)]
    ids = frozenset(path.stem for _payer, path in files)
    known = replace(known, payers=frozenset(payer.id for payer in payers), policies=ids)
    policies = [read_policy(path, payer, known) for payer, path in files]
    return _unique(payers, "payer"), _unique(policies, "policy")


def _files(folder: Path) -> list[Path]:
    """List the data files of a folder; names with a leading underscore describe the folder itself."""
    if not folder.is_dir():
        raise DataFileError(f"The criteria data has no folder {folder.name}.", "Reinstall DenialDesk.")
    return sorted(path for path in folder.glob("*.yaml") if not path.name.startswith("_"))


def _classes(path: Path) -> frozenset[str]:
    fields = read_fields(path)
    classes = frozenset(fields.texts("classes"))
    fields.map("about")
    fields.close()
    return classes


def _version(folder: Path) -> str:
    fields = read_fields(folder / "_edition.yaml")
    version = fields.text("version")
    fields.text("notes", "")
    fields.close()
    return version


def _unique(items: Iterable[T], what: str) -> tuple[T, ...]:
    found: dict[str, T] = {}
    for item in items:
        if item.id in found:
            raise DataFileError(f"The {what} {item.id!r} stands twice.", "Remove one of them and load the data again.")
        found[item.id] = item
    return tuple(found.values())
