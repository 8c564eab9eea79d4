"""Golden letters: the Word document's parts and the text of whole letters, compared with what was approved.

To approve a change, look at the letters, then: pytest tests/golden --update-golden
"""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from denialdesk.letters.docx import render_docx
from denialdesk.letters.text import plain_text
from tests.unit.letters.scenarios import SCENARIOS
from tests.unit.letters.wide_cases import WIDE, wide_letter

FOLDER = Path(__file__).parent / "letters"
MOVING_PARTS = ("word/document.xml", "word/header1.xml", "word/header2.xml", "word/footer1.xml", "docProps/core.xml")


def readable(xml: bytes) -> str:
    """One element a line, so that a difference can be read."""
    root = ET.fromstring(xml)  # noqa: S314 - our own output
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return text


def parts_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return "".join(f"=== {name}\n{readable(package.read(name))}\n" for name in MOVING_PARTS)


def compare(path: Path, found: str, *, update: bool) -> None:
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8", newline="\n")
    expected = path.read_text(encoding="utf-8")
    assert found == expected, f"{path.name} differs: look at the letter, then run pytest tests/golden --update-golden"


@pytest.mark.parametrize("name", SCENARIOS)
def test_text_is_as_approved(name: str, *, update_golden: bool) -> None:
    compare(FOLDER / f"{name}.txt", plain_text(SCENARIOS[name]().letter()), update=update_golden)


@pytest.mark.parametrize("name", WIDE)
def test_letters_of_real_criteria_and_law_are_as_approved(name: str, *, update_golden: bool) -> None:
    compare(FOLDER / f"{name}.txt", plain_text(wide_letter(name)), update=update_golden)


@pytest.mark.parametrize("name", SCENARIOS)
def test_word_parts_are_as_approved(name: str, *, update_golden: bool) -> None:
    compare(FOLDER / f"{name}.xml", parts_of(render_docx(SCENARIOS[name]().letter())), update=update_golden)


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*SCENARIOS, *WIDE}
