"""Every kind of letter against the schema of WordprocessingML, as Microsoft's Open XML SDK knows it.

The check is Open XML SDK's data of elements, order, attributes and values, read by the package openxml-audit.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Letter
from denialdesk.domain.picture import read_picture
from denialdesk.letters.docx import render_docx
from tests.pictures import make_png
from tests.unit.letters.scenarios import SCENARIOS
from tests.unit.letters.wide_cases import WIDE, wide_letter

# The SDK's data asks for a theme; ECMA-376 part 1, 14.2.7 lets a word processing package go without one.
ALLOWED = "officeDocument/2006/relationships/theme"
PICTURE = read_picture(make_png(90, 40))


def violations(docx: bytes, folder: Path) -> list[str]:
    """List what of a document the schema does not allow."""
    path = folder / "letter.docx"
    path.write_bytes(docx)
    found = OpenXmlValidator(FileFormat.MICROSOFT_365, max_errors=0).validate(path)
    return [f"{each.part_uri}: {each.description}" for each in found.errors if ALLOWED not in each.description]


def scenario_letter(name: str) -> Letter:
    return SCENARIOS[name]().letter()


def draft(name: str) -> Letter:
    return SCENARIOS[name]().letter(final=False)


def with_pictures() -> Letter:
    letter = SCENARIOS["met"]().letter()
    return replace(letter, letterhead=replace(letter.letterhead, logo=PICTURE), signature=PICTURE)


# Every golden letter, drafts, and one with all that a letter can carry beside its text.
LETTERS: dict[str, Callable[[], Letter]] = {
    **{name: partial(scenario_letter, name) for name in SCENARIOS},
    **{f"{name}, a draft": partial(draft, name) for name in ("met", "gaps")},
    **{name: partial(wide_letter, name) for name in WIDE},
    "with logo and signature": with_pictures,
}


@pytest.mark.parametrize("name", LETTERS)
def test_letters_are_valid(name: str, tmp_path: Path) -> None:
    assert violations(render_docx(LETTERS[name]()), tmp_path) == []


def test_letters_of_every_kind_are_checked_over_more_than_twelve_cases() -> None:
    assert {row.kind for row in WIDE.values()} == set(LetterKind)
    assert len({row.seed for row in WIDE.values()}) >= 12
    assert len({row.plan_type for row in WIDE.values()}) >= 12


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('<w:pPr><w:pStyle w:val="Date"/></w:pPr>', '<w:pPr><w:keepNext/><w:pStyle w:val="Date"/></w:pPr>'),
        ('<w:rPr><w:rStyle w:val="Strong"/></w:rPr>', '<w:rPr><w:b/><w:rStyle w:val="Strong"/></w:rPr>'),
        ('<w:tblLayout w:type="fixed"/>', '<w:tblLayout w:type="fixd"/>'),
        ('<w:tblStyle w:val="LetterPlain"/>', '<w:tblLayout w:type="fixed"/><w:tblStyle w:val="LetterPlain"/>'),
        ('<w:pgSz w:w="12240" w:h="15840"/>', '<w:titlePg/><w:pgSz w:w="12240" w:h="15840"/>'),
        ("<w:tc>", "<w:tc></w:tc><w:tc>"),
        ("<w:body>", "<w:body><w:p><w:t>x</w:t></w:p>"),
        ('r:id="rId6"', 'r:id="rId66"'),
    ],
)
def test_the_check_itself_finds_what_is_out_of_order(right: str, wrong: str, tmp_path: Path) -> None:
    package = zipfile.ZipFile(io.BytesIO(render_docx(SCENARIOS["met"]().letter())))
    parts = {name: package.read(name) for name in package.namelist()}
    document = parts["word/document.xml"].decode()
    assert right in document
    parts["word/document.xml"] = document.replace(right, wrong, 1).encode()
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    assert violations(damaged.getvalue(), tmp_path)
