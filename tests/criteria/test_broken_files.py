"""Each mistake in a data file is one error that names file and line. The first line of a broken file says which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from denialdesk.knowledge.clinical_schema import read_drug_ids, read_drugs, read_evidence, read_indications
from denialdesk.knowledge.known import Known
from denialdesk.knowledge.payer_schema import read_payer
from denialdesk.knowledge.schema import read_policy
from denialdesk.knowledge.strict_yaml import DataFileError
from denialdesk.knowledge.tree import PAYER_FILE, read_known
from denialdesk.system.paths import criteria_db_dir

BROKEN = Path(__file__).resolve().parent / "broken"
FILES = sorted(BROKEN.rglob("*.yaml"))


@cache
def known() -> Known:
    return replace(read_known(criteria_db_dir()), policies=frozenset({"cigna-upadacitinib-ra-pa"}))


def read_broken_policy(path: Path) -> object:
    return read_policy(path, read_payer(criteria_db_dir() / "payers" / "cigna" / PAYER_FILE), known())


def read_broken_payer(path: Path) -> object:
    return read_payer(path)


READERS: dict[str, Callable[[Path], object]] = {
    "policies": read_broken_policy,
    "examples": read_broken_policy,
    "payers": read_broken_payer,
    "drugs": lambda path: read_drugs(path, known()),
    "drug-ids": lambda path: read_drug_ids(path, {}),
    "indications": lambda path: read_indications(path, known()),
    "evidence": lambda path: read_evidence(path, known(), set()),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_is_named_with_file_and_line(path: Path, tmp_path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    if path.parent.name == "payers":  # a payer file stands in its payer's folder
        home = tmp_path / "cigna"
        home.mkdir()
        copy = home / PAYER_FILE
        copy.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        path = copy
        kind = "payers"
    else:
        kind = path.parent.name
    with pytest.raises(DataFileError) as caught:
        READERS[kind](path)
    assert expected in caught.value.message
    assert caught.value.message.startswith(path.name)
    assert caught.value.remedy


def test_every_broken_file_is_of_a_kind_that_is_read() -> None:
    assert {path.parent.name for path in FILES} == set(READERS)
