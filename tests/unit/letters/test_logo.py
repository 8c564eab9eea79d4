"""The practice's logo in each renderer: there with its words, and the text as before."""

import io
import re
import zipfile
from dataclasses import replace

import docx

from denialdesk.domain.letter import Letter
from denialdesk.domain.picture import picture_to_text, read_picture
from denialdesk.letters.docx import render_docx
from denialdesk.letters.html import render_html
from denialdesk.letters.text import plain_text
from tests.pictures import jpeg_shell, make_png
from tests.unit.letters.reading import docx_words, html_words, text_words
from tests.unit.letters.scenarios import met


def with_logo(data: bytes) -> Letter:
    scenario = met()
    logo = picture_to_text(read_picture(data))
    return replace(scenario, practice=replace(scenario.practice, logo=logo)).letter()


def test_word_shows_the_logo_in_the_first_header_with_its_words() -> None:
    letter = with_logo(make_png(240, 80))
    data = render_docx(letter)
    document = docx.Document(io.BytesIO(data))
    header = document.sections[0].first_page_header
    (relation,) = [each for each in header.part.rels.values() if each.reltype.endswith("/image")]
    assert relation.target_part.blob == make_png(240, 80)
    assert relation.target_part.content_type == "image/png"
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/header1.xml").decode()
    assert 'descr="Logo of Invented Rheumatology Associates"' in xml
    width, height = map(int, re.findall(r'wp:extent cx="(\d+)" cy="(\d+)"', xml)[0])
    assert (width, height) == (162 * 12700, 54 * 12700)
    assert render_docx(letter) == data


def test_a_jpeg_keeps_its_kind() -> None:
    names = zipfile.ZipFile(io.BytesIO(render_docx(with_logo(jpeg_shell())))).namelist()
    assert "word/media/logo.jpeg" in names


def test_without_a_logo_nothing_of_it_is_in_the_file() -> None:
    names = zipfile.ZipFile(io.BytesIO(render_docx(met().letter()))).namelist()
    assert not [name for name in names if "media" in name or "header1.xml.rels" in name]
    assert "<img" not in render_html(met().letter())


def test_the_text_is_the_same_in_every_renderer() -> None:
    letter = with_logo(make_png())
    assert plain_text(letter) == plain_text(met().letter())
    assert docx_words(render_docx(letter)) == html_words(render_html(letter)) == text_words(plain_text(letter))
    assert 'alt="Logo of Invented Rheumatology Associates"' in render_html(letter)
