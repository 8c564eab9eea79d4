"""ICD-10-CM: the list itself, and finding a code in it."""

from __future__ import annotations

import lzma
import shutil
from functools import cache
from pathlib import Path

import pytest

from denialdesk.knowledge.container import Container
from denialdesk.knowledge.icd10 import CodeListError, read_codes
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.pack import compile_pack
from denialdesk.system.paths import criteria_db_dir


@cache
def library() -> Library:
    return load_library()


def test_the_list_is_whole() -> None:
    codes = list(read_codes(criteria_db_dir() / "icd10cm"))
    assert len(codes) == 98_166
    assert sum(code.billable for code in codes) == 74_706
    assert len({code.code for code in codes}) == len(codes)


def test_every_code_of_the_conditions_stands_in_the_list_as_it_is_written_there() -> None:
    lists = [*(item.icd10 for item in library().indications()), *(item.icd10 for item in library().comorbidities())]
    codes = [code for codes in lists for code in codes]
    assert len(codes) > 300
    assert [code for code in codes if library().codes.find(code.code) != code] == []


def test_every_stem_of_a_policy_begins_a_code() -> None:
    stems = {stem for policy in library().policies() for stem in policy.indication.icd10_stems}
    assert [stem for stem in sorted(stems) if not library().codes.search(stem, 1)] == []


@pytest.mark.parametrize("text", ["M05.79", "m0579", " M05.79 "])
def test_a_code_is_found_with_or_without_its_dot(text: str) -> None:
    found = library().codes.find(text)
    assert found is not None
    assert found.code == "M05.79"
    assert found.billable


@pytest.mark.parametrize("text", ["", "M05.999", "hello", "M"])
def test_what_is_no_code_is_not_found(text: str) -> None:
    assert library().codes.find(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K50.9", "K50.9"),
        ("crohn fist", "K50.913"),
        ("Crohn's unspecified without", "K50.90"),
        ("psoriasis vulg", "L40.0"),
        ("diab type 2 without comp", "E11.9"),
        ("rheumatoid factor multiple sites without organ", "M05.79"),
        ("hofh", "E78.010"),
    ],
)
def test_codes_are_offered_by_beginning_and_by_words(text: str, code: str) -> None:
    assert code in {found.code for found in library().codes.search(text, 5)}


def test_codes_that_can_be_billed_stand_first() -> None:
    found = library().codes.search("ankylosing spondylitis", 30)
    assert found[0].billable
    assert [code.billable for code in found] == sorted((code.billable for code in found), reverse=True)


def test_offers_keep_to_their_number() -> None:
    assert len(library().codes.search("initial encounter", 7)) == 7
    assert library().codes.search("   ") == ()
    assert library().codes.search("no such words here") == ()


def test_a_shipped_pack_holds_the_codes_too(tmp_path: Path) -> None:
    pack = tmp_path / "criteria.pack"
    pack.write_bytes(compile_pack(criteria_db_dir()))
    shipped = load_library(tmp_path)
    assert "icd10" in Container.open(pack)
    assert shipped.codes.find("L40.0") == library().codes.find("L40.0")
    assert shipped.version == library().version  # a case judged by either names the same edition


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lzma.compress(b"A00\t0\tCholera\nA00.0\tyes\tCholera\n"), "line 2: a line is code"),
        (lzma.compress(b"A00\t0\n"), "line 1: a line is code"),
        (lzma.compress(b"A00\t0\tCholera\n")[:-8], "is damaged"),
        (b"plain text", "is damaged"),
        (lzma.compress(b"A00\t0\t\xff\n"), "is damaged"),
    ],
)
def test_a_bad_list_is_named_with_its_line(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "codes.tsv.xz").write_bytes(content)
    with pytest.raises(CodeListError, match=message):
        list(read_codes(tmp_path))


def test_two_releases_are_one_too_many(tmp_path: Path) -> None:
    source = next((criteria_db_dir() / "icd10cm").glob("*.xz"))
    for name in ("one.tsv.xz", "two.tsv.xz"):
        shutil.copy(source, tmp_path / name)
    with pytest.raises(CodeListError, match="holds 2 lists"):
        next(iter(read_codes(tmp_path)))
