import itertools

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from denialdesk.domain.letter import Block, Letter, ParagraphStyle, Section, Statement
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.ui.pagination import BOTTOM, PAGE_WIDTH, TOP, Page, Sheets, Typesetter
from denialdesk.ui.printing import render_pdf
from tests.ui.letters import WORDS, bullets, make_letter, make_sections, paragraph, said, table

FULL_PAGE = WORDS * 100


def pages_of(letter: Letter) -> tuple[Page, ...]:
    return Typesetter().set_letter(letter).pages


def text_of(page: Page) -> str:
    """The text set on a page, box by box."""
    parts = []
    for placed in page.placed:
        for box, first, last in zip(placed.piece.boxes, placed.start, placed.stop, strict=True):
            parts += [
                box.text[line.textStart() : line.textStart() + line.textLength()] for line in box.lines[first:last]
            ]
    return " ".join(part.strip() for part in parts)


def words_of(text: str) -> list[str]:
    return text.split()


def test_a_short_letter_is_one_page() -> None:
    (page,) = pages_of(make_letter(paragraph(WORDS)))
    assert text_of(page) == WORDS.strip()


def test_a_long_paragraph_breaks_without_a_lone_line() -> None:
    for lines in range(40, 60):
        letter = make_letter(*(paragraph("one line") for _ in range(10)), paragraph(WORDS * lines))
        for page in pages_of(letter):
            last = page.placed[-1]
            count = len(last.piece.boxes[0].lines)
            shown = last.stop[0] - last.start[0]
            assert shown >= 2 or count == 1


def test_a_heading_never_stands_alone_at_the_foot() -> None:
    for lines in range(20, 50):
        letter = make_sections(
            Section("a", "", tuple(paragraph("one line") for _ in range(lines))),
            Section("b", "Heading", (paragraph(WORDS * 4),)),
        )
        for page in pages_of(letter):
            assert not text_of(page).endswith("Heading")


def test_a_table_repeats_its_header_and_does_not_break_rows() -> None:
    pages = pages_of(make_letter(table(rows=40, words=3)))
    assert len(pages) > 2
    for page in pages:
        assert text_of(page).startswith("Required agent Documented trial")
        assert text_of(page).count("Required agent") == 1
        for placed in page.placed:
            assert (placed.start, placed.stop) == (placed.piece.begin, placed.piece.end)


def test_a_row_taller_than_a_page_goes_over_several() -> None:
    pages = pages_of(make_letter(table(rows=1, words=120)))
    assert len(pages) >= 2
    together = " ".join(text_of(page) for page in pages).replace("Required agent Documented trial", "")
    assert words_of(together.replace("agent 0", "")) == words_of(WORDS * 120)


def test_what_must_stay_together_moves_together() -> None:
    closing = (
        paragraph("Sincerely,", ParagraphStyle.CLOSING),
        paragraph("Ada Invented, MD", ParagraphStyle.SIGNATURE, keep_with_next=True),
        paragraph("NPI 1234567893", ParagraphStyle.SIGNATURE),
    )
    for lines in range(25, 55):
        pages = pages_of(make_letter(*(paragraph("one line") for _ in range(lines)), *closing))
        with_name = [page for page in pages if "Ada Invented" in text_of(page)]
        assert len(with_name) == 1
        assert "Sincerely," in text_of(with_name[0])
        assert "NPI" in text_of(with_name[0])


BLOCKS = st.one_of(
    st.builds(paragraph, st.text("abc déf–“x”\n", min_size=1, max_size=2000).filter(str.strip)),
    st.builds(table, rows=st.integers(1, 30), words=st.integers(1, 30)),
    st.builds(bullets, st.just(WORDS), st.just("short"), st.just(WORDS * 8)),
)


@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_nothing_is_lost_doubled_or_outside_the_page(blocks: list[Block]) -> None:
    sheets = Typesetter().set_letter(make_letter(*blocks, heading="Heading"))
    for page in sheets.pages:
        assert page.placed
        assert page.placed[-1].bottom <= BOTTOM + 1
        for above, below in itertools.pairwise(page.placed):
            assert below.top >= above.bottom - 1
    shown: dict[int, list[tuple[tuple[int, ...], tuple[int, ...]]]] = {}
    for page in sheets.pages:
        for placed in page.placed:
            if not placed.piece.is_header:
                shown.setdefault(id(placed.piece), []).append((placed.start, placed.stop))
    pieces = {id(placed.piece): placed.piece for page in sheets.pages for placed in page.placed}
    for key, parts in shown.items():
        assert parts[0][0] == pieces[key].begin
        assert parts[-1][1] == pieces[key].end
        for before, after in itertools.pairwise(parts):
            assert before[1] == after[0]


@given(st.lists(BLOCKS, min_size=2, max_size=5), st.integers(0, 4), st.text("abc ", min_size=1).filter(str.strip))
def test_setting_anew_gives_the_same_pages_as_setting_at_once(blocks: list[Block], changed: int, text: str) -> None:
    typesetter = Typesetter()
    typesetter.set_letter(make_letter(*blocks))
    blocks[changed % len(blocks)] = paragraph(text)
    again = typesetter.set_letter(make_letter(*blocks))
    at_once = Typesetter().set_letter(make_letter(*blocks))
    assert [text_of(page) for page in again.pages] == [text_of(page) for page in at_once.pages]
    tops = [[placed.top for placed in page.placed] for page in again.pages]
    assert tops == [[placed.top for placed in page.placed] for page in at_once.pages]


def test_one_changed_sentence_leaves_the_other_pages_as_they_were() -> None:
    typesetter = Typesetter()
    first, last = paragraph(FULL_PAGE), paragraph("Sincerely, Ada")
    before = typesetter.set_letter(make_letter(first, last))
    after = typesetter.set_letter(make_letter(paragraph(FULL_PAGE), paragraph("Sincerely, Fern")))
    assert len(before.pages) == len(after.pages) > 1
    assert after.pages[0].looks_like(before.pages[0])
    assert not after.pages[-1].looks_like(before.pages[-1])


def test_a_click_finds_the_statement_under_it() -> None:
    left, right = said("Left words. "), said("Right words.", bold=True)
    letter = make_letter(paragraph("Above"), table(2), paragraph("Below"), bullets("Item"))
    letter = make_sections(
        Section("x", "Heading", (letter.sections[0].blocks[0], *letter.sections[0].blocks[1:])),
        Section("y", "", (paragraph("Last"),)),
    )
    sheets = Typesetter().set_letter(letter)
    for _section, statement in letter.statements():
        (rect,) = list(sheets.pages[0].rects_of(statement))[:1]
        centre = rect.center()
        found = sheets.pages[0].statement_at(centre.x(), centre.y())
        assert found == statement
    assert sheets.pages[0].statement_at(10, 10) is None
    assert left != right


def test_places_are_found_for_outline_and_sources() -> None:
    letter = make_sections(Section("a", "One", (paragraph(FULL_PAGE),)), Section("b", "Two", (paragraph("There"),)))
    sheets = Typesetter().set_letter(letter)
    place = sheets.place_of_section("b")
    assert place is not None
    assert place[0] == len(sheets.pages) - 1
    assert sheets.place_of_section("none") is None
    statement = letter.sections[1].blocks[0].statements[0]  # type: ignore[union-attr]  # a paragraph, made above
    found = sheets.place_of_statement(statement)
    assert found is not None
    assert found[0] == place[0]
    assert found[1] > place[1]


def picture(sheets: Sheets, page: Page) -> QImage:
    image = QImage(306, 396, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(306 / PAGE_WIDTH, 306 / PAGE_WIDTH)
    sheets.draw_page(painter, page)
    painter.end()
    return image


def is_blank(image: QImage, top: int, bottom: int) -> bool:
    white = 0xFFFFFFFF
    return all(image.pixel(x, y) == white for y in range(top, bottom) for x in range(image.width()))


def test_margins_are_empty_but_for_header_and_foot() -> None:
    sheets = Typesetter().set_letter(make_letter(paragraph(FULL_PAGE), draft=False))
    for page in sheets.pages:
        image = picture(sheets, page)
        assert is_blank(image, 0, 17)
        assert is_blank(image, 396 - 17, 396)
        assert not is_blank(image, 396 - 25, 396 - 17)  # the foot
    assert sheets.pages[0].placed[0].top > TOP  # below the letterhead


def test_a_draft_is_marked_on_every_page_and_a_final_letter_on_none() -> None:
    for draft in (True, False):
        document = pypdfium2.PdfDocument(render_pdf(make_letter(paragraph(FULL_PAGE), draft=draft)))
        texts = [page.get_textpage().get_text_range() for page in document]
        assert len(texts) > 1
        assert [("DRAFT – not for submission" in text) for text in texts] == [draft] * len(texts)


def test_the_pdf_says_what_the_letter_says_page_by_page() -> None:
    letter = make_letter(
        paragraph("“Quoted” – words with é and 5 × 10"),
        table(3),
        bullets("First", "Second"),
        draft=False,
        heading="Title",
    )
    document = pypdfium2.PdfDocument(render_pdf(letter))
    text = " ".join(document[0].get_textpage().get_text_range().split())
    for _section, statement in letter.statements():
        assert " ".join(statement.text.split()) in text
    assert "Page 1 of 1" in text
    assert text.count("Invented Rheumatology") == 1
    assert (document[0].get_width(), document[0].get_height()) == (612, 792)


def test_the_same_letter_gives_the_same_bytes_and_tells_nothing_in_its_properties() -> None:
    letter = make_letter(paragraph("Marigold Testcase"))
    first, second = render_pdf(letter), render_pdf(make_letter(paragraph("Marigold Testcase")))
    assert first == second
    document = pypdfium2.PdfDocument(first)
    properties = document.get_metadata_dict()
    assert properties.pop("Title") == "Appeal of a denied drug"
    assert properties.pop("Creator") == "DenialDesk"
    assert properties.pop("Producer").startswith("Qt ")
    assert set(properties.values()) == {""}
    assert b"D:20" not in first
    assert b"xmp:CreateDate" not in first
    assert render_pdf(make_letter(paragraph("Another"))) != first


@pytest.mark.parametrize("text", ["a\x00b\x0bc", "tab\there", "line one\nline two\r\nline three"])
def test_odd_characters_do_no_harm(text: str) -> None:
    statement = Statement(text, (Source(SourceKind.CASE_FIELD, "x"),))
    document = pypdfium2.PdfDocument(render_pdf(make_letter(paragraph(statement.text))))
    assert document[0].get_textpage().get_text_range()


def test_every_style_of_a_paragraph_can_be_set() -> None:
    blocks = [paragraph(f"Said in {style.value}", style) for style in ParagraphStyle]
    sheets = Typesetter().set_letter(make_letter(*blocks))
    assert sum(len(page.placed) for page in sheets.pages) == len(ParagraphStyle)
