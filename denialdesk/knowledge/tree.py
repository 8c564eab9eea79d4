"""The whole of ``criteria_db/`` read from its YAML files, every reference checked. Slow; the pack is the fast way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from denialdesk.domain.clinical import Comorbidity, Instrument
from denialdesk.domain.criteria import Policy
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.payer import Payer
from denialdesk.domain.vocabulary import Drug, Indication
from denialdesk.domain.worked_example import WorkedExample
from denialdesk.knowledge.clinical_schema import (
    read_comorbidities,
    read_drug_ids,
    read_drugs,
    read_evidence,
    read_groups,
    read_indication_ids,
    read_indications,
    read_instruments,
    read_support_words,
)
from denialdesk.knowledge.known import DrugGroup, Known
from denialdesk.knowledge.law import load_law
from denialdesk.knowledge.payer_schema import read_payer
from denialdesk.knowledge.schema import read_policy
from denialdesk.knowledge.strict_yaml import DataFileError, read_fields

PAYER_FILE = "_payer.yaml"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything in the criteria data, each kind in file order. ``version`` names the edition of the data.

    ``groups`` and ``classes`` are what a policy may refer to beside drugs and conditions. ``examples`` are the worked
    examples by policy; None where there are no files to read them from, for no pack holds them.
    """

    version: str
    payers: tuple[Payer, ...]
    policies: tuple[Policy, ...]
    drugs: tuple[Drug, ...]
    indications: tuple[Indication, ...]
    comorbidities: tuple[Comorbidity, ...]
    instruments: tuple[Instrument, ...]
    evidence: tuple[Evidence, ...]
    law: LawBook
    groups: tuple[DrugGroup, ...] = ()
    classes: tuple[str, ...] = ()
    examples: Mapping[str, tuple[WorkedExample, ...]] | None = None


def load_tree(folder: Path) -> Knowledge:
    """Read and check every file of the criteria data; raises DataFileError with file and line."""
    known = read_known(folder)
    drugs = [drug for path in _files(folder / "drugs") for drug in read_drugs(path, known)]
    indications = [item for path in _files(folder / "indications") for item in read_indications(path, known)]
    taken: set[str] = set()
    evidence = [entry for path in _files(folder / "evidence") for entry in read_evidence(path, known, taken)]
    payers, read = load_payers(folder / "payers", known)
    return Knowledge(
        version=_version(folder),
        payers=payers,
        policies=tuple(policy for policy, _examples in read),
        drugs=tuple(drugs),
        indications=tuple(indications),
        comorbidities=read_comorbidities(folder / "comorbidities.yaml"),
        instruments=read_instruments(folder / "instruments.yaml"),
        evidence=tuple(evidence),
        law=load_law(folder / "law"),
        groups=tuple(known.groups.values()),
        classes=tuple(sorted(known.classes)),
        examples={policy.id: examples for policy, examples in read},
    )


def read_known(folder: Path) -> Known:
    """Read the ids that files may refer to: drugs, classes, groups, indications, instruments; no payers yet."""
    drugs: dict[str, str] = {}
    for path in _files(folder / "drugs"):
        read_drug_ids(path, drugs)
    indications: set[str] = set()
    for path in _files(folder / "indications"):
        read_indication_ids(path, indications)
    known = Known(
        drugs=drugs,
        classes=_classes(folder / "drugs" / "_about.yaml"),
        indications=frozenset(indications),
        instruments=frozenset(instrument.id for instrument in read_instruments(folder / "instruments.yaml")),
        supports=read_support_words(folder / "evidence" / "_about.yaml"),
    )
    return replace(known, groups=read_groups(folder / "drugs" / "_groups.yaml", known))


def load_payers(
    folder: Path, known: Known
) -> tuple[tuple[Payer, ...], tuple[tuple[Policy, tuple[WorkedExample, ...]], ...]]:
    """Read every payer, and its policies with their worked examples."""
    folders = sorted(path.parent for path in folder.glob(f"*/{PAYER_FILE}"))
    payers = [read_payer(path / PAYER_FILE) for path in folders]
    files = [(payer, path) for payer, home in zip(payers, folders, strict=True) for path in _files(home)]
    places: dict[str, Path] = {}
    for _payer, path in files:
        if path.stem in places:
            raise DataFileError(
                f"{path.name}, line 1: the policy stands in {path.parent.name} and in {places[path.stem].parent.name}.",
                "Remove one of them and load the data again.",
            )
        places[path.stem] = path
    known = replace(known, policies=frozenset(places))
    return tuple(payers), tuple(read_policy(path, payer, known) for payer, path in files)


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
