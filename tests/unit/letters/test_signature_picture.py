"""A stored signature: only of this prescriber, only in the letter it was switched on for."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Letter
from denialdesk.domain.picture import picture_to_text, read_picture
from denialdesk.domain.practice import Prescriber, StoredSignature
from denialdesk.letters.docx import render_docx
from denialdesk.letters.html import render_html
from denialdesk.letters.text import plain_text
from tests.makers import make_prescriber
from tests.pictures import make_png
from tests.unit.letters.reading import docx_words, html_words, text_words
from tests.unit.letters.scenarios import met

INK = picture_to_text(read_picture(make_png(200, 50)))


def signed(on: LetterKind | None = LetterKind.FIRST_APPEAL, prescriber: Prescriber | None = None) -> Letter:
    scenario = met()
    who = prescriber or scenario.case.prescriber
    practice = replace(scenario.practice, signatures=(StoredSignature(who.name, who.npi, INK),))
    case = replace(scenario.case, letter=replace(scenario.case.letter, signature_on=on))
    return replace(scenario, practice=practice, case=case).letter()


def test_it_stands_in_word_with_its_words_and_moves_no_line() -> None:
    letter = signed()
    data = render_docx(letter)
    document = docx.Document(io.BytesIO(data))
    images = [each for each in document.part.rels.values() if each.reltype.endswith("/image")]
    assert [each.target_part.blob for each in images] == [make_png(200, 50)]
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    name = next(part for part in re.split(r"(?=<w:p>)", xml) if 'w:val="Signature"' in part)
    assert f'descr="Signature of {met().case.prescriber.name}"' in name
    assert "<wp:wrapNone/>" in name
    offset = re.search(r"relativeFrom=\"paragraph\"><wp:posOffset>(-?\d+)<", name)
    assert offset is not None
    assert -36 * 12700 < int(offset.group(1)) < -30 * 12700  # within the room above the name
    assert xml.count("<w:drawing>") == 1
    assert plain_text(letter) == plain_text(signed(None))
    assert docx_words(data) == html_words(render_html(letter)) == text_words(plain_text(letter))
    assert render_html(letter).count("<img") == 1
    assert render_docx(letter) == data


@pytest.mark.parametrize(
    "letter",
    [
        signed(None),
        signed(LetterKind.SECOND_APPEAL),
        signed(prescriber=make_prescriber(name="Somebody Else")),
        signed(prescriber=replace(met().case.prescriber, npi="")),
    ],
    ids=["off", "on for another kind", "of another person", "of another NPI"],
)
def test_it_is_in_no_other_letter(letter: Letter) -> None:
    assert letter.signature is None
    names = zipfile.ZipFile(io.BytesIO(render_docx(letter))).namelist()
    assert not [name for name in names if "signature" in name]
    assert "<img" not in render_html(letter)


def test_nobody_has_no_signature() -> None:
    practice = replace(met().practice, signatures=(StoredSignature("", "", INK),))
    assert practice.signature_of(Prescriber()) == ""
