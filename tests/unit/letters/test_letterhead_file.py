"""The office's own Word file as the base of letters: its look stays, its secrets go, the letter's text is the same."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Inches, Pt, RGBColor
from lxml import etree

from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_differences import compare_paragraphs
from denialdesk.domain.letter_versions import letter_paragraphs, marked
from denialdesk.letters.docx import render_docx
from denialdesk.letters.docx_base import read_base
from denialdesk.letters.docx_returned import read_docx
from denialdesk.letters.text import DRAFT_LINE
from tests.office_files import AUTHOR, FOOT, HEAD, Change, letterhead, part_of, rezipped, with_relation
from tests.pictures import make_png
from tests.unit.letters.scenarios import SCENARIOS, met

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def letter_of(name: str = "") -> Letter:
    scenario = SCENARIOS[name]() if name else met()
    return marked(replace(scenario.letter(), draft=False), "case-1")


def on_base(data: bytes, letter: Letter | None = None) -> bytes:
    return render_docx(letter or letter_of(), read_base(data))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        for entry in package.infolist():
            yield entry.filename, package.read(entry)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_letter_says_the_same_on_any_base(name: str) -> None:
    letter = letter_of(name)
    for data in (letterhead(), letterhead(first_page=False)):
        read = read_docx(on_base(data, letter))
        assert compare_paragraphs(tuple(letter_paragraphs(letter)), read.paragraphs) == ()
        assert (read.version_id, read.marks) == (letter.version_id, (letter.mark,))


def test_header_footer_margins_and_styles_are_the_offices() -> None:
    document = opened(on_base(letterhead()))
    section = document.sections[0]
    assert section.left_margin == Inches(1.25)
    assert section.top_margin == Inches(1.5)
    assert section.different_first_page_header_footer
    assert [each.text for each in section.first_page_header.paragraphs if each.text] == [HEAD]
    assert section.header.paragraphs[0].text == f"{HEAD}, continued"
    assert section.first_page_footer.paragraphs[0].text == FOOT
    assert document.styles["Normal"].font.name == "Georgia"
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x1F, 0x6F, 0x5C)
    assert {"Letter Routing", "Letter Grid", "Letter Mark"} <= {style.name for style in document.styles}
    width = sum(cell.width or 0 for cell in document.tables[-1].rows[0].cells)
    assert width == pytest.approx(Inches(6), abs=Inches(0.01))


def test_every_style_and_list_a_letter_names_is_there() -> None:
    for data in (letterhead(), rezipped(letterhead(), {"word/numbering.xml": None})):
        written = on_base(data)
        text = part_of(written, "word/document.xml").decode()
        styles = {each.get(f"{W}styleId") for each in etree.fromstring(part_of(written, "word/styles.xml"))}
        assert set(re.findall(r'<w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"', text)) <= styles
        lists = {each.get(f"{W}numId") for each in etree.fromstring(part_of(written, "word/numbering.xml"))}
        assert set(re.findall(r'<w:numId w:val="(\d+)"', text)) <= lists


def test_the_file_is_whole_and_the_same_letter_gives_the_same_bytes() -> None:
    data = letterhead()
    first = on_base(data)
    read_base.cache_clear()
    assert on_base(data) == first
    types = part_of(first, "[Content_Types].xml").decode()
    for name, part in parts(first):
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
        if not name.startswith("[") and not name.endswith(".rels"):
            ending = name.rpartition(".")[2]
            assert f'PartName="/{name}"' in types or f'Extension="{ending}"' in types, name
    assert len(set(re.findall(r'Extension="(\w+)"', types))) == len(re.findall(r'Extension="(\w+)"', types))
    relations = part_of(first, "word/_rels/document.xml.rels").decode()
    ids = re.findall(r'Id="([^"]+)"', relations)
    assert len(ids) == len(set(ids))
    names = {name for name, _part in parts(first)}
    assert {f"word/{target}" for target in re.findall(r'Target="([^"]+)"', relations)} <= names


def test_nothing_of_its_author_gets_into_a_letter() -> None:
    data = letterhead(body=("a note of the former clerk",))
    data = rezipped(data, {"customXml/item1.xml": b"<secret>of the former clerk</secret>"})
    for name, part in parts(on_base(data)):
        assert AUTHOR.encode() not in part, name
        assert b"former clerk" not in part, name
        assert b"rsid" not in part, name
    properties = opened(on_base(data)).core_properties
    assert properties.author == properties.last_modified_by == met().practice.name
    assert not properties.comments


def test_its_own_text_stays_only_around_the_marker() -> None:
    without = read_base(letterhead(body=("Our hours: 8 to 5",)))
    assert any("[letter]" in note for note in without.notes)
    assert b"Our hours" not in on_base(letterhead(body=("Our hours: 8 to 5",)))
    text = read_docx(on_base(letterhead(body=("Above the letter", " [Letter] ", "Below the letter")))).paragraphs
    assert (text[0], text[-1]) == ("Above the letter", "Below the letter")
    assert compare_paragraphs(tuple(letter_paragraphs(letter_of())), text[1:-1]) == ()


def test_a_style_nobody_could_read_is_replaced_by_ours() -> None:
    def white_and_tiny(document: Document) -> None:
        document.styles["Heading 1"].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
        document.styles["Body Text"].font.size = Pt(4)
        document.styles["Quote"].font.hidden = True

    base = read_base(letterhead(white_and_tiny))
    assert any("heading 1" in note.lower() and "body text" in note.lower() for note in base.notes)
    styles = opened(render_docx(letter_of(), base)).styles
    assert styles["Heading 1"].font.color.rgb is None
    assert styles["Body Text"].font.size is None
    assert not styles["Quote"].font.hidden


def test_a_style_of_our_name_that_is_sane_keeps_the_offices_look() -> None:
    def own_look(document: Document) -> None:
        made = document.styles.add_style("Letter Request", WD_STYLE_TYPE.PARAGRAPH)
        made.font.size = Pt(17)

    written = opened(on_base(letterhead(own_look)))
    request = next(each for each in written.paragraphs if each.text.startswith("I am appealing"))
    assert request.style is not None
    assert request.style.name == "Letter Request"
    assert request.style.font.size == Pt(17)


def test_a_draft_is_marked_on_every_kind_of_page() -> None:
    def even_pages(document: Document) -> None:
        document.settings.odd_and_even_pages_header_footer = True

    letter = replace(letter_of(), draft=True)
    section = opened(on_base(letterhead(even_pages), letter)).sections[0]
    for header in (section.first_page_header, section.header, section.even_page_header):
        assert DRAFT_LINE in [each.text for each in header.paragraphs]
    for footer in (section.first_page_footer, section.footer, section.even_page_footer):
        assert any(f"Ref. {letter.mark}" in each.text for each in footer.paragraphs)
    assert read_docx(on_base(letterhead(), letter)).is_draft


def test_page_numbers_are_added_unless_the_office_has_them() -> None:
    def numbered(document: Document) -> None:
        from tests.office_files import with_field

        with_field("PAGE")(document)

    footers = {name: part.decode() for name, part in parts(on_base(letterhead())) if name.startswith("word/footer")}
    assert all(" NUMPAGES " in text for text in footers.values())
    assert "Appeal of a coverage denial" not in footers["word/footer-first.xml"]
    assert "Appeal of a coverage denial" in footers["word/footer-default.xml"]
    assert b"NUMPAGES" not in part_of(on_base(letterhead(numbered)), "word/footer-default.xml")


def test_the_word_page_in_a_letterhead_is_no_page_number() -> None:
    def named(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = 'See our HOME PAGE "PAGE ONE" '

    assert b" NUMPAGES " in part_of(on_base(letterhead(named)), "word/footer-default.xml")


def a4(document: Document) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Inches(8.27), Inches(11.69)


def on_its_side(document: Document) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Inches(11), Inches(8.5)


def without_look(document: Document) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = False
    for edge in (section.header, section.footer):
        edge.is_linked_to_previous = True


def two_sections(document: Document) -> None:
    document.add_section()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (a4, "A4, not US Letter"),
        (on_its_side, "US Letter on its side"),
        (without_look, "header and footer are empty"),
        (two_sections, "2 sections"),
    ],
)
def test_what_a_person_should_look_at_is_told(change: Change, told: str) -> None:
    base = read_base(letterhead(change))
    assert told in " ".join((*base.warnings, *base.notes))
    assert read_docx(render_docx(letter_of(), base)).paragraphs


def test_links_and_a_template_of_this_computer_are_left_out_and_told() -> None:
    data = with_relation(letterhead(), "word/_rels/document.xml.rels", "hyperlink", "https://clinic.example/")
    data = with_relation(
        data, "word/_rels/settings.xml.rels", "attachedTemplate", "file:///C:/Users/Robin/Letterhead.dotx"
    )
    told = " ".join(read_base(data).notes)
    assert "plain text" in told
    assert "template on this computer" in told
    assert b"Robin" not in b"".join(part for _name, part in parts(on_base(data)))


def test_a_stored_signature_of_another_kind_of_picture_is_declared() -> None:
    from denialdesk.domain.picture import read_picture

    letter = replace(letter_of(), signature=read_picture(make_png(90, 30)), signer="Avery Invented")
    written = on_base(letterhead(first_page=False), letter)
    assert part_of(written, "word/media/signature.png")
    assert opened(written).inline_shapes is not None
