"""What was changed in a letter that came back: found whole, word by word, and nothing where nothing was."""

from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter_differences import (
    ParagraphDifference,
    Piece,
    PieceKind,
    compare_pages,
    compare_paragraphs,
)
from denialdesk.domain.letter_versions import LetterVersion

KEPT, ADDED, REMOVED = PieceKind.KEPT, PieceKind.ADDED, PieceKind.REMOVED
VOCABULARY = ("no", "pain", "after", "two", "weeks", "of", "methotrexate", "15", "mg", "daily")
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=9)
TEXTS = st.lists(WORDS.map(" ".join), max_size=6)
FOOT = "Confidential: this letter holds protected health information."
HEADERS = "Required agent Documented trial"
LETTER = (
    "November 21, 2026",
    "To the appeals reviewer:",
    "Please approve Rinvoq 15 mg, extended-release, once daily for 12 months.",
    "Required agent",
    "Documented trial",
    "methotrexate",
    "20 mg weekly from March 2024 to September 2024, stopped for nausea.",
    "Sincerely,",
    "Avery Invented, MD",
    "Invented Clinic",
)
VERSION = LetterVersion(
    "0" * 32,
    "case",
    "7K3F-Q2",
    LetterKind.FIRST_APPEAL,
    is_draft=False,
    letter_date="2026-11-21",
    exported_at="2026-11-21T10:42:00+00:00",
    paragraphs=LETTER,
    furniture=(
        "Invented Clinic",
        "1 Example Way  ·  Phone 555-0100",
        FOOT,
        "Required agent Documented trial",
        "Appeal",
    ),
)
PAGES = """Invented Clinic
1 Example Way · Phone 555-0100
November 21, 2026
To the appeals reviewer:
Please approve Rinvoq 15 mg, extended-
release, once daily for 12 months.
Required agent Documented trial
Ref. 7K3F-Q2
Page 1 of 2
Confidential: this letter holds protected health information.
Appeal
Required agent Documented trial
methotrexate 20 mg weekly from March 2024 to September 2024, stopped for nausea.
Sincerely,
Avery Invented, MD
Invented Clinic
Ref. 7K3F-Q2 · Page 2 of 2
Confidential: this letter holds protected health information."""


def words_of(differences: tuple[ParagraphDifference, ...], *kinds: PieceKind) -> list[str]:
    return [word for each in differences for piece in each.pieces if piece.kind in kinds for word in piece.text.split()]


@given(TEXTS)
def test_nothing_is_found_where_nothing_was_changed(texts: list[str]) -> None:
    odd = [text.replace(" ", " \u00a0 ") for text in texts]
    assert compare_paragraphs(texts, texts) == ()
    assert compare_paragraphs(texts, [*odd, "", "  "]) == ()


@given(TEXTS, TEXTS)
def test_every_change_is_told_and_none_is_invented(before: list[str], after: list[str]) -> None:
    found = compare_paragraphs(before, after)
    assert (found == ()) == (before == after)
    old, new = " ".join(before).split(), " ".join(after).split()
    # What is told adds up: what was taken out and what was put in are the whole of the change.
    for word in set(old) | set(new):
        gone, come = words_of(found, REMOVED).count(word), words_of(found, ADDED).count(word)
        assert new.count(word) - old.count(word) == come - gone
    assert all(any(piece.kind is not KEPT for piece in each.pieces) for each in found)


def test_a_paragraph_is_shown_with_its_words_put_in_and_taken_out() -> None:
    after = [*LETTER[:2], "Please approve Rinvoq 30 mg, extended-release, once daily for 12 months.", *LETTER[3:]]
    (found,) = compare_paragraphs(LETTER, after)
    assert found.number == 3
    assert found.pieces == (
        Piece(KEPT, "Please approve Rinvoq"),
        Piece(REMOVED, "15"),
        Piece(ADDED, "30"),
        Piece(KEPT, "mg, extended-release, once daily for 12 months."),
    )
    assert found.has_new_words
    assert found.after == after[2]
    assert found.shown.startswith("Please approve Rinvoq [-15-] [+30+] mg,")


def test_paragraphs_put_in_and_taken_out_keep_their_places() -> None:
    after = [*LETTER[:2], "I have treated this patient for years.", *LETTER[2:7], *LETTER[8:]]
    first, second = compare_paragraphs(LETTER, after)
    assert first.pieces == (Piece(ADDED, "I have treated this patient for years."),)
    assert (second.number, second.pieces) == (8, (Piece(REMOVED, "Sincerely,"),))
    assert not second.has_new_words


def test_curly_quotation_marks_and_odd_spaces_are_no_change() -> None:
    assert compare_paragraphs(['the plan\'s "step"'], ["the plan’s\u00a0“step”"]) == ()


def test_pages_say_the_same_as_the_letter_whatever_stands_around_it() -> None:
    assert compare_pages(VERSION, PAGES) == ()


def test_a_word_changed_on_a_page_is_found() -> None:
    found = compare_pages(VERSION, PAGES.replace("20 mg weekly", "25 mg weekly"))
    assert found is not None
    assert [(each.number, each.shown) for each in found] == [
        (7, "[-20-] [+25+] mg weekly from March 2024 to September 2024, stopped for nausea.")
    ]


def test_even_one_small_word_put_in_is_found() -> None:
    """A word of the foot (“this”) put into the text is no foot."""
    for word in ("not", "this", "no"):
        found = compare_pages(VERSION, PAGES.replace("stopped for nausea", f"{word} stopped for nausea"))
        assert found is not None
        assert words_of(found, ADDED) == [word]


def test_a_page_that_says_something_else_is_not_compared() -> None:
    assert compare_pages(VERSION, "Dear colleague, thank you for the kind referral of this patient. " * 3) is None
    assert compare_pages(VERSION, "") is None
